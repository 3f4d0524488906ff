//! Reads the headcount table: units and groups, with its printed totals. [`model::assessment::headcount`] checks the sums.

use super::{
    dates,
    outline::{Section, SectionKind},
    usage::UsedBlocks,
};
use crate::{
    manuscript::{Block, Cell, Location, Manuscript, Shape, Table, TableRow},
    reading::{Counts, FoundHeadcount, Notice, Unit},
    words::{bare, excerpt, fold, has_any, start},
};
use model::{assessment::headcount as rules, charter::Charter};
use std::collections::BTreeSet;

const GROUPS: [&str; 23] = [
    "f",
    "m",
    "female",
    "females",
    "male",
    "males",
    "women",
    "woman",
    "men",
    "man",
    "non-binary",
    "other",
    "another",
    "not said",
    "not known",
    "unknown",
    "prefer not to say",
    "headcount",
    "staff",
    "people",
    "permanent",
    "fixed-term",
    "grade",
];

/// Longer paragraphs are not searched for numbers.
const MAX_TEXT_LENGTH: usize = 20_000;

/// A headcount table.
struct HeadcountTable {
    place: Location,
    groups: Vec<String>,
    units: Vec<rules::Unit>,
    totals: Option<rules::Totals>,
    places: RowPlaces,
    unread: Vec<Notice>,
}

/// The places of its rows.
struct RowPlaces {
    units: Vec<(String, Location)>,
    totals: Location,
}

impl RowPlaces {
    fn of(&self, disagreement: &rules::Disagreement) -> Location {
        let rules::Disagreement::Row { unit: name, .. } = disagreement else { return self.totals };
        self.units.iter().find(|(unit, _)| unit == name).map_or(self.totals, |(_, place)| *place)
    }
}

