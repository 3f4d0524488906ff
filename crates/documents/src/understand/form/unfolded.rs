//! Unfolds forms that are laid out as tables, with answers beside or below their questions, into questions with passages below
//! them, so that all other modules can read them.

use super::questions::{QuestionIndex, asked};
use crate::{
    manuscript::{Block, Cell, Manuscript, Passage, Shape, Table, TableRow},
    understand::{
        grid::{Grid, Line},
        outline::is_signed_label,
    },
    words::{fold, words},
};
use model::charter::Charter;

/// The most columns of a form.
const MAX_COLUMNS: usize = 6;
/// The most rows of a form.
const MAX_ROWS: usize = 300;

/// A manuscript, and the indices of blocks that are part of a form but neither a question nor an answer.
pub(in crate::understand) struct Unfolded {
    pub(in crate::understand) manuscript: Manuscript,
    pub(in crate::understand) form_blocks: Vec<usize>,
}

/// Unfolds every table that is a form with the charter's questions.
pub(in crate::understand) fn unfold(manuscript: &Manuscript, charter: &Charter) -> Unfolded {
    let forms: Vec<QuestionIndex<'_>> = charter.editions.iter().map(QuestionIndex::of).collect();
    let mut blocks: Vec<Block> = Vec::with_capacity(manuscript.blocks.len());
    let mut form_blocks = Vec::new();
    for block in &manuscript.blocks {
        let form_table = match block {
            Block::Table(table) => {
                forms.iter().filter_map(|form| FormTable::of(table, form)).max_by_key(FormTable::questions)
            }
            Block::Passage(_) | Block::Object(_) => None,
        };
        match (form_table, block) {
            (Some(form_table), Block::Table(table)) => {
                for (block, is_other) in form_table.unfold(table) {
                    form_blocks.extend(is_other.then_some(blocks.len()));
                    blocks.push(block);
                }
            }
            _ => blocks.push(block.clone()),
        }
    }
    Unfolded { manuscript: Manuscript { blocks, notices: manuscript.notices.clone() }, form_blocks }
}

/// A table that asks questions.
struct FormTable<'a> {
    grid: Grid<'a>,
    /// For each row, the index of the passage in its cell that asks a question.
    asks: Vec<Option<usize>>,
    /// The column of the questions.
    column: usize,
    /// Whether answers are beside their questions rather than below.
    is_beside: bool,
}

impl<'a> FormTable<'a> {
    /// The table as a form. It must ask at least two different questions, all in one column, or contain only one.
    fn of(table: &'a Table, form: &QuestionIndex<'_>) -> Option<Self> {
        if table.rows.len() > MAX_ROWS || table.rows.iter().any(|row| row.cells.len() > MAX_COLUMNS) {
            return None;
        }
        let grid = Grid::of(table);
        let found: Vec<Option<(usize, usize, String)>> = grid.lines.iter().map(|line| question(line, form)).collect();
        let column = found.iter().flatten().map(|(column, _, _)| *column).min()?;
        let in_column = |(at, passage, key): &(usize, usize, String)| (*at == column).then(|| (*passage, key.clone()));
        let found: Vec<Option<(usize, String)>> = found.iter().map(|one| one.as_ref().and_then(in_column)).collect();
        let mut keys: Vec<&String> = found.iter().flatten().map(|(_, key)| key).collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.len() < 2 && grid.lines.len() > 3 {
            return None;
        }
        let beside = |line: &Line<'_>| line.filled().any(|(at, _)| at > column);
        let is_beside = grid.lines.iter().zip(&found).any(|(line, asks)| asks.is_some() && beside(line));
        let asks = found.into_iter().map(|one| one.map(|(passage, _)| passage)).collect();
        (grid.width > 1).then_some(Self { grid, asks, column, is_beside })
    }

    fn questions(&self) -> usize {
        self.asks.iter().flatten().count()
    }

