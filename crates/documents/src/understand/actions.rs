//! Finds actions in tables, on cards, in lists below themes and in paragraphs with labels.

mod cards;
mod columns;
mod draft;
mod further_details;
mod heading;
mod headings_above;
mod labels;
mod list;
mod non_actions;
mod number;
mod plan;
mod table;
mod timescale;
mod trailing_details;

use super::{
    grid::Grid,
    outline::{Section, SectionKind},
    ratings::{Statuses, legend::Legend},
    themes::Themes,
    usage::UsedBlocks,
};
use crate::{
    manuscript::{Block, Manuscript, Passage},
    reading::{Certainty, FoundAction, Notice},
    wording::{evidence::is_evidence, field::Field, is_pointer},
    words::{fold, has_any, label, start},
};
use columns::{Columns, Header};
use draft::Draft;
use list::ListReader;
use model::charter::{Charter, Edition};
use table::TableContext;

/// Reads all actions of a file, whose name may indicate which plan it holds. The blocks that the actions use are added to
/// `used`.
pub(super) fn read(
    file: &str,
    manuscript: &Manuscript,
    sections: &[Section<'_>],
    charter: &Charter,
    edition: Option<&Edition>,
    used: &mut UsedBlocks,
    notices: &mut Vec<Notice>,
) -> Vec<FoundAction> {
    let legend = Legend::of(manuscript);
    let statuses = Statuses::of(charter, &legend);
    let known = Themes::of(charter);
    let mut reader = Reader { file, manuscript, charter, edition, known, legend, statuses, used, drafts: Vec::new() };
    for section in sections {
        reader.section(section);
    }
    if reader.drafts.is_empty() && edition.is_none() {
        reader.read_untitled_plan(sections);
    }
    let Reader { mut drafts, legend, statuses, .. } = reader;
    let numbered = drafts.iter().filter(|draft| draft.is_numbered()).count();
    // Numbers are removed if at least half of the actions have one. A single number belongs to the text of its action.
    if numbered >= 2 && numbered * 2 >= drafts.len() {
        drafts.iter_mut().for_each(Draft::remove_number);
    }
    if legend.explains_statuses() {
        legend.blocks.iter().for_each(|block| used.mark_used(*block));
    }
    let actions: Vec<FoundAction> = drafts.into_iter().filter_map(|draft| draft.finish(&statuses)).collect();
    notices.extend(actions.iter().filter_map(timescale::date_notice));
    actions
}

struct Reader<'a> {
    file: &'a str,
    manuscript: &'a Manuscript,
    charter: &'a Charter,
    edition: Option<&'a Edition>,
    known: Themes,
    legend: Legend,
    statuses: Statuses,
    used: &'a mut UsedBlocks,
    drafts: Vec<Draft>,
}

