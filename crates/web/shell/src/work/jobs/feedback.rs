//! Sends the approved feedback of a round on its day, and writes emails about it: to panels when a draft is returned, and to moderators before and
//! after it is late. The emails about what was sent are in the file beside this one.

use super::{
    night::parts,
    rounds::{self, RoundReminder},
};
use crate::{
    core::{app::App, problem::Problem},
    work::{
        emails::{self, feedback::FeedbackReturnedEmail},
        program,
    },
};
use model::{
    ModerationId, RoundId, Timestamp,
    core::{
        dates::day,
        permit::{AtRound, SendFeedback},
    },
    peer_review::{
        feedback::moderation::email::{ModerationEmail, sends_itself, to_moderator},
        round::ReviewRound,
    },
    work::job::JobKind,
};
use store::{
    Tx,
    core::write_permit,
    peer_review::{
        feedback::{self, SentTo},
        reminding::{self, Recipient},
    },
    work::{jobs, reminders},
};

/// The title of the self-assessment of a stage, in the activity log of its organisation.
#[must_use]
pub fn feedback_title(stage: u8) -> String {
    format!("Stage {stage} self-assessment")
}

/// Queues the emails about feedback, in the transaction that sent it.
///
/// # Errors
/// The database failed.
pub async fn queue_sent_feedback(tx: &mut Tx, sent: &[SentTo], now: Timestamp) -> Result<(), store::Error> {
    for one in sent {
        jobs::enqueue(tx, &program::permit(), JobKind::SentFeedback, &one.feedback.to_string(), now, now).await?;
    }
    Ok(())
}

/// Queues the emails about a draft, in the transaction that returned it.
///
/// # Errors
/// The database failed.
pub async fn queue_returned_draft(tx: &mut Tx, decision: ModerationId, now: Timestamp) -> Result<(), store::Error> {
    jobs::enqueue(tx, &program::permit(), JobKind::ReturnedDraft, &decision.to_string(), now, now).await
}

/// Sends the approved feedback of a round if its day has come, and writes the emails to moderators. The key is the night, `/`, and the round.
pub(super) async fn work(app: &App, key: &str) -> Result<Tx, Problem> {
    let (may, now) = (program::permit(), app.clock.now());
    let Ok(id) = parts(key).1.parse::<RoundId>() else { return Ok(app.db.write().await?) };
    let mut tx = app.db.write().await?;
    let Some(round) = reminding::round(&mut tx, &may, id).await? else { return Ok(tx) };
    if sends_itself(&round, day(now)) {
        let place = AtRound { round: round.id, is_cancelled: round.cancelled.is_some() };
        let permit = write_permit::lock(&mut tx, &program::at::<SendFeedback>(place)?).await?;
        let sent = feedback::send(&mut tx, &permit, feedback_title, now).await?;
        queue_sent_feedback(&mut tx, &sent, now).await?;
    }
    // What was just sent counts.
    let Some(round) = reminding::round(&mut tx, &may, round.id).await? else { return Ok(tx) };
    for (recipient, role) in reminding::moderators(&mut tx, &may).await? {
        if let Some(email) = to_moderator(&round, role, day(now)) {
            write(&mut tx, app, &round, &recipient, email).await?;
        }
    }
    Ok(tx)
}

/// Writes an email about a round, unless its recipient has had it or wants none.
pub(super) async fn write(
    tx: &mut Tx,
    app: &App,
    round: &ReviewRound,
    recipient: &Recipient,
    email: ModerationEmail,
) -> Result<(), Problem> {
    let (may, now) = (program::permit(), app.clock.now());
    if reminders::is_stopped(tx, &recipient.email).await?
        || !reminding::is_first_of(tx, &may, (round.id, recipient.person), email.word(), now).await?
    {
        return Ok(());
    }
    let reminder =
        RoundReminder { subject: email.subject(round), sentence: email.sentence(round), href: email.href(round) };
    rounds::write(tx, app, recipient, &reminder).await
}

/// Writes the emails about a draft that was returned, to the members of its panel. The key is the id of the decision. An email belongs to no
/// organisation, since nobody there learns that the person reviews.
pub(super) async fn tell_of_returned(app: &App, key: &str) -> Result<Tx, Problem> {
    let (may, now) = (program::permit(), app.clock.now());
    let id: ModerationId = key.parse().map_err(|_| Problem::NotFound)?;
    let mut tx = app.db.write().await?;
    let Some(draft) = feedback::returned_draft(&mut tx, &may, id).await? else { return Ok(tx) };
    let link = app.site.address(&format!("/peer-review/panels/{}/submissions/{}/draft", draft.panel, draft.assessment));
    for member in &draft.members {
        let message = FeedbackReturnedEmail {
            charter: &app.charter.name,
            name: &member.name,
            organisation: &draft.name,
            round: &draft.round,
            link: &link,
        };
        emails::write(&mut tx, &member.email, &message, now).await?;
    }
    Ok(tx)
}
