//! The contents of a proposed submission, as its page shows them: everything that would be published, or kept with it.

use model::{
    charter::{Charter, Edition},
    core::{dates::long_date, prose},
    imports::import::{ImportContent, ImportTarget, ImportedAction},
};
use web_shell::core::rating_chart;

/// The contents.
pub(super) struct ContentsView {
    /// The title of each question, and its answer as safe HTML; blank without an answer.
    pub(super) answers: Vec<(String, String)>,
    pub(super) plans: Vec<(&'static str, Vec<ProposedActionView>)>,
    pub(super) headcount: Option<ProposedHeadcountView>,
    pub(super) contact: Vec<(&'static str, String)>,
}

/// An action.
pub(super) struct ProposedActionView {
    pub(super) text: String,
    pub(super) class: &'static str,
    pub(super) word: String,
    pub(super) facts: Vec<(&'static str, String)>,
}

/// The headcount.
pub(super) struct ProposedHeadcountView {
    pub(super) groups: Vec<String>,
    /// The name of each unit, and its numbers.
    pub(super) rows: Vec<(String, Vec<String>)>,
}

/// The title of the form.
pub(super) fn title(charter: &Charter, content: &ImportContent) -> String {
    charter
        .edition(&content.edition)
        .map_or_else(|| format!("stage {}", content.stage), |edition| edition.title.clone())
}

/// The signatures that the document shows.
pub(super) fn signatures(content: &ImportContent) -> Vec<(&'static str, String)> {
    let ImportTarget::OnPaper(paper) = &content.becomes else { return Vec::new() };
    let both =
        [("Institutional lead’s signature", &paper.signatures.lead), ("Leader’s signature", &paper.signatures.leader)];
    let words = |signature: &Option<model::assessment::PaperSignature>| match signature {
        None => "Not in the document".to_owned(),
        Some(one) => {
            let name = one.name.clone().unwrap_or_else(|| "Name not legible".to_owned());
            one.on.map_or_else(|| format!("{name}, no date"), |on| format!("{name}, {}", long_date(on)))
        }
    };
    both.into_iter().map(|(label, signature)| (label, words(signature))).collect()
}

impl ContentsView {
    pub(super) fn new(content: &ImportContent, charter: &Charter) -> Self {
        let edition = charter.edition(&content.edition);
        let plans = [("Previous action plan", &content.rated), ("New action plan", &content.new)];
        let plans = plans.into_iter().filter(|(_, actions)| !actions.is_empty());
        let contact = [
            ("Public contact", content.contact.name.clone()),
            ("Email", content.contact.email.clone()),
            ("Telephone", content.contact.telephone.clone()),
            ("Public page", content.page.clone()),
        ];
        Self {
            answers: edition.map(|edition| answers(content, edition)).unwrap_or_default(),
            plans: plans.map(|(name, all)| (name, all.iter().map(|one| action(one, charter)).collect())).collect(),
            headcount: content.headcount.as_ref().map(|people| ProposedHeadcountView {
                groups: people.groups().to_vec(),
                rows: people.units().iter().map(|unit| (unit.name.clone(), numbers(&unit.counts))).collect(),
            }),
            contact: contact.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        }
    }
}

fn answers(content: &ImportContent, edition: &Edition) -> Vec<(String, String)> {
    let answer = |question: &model::charter::Question| {
        let text = content.answers.iter().find(|(key, _)| *key == question.id).map_or("", |(_, text)| text.as_str());
        let html = match text.trim() {
            "" if question.kind.has_actions() => prose::html("No text. See the actions above."),
            "" => String::new(),
            _ => prose::html(text),
        };
        (question.title.clone(), html)
    };
    edition.questions.iter().map(answer).collect()
}

fn numbers(counts: &[Option<u32>]) -> Vec<String> {
    counts.iter().map(|count| count.map(|count| count.to_string()).unwrap_or_default()).collect()
}

fn action(one: &ImportedAction, charter: &Charter) -> ProposedActionView {
    let (details, progress) = (&one.details, one.progress.as_ref());
    let colour = progress.map(|progress| progress.rating.colour());
    let explanation = progress.map(|progress| progress.explanation().to_owned()).unwrap_or_default();
    let learning = progress.map(|progress| progress.learning.clone()).unwrap_or_default();
    let names = details.themes.iter().filter_map(|key| charter.theme(key)).map(|theme| theme.name.as_str());
    let before = if one.continues.is_some() { "It is an action of the previous plan" } else { "" };
    let facts = [
        ("Themes", names.collect::<Vec<_>>().join(", ")),
        ("Owner", details.owner.clone()),
        ("Timescale", details.timescale.clone()),
        ("Success measure", details.measure.clone()),
        ("Resources", details.resource.clone()),
        ("Rationale", details.rationale.clone()),
        ("Explanation", explanation),
        ("Learning", learning),
        ("Before", before.to_owned()),
    ];
    ProposedActionView {
        text: details.text.clone(),
        class: rating_chart::class(colour),
        word: charter.word(colour).to_owned(),
        facts: facts.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect(),
    }
}