impl Reader<'_> {
    /// Reads lists below two or more themes as a plan, although the document has no heading for it.
    fn read_untitled_plan(&mut self, sections: &[Section<'_>]) {
        for section in
            sections.iter().filter(|section| matches!(section.kind, SectionKind::Opening | SectionKind::Appendix))
        {
            let kind = SectionKind::Plan(None);
            self.section(&Section { kind, heading: section.heading, blocks: section.blocks.clone() });
        }
        self.drafts.retain(|draft| !draft.themes.is_empty());
        let mut themes: Vec<_> = self.drafts.iter().flat_map(|draft| draft.themes.iter().cloned()).collect();
        themes.sort_unstable();
        themes.dedup();
        if themes.len() < 2 || self.drafts.len() < 3 {
            self.drafts.clear();
        }
        for draft in &mut self.drafts {
            draft.limit_certainty(Certainty::Doubtful);
        }
    }

    fn section(&mut self, section: &Section<'_>) {
        // A reference to an appendix means that the actions are there.
        let refers_elsewhere =
            |index: usize| self.manuscript.blocks[index].passage().is_some_and(|passage| is_pointer(&passage.text));
        let holds_lists = plan::holds_lists(section) && !section.blocks.clone().any(refers_elsewhere);
        let list_plan = plan::of_section(self.file, section, false, self.edition);
        let has_period_headings = self.has_period_headings(section);
        let known = std::mem::take(&mut self.known);
        let mut list = ListReader::new(&known, list_plan, section.level(), has_period_headings);
        let mut headings: Vec<usize> = Vec::new();
        // A table that continues on the next page has the columns of the previous one.
        let mut before: Option<(Columns, usize)> = None;
        for index in section.blocks.clone() {
            match &self.manuscript.blocks[index] {
                Block::Passage(passage) if holds_lists => {
                    if list.passage(passage) {
                        // In an answer, the heading of a theme belongs to the actions below it; above other text it is part of
                        // the answer.
                        if list.is_open() || !matches!(section.kind, SectionKind::Answer(_)) {
                            headings.drain(..).chain([index]).for_each(|index| self.used.mark_used(index));
                        } else {
                            headings.push(index);
                        }
                    } else if !passage.text.is_empty() {
                        headings.clear();
                        if ends_table(passage) {
                            before = None;
                        }
                    }
                }
                // Elsewhere only the names of themes above a table matter.
                Block::Passage(passage) => {
                    if list.above_a_table(passage) {
                        headings.push(index);
                    } else if ends_table(passage) {
                        before = None;
                    }
                }
                // The table of evidence that Assay writes contains no actions.
                Block::Table(table) if is_evidence(table) => self.used.mark_used(index),
                Block::Table(table) => {
                    let is_read = self.table(index, &Grid::of(table), section, &mut list, &known, &mut before);
                    if is_read {
                        headings.drain(..).chain([index]).for_each(|index| self.used.mark_used(index));
                    }
                }
                Block::Object(_) => {}
            }
        }
        self.drafts.extend(list.take());
        self.known = known;
    }

    /// Reads one table, if it contains actions; `before` are the columns of the previous table.
    fn table(
        &mut self,
        index: usize,
        grid: &Grid<'_>,
        section: &Section<'_>,
        list: &mut ListReader<'_>,
        known: &Themes,
        before: &mut Option<(Columns, usize)>,
    ) -> bool {
        let holds_tables = plan::holds_lists(section) || matches!(section.kind, SectionKind::Appendix);
        let found = if let Some(drafts) =
            cards::read(grid, plan::of_section(self.file, section, false, self.edition), &list.above.scope, known)
        {
            (drafts, Vec::new())
        } else if let Some(header) = header(grid, before.as_ref(), known, holds_tables) {
            let plan = plan::of_section(self.file, section, header.columns.has_statuses(), self.edition);
            *before = Some((header.columns.clone(), grid.width));
            let context =
                TableContext { charter: self.charter, known, statuses: &self.statuses, legend: &self.legend, plan };
            list.table(|scope| table::read(grid, header, &context, scope))
        } else {
            return false;
        };
        let (drafts, leftover) = found;
        self.drafts.extend(list.take());
        self.drafts.extend(drafts);
        for (place, words) in leftover {
            self.used.add_leftover(index, &words, place);
        }
        true
    }

    /// Whether several headings of a section are periods. A single one may be the date of the document.
    fn has_period_headings(&self, section: &Section<'_>) -> bool {
        let passages = section.blocks.clone().filter_map(|index| self.manuscript.blocks[index].passage());
        let mut periods: Vec<String> = Vec::new();
        for passage in passages.filter(|passage| {
            !passage.is_item() && label(&passage.text).is_none() && timescale::names_period(&passage.text)
        }) {
            let folded = fold(&passage.text);
            if periods.len() < 2 && !periods.contains(&folded) {
                periods.push(folded);
            }
        }
        periods.len() >= 2
    }
}

/// Whether a heading separates two tables. One that says "continued" does not.
fn ends_table(passage: &Passage) -> bool {
    passage.is_heading() && !has_any(&fold(start(&passage.text, 200)), &["continued", "cont", "cont'd"])
}

/// The header of a table with actions: its own, that of the previous table, or one guessed from the contents of the columns.
fn header(grid: &Grid<'_>, before: Option<&(Columns, usize)>, known: &Themes, holds_tables: bool) -> Option<Header> {
    if let Some(header) = Columns::first(grid) {
        return Some(header).filter(|header| holds_tables || header.columns.is_certainly_a_plan());
    }
    let continued = before.filter(|(_, width)| *width == grid.width && grid.width > 2);
    let columns = match continued {
        Some((columns, _)) => columns.clone(),
        None => Columns::guess(grid, known).filter(|_| holds_tables)?,
    };
    Some(Header { columns, lines: 0..0 })
}
