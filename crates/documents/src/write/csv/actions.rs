//! Actions as rows, one each: of a plan, and of a submission with the plan that it rates.

use super::csv;
use model::{
    ActionId, Date,
    assessment::locked_version::Submission,
    charter::{Charter, rating::Colour},
    core::dates::day,
    plan::{
        Plan,
        action::{Action, ActionDetails, ProgressUpdate},
    },
};

/// The columns of a plan.
const PLAN: [&str; 14] = [
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
];

/// The columns of a submission: before them, which of its plans an action is of.
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

/// The actions of a plan, in its order.
#[must_use]
pub fn plan(plan: &Plan, charter: &Charter) -> Vec<u8> {
    csv(PLAN, plan.actions.iter().map(|placed| of_plan(&placed.action, charter)))
}

fn of_plan(action: &Action, charter: &Charter) -> [String; PLAN.len()] {
    let news = action.news.as_ref();
    let themes = action.promise.themes.iter().filter_map(|key| charter.theme(key)).map(|theme| theme.name.as_str());
    let said = Said {
        rating: action.colour(),
        status: charter.word(action.colour()),
        words: news.map(ProgressUpdate::words).unwrap_or_default(),
        learning: news.map(|news| news.learning.as_str()).unwrap_or_default(),
    };
    let [themes, text, owner, starts, due, timescale, measure, resource, rating, status, words, learning, identity] =
        shared(action.id, &action.promise, &themes.collect::<Vec<_>>(), &said);
    let told = iso(news.map(|news| day(news.at)));
    [themes, text, owner, starts, due, timescale, measure, resource, rating, status, words, learning, told, identity]
}

/// The actions of a submission: those of the plan that it rates, then those that it promises. Names are those that the
/// submission itself repeats.
#[must_use]
pub fn submission(submission: &Submission) -> Vec<u8> {
    let themes =
        |promise: &ActionDetails| promise.themes.iter().map(|key| submission.theme(key).to_owned()).collect::<Vec<_>>();
    let row = |plan: &str, id: ActionId, promise: &ActionDetails, said: &Said<'_>| {
        let names = themes(promise);
        let shared = shared(id, promise, &names.iter().map(String::as_str).collect::<Vec<_>>(), said);
        let mut cells = std::iter::once(plan.to_owned()).chain(shared);
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    };
    let rated = submission.rated.iter().flat_map(|plan| &plan.actions).map(|action| {
        let status = submission.word(action.rating);
        let said = Said { rating: action.rating, status, words: &action.explanation, learning: &action.learning };
        row("Last plan", action.id, &action.promise, &said)
    });
    let nothing = Said { rating: None, status: "", words: "", learning: "" };
    let promised = submission.plan.actions.iter().map(|action| row("New plan", action.id, &action.promise, &nothing));
    csv::<{ SUBMISSION.len() }>(SUBMISSION, rated.chain(promised))
}

/// What is said of an action.
struct Said<'a> {
    rating: Option<Colour>,
    status: &'a str,
    words: &'a str,
    learning: &'a str,
}

/// What both kinds of row have.
fn shared(id: ActionId, promise: &ActionDetails, themes: &[&str], said: &Said<'_>) -> [String; 13] {
    [
        themes.join("; "),
        promise.text.clone(),
        promise.owner.clone(),
        iso(promise.starts),
        iso(promise.due),
        promise.timescale.clone(),
        promise.measure.clone(),
        promise.resource.clone(),
        said.rating.map(|colour| colour.as_str().to_owned()).unwrap_or_default(),
        said.status.to_owned(),
        said.words.to_owned(),
        said.learning.to_owned(),
        id.to_string(),
    ]
}

fn iso(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
