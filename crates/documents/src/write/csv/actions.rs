//! The actions of a plan or a submission as CSV, one in each row.

use super::{write, write_records};
use model::{
    ActionId, Date,
    assessment::locked_version::Submission,
    charter::{Charter, rating::Colour},
    core::{dates::day, permit::Audience},
    plan::{
        Ended, Plan,
        action::{ActionField, PublicAction, PublicDetails, PublicPlan, PublicProgress},
        published_change::SinceSubmission,
    },
};

/// The columns of a plan.
const PLAN: [&str; 15] = [
    "Themes",
    "Action",
    "Owner",
    "Starts",
    "Due",
    "Timescale",
    "Measure of success",
    "Resource",
    "Rating",
    "Status",
    "Explanation",
    "Learning",
    "Last news",
    "Identity",
    "Since submission",
];

/// The fields of an action that those columns have.
const IN_PLAN: [ActionField; 8] = [
    ActionField::Themes,
    ActionField::Text,
    ActionField::Owner,
    ActionField::Starts,
    ActionField::Due,
    ActionField::Timescale,
    ActionField::Measure,
    ActionField::Resource,
];

/// The columns of a submission. The first shows to which of its two plans an action belongs.
const SUBMISSION: [&str; 14] = [
    "Plan",
    "Themes",
    "Action",
    "Owner",
    "Starts",
    "Due",
    "Timescale",
    "Measure of success",
    "Resource",
    "Rating",
    "Status",
    "Explanation",
    "Learning",
    "Identity",
];

/// Writes what is public of the actions of a plan, in its order.
#[must_use]
pub fn write_plan(plan: &PublicPlan, charter: &Charter) -> Vec<u8> {
    write(PLAN, plan.actions.iter().map(|action| plan_row(action, charter)))
}

/// Writes the actions of a plan for that audience: the columns of a public plan, and then every other field that it reads.
#[must_use]
pub fn write_members_plan(plan: Plan, charter: &Charter, audience: Audience) -> Vec<u8> {
    let all = ActionField::ALL.iter().copied();
    let more: Vec<ActionField> = all.filter(|field| !IN_PLAN.contains(field) && field.is_read_by(audience)).collect();
    let header = PLAN.into_iter().chain(more.iter().map(|field| field.label()));
    let rows = plan.actions.into_iter().map(|placed| {
        let details = placed.action.details.clone();
        let cells = more.iter().map(|field| field.in_words(&details.content(*field), charter));
        plan_row(&placed.into(), charter).into_iter().chain(cells).collect()
    });
    write_records(header, rows)
}

fn plan_row(action: &PublicAction, charter: &Charter) -> [String; PLAN.len()] {
    let update = action.progress.as_ref();
    let themes = action.details.themes.iter().filter_map(|key| charter.theme(key)).map(|theme| theme.name.as_str());
    let progress = ProgressCells {
        rating: action.colour(),
        status: charter.word(action.colour()),
        explanation: update.map(PublicProgress::explanation).unwrap_or_default(),
        learning: update.map(|update| update.learning.as_str()).unwrap_or_default(),
    };
    let [cells @ .., identity] = shared_cells(action.id, &action.details, &themes.collect::<Vec<_>>(), &progress);
    let last_update = iso(update.map(|update| day(update.at)));
    let mut cells = cells.into_iter().chain([last_update, identity, since_submission(action)]);
    std::array::from_fn(|_| cells.next().unwrap_or_default())
}

/// "Changed 2027-05-03", or blank for an action that is as it was signed.
fn since_submission(action: &PublicAction) -> String {
    let (word, at) = match (&action.since, &action.ended) {
        (SinceSubmission::Unchanged, _) => return String::new(),
        (SinceSubmission::Added { at } | SinceSubmission::Changed { at, .. }, Some(Ended::Withdrawn { .. })) => {
            ("Withdrawn", at)
        }
        (SinceSubmission::Added { at } | SinceSubmission::Changed { at, .. }, Some(Ended::Merged { .. })) => {
            ("Merged", at)
        }
        (SinceSubmission::Added { at }, None) => ("Added", at),
        (SinceSubmission::Changed { at, .. }, None) => ("Changed", at),
    };
    format!("{word} {}", day(*at))
}

/// Writes the actions of a submission: those of the rated plan, then those of the new plan. Names of themes and ratings are taken
/// from the submission itself, so that they do not change with the charter.
#[must_use]
pub fn write_submission(submission: &Submission) -> Vec<u8> {
    let themes =
        |details: &PublicDetails| details.themes.iter().map(|key| submission.theme(key).to_owned()).collect::<Vec<_>>();
    let row = |plan: &str, id: ActionId, details: &PublicDetails, progress: &ProgressCells<'_>| {
        let names = themes(details);
        let shared_cells = shared_cells(id, details, &names.iter().map(String::as_str).collect::<Vec<_>>(), progress);
        let mut cells = std::iter::once(plan.to_owned()).chain(shared_cells);
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    };
    let rated = submission.rated.iter().flat_map(|plan| &plan.actions).map(|action| {
        let status = submission.word(action.rating);
        let progress = ProgressCells {
            rating: action.rating,
            status,
            explanation: &action.explanation,
            learning: &action.learning,
        };
        row("Last plan", action.id, &action.details, &progress)
    });
    let no_progress = ProgressCells { rating: None, status: "", explanation: "", learning: "" };
    let new = submission.plan.actions.iter().map(|action| row("New plan", action.id, &action.details, &no_progress));
    write::<{ SUBMISSION.len() }>(SUBMISSION, rated.chain(new))
}

/// The cells with the progress of an action.
struct ProgressCells<'a> {
    rating: Option<Colour>,
    status: &'a str,
    explanation: &'a str,
    learning: &'a str,
}

/// The cells that both kinds of file have.
fn shared_cells(id: ActionId, details: &PublicDetails, themes: &[&str], progress: &ProgressCells<'_>) -> [String; 13] {
    [
        themes.join("; "),
        details.text.clone(),
        details.owner.clone(),
        iso(details.starts),
        iso(details.due),
        details.timescale.clone(),
        details.measure.clone(),
        details.resource.clone(),
        progress.rating.map(|colour| colour.as_str().to_owned()).unwrap_or_default(),
        progress.status.to_owned(),
        progress.explanation.to_owned(),
        progress.learning.to_owned(),
        id.to_string(),
    ]
}

fn iso(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
