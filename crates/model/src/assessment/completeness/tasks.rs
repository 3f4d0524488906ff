//! The parts of a self-assessment and how far each has come: what the page of a self-assessment shows.

use super::{CompletenessItem, CompletenessPlace, check};
use crate::{
    Date,
    assessment::contents::AssessmentContents,
    charter::{Charter, Edition, Question, QuestionKind},
    core::prose,
};

/// One part of a self-assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What it is called.
    pub title: String,
    /// Where it is done: never a single action.
    pub place: CompletenessPlace,
    /// How far it has come.
    pub progress: Progress,
    /// How far in numbers, "231 words", "12 of 35 rated"; or nothing.
    pub extent: String,
    /// What is missing or doubtful in it.
    pub items: Vec<CompletenessItem>,
}

/// How far a part has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// No missing items. There may be warnings.
    Done,
    /// Something is there and something is missing.
    Started,
    /// Nothing is there.
    NotStarted,
    /// Nothing is there, and nothing need be.
    Optional,
}

/// The parts in the order in which they are done: answers, last plan, new plan, headcount, organisation.
#[must_use]
pub fn tasks(contents: &AssessmentContents, edition: &Edition, charter: &Charter, today: Date) -> Vec<Task> {
    let mut items = check(contents, edition, charter, today);
    let mut task = |title: String, place: CompletenessPlace, extent: Option<String>| {
        let of_it = items.extract_if(.., |item| place.holds(&item.place)).collect::<Vec<_>>();
        let is_missing = of_it.iter().any(CompletenessItem::is_blocking);
        let progress = match (&extent, is_missing) {
            (Some(_), false) => Progress::Done,
            (Some(_), true) => Progress::Started,
            (None, true) => Progress::NotStarted,
            (None, false) => Progress::Optional,
        };
        Task { title, place, progress, extent: extent.unwrap_or_default(), items: of_it }
    };
    let mut all = Vec::new();
    for question in &edition.questions {
        let place = CompletenessPlace::Question(question.id.clone());
        all.push(task(question.title.clone(), place, words(contents, question)));
    }
    if edition.rates_plan_of_months.is_some() {
        all.push(task("Rate your previous action plan".to_owned(), CompletenessPlace::Ratings, rated(contents)));
    }
    all.push(task(
        format!("New {}-month action plan", contents.plan.months),
        CompletenessPlace::Plan,
        number_of_actions(contents),
    ));
    if edition.headcount || contents.headcount.is_some() {
        let title = format!("Headcount of {}", charter.words.people);
        let counted = contents.headcount.as_ref().map(|table| format!("{} counted", table.sum()));
        all.push(task(title, CompletenessPlace::Headcount, counted));
    }
    // Always begun: the register has its name.
    all.push(task("Public contact, leader and leads".to_owned(), CompletenessPlace::Organisation, Some(String::new())));
    all
}

/// "6 of 9 parts are complete", or that the self-assessment can be locked.
#[must_use]
pub fn headline(tasks: &[Task]) -> String {
    let (ready, all) = (tasks.iter().filter(|task| task.is_ready()).count(), tasks.len());
    match ready {
        _ if ready == all => "Complete: ready to lock for sign-off".to_owned(),
        0 => format!("0 of {all} parts are complete"),
        1 => format!("1 of {all} parts is complete"),
        _ => format!("{ready} of {all} parts are complete"),
    }
}

impl Task {
    /// Whether nothing in it stops a submission.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(self.progress, Progress::Done | Progress::Optional)
    }
    /// How many of its items stop a submission.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.items.iter().filter(|item| item.is_blocking()).count()
    }
    /// How many of its items only advise.
    #[must_use]
    pub fn advice(&self) -> usize {
        self.items.len() - self.missing()
    }
}

impl CompletenessPlace {
    /// Whether the part at this place is where that one is mended.
    fn holds(&self, other: &Self) -> bool {
        match other {
            Self::Rated(_) => *self == Self::Ratings,
            Self::Action(_) => *self == Self::Plan,
            Self::People => *self == Self::Organisation,
            other => self == other,
        }
    }
}

fn words(contents: &AssessmentContents, question: &Question) -> Option<String> {
    let text = contents.answers.get(&question.id)?.text.trim();
    match (question.kind, prose::words(text), question.words) {
        _ if text.is_empty() => None,
        (QuestionKind::Address, ..) => Some(text.chars().take(80).collect()),
        (_, words, Some(limit)) => Some(format!("{words} of {limit} words")),
        (_, 1, None) => Some("1 word".to_owned()),
        (_, words, None) => Some(format!("{words} words")),
    }
}

fn rated(contents: &AssessmentContents) -> Option<String> {
    let plan = contents.rated.as_ref()?;
    let (rated, all) = (plan.live().filter(|action| action.progress_update.is_some()).count(), plan.live().count());
    let is_begun = rated > 0 || !contents.outcomes.is_empty() || all == 0;
    is_begun.then(|| format!("{rated} of {all} rated"))
}

fn number_of_actions(contents: &AssessmentContents) -> Option<String> {
    match contents.plan.live().count() {
        0 => None,
        1 => Some("1 action".to_owned()),
        many => Some(format!("{many} actions")),
    }
}
