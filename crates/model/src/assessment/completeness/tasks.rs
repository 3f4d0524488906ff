//! The parts of a self-assessment and the progress of each, as its page shows them.

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
    /// The title.
    pub title: String,
    /// Where it is done: never a single action.
    pub place: CompletenessPlace,
    /// The progress.
    pub progress: Progress,
    /// The progress in numbers, such as "231 words" or "12 of 35 rated"; may be empty.
    pub extent: String,
    /// Its missing items and warnings.
    pub items: Vec<CompletenessItem>,
}

/// The progress of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// No missing items. There may be warnings.
    Done,
    /// There is some content, and there are missing items.
    Started,
    /// There is no content, and there are missing items.
    NotStarted,
    /// There is no content, and none is required.
    Optional,
}

/// The parts in the order of work: answers, previous plan, new plan, headcount, organisation.
#[must_use]
pub fn tasks(contents: &AssessmentContents, edition: &Edition, charter: &Charter, today: Date) -> Vec<Task> {
    let mut items = check(contents, edition, charter, today);
    let mut task = |title: String, place: CompletenessPlace, extent: Option<String>| {
        let part = items.extract_if(.., |item| place.includes(&item.place)).collect::<Vec<_>>();
        let is_missing = part.iter().any(CompletenessItem::is_blocking);
        let progress = match (&extent, is_missing) {
            (Some(_), false) => Progress::Done,
            (Some(_), true) => Progress::Started,
            (None, true) => Progress::NotStarted,
            (None, false) => Progress::Optional,
        };
        Task { title, place, progress, extent: extent.unwrap_or_default(), items: part }
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
    // It is always started, because the organisation has a name.
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
    /// Whether nothing is missing in it.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(self.progress, Progress::Done | Progress::Optional)
    }
    /// The number of missing items.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.items.iter().filter(|item| item.is_blocking()).count()
    }
    /// The number of warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.items.len() - self.missing()
    }
}

impl CompletenessPlace {
    /// Whether an item at `other` is fixed in the part at this place.
    fn includes(&self, other: &Self) -> bool {
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
    let is_started = rated > 0 || !contents.outcomes.is_empty() || all == 0;
    is_started.then(|| format!("{rated} of {all} rated"))
}

fn number_of_actions(contents: &AssessmentContents) -> Option<String> {
    match contents.plan.live().count() {
        0 => None,
        1 => Some("1 action".to_owned()),
        many => Some(format!("{many} actions")),
    }
}
