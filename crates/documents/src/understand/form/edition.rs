//! Finds the form and the stage that a document answers.

use crate::{
    manuscript::{Block, Manuscript},
    understand::outline::{Section, SectionKind, outline},
    wording::edition_title,
    words::fold,
};
use model::charter::{Charter, Edition};
use std::collections::BTreeSet;

/// A form and how well it fits.
pub(in crate::understand) struct Fit<'a> {
    pub(in crate::understand) edition: &'a Edition,
    pub(in crate::understand) sections: Vec<Section<'a>>,
    /// The number of its phrases in the document.
    pub(in crate::understand) cues: usize,
    /// The number of its questions in the document.
    pub(in crate::understand) questions: usize,
    /// Whether another form fits equally well.
    pub(in crate::understand) is_ambiguous: bool,
}

impl Fit<'_> {
    /// Whether enough of it occurs for it to be certain.
    pub(in crate::understand) fn is_recognised(&self) -> bool {
        self.questions >= 2 || self.questions >= 1 && self.cues >= 1
    }
    /// The number of its questions and phrases in the document.
    pub(in crate::understand) fn score(&self) -> usize {
        self.cues + self.questions
    }
}

/// The form that fits best: the one with the most questions and phrases, and the latest of equals.
pub(in crate::understand) fn recognise<'a>(manuscript: &'a Manuscript, charter: &'a Charter) -> Option<Fit<'a>> {
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
                known.is_ambiguous = true;
            }
            _ => {
                fit.is_ambiguous = false;
                best = Some(fit);
            }
        }
    }
    best
}

/// How well a manuscript fits one form.
pub(in crate::understand) fn fit_to<'a>(manuscript: &'a Manuscript, edition: &'a Edition) -> Fit<'a> {
    fit(manuscript, &whole_text(manuscript), edition)
}

fn fit<'a>(manuscript: &'a Manuscript, text: &str, edition: &'a Edition) -> Fit<'a> {
    // The whole title decides, as in a form that was made from the charter.
    let titles = [fold(&edition.title), fold(&edition_title(edition))];
    let is_titled = titles.iter().any(|title| text.contains(title.as_str()));
    let cues = edition.cues.iter().filter(|cue| text.contains(fold(cue).as_str())).count() + usize::from(is_titled);
    let sections = outline(manuscript, edition);
    let asked = sections.iter().flat_map(|section| match &section.kind {
        SectionKind::Answer(questions) => questions.as_slice(),
        _ => &[],
    });
    let questions = asked.map(|question| &question.id).collect::<BTreeSet<_>>().len();
    Fit { edition, sections, cues, questions, is_ambiguous: false }
}

/// All passages and cells that are short enough to contain a phrase of the form, folded, one on each line.
fn whole_text(manuscript: &Manuscript) -> String {
    let mut text = String::new();
    for passage in manuscript.blocks.iter().filter_map(Block::passage) {
        text.push_str(&fold(crate::words::start(&passage.text, 4_000)));
        text.push('\n');
    }
    text
}
