//! Splits a submission into the text before the first question, answers, plans, signatures and appendices.

use super::form::questions::{self, QuestionIndex};
use crate::{
    manuscript::{Block, Manuscript, Passage, Shape, Table},
    reading::WhichPlan,
    wording::field::Field,
    words::{bare, fold, has_any, start, words},
};
use model::charter::{Edition, Question};
use std::ops::Range;

/// A run of blocks that belong together.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub(super) kind: SectionKind<'a>,
    /// The passage that opened it.
    pub(super) heading: Option<&'a Passage>,
    /// The blocks after the heading.
    pub(super) blocks: Range<usize>,
}

/// The kind of a section.
#[derive(Debug, Clone)]
pub(super) enum SectionKind<'a> {
    /// The text before everything else.
    Opening,
    /// The answer to one question, or to several under one heading.
    Answer(Vec<&'a Question>),
    /// A plan with a heading of its own, and which of the two plans the heading names.
    Plan(Option<WhichPlan>),
    /// Signatures.
    SignOff,
    /// An appendix.
    Appendix,
}

impl Section<'_> {
    /// The level of its heading, if it is formatted as one.
    pub(super) fn level(&self) -> Option<u8> {
        match self.heading?.shape {
            Shape::Heading(level) => Some(level),
            _ => None,
        }
    }
}

/// Splits the manuscript into its sections, in order.
pub(super) fn outline<'a>(manuscript: &'a Manuscript, edition: &'a Edition) -> Vec<Section<'a>> {
    let blocks = &manuscript.blocks;
    let form = QuestionIndex::of(edition);
    let mut sections = vec![Section { kind: SectionKind::Opening, heading: None, blocks: 0..0 }];
    for (index, block) in blocks.iter().enumerate() {
        let current = &sections[sections.len() - 1];
        let next = match block {
            Block::Passage(passage) => {
                let after = blocks.get(index + 1);
                section_opened_by(passage, after, current, &form)
            }
            Block::Table(table) if is_signed(table) && !matches!(current.kind, SectionKind::SignOff) => {
                Some(SectionKind::SignOff)
            }
            Block::Table(_) | Block::Object(_) => None,
        };
        if let Some(kind) = next {
            // The passage that opens the signatures is part of them.
            let from = if matches!(kind, SectionKind::SignOff) { index } else { index + 1 };
            sections.push(Section { kind, heading: block.passage(), blocks: from..from });
        }
        if let Some(section) = sections.last_mut() {
            section.blocks.end = (index + 1).max(section.blocks.start);
        }
    }
    sections
}

fn section_opened_by<'a>(
    passage: &'a Passage,
    after: Option<&Block>,
    current: &Section<'_>,
    form: &QuestionIndex<'a>,
) -> Option<SectionKind<'a>> {
    let asked = questions::asked(passage, form);
    if !asked.is_empty() {
        return Some(SectionKind::Answer(asked));
    }
    let folded = fold(start(&passage.text, 300));
    if !matches!(current.kind, SectionKind::SignOff) {
        let is_caption = passage.text.len() < 160 && has_any(&folded, &["institutional lead", "leader", "lead"]);
        if is_signed_label(&folded) || is_caption && after.is_some_and(has_signature_place) {
            return Some(SectionKind::SignOff);
        }
    }
    let is_short = words(&folded).count() <= 14 && !folded.ends_with(['.', ',', ';']) && !passage.is_item();
    if is_short && has_any(bare(&folded).split(' ').next().unwrap_or_default(), &["appendix", "annex"]) {
        return Some(plan_named(&folded).unwrap_or(SectionKind::Appendix));
    }
    let at_the_end = matches!(current.kind, SectionKind::Appendix | SectionKind::Plan(_) | SectionKind::SignOff);
    let is_inside = matches!((passage.shape, current.level()), (Shape::Heading(level), Some(outer)) if level > outer);
    let is_prominent = passage.is_heading() && !is_inside && Field::of_label(&bare(&folded)).is_none();
    // Before the first question, a line of plain text may be the title of a plan.
    let is_title =
        matches!(current.kind, SectionKind::Opening) && words(&folded).count() <= 10 && !folded.contains(':');
    let may_name_one = is_short && (is_prominent || at_the_end || is_title);
    let plan = plan_named(&folded).filter(|_| may_name_one)?;
    // The caption of a table may repeat the title of its plan.
    let is_caption = !matches!(passage.shape, Shape::Heading(_))
        && matches!((&current.kind, &plan),
            (SectionKind::Plan(Some(one)), SectionKind::Plan(Some(other))) if one == other);
    (!is_caption).then_some(plan)
}

/// Whether a heading names an action plan, and which of the two.
fn plan_named(folded: &str) -> Option<SectionKind<'static>> {
    const PLANS: [&str; 8] = [
        "action plan",
        "action plans",
        "rag analysis",
        "rag review",
        "rag rated plan",
        "forward plan",
        "36-month plan",
        "24-month plan",
    ];
    // The title of a form also mentions a plan: "Self-assessment and action plan: guidance".
    let is_title = has_any(folded, &["guidance", "template", "self-assessment", "self assessment", "links"]);
    if !has_any(folded, &PLANS) || is_title {
        return None;
    }
    let is_rated = has_any(folded, &["rag", "rag-rated", "rated", "previous", "review", "progress", "last"]);
    let is_new = has_any(folded, &["forward", "new", "next", "future"]);
    Some(SectionKind::Plan(match (is_rated, is_new) {
        (true, false) => Some(WhichPlan::Rated),
        (false, true) => Some(WhichPlan::New),
        _ => None,
    }))
}

/// Whether a block is a place for a signature.
fn has_signature_place(block: &Block) -> bool {
    match block {
        Block::Passage(passage) => is_signed_label(&fold(&passage.text)),
        Block::Table(table) => is_signed(table),
        Block::Object(_) => false,
    }
}

/// Matches "Signed", "Signed:", "Signed.....", "Signature:", but not "Signed in 2019, the charter …".
pub(super) fn is_signed_label(folded: &str) -> bool {
    let rest = folded.strip_prefix("signed").or_else(|| folded.strip_prefix("signature"));
    rest.is_some_and(|rest| {
        let rest = rest.trim_start();
        rest.is_empty() || rest.starts_with(['.', ':', '_', '…', '-', '(']) || rest.starts_with("by:")
    })
}

fn is_signed(table: &Table) -> bool {
    let cells = table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.passages);
    table.rows.len() <= 12 && cells.into_iter().any(|passage| is_signed_label(&fold(&passage.text)))
}
