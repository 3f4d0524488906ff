//! The days of a calendar feed. They have nothing that is not public: no reason for an extension, for example.

use documents::write::calendar::AllDayEvent;
use model::{
    ActionId, Date,
    charter::rating::Colour,
    core::dates::long_date,
    peer_review::round::{ReviewRound, RoundStep},
    plan::action::PublicPlan,
    register::calendar::{self, Feedback, Next, Source},
    work::weekly_summary::{DueAction, UpcomingDate},
};
use store::{register::due_dates::OrganisationCalendar, work::reminders::Affiliation};
use web_shell::core::app::App;

/// Returns the dates of the peer review rounds.
pub(super) fn rounds(app: &App) -> Vec<AllDayEvent> {
    let url = app.site.address("/calendar");
    let of = |round: &model::charter::Round| {
        let day = |what: &str, on, title: String, description: String| AllDayEvent {
            uid: format!("round-{}-{what}@{}", round.submissions, app.charter.key),
            on,
            title,
            description,
            url: url.clone(),
        };
        [
            day(
                "submissions",
                round.submissions,
                format!("Last day to submit for the peer review round of {}: {}", round.name, app.charter.name),
                format!("Feedback is due by {}.", long_date(round.feedback)),
            ),
            day(
                "feedback",
                round.feedback,
                format!("Last day of feedback from the peer review round of {}: {}", round.name, app.charter.name),
                format!("For what was submitted by {}.", long_date(round.submissions)),
            ),
        ]
    };
    app.charter.calendar.rounds.iter().flat_map(of).collect()
}

/// Returns the last day of submission and that of each step of a round, for the secretariat and the board. Each keeps its `uid` when the date
/// changes.
pub(crate) fn of_round(app: &App, round: &ReviewRound) -> Vec<AllDayEvent> {
    let day = |what: &str, on, title: String, description: String| AllDayEvent {
        uid: format!("{}-{what}@{}", round.id, app.charter.key),
        on,
        title,
        description,
        url: app.site.address(&format!("/peer-review/rounds/{}", round.id)),
    };
    let due = format!("Last day of submission: peer review, {}", round.name);
    let steps = RoundStep::ALL.into_iter().map(|step| {
        let title = format!("{}: peer review, {}", step.name(), round.name);
        day(step.as_str(), round.dates.of(step), title, format!("Last day. Whose turn: {}.", round.turn(step).name()))
    });
    std::iter::once(day("due", round.dates.due(), due, String::new())).chain(steps).collect()
}

/// Returns the due date of an organisation and the date of its feedback. Each keeps its `uid` when the date changes.
pub(crate) fn of(app: &App, dated: &OrganisationCalendar) -> Vec<AllDayEvent> {
    // Today's date only decides where "Today" is on the timeline, which no feed shows.
    let standing = calendar::standing(&app.charter, &dated.facts, model::Date::ZERO);
    let url = app.site.address(&format!("/signatories/{}", dated.slug));
    let day = |stage: u8, what: &str, on, title: String, description: String| AllDayEvent {
        uid: format!("{}-stage-{stage}-{what}@{}", dated.organisation, app.charter.key),
        on,
        title,
        description,
        url: url.clone(),
    };
    let feedback_day = |stage: u8, feedback: Feedback| {
        let description = match feedback {
            Feedback::Due(_) => "Feedback is due by this date.",
            Feedback::Expected(_) => "Feedback is expected by about this date.",
            Feedback::Sent(_) => "Feedback was sent on this date.",
        };
        let title = format!("{}: feedback on stage {stage}", dated.name);
        day(stage, "feedback", feedback.by(), title, description.to_owned())
    };
    match &standing.next {
        Next::Due(due) => {
            let description = match due.source {
                Source::Provisional => "Provisional date. The secretariat will confirm it.",
                Source::Phase | Source::Recorded(_) => "Submit by the end of this day.",
            };
            let title = format!("Last day to submit stage {}: {}", due.stage, dated.name);
            let mut days = vec![day(due.stage, "due", due.on, title, description.to_owned())];
            days.extend(due.feedback.map(|feedback| feedback_day(due.stage, feedback)));
            days
        }
        Next::Submitted(done, feedback) => {
            feedback.map(|feedback| feedback_day(done.stage, feedback)).into_iter().collect()
        }
        Next::Unknown => Vec::new(),
    }
}

/// Returns the due dates of the actions of a public plan. Completed ones are left out.
pub(super) fn of_plan(app: &App, dated: &OrganisationCalendar, plan: &PublicPlan) -> Vec<AllDayEvent> {
    let url = app.site.address(&format!("/signatories/{}/plan", dated.slug));
    let open = plan.actions.iter().filter(|one| one.ended.is_none() && one.colour() != Some(Colour::Green));
    open.filter_map(|one| {
        let due = one.details.due?;
        Some(action(app, one.id, due, &one.details.title(), &dated.name, url.clone()))
    })
    .collect()
}

/// Returns the due date of an action for one reader, with the address that they may open.
pub(crate) fn due_action(app: &App, due: &DueAction, organisation: &str, is_member: bool) -> AllDayEvent {
    let path = if is_member { format!("/actions/{}", due.action) } else { "/signatories".to_owned() };
    action(app, due.action, due.due, &due.title, organisation, app.site.address(&path))
}

/// Returns the date on which the next progress review is due. It keeps its `uid` when the date changes.
pub(crate) fn review(app: &App, tie: &Affiliation, on: Date) -> AllDayEvent {
    AllDayEvent {
        uid: format!("{}-plan-review@{}", tie.organisation, app.charter.key),
        on,
        title: format!("{}: progress review due", tie.organisation_name),
        description: "Request updates from action owners, hold the working group meeting and write the minutes."
            .to_owned(),
        url: app.site.address(&format!("/organisations/{}/progress-reviews", tie.organisation)),
    }
}

/// Returns a meeting or the last day of a consultation, for one reader.
pub(crate) fn coming(app: &App, tie: &Affiliation, one: &UpcomingDate) -> AllDayEvent {
    let home = format!("/organisations/{}", tie.organisation);
    let path = if tie.role.is_some() { one.href(&home) } else { "/signatories".to_owned() };
    AllDayEvent {
        uid: format!("{}@{}", one.key, app.charter.key),
        on: one.on,
        title: format!("{}: {}", tie.organisation_name, one.says),
        description: one.place.clone(),
        url: app.site.address(&path),
    }
}

fn action(app: &App, id: ActionId, on: Date, title: &str, organisation: &str, url: String) -> AllDayEvent {
    AllDayEvent {
        uid: format!("{id}-due@{}", app.charter.key),
        on,
        title: format!("Due: {title}"),
        description: format!("An action of {organisation}, for the {}.", app.charter.name),
        url,
    }
}
