//! A plan alone in its current state: the actions and their latest progress.

use super::{Form, Orientation, Part, actions, heading, submission::span};
use model::{
    assessment::locked_version::{self, RatedAction},
    charter::Charter,
    core::dates::{day, long_date},
    plan::{
        action::{PublicAction, PublicPlan, PublicProgress},
        published_change::PublishedChange,
    },
};

/// The document of an organisation's plan.
#[must_use]
pub fn plan(plan: &PublicPlan, organisation: &str, charter: &Charter) -> Form {
    let when = span(plan.starts, plan.ends);
    let themes =
        charter.themes.iter().map(|theme| locked_version::Theme { id: theme.id.clone(), name: theme.name.clone() });
    let ratings =
        charter.ratings.iter().map(|one| locked_version::RatingTerm { colour: one.colour, word: one.word.clone() });
    let terms = locked_version::Charter {
        key: charter.key.clone(),
        name: charter.name.clone(),
        themes: themes.collect(),
        ratings: ratings.collect(),
    };
    let rated: Vec<RatedAction> = plan.actions.iter().map(with_latest_progress).collect();
    let mut parts = vec![Part::NewPage(Orientation::Landscape), heading(1, format!("Action plan, {when}"))];
    parts.extend(plan.changes.iter().map(published));
    parts.extend(actions::rated(&rated, &terms, charter));
    let title = format!("{}: action plan, {when}", charter.name);
    Form { title, organisation: organisation.to_owned(), banner: None, parts }
}

/// A sentence about changes that were published after the submission.
fn published(published: &PublishedChange) -> Part {
    let (on, reason) = (long_date(day(published.at)), &published.reason);
    let changes: Vec<String> =
        published.changes.iter().map(|change| format!("{}: {}", change.word(), change.title())).collect();
    Part::Guidance(format!("Changed on {on}, after submission. Reason: {reason} ({})", changes.join("; ")))
}

/// An action with its latest progress update.
fn with_latest_progress(action: &PublicAction) -> RatedAction {
    let progress = action.progress.as_ref();
    RatedAction {
        id: action.id,
        details: action.details.clone(),
        open_since: action.open_since,
        rating: action.colour(),
        explanation: progress.map(PublicProgress::explanation).unwrap_or_default().to_owned(),
        learning: progress.map(|progress| progress.learning.clone()).unwrap_or_default(),
        becomes: None,
        left: action.ended.clone(),
    }
}