    /// Its blocks, each with whether it is neither a question nor an answer.
    fn unfold(&self, table: &Table) -> Vec<(Block, bool)> {
        let mut blocks: Vec<(Block, bool)> = Vec::new();
        // Rows above the first question are about the organisation.
        let mut others: Vec<TableRow> = Vec::new();
        let (mut has_asked, mut is_open) = (false, false);
        for ((line, row), asks) in self.grid.lines.iter().zip(&table.rows).zip(&self.asks) {
            if let Some(passage) = *asks {
                push_rows(&mut others, &mut blocks, has_asked);
                (has_asked, is_open) = (true, true);
                self.ask(line, passage, &mut blocks);
            } else if is_open && self.continues(line) {
                blocks.extend(line.filled().flat_map(|(_, cell)| answer(cell)));
            } else if line.filled().next().is_some() {
                is_open = false;
                others.push(row.clone());
            }
        }
        push_rows(&mut others, &mut blocks, has_asked);
        blocks
    }

    /// Whether a row without a question continues the answer above.
    fn continues(&self, line: &Line<'_>) -> bool {
        let is_left_blank = line.filled().all(|(at, _)| at > self.column) || line.is_from_above(self.column);
        if self.is_beside {
            return is_left_blank && line.filled().next().is_some();
        }
        let is_signed = |cell: &Cell| cell.passages.iter().any(|passage| is_signed_label(&fold(&passage.text)));
        line.only().is_some_and(|(_, cell)| !is_signed(cell))
    }

    /// The passages of a row with a question: the question, other text of the form, and the answer.
    fn ask(&self, line: &Line<'_>, passage: usize, blocks: &mut Vec<(Block, bool)>) {
        let Some(cell) = line.at(self.column) else { return };
        let answers: Vec<&Cell> = line.filled().filter(|(at, _)| *at > self.column).map(|(_, cell)| cell).collect();
        let left = line.filled().filter(|(at, cell)| *at < self.column && !is_number(cell));
        blocks.extend(left.flat_map(|(_, cell)| &cell.passages).map(|one| (Block::Passage(one.clone()), true)));
        let mut passages = cell.passages.iter().filter(|one| !one.text.trim().is_empty());
        // A title above the wording asks the same question.
        let question = passages.by_ref().nth(passage);
        let question = question.map(|one| Passage { shape: Shape::Paragraph, strong: true, ..one.clone() });
        blocks.extend(question.map(|one| (Block::Passage(one), false)));
        // Text below a question belongs to the form, unless the cell for the answer is blank.
        let is_guidance = !answers.is_empty() || !self.is_beside;
        blocks.extend(passages.map(|one| (Block::Passage(one.clone()), is_guidance)));
        blocks.extend(answers.into_iter().flat_map(answer));
    }
}

/// Rows between questions, as a table of their own.
fn push_rows(rows: &mut Vec<TableRow>, blocks: &mut Vec<(Block, bool)>, is_other: bool) {
    if !rows.is_empty() {
        blocks.push((Block::Table(Table { rows: std::mem::take(rows) }), is_other));
    }
}

fn answer(cell: &Cell) -> impl Iterator<Item = (Block, bool)> {
    cell.passages.iter().filter(|one| !one.text.trim().is_empty()).map(|one| (Block::Passage(one.clone()), false))
}

/// The column, the passage and the key of the question that a row asks in its first cells. The passage is counted among those
/// with text. It is the last that asks the same question, because forms have a title above the wording.
fn question(line: &Line<'_>, form: &QuestionIndex<'_>) -> Option<(usize, usize, String)> {
    line.filled().take(2).find_map(|(at, cell)| {
        let passages = cell.passages.iter().filter(|one| !one.text.trim().is_empty());
        let asks = passages.take(4).map(|one| asked(one, form).first().map(|question| question.id.to_string()));
        let asks: Vec<Option<String>> = asks.collect();
        let first = asks.iter().position(Option::is_some)?;
        let last = asks.iter().rposition(|one| *one == asks[first]).unwrap_or(first);
        Some((at, last, asks[first].clone()?))
    })
}

/// Whether a text is only a number: "3", "Q2", "1.4", "a)".
fn is_number(cell: &Cell) -> bool {
    let text = cell.text();
    text.trim().len() <= 5 && words(&fold(&text)).count() <= 2
}
