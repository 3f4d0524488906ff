//! The search, the filters and the order of the list of reviewers.

use super::Filters;
use model::{charter::Charter, peer_review::reviewer::Background};
use serde::Deserialize;
use store::peer_review::reviewers::ListedReviewer;
use web_shell::core::{form::Choice, page::encoded};

/// The fields of the search, as words of the address. One that is not known filters nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReviewersQuery {
    name: String,
    background: String,
    stage: String,
    /// `yes` or `no`.
    training: String,
    /// `yes`, `break` or `no`.
    answer: String,
    /// `organisation` or `answer`; by name otherwise.
    order: String,
    page: String,
}

impl ReviewersQuery {
    /// The number of the page.
    pub(super) fn page(&self) -> usize {
        self.page.parse().unwrap_or(1)
    }

    /// The address of the filtered list after the question mark, up to the number of its page.
    pub(super) fn link(&self) -> String {
        let fields = [
            ("name", &self.name),
            ("background", &self.background),
            ("stage", &self.stage),
            ("training", &self.training),
            ("answer", &self.answer),
            ("order", &self.order),
        ];
        let filled = fields.iter().filter(|(_, value)| !value.is_empty());
        filled.fold(String::new(), |link, (key, value)| format!("{link}{key}={}&", encoded(value))) + "page="
    }

    /// The reviewers that were looked for, in the order that was asked for. They come by name.
    pub(super) fn apply(&self, all: Vec<ListedReviewer>) -> Vec<ListedReviewer> {
        let mut found: Vec<_> = all.into_iter().filter(|one| self.matches(one)).collect();
        match self.order.as_str() {
            "organisation" => found.sort_by_cached_key(|one| one.reviewer.organisation_name.to_lowercase()),
            // Who has not answered comes first, then those with the most submissions.
            "answer" => found
                .sort_by_key(|one| one.answer.map_or((0, 0), |(answer, _)| (1, u8::MAX - answer.most().unwrap_or(0)))),
            _ => {}
        }
        found
    }

    fn matches(&self, one: &ListedReviewer) -> bool {
        let words = self.name.trim().to_lowercase();
        let reviewer = &one.reviewer;
        let is_named = [&reviewer.name, &reviewer.email, &reviewer.organisation_name]
            .iter()
            .any(|text| text.to_lowercase().contains(&words));
        let background = Background::parse(&self.background);
        let stage: Option<u8> = self.stage.parse().ok();
        is_named
            && background.is_none_or(|background| reviewer.background == background)
            && stage.is_none_or(|stage| reviewer.knowledge.stages.contains(&stage))
            && match self.training.as_str() {
                "yes" => one.is_trained,
                "no" => !one.is_trained,
                _ => true,
            }
            && match self.answer.as_str() {
                "yes" => one.answer.is_some_and(|(answer, _)| answer.most().is_some()),
                "break" => one.answer.is_some_and(|(answer, _)| answer.most().is_none()),
                "no" => one.answer.is_none(),
                _ => true,
            }
    }

    /// The fields of the form.
    pub(super) fn filters(&self, charter: &Charter) -> Filters {
        let words = |any: &str, all: &[(&str, &str)], chosen: &str| {
            Choice::all_or(any, all.iter().map(|(value, label)| (*value, *label)), chosen)
        };
        let backgrounds = Background::ALL.into_iter().map(|one| (one.as_str(), one.name(charter)));
        let stages = (1..=charter.last_stage()).map(|stage| (stage.to_string(), format!("Stage {stage}")));
        let answers = [("yes", "Takes submissions"), ("break", "A break this time"), ("no", "Not answered")];
        Filters {
            name: self.name.clone(),
            backgrounds: Choice::all_or("Any background", backgrounds, &self.background),
            stages: Choice::all_or("Any stage", stages, &self.stage),
            training: words("Any", &[("yes", "Completed"), ("no", "Not completed")], &self.training),
            answers: words("Any answer", &answers, &self.answer),
            orders: words("Name", &[("organisation", "Organisation"), ("answer", "Answer")], &self.order),
        }
    }
}
