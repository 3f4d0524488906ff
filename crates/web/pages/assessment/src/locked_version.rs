//! The full text of a submission: the locked version that is signed, and what is published of it.

use crate::advice::AdviceReportView;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    assessment::{
        hesa::Published,
        locked_version::{Evidence, RatedAction, Submission, SubmittedAction},
    },
    charter::Charter,
    core::{
        dates::{long_date, month_year},
        permit::{ReadAdvice, ReadSignOff},
        prose,
    },
    plan::{Ended, Outcome},
};
use store::{assessment::locked_versions, peer_review::feedback::advice};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock,
    page::page,
    problem::Problem,
    rating_chart,
    shell::Shell,
};

/// A submission as a page shows it. A page with the field `text` can include `templates/assessment/locked_version/text.html`.
#[derive(Debug, Clone)]
pub struct SubmissionText {
    /// Each question with its answer as HTML.
    pub answers: Vec<AnswerText>,
    /// The previous plan, with its ratings.
    pub rated: Option<PlanText>,
    /// The new plan.
    pub plan: PlanText,
    /// The headcount, rounded as it is published.
    pub headcount: Option<Published>,
    /// The date of the headcount; empty if it is not known.
    pub counted_on: String,
    /// The organisation's definition of the charter's people, for example of technicians.
    pub scope: String,
    /// Labels and values: the leads, the leader, the public contact and the public page.
    pub names: Vec<(&'static str, String)>,
    /// Evidence: its text, or only its kind if it is internal; and the hash that names it.
    pub evidence: Vec<(String, String)>,
}

/// A question and its answer.
#[derive(Debug, Clone)]
pub struct AnswerText {
    /// The question's title.
    pub title: String,
    /// The question.
    pub ask: String,
    /// The answer; empty where there is none.
    pub html: String,
    /// Whether the actions of a plan answer it.
    pub is_plan: bool,
}

/// A plan.
#[derive(Debug, Clone)]
pub struct PlanText {
    /// "January 2027 to December 2028, 24 months".
    pub period: String,
    /// Its actions, in order.
    pub actions: Vec<ActionText>,
}

/// An action of either plan.
#[derive(Debug, Clone)]
pub struct ActionText {
    /// The text of the action.
    pub text: String,
    /// The class and the word of its rating; none in the new plan.
    pub rating: Option<(&'static str, String)>,
    /// Labels and values: the themes, the owner, the due date, the success measure and so on.
    pub facts: Vec<(&'static str, String)>,
    /// Labels and values: the explanation, the learning and the next step.
    pub report: Vec<(&'static str, String)>,
}

impl SubmissionText {
    /// Returns a submission as it is shown.
    #[must_use]
    pub fn of(submission: &Submission, charter: &Charter) -> Self {
        let edition = charter.edition(&submission.edition.key);
        let contact = &submission.contact;
        let named = [
            ("Institutional leads", submission.leads.join(", ")),
            ("Leader of the institution", joined(&[&submission.leader.name, &submission.leader.post])),
            ("Public contact", joined(&[&contact.name, &contact.email, &contact.telephone])),
            ("Public page", submission.page.clone()),
            (
                "Advice from the last peer review",
                submission.advice_sha256.map_or_else(String::new, |hash| {
                    format!("What was done about it is signed with this version and not published (SHA-256 with a secret salt: {hash}).")
                }),
            ),
        ];
        Self {
            answers: submission
                .answers
                .iter()
                .map(|answer| AnswerText {
                    title: answer.title.clone(),
                    ask: answer.ask.clone(),
                    html: if answer.text.trim().is_empty() { String::new() } else { prose::html(&answer.text) },
                    is_plan: edition
                        .and_then(|edition| edition.question(&answer.question))
                        .is_some_and(|question| question.kind.has_actions()),
                })
                .collect(),
            rated: submission.rated.as_ref().map(|plan| PlanText {
                period: period(plan.starts, plan.ends, plan.months),
                actions: plan.actions.iter().map(|action| rated(submission, action)).collect(),
            }),
            plan: PlanText {
                period: period(submission.plan.starts, submission.plan.ends, submission.plan.months),
                actions: submission.plan.actions.iter().map(|action| planned(submission, action)).collect(),
            },
            headcount: submission.headcount.as_ref().map(|table| table.published.clone()),
            counted_on: submission
                .headcount
                .as_ref()
                .and_then(|table| table.published.as_at)
                .map(long_date)
                .unwrap_or_default(),
            scope: submission.organisation.scope.clone(),
            names: named.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
            evidence: submission.evidence.iter().map(|one| (evidence(one), one.sha256.to_string())).collect(),
        }
    }
}

fn evidence(one: &Evidence) -> String {
    match (&one.title, &one.shown) {
        (Some(title), Some(content)) => format!("{title}: {}", content.words()),
        _ => format!("{}, internal", one.kind.name()),
    }
}

fn joined(parts: &[&String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).map(|part| part.as_str()).collect::<Vec<_>>().join(", ")
}

fn period(starts: model::Date, ends: model::Date, months: u16) -> String {
    format!("{} to {}, {months} months", month_year(starts), month_year(ends))
}

fn rated(submission: &Submission, action: &RatedAction) -> ActionText {
    let next_step = match (&action.becomes, &action.left) {
        (_, Some(Ended::Withdrawn { reason })) => format!("Withdrawn. {reason}"),
        (_, Some(Ended::Merged { reason, .. })) => format!("Merged into another action. {reason}"),
        (Some(Outcome::Continued), _) => "Continued in the new plan.".to_owned(),
        (Some(Outcome::Related), _) => "Replaced by a related action.".to_owned(),
        (Some(Outcome::Stopped { reason }), _) => format!("Stopped. {reason}"),
        (None, None) => String::new(),
    };
    let report =
        [("Explanation", action.explanation.clone()), ("Learning", action.learning.clone()), ("Next step", next_step)];
    ActionText {
        text: action.details.text.clone(),
        rating: Some((rating_chart::class(action.rating), submission.word(action.rating).to_owned())),
        facts: facts(submission, &action.details, action.open_since),
        report: report.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect(),
    }
}

fn planned(submission: &Submission, action: &SubmittedAction) -> ActionText {
    ActionText {
        text: action.details.text.clone(),
        rating: None,
        facts: facts(submission, &action.details, action.open_since),
        report: Vec::new(),
    }
}

fn facts(
    submission: &Submission,
    details: &model::plan::action::PublicDetails,
    open_since: Option<model::Date>,
) -> Vec<(&'static str, String)> {
    let themes = details.themes.iter().map(|theme| submission.theme(theme)).collect::<Vec<_>>().join(", ");
    let time = match details.due {
        Some(due) => long_date(due),
        None => details.timescale.clone(),
    };
    let all = [
        ("Theme", themes),
        ("Owner", details.owner.clone()),
        ("Due", time),
        ("Success measure", details.measure.clone()),
        ("Resources", details.resource.clone()),
        ("Open since", open_since.map(month_year).unwrap_or_default()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// The page of a locked version, for members of the organisation and for the leader.
#[derive(Template)]
#[template(path = "assessment/locked_version/show.html")]
pub(crate) struct LockedPage {
    pub(crate) shell: Shell,
    pub(crate) back: String,
    pub(crate) title: String,
    pub(crate) then: String,
    pub(crate) hash: Option<String>,
    pub(crate) text: Option<SubmissionText>,
    /// What was done about the advice of the last peer review, which is signed with it and not published: for those who sign it and who may read it.
    pub(crate) report: Option<AdviceReportView>,
}

/// Parses a locked version that was read from the database.
///
/// # Errors
/// Returns a database error if it cannot be parsed, since only Assay writes locked versions.
pub(crate) fn read(canonical: &str) -> Result<Submission, Problem> {
    Submission::parse(canonical).map_err(|error| store::Error::Decode(Box::new(error)).into())
}

/// `GET /assessments/{assessment}/locked`
pub async fn show(may: May<ReadSignOff>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let locked = locked_versions::locked(&mut tx, &may).await?;
    // The Steering Board reads what is submitted, and not this.
    let advice = match may.ask::<ReadAdvice>() {
        Ok(read) if locked.is_some() => advice::locked(&mut tx, &read).await?,
        _ => None,
    };
    drop(tx);
    let shell = may.shell(&app, Section::Assessment);
    let back = format!("/assessments/{}/sign-off", may.place().assessment);
    let Some((hash, canonical)) = locked else {
        return page(&LockedPage {
            shell,
            back,
            title: "No locked version yet".into(),
            then: "A lead locks the self-assessment for sign-off. The locked version is then shown here.".into(),
            hash: None,
            text: None,
            report: None,
        });
    };
    let submission = read(&canonical)?;
    page(&LockedPage {
        shell,
        back,
        title: "Locked version".into(),
        then: format!("{} of {}, as locked for sign-off.", submission.edition.title, submission.organisation.name),
        hash: Some(hash.to_string()),
        text: Some(SubmissionText::of(&submission, &app.charter)),
        report: advice.as_ref().map(AdviceReportView::new),
    })
}

/// "20 November 2026 at 14:32".
#[must_use]
pub(crate) fn moment(at: model::Timestamp) -> String {
    format!("{} at {}", long_date(clock::day(at)), clock::time(at))
}
