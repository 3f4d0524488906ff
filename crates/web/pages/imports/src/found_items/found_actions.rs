//! The actions found.

use super::doubt;
use crate::{
    choosing::{ImportForm, needs_explanation},
    pairing::Pairing,
    preview::Anchors,
};
use documents::reading::{FoundAction, Reading, WhichPlan};
use model::{
    charter::{Charter, rating::Colour},
    core::dates::long_date,
    imports::{import::ExistingContent, matching::Similarity},
};
use web_shell::core::{form, rating_chart};

/// The actions of one of the two plans.
pub(crate) struct FoundPlanView {
    pub(crate) title: &'static str,
    pub(crate) actions: Vec<FoundActionView>,
}

/// An action found.
pub(crate) struct FoundActionView {
    pub(crate) index: usize,
    pub(crate) text: String,
    pub(crate) class: &'static str,
    pub(crate) word: String,
    pub(crate) facts: Vec<(&'static str, String)>,
    pub(crate) place: String,
    /// The anchor of its place in the preview.
    pub(crate) anchor: String,
    pub(crate) chosen: bool,
    /// The explanation as typed, if it is needed and the document has none.
    pub(crate) explanation: Option<String>,
    /// The fields that a person can edit.
    pub(crate) correction: Correction,
    /// How certain it is; `None` if it is certain.
    pub(crate) doubt: Option<&'static str>,
    /// Which existing action it matches, as a sentence.
    pub(crate) existing: Option<String>,
    /// The actions of the previous plan that it may be; empty if a person need not select one.
    pub(crate) candidates: Vec<form::Choice>,
    /// If a person need not select one, the id of the action that it is, or blank. The form sends it.
    pub(crate) same_as: String,
}

/// The fields of an action, as read or edited.
pub(crate) struct Correction {
    pub(crate) text: String,
    pub(crate) owner: String,
    pub(crate) timescale: String,
    pub(crate) measure: String,
    pub(crate) comment: String,
    pub(crate) learning: String,
    pub(crate) colours: Vec<form::Choice>,
    pub(crate) themes: Vec<form::Choice>,
    /// Whether the document names no theme, so that a person must select one.
    pub(crate) needs_theme: bool,
}

/// What is needed to show an action.
pub(crate) struct FoundActionContext<'r> {
    pub(crate) reading: &'r Reading,
    pub(crate) known: &'r ExistingContent,
    pub(crate) pairing: &'r Pairing,
    pub(crate) charter: &'r Charter,
    pub(crate) sent: &'r ImportForm,
    pub(crate) anchors: &'r Anchors,
}

pub(crate) fn plans(context: &FoundActionContext) -> Vec<FoundPlanView> {
    let of = |plan, title| FoundPlanView {
        title,
        actions: (context.reading.actions.iter().enumerate())
            .filter(|(_, action)| action.plan == plan)
            .map(|(index, one)| action(index, one, context))
            .collect(),
    };
    let both = [of(WhichPlan::Rated, "Previous action plan"), of(WhichPlan::New, "New action plan")];
    both.into_iter().filter(|plan| !plan.actions.is_empty()).collect()
}

fn action(index: usize, one: &FoundAction, context: &FoundActionContext) -> FoundActionView {
    let FoundActionContext { known, pairing, charter, sent, .. } = context;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let names = one.themes.iter().filter_map(|key| charter.theme(key)).map(|theme| theme.name.as_str());
    let facts = [
        ("Themes", names.collect::<Vec<_>>().join(", ")),
        ("Owner", text(&one.owner)),
        ("Timescale", text(&one.timescale)),
        ("Success measure", text(&one.measure)),
        ("Resources", text(&one.resource)),
        ("Start date", one.starts.map(long_date).unwrap_or_default()),
        ("Rationale", text(&one.rationale)),
        ("Explanation", text(&one.comment)),
        ("Learning", text(&one.learning)),
    ];
    FoundActionView {
        index,
        text: one.text.clone(),
        class: rating_chart::class(one.rag),
        word: charter.word(one.rag).to_owned(),
        facts: facts.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect(),
        place: one.place.clone(),
        anchor: context.anchors.of(&one.place),
        chosen: sent.has("action", &index.to_string()),
        explanation: needs_explanation(one).then(|| sent.one(&format!("explanation-{index}")).to_owned()),
        correction: correction(one, charter),
        doubt: doubt(one.certainty),
        existing: existing(index, one, known, pairing),
        candidates: candidates(index, one, known, pairing, sent.one(&format!("of-{index}"))),
        same_as: sent.one(&format!("of-{index}")).to_owned(),
    }
}

fn correction(one: &FoundAction, charter: &Charter) -> Correction {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let theme = one.themes.first().map_or("", |key| key.as_str());
    let themes = charter
        .themes
        .iter()
        .map(|known| form::Choice::new(known.id.as_str(), &known.name, known.id.as_str() == theme));
    let colours = [None].into_iter().chain(Colour::ALL.map(Some));
    Correction {
        text: one.text.clone(),
        owner: text(&one.owner),
        timescale: text(&one.timescale),
        measure: text(&one.measure),
        comment: text(&one.comment),
        learning: text(&one.learning),
        colours: colours
            .map(|colour| form::Choice::new(colour.map_or("", Colour::as_str), charter.word(colour), colour == one.rag))
            .collect(),
        themes: std::iter::once(form::Choice::new("", "Select a theme", theme.is_empty())).chain(themes).collect(),
        needs_theme: one.themes.is_empty(),
    }
}

/// "This action is already in your plan", "This may be “…” in your previous plan".
fn existing(index: usize, one: &FoundAction, known: &ExistingContent, pairing: &Pairing) -> Option<String> {
    if pairing.is_in_draft(index) {
        return Some("This action is already in your plan".to_owned());
    }
    let (id, alike) = pairing.previous(index)?;
    let (_, text) = known.last.iter().find(|(known, _)| *known == id)?;
    let sentence = match (one.plan, alike) {
        (WhichPlan::Rated, Similarity::Same) => {
            "This action is in your previous plan and will be rated there".to_owned()
        }
        (WhichPlan::Rated, Similarity::Close) => format!("This may be “{text}” in your previous plan"),
        (WhichPlan::New, _) => "This action is in your previous plan and will be imported as continued".to_owned(),
    };
    Some(sentence)
}

/// The actions of the previous plan that a rated action may be, if its text is not certainly the same as one of them.
fn candidates(
    index: usize,
    one: &FoundAction,
    known: &ExistingContent,
    pairing: &Pairing,
    chosen: &str,
) -> Vec<form::Choice> {
    let is_sure = pairing.previous(index).is_some_and(|(_, alike)| alike == Similarity::Same);
    if one.plan == WhichPlan::New || is_sure || known.last.is_empty() {
        return Vec::new();
    }
    let all = known.last.iter().map(|(id, text)| (id.to_string(), text));
    let all = all.map(|(id, text)| form::Choice::new(&id, text, id == chosen));
    std::iter::once(form::Choice::new("", "None: not in the previous plan", chosen.is_empty())).chain(all).collect()
}
