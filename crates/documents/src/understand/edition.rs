//! Which edition of which stage a document answers.

use super::outline::{Part, Section, outline};
use crate::{
    manuscript::{Block, Manuscript},
    wording::edition_title,
    words::fold,
};
use model::charter::{Charter, Edition};
use std::collections::BTreeSet;

/// An edition and how well it fits.
pub(super) struct Fit<'a> {
    pub(super) edition: &'a Edition,
    pub(super) sections: Vec<Section<'a>>,
    /// How many of its phrases occur.
    pub(super) cues: usize,
    /// How many of its questions are asked.
    pub(super) questions: usize,
    /// Whether another edition fits as well.
    pub(super) is_unsure: bool,
}

impl Fit<'_> {
    /// Whether so much of it occurs that the document answers it, beyond doubt.
    pub(super) fn is_recognised(&self) -> bool {
        self.questions >= 2 || self.questions >= 1 && self.cues >= 1
    }
    /// How much of it occurs.
    pub(super) fn score(&self) -> usize {
        self.cues + self.questions
    }
}

/// The edition that fits best: most questions asked and phrases found. Of equals, the latest.
pub(super) fn recognise<'a>(manuscript: &'a Manuscript, charter: &'a Charter) -> Option<Fit<'a>> {
    let text = whole_text(manuscript);
    let mut best: Option<Fit<'a>> = None;
    for edition in &charter.editions {
        let mut fit = fit(manuscript, &text, edition);
        match &mut best {
            Some(known) if known.score() > fit.score() => {}
            Some(known) if known.score() == fit.score() => {
                let is_later = (fit.edition.stage, fit.edition.from) > (known.edition.stage, known.edition.from);
                if is_later {
                    *known = fit;
                }
                known.is_unsure = true;
            }
            _ => {
                fit.is_unsure = false;
                best = Some(fit);
            }
        }
    }
    best
}

/// How a manuscript answers one edition.
pub(super) fn of<'a>(manuscript: &'a Manuscript, edition: &'a Edition) -> Fit<'a> {
    fit(manuscript, &whole_text(manuscript), edition)
}

fn fit<'a>(manuscript: &'a Manuscript, text: &str, edition: &'a Edition) -> Fit<'a> {
    // Its whole title says it outright, as a form that was made from the charter does.
    let titles = [fold(&edition.title), fold(&edition_title(edition))];
    let is_titled = titles.iter().any(|title| text.contains(title.as_str()));
    let cues = edition.cues.iter().filter(|cue| text.contains(fold(cue).as_str())).count() + usize::from(is_titled);
    let sections = outline(manuscript, edition);
    let asked = sections.iter().flat_map(|section| match &section.part {
        Part::Answer(questions) => questions.as_slice(),
        _ => &[],
    });
    let questions = asked.map(|question| &question.id).collect::<BTreeSet<_>>().len();
    Fit { edition, sections, cues, questions, is_unsure: false }
}

/// All passages and cells that are short enough to hold a phrase of the form, folded, a line each.
fn whole_text(manuscript: &Manuscript) -> String {
    let mut text = String::new();
    for passage in manuscript.blocks.iter().filter_map(Block::passage) {
        text.push_str(&fold(crate::words::start(&passage.text, 4_000)));
        text.push('\n');
    }
    text
}