/// Reads the first headcount table, checks its sums, and compares numbers in the answers with it.
pub(super) fn read(
    manuscript: &Manuscript,
    sections: &[Section<'_>],
    used: &mut UsedBlocks,
    notices: &mut Vec<Notice>,
) -> (FoundHeadcount, Option<rules::Headcount>) {
    let tables = sections.iter().filter(|section| !matches!(section.kind, SectionKind::SignOff));
    let tables = tables.flat_map(|section| section.blocks.clone());
    let mut found: Option<(usize, HeadcountTable)> = None;
    for index in tables {
        let Block::Table(table) = &manuscript.blocks[index] else { continue };
        if used.has(index) {
            continue;
        }
        let Some(people) = parse_table(table) else { continue };
        if found.is_some() {
            let message = "This is a second table of numbers. Only the first headcount table was read.";
            notices.push(Notice::note("headcount-second-table", message, Some(people.place)));
            continue;
        }
        used.mark_used(index);
        found = Some((index, people));
    }
    let Some((index, people)) = found else { return (FoundHeadcount::default(), None) };
    let as_at = as_at(manuscript, index);
    if as_at.is_none() {
        let message = "The headcount has no date.";
        notices.push(Notice::warning("headcount-undated", message, Some(people.place)));
    }
    notices.extend(people.unread.iter().cloned());
    let proposal = people.proposal(as_at);
    let places = people.places;
    match rules::Headcount::new(as_at, people.groups, people.units, people.totals) {
        Ok(table) => {
            notices.extend(table.disagreements().iter().map(|disagreement| {
                let code = match disagreement {
                    rules::Disagreement::Row { .. } => "headcount-row",
                    rules::Disagreement::Column { .. } => "headcount-column",
                    rules::Disagreement::All { .. } => "headcount-total",
                };
                Notice::warning(code, disagreement.to_string(), Some(places.of(disagreement)))
            }));
            (proposal, Some(table))
        }
        Err(error) => {
            notices.push(Notice::warning("headcount-unread", error.to_string(), Some(people.place)));
            (FoundHeadcount::default(), None)
        }
    }
}

/// Notices about numbers of people in the answers that are not in the table, each once.
pub(super) fn notices(
    table: &rules::Headcount,
    manuscript: &Manuscript,
    sections: &[Section<'_>],
    charter: &Charter,
) -> Vec<Notice> {
    let people = [charter.words.person.as_str(), "staff"];
    let answers = sections.iter().filter(|section| matches!(section.kind, SectionKind::Answer(_)));
    let passages = answers.flat_map(|section| section.blocks.clone()).filter_map(|at| manuscript.blocks[at].passage());
    let mut seen = BTreeSet::new();
    let mut notices = Vec::new();
    for passage in passages {
        for doubt in table.unmatched_numbers(start(&passage.text, MAX_TEXT_LENGTH), &people) {
            if seen.insert(doubt.number) {
                notices.push(Notice::warning("headcount-text", doubt.to_string(), Some(passage.place)));
            }
        }
    }
    notices
}

/// The table, if it is a headcount: a header with groups, and rows of whole numbers.
fn parse_table(table: &Table) -> Option<HeadcountTable> {
    let (header, rows) = table.rows.split_first()?;
    let headings: Vec<String> = header.cells.iter().skip(1).map(|cell| cell.text().trim().to_owned()).collect();
    let is_group = |heading: &String| has_any(&bare(heading), &GROUPS) && number(heading).is_none();
    let is_total =
        |heading: &String| matches!(bare(heading).as_str(), "total" | "totals" | "all" | "grand total" | "headcount");
    let total = headings.iter().rposition(is_total).filter(|_| headings.len() > 1);
    let is_money =
        headings.iter().any(|heading| heading.contains(['£', '€', '$']) || has_any(&fold(heading), &["fte", "cost"]));
    let names_groups = headings.iter().any(is_group) || total.is_some();
    if !names_groups || is_money || headings.iter().any(|heading| number(heading).is_some()) {
        return None;
    }
    let columns: Vec<usize> = (0..headings.len())
        .filter(|at| Some(*at) != total && !headings[*at].is_empty() && !headings[*at].contains('%'))
        .collect();
    let cells = rows.iter().flat_map(|row| row.cells.iter().skip(1)).filter(|cell| !cell.is_blank());
    let (numbers, all) =
        cells.fold((0, 0), |(numbers, all), cell| (numbers + usize::from(count(cell).is_ok()), all + 1));
    if columns.is_empty() || numbers < 2 || numbers * 5 < all * 4 {
        return None;
    }
    let place = header.place;
    let groups: Vec<String> = columns.iter().map(|at| headings[*at].clone()).collect();
    let places = RowPlaces { units: Vec::new(), totals: place };
    let mut people = HeadcountTable { place, groups, units: Vec::new(), totals: None, places, unread: Vec::new() };
    for row in rows {
        people.row(row, &columns, total);
    }
    (!people.units.is_empty()).then_some(people)
}

impl HeadcountTable {
    fn row(&mut self, row: &TableRow, columns: &[usize], total: Option<usize>) {
        let name = row.cells.first().map(|cell| cell.text().replace('\n', " ").trim().to_owned()).unwrap_or_default();
        let cell = |at: usize| row.cells.get(at + 1);
        let mut read = |at: usize| {
            cell(at).map_or(Ok(None), count).unwrap_or_else(|NotANumber| {
                let text = cell(at).map(Cell::text).unwrap_or_default();
                let message = format!("{name}: “{}” is not a number of people.", excerpt(&text));
                self.unread.push(Notice::warning("headcount-cell", message, Some(row.place)));
                None
            })
        };
        let counts: Vec<Option<u32>> = columns.iter().map(|at| read(*at)).collect();
        let printed_total = total.and_then(read);
        let is_empty = counts.iter().all(Option::is_none) && printed_total.is_none();
        let folded = bare(&name);
        if is_empty || has_any(&folded, &["sub-total", "subtotal", "sub total"]) {
            // A heading between units, or a subtotal.
        } else if name.is_empty()
            || matches!(folded.as_str(), "total" | "totals" | "grand total" | "all" | "overall" | "sum")
        {
            self.places.totals = row.place;
            self.totals = Some(rules::Totals { groups: counts, all: printed_total });
        } else {
            self.places.units.push((name.clone(), row.place));
            self.units.push(rules::Unit { name, counts, printed_total });
        }
    }

    fn proposal(&self, as_at: Option<model::Date>) -> FoundHeadcount {
        let counts = |cells: &[Option<u32>]| {
            let cells = self.groups.iter().cloned().zip(cells);
            cells.filter_map(|(group, count)| Some((group, (*count)?))).collect::<Vec<_>>()
        };
        let unit = |unit: &rules::Unit| Unit {
            unit: unit.name.clone(),
            counts: Counts(counts(&unit.counts)),
            total: unit.printed_total,
        };
        let mut totals = self.totals.as_ref().map(|totals| counts(&totals.groups)).unwrap_or_default();
        totals.extend(self.totals.as_ref().and_then(|totals| totals.all).map(|all| ("total".to_owned(), all)));
        FoundHeadcount { as_at, units: self.units.iter().map(unit).collect(), totals: Counts(totals) }
    }
}

/// The cell contains text, or a number that was redacted.
struct NotANumber;

/// The number in a cell; `None` for a blank cell, and 0 for a dash, which means zero.
fn count(cell: &Cell) -> Result<Option<u32>, NotANumber> {
    let text = cell.text();
    match text.trim() {
        "" => Ok(None),
        "-" | "–" | "—" => Ok(Some(0)),
        text => number(text).map(Some).ok_or(NotANumber),
    }
}

/// A whole number, with or without commas between thousands.
fn number(text: &str) -> Option<u32> {
    let well_grouped = text.split(',').skip(1).all(|group| group.len() == 3);
    let digits = text.trim().replace(',', "");
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten().filter(|_| well_grouped)
}

/// The date of the count, in the few passages above the table or in the one below it.
fn as_at(manuscript: &Manuscript, table: usize) -> Option<model::Date> {
    const MAX_DISTANCE: usize = 4;
    // A date beyond the heading or another table belongs to something else.
    let mut near: Vec<&Block> = Vec::new();
    for block in manuscript.blocks.get(table.saturating_sub(MAX_DISTANCE)..table).unwrap_or_default().iter().rev() {
        near.push(block);
        if block.passage().is_none_or(|passage| matches!(passage.shape, Shape::Heading(_))) {
            break;
        }
    }
    near.extend(manuscript.blocks.get(table + 1).filter(|block| block.passage().is_some()));
    near.into_iter().find_map(day)
}

/// The date in a passage, or in a small table of labels.
fn day(block: &Block) -> Option<model::Date> {
    match block {
        Block::Passage(passage) => dates::find(&passage.text),
        Block::Table(table) if table.rows.len() <= 2 && table.rows.iter().all(|row| row.cells.len() == 2) => {
            table.rows.iter().flat_map(|row| &row.cells).find_map(|cell| dates::find(&cell.text()))
        }
        Block::Table(_) | Block::Object(_) => None,
    }
}
