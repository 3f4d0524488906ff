//! What a round of peer review taught, for the board.

use super::{Cell, CellKind, Column, Form, Part, Table, heading};
use model::peer_review::lessons::{LessonSection, LessonTable};

/// The lessons of a round.
#[must_use]
pub fn lessons(charter: &str, round: &str, sections: &[LessonSection]) -> Form {
    let mut parts = Vec::new();
    for section in sections {
        parts.push(heading(1, section.title));
        parts.extend(section.text.iter().cloned().map(Part::Guidance));
        parts.extend(section.tables.iter().map(|one| Part::Table(table(one))));
    }
    Form {
        title: format!("Lessons from peer review: {round} – {charter}"),
        organisation: String::new(),
        banner: None,
        parts,
    }
}

fn table(of: &LessonTable) -> Table {
    let cell = |(number, text): (usize, &String)| match number {
        0 => Cell::row_header(text),
        _ if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Cell { kind: CellKind::Number, ..Cell::plain(text) }
        }
        _ => Cell::plain(text),
    };
    let weight = |number: usize| if number == 0 { 3 } else { 2 };
    Table {
        caption: of.caption.to_owned(),
        description: format!(
            "Each row is a {}, with these columns: {}.",
            of.columns[0].to_lowercase(),
            of.columns[1..].join(", ")
        ),
        columns: of.columns.iter().enumerate().map(|(number, one)| Column::of(one, weight(number))).collect(),
        rows: of.rows.iter().map(|row| row.cells.iter().enumerate().map(cell).collect()).collect(),
    }
}
