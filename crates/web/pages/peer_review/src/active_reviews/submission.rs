//! One submission: the decision about its active review, and what came of the conversation.

use super::{address, emails, meeting, ratings, rules, sentences, state, suggestions};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    AssessmentId,
    core::{
        date_bounds::DateKind,
        dates::{self, long_date},
        permit::{AtRound, KeepActiveReviews, Permission, ReadActiveReviews},
    },
    peer_review::{
        active_review::{ActiveReview, ActiveReviewChoice, ActiveReviewRecord},
        round::ReviewRound,
    },
};
use serde::Deserialize;
use store::peer_review::{
    active_reviews::{self, ActiveReviewCandidate, NotKept},
    rounds,
};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, DateFields, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/active_reviews/submission.html")]
struct SubmissionPage {
    shell: Shell,
    /// The address of the list.
    list: String,
    here: String,
    round: String,
    name: String,
    /// The decision, as a sentence.
    then: String,
    facts: Vec<(&'static str, String)>,
    submission: String,
    suggested: Vec<String>,
    is_chosen: bool,
    saved: SavedRecord,
    choice: ChoiceForm,
    choices: Vec<Choice>,
    record: RecordForm,
    revision: i64,
    may_keep: bool,
    errors: Errors,
}

/// What is saved, for readers and beside a form that someone else's change has overtaken.
#[derive(Default)]
struct SavedRecord {
    meeting: String,
    notes: String,
    outcome: String,
    agreed_actions: Vec<String>,
}

/// The fields of the decision.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChoiceForm {
    choice: String,
    reason: String,
}

/// The fields of what came of the conversation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct RecordForm {
    revision: i64,
    meeting_day: String,
    meeting_month: String,
    meeting_year: String,
    notes: String,
    outcome: String,
    actions: String,
}

impl RecordForm {
    fn meeting(&self) -> DateFields {
        DateFields { day: self.meeting_day.clone(), month: self.meeting_month.clone(), year: self.meeting_year.clone() }
    }
    fn of(review: &ActiveReview) -> Self {
        let ActiveReviewRecord { meeting, notes, outcome, agreed_actions } = review.record.clone();
        let DateFields { day, month, year } = meeting.map(DateFields::from).unwrap_or_default();
        Self {
            revision: review.revision,
            meeting_day: day,
            meeting_month: month,
            meeting_year: year,
            notes,
            outcome,
            actions: agreed_actions.join("\n"),
        }
    }
}

/// The forms as they were typed; none as they are saved.
#[derive(Default)]
struct Typed {
    choice: Option<ChoiceForm>,
    record: Option<RecordForm>,
}

/// `GET /peer-review/rounds/{round}/active-review/{submission}`
///
/// # Errors
/// Returns [`Problem::NotFound`] if it is not a submission of the round that can be chosen.
pub async fn show(
    may: May<ReadActiveReviews>,
    State(app): State<App>,
    Path((_, submission)): Path<(String, String)>,
) -> Result<Response, Problem> {
    page(&draw(&may, &app, parse(&submission)?, Typed::default(), Errors::none()).await?)
}

fn parse(submission: &str) -> Result<AssessmentId, Problem> {
    submission.parse().map_err(|_| Problem::NotFound)
}

async fn draw<P: Permission<Place = AtRound>>(
    may: &May<P>,
    app: &App,
    submission: AssessmentId,
    typed: Typed,
    errors: Errors,
) -> Result<SubmissionPage, Problem> {
    let (read, rules) = (may.ask::<ReadActiveReviews>()?, rules(&app.charter)?);
    let mut tx = app.db.read().await?;
    let round = rounds::read(&mut tx, &read).await?;
    let all = active_reviews::candidates(&mut tx, &read, (rules, &round), may.visit.today()).await?;
    drop(tx);
    let suggestion = suggestions(rules, &all).into_iter().find(|one| one.assessment == submission);
    let one = all.into_iter().find(|one| one.candidate.assessment == submission).ok_or(Problem::NotFound)?;
    let review = one.review.as_ref();
    let choice = typed.choice.unwrap_or_else(|| choice_form(review));
    let record = typed.record.or_else(|| review.map(RecordForm::of)).unwrap_or_default();
    let base = format!("/peer-review/rounds/{}", round.id);
    Ok(SubmissionPage {
        shell: Shell::new(app, &may.visit),
        here: address(&base, submission),
        then: then(&one, &round),
        facts: vec![
            ("Submitted", long_date(one.on)),
            ("Kind", one.candidate.kind.clone()),
            ("Country", one.candidate.country.clone()),
            ("Previous plan", ratings(one.candidate.tally, &app.charter)),
        ],
        submission: format!("/signatories/{}/submissions/{submission}", one.slug),
        suggested: suggestion.as_ref().map(sentences).unwrap_or_default(),
        is_chosen: review.is_some_and(|review| review.choice.is_chosen),
        saved: review.map(saved).unwrap_or_default(),
        choices: vec![
            Choice::new("yes", "Yes, choose it", choice.choice == "yes"),
            Choice::new("no", "No", choice.choice == "no"),
        ],
        choice,
        // A form that was refused keeps the revision that it was typed against.
        revision: record.revision,
        record,
        may_keep: may.also::<KeepActiveReviews>(),
        errors,
        list: format!("{base}/active-review"),
        round: round.name.into(),
        name: one.name,
    })
}

