//! `/peer-review/rounds/{round}/sending`: sends the approved feedback of a round, and shows which is not approved and why.

use crate::moderation::SubmissionRow;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    Date, FeedbackId,
    core::{
        canonical::Hash,
        dates::{count, long_date},
        permit::{AtRound, Permission, ReadModeration, SendFeedback},
    },
    peer_review::{
        feedback::moderation::ModerationStep,
        round::{ReviewRound, RoundState, RoundStep},
    },
};
use serde::Deserialize;
use store::{
    Tx,
    peer_review::{feedback, feedback::moderation, rounds},
};
use web_shell::{
    core::{
        app::App,
        authorize::May,
        form::{Errors, extract::Filled},
        page::{conflict, page, redirect_with_notice},
        problem::Problem,
        shell::Shell,
    },
    work::jobs,
};

#[derive(Template)]
#[template(path = "peer_review/moderation/sending.html")]
struct SendingPage {
    shell: Shell,
    errors: Errors,
    base: String,
    round: String,
    then: String,
    /// When it is sent by itself.
    night: String,
    /// The organisations whose feedback is approved.
    approved: Vec<String>,
    /// "3 submissions".
    approved_count: String,
    /// What names the list, so that nothing is sent that was not on it.
    list: String,
    waiting: Vec<SubmissionRow>,
    may_send: bool,
}

/// `GET /peer-review/rounds/{round}/sending`
pub async fn ask(may: May<ReadModeration>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, &mut app.db.read().await?, Errors::none()).await?)
}

async fn draw<P: Permission<Place = AtRound>>(
    may: &May<P>,
    app: &App,
    tx: &mut Tx,
    errors: Errors,
) -> Result<SendingPage, Problem> {
    let (read, today) = (may.ask::<ReadModeration>()?, may.visit.today());
    let round = rounds::read(tx, &read).await?;
    let all = moderation::list(tx, &read).await?;
    let approved = feedback::to_send(tx, &read).await?;
    let waiting = all.iter().filter(|one| one.step < ModerationStep::Approved);
    let waiting: Vec<_> = waiting.map(|one| SubmissionRow::new(one, &round, today)).collect();
    let sent = all.iter().filter(|one| one.step == ModerationStep::Sent).count();
    Ok(SendingPage {
        shell: Shell::new(app, &may.visit),
        errors,
        base: crate::rounds::address(&round),
        then: format!("Approved: {}. Not approved: {}. Sent: {sent}.", approved.len(), waiting.len()),
        night: sent_by_itself(&round),
        approved_count: count(i64::try_from(approved.len()).unwrap_or(i64::MAX), "submission"),
        list: list_version(approved.iter().map(|(id, _)| *id)),
        approved: approved.into_iter().map(|(_, name)| name).collect(),
        waiting,
        may_send: may.also::<SendFeedback>(),
        round: round.name.into(),
    })
}

/// The sentence about feedback: all is sent, some is overdue, or when it is sent.
pub(crate) fn sending_sentence(round: &ReviewRound, today: Date) -> String {
    let send = round.dates.of(RoundStep::Send);
    match round.state(today) {
        RoundState::Finished => "All feedback of this round is sent.".to_owned(),
        RoundState::At(_) if send < today => {
            format!(
                "Overdue: feedback was due by {}, and some has not been sent. {}",
                long_date(send),
                sent_by_itself(round)
            )
        }
        RoundState::At(_) | RoundState::Cancelled => sent_by_itself(round),
    }
}

/// When approved feedback of a round is sent without anyone.
fn sent_by_itself(round: &ReviewRound) -> String {
    let send = long_date(round.dates.of(RoundStep::Send));
    format!("Approved feedback is sent automatically on {send}. What is approved later is sent the following night.")
}

/// The hash of the identities of feedback, in any order.
fn list_version(all: impl Iterator<Item = FeedbackId>) -> String {
    let mut all: Vec<String> = all.map(|id| id.to_string()).collect();
    all.sort();
    Hash::of(&all.join(" ")).to_string()
}

/// The list of approved feedback that the visitor read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SendingForm {
    list: String,
}

/// `POST /peer-review/rounds/{round}/sending`. Whoever selects the button twice sends once.
pub async fn send(
    may: May<SendFeedback>,
    State(app): State<App>,
    Filled(form): Filled<SendingForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let sent = feedback::send(&mut tx, &permit, jobs::feedback_title, may.visit.now).await?;
    let here = format!("/peer-review/rounds/{}/sending", may.place().round);
    if sent.is_empty() {
        return Ok(redirect_with_notice(&app, &here, "No approved feedback is left to send."));
    }
    if form.list != list_version(sent.iter().map(|one| one.feedback)) {
        drop(tx);
        let errors = Errors::one(
            "sending",
            "The list of approved feedback was changed since you opened this page. Read it again before you send it",
        );
        return conflict(&draw(&may, &app, &mut app.db.read().await?, errors).await?);
    }
    jobs::queue_sent_feedback(&mut tx, &sent, may.visit.now).await?;
    tx.commit().await?;
    let notice = format!("Feedback on {} sent.", count(i64::try_from(sent.len()).unwrap_or(i64::MAX), "submission"));
    Ok(redirect_with_notice(&app, &here, &notice))
}