fn choice_form(review: Option<&ActiveReview>) -> ChoiceForm {
    review.map_or_else(ChoiceForm::default, |review| ChoiceForm {
        choice: if review.choice.is_chosen { "yes" } else { "no" }.to_owned(),
        reason: review.choice.reason.to_string(),
    })
}

fn saved(review: &ActiveReview) -> SavedRecord {
    let record = review.record.clone();
    SavedRecord {
        meeting: meeting(record.meeting),
        notes: record.notes,
        outcome: record.outcome,
        agreed_actions: record.agreed_actions,
    }
}

fn then(one: &ActiveReviewCandidate, round: &ReviewRound) -> String {
    let Some(review) = &one.review else { return format!("{}. Round: {}.", state(one).1, round.name) };
    let who = review.who.as_ref().map(|who| format!(" by {who}")).unwrap_or_default();
    let reason = review.choice.reason.as_str().trim_end_matches('.');
    format!("{} on {}{who}: {reason}.", state(one).1, long_date(dates::day(review.decided)))
}

/// `POST /peer-review/rounds/{round}/active-review/{submission}/choice`
pub async fn choose(
    may: May<KeepActiveReviews>,
    State(app): State<App>,
    Path((_, submission)): Path<(String, String)>,
    Filled(form): Filled<ChoiceForm>,
) -> Result<Response, Problem> {
    let submission = parse(&submission)?;
    let choice = match ActiveReviewChoice::parse(&form.choice, &form.reason) {
        Ok(choice) => choice,
        Err(flaws) => {
            let typed = Typed { choice: Some(form), ..Typed::default() };
            return unprocessable(&draw(&may, &app, submission, typed, all_of(flaws)).await?);
        }
    };
    let rules = rules(&app.charter)?;
    let (mut tx, permit) = may.begin(&app).await?;
    let round = rounds::read(&mut tx, &permit).await?;
    let done = active_reviews::choose(&mut tx, &permit, (rules, &round), submission, &choice, may.visit.now).await?;
    match done {
        Err(NotKept::NotThere) => return Err(Problem::NotFound),
        Err(refused) => {
            drop(tx);
            let typed = Typed { choice: Some(form), ..Typed::default() };
            return unprocessable(&draw(&may, &app, submission, typed, Errors::one("choice", refused)).await?);
        }
        Ok(newly) => {
            if let Some(chosen) = newly {
                emails::tell(&mut tx, &app, &chosen, submission, may.visit.now).await?;
            }
        }
    }
    tx.commit().await?;
    app.emails_written.notify_one();
    let notice = if choice.is_chosen { "Submission chosen for active review." } else { "Decision saved." };
    Ok(redirect_with_notice(&app, &here(&may, submission), notice))
}

fn all_of(flaws: Vec<(&'static str, String)>) -> Errors {
    let mut errors = Errors::none();
    for (field, message) in flaws {
        errors.collect::<(), _>(field, Err(message));
    }
    errors
}

fn here(may: &May<KeepActiveReviews>, submission: AssessmentId) -> String {
    address(&format!("/peer-review/rounds/{}", may.place().round), submission)
}

/// `POST /peer-review/rounds/{round}/active-review/{submission}/record`
pub async fn record(
    may: May<KeepActiveReviews>,
    State(app): State<App>,
    Path((_, submission)): Path<(String, String)>,
    Filled(form): Filled<RecordForm>,
) -> Result<Response, Problem> {
    let submission = parse(&submission)?;
    let mut errors = Errors::none();
    let meeting = form.meeting().read(DateKind::Meeting, "Date of the meeting", may.visit.today());
    let meeting = errors.collect("meeting", meeting);
    let record = ActiveReviewRecord::parse(meeting.flatten(), &form.notes, &form.outcome, &form.actions);
    let record = match record {
        Ok(record) if errors.is_empty() => record,
        flaws => {
            for (field, message) in flaws.err().into_iter().flatten() {
                errors.collect::<(), _>(field, Err(message));
            }
            let typed = Typed { record: Some(form), ..Typed::default() };
            return unprocessable(&draw(&may, &app, submission, typed, errors).await?);
        }
    };
    let rules = rules(&app.charter)?;
    let (mut tx, permit) = may.begin(&app).await?;
    let round = rounds::read(&mut tx, &permit).await?;
    let subject = (submission, form.revision);
    match active_reviews::record(&mut tx, &permit, (rules, &round), subject, &record, may.visit.now).await? {
        Err(NotKept::NotThere) => return Err(Problem::NotFound),
        Err(refused) => {
            drop(tx);
            let mut view = draw(&may, &app, submission, Typed::default(), Errors::one("notes", refused)).await?;
            // Saving once more replaces what the page now shows as saved.
            let current = view.revision;
            view.record = form;
            view.revision = current;
            return unprocessable(&view);
        }
        Ok(()) => tx.commit().await?,
    }
    Ok(redirect_with_notice(&app, &here(&may, submission), "Active review saved."))
}
