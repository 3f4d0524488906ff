//! The files as they were laid out, beside what was made of them.

use documents::original::{Leaf, Original, Square};
use model::rating::Colour;

/// One file.
pub(super) struct File {
    pub(super) name: String,
    pub(super) leaves: Vec<Drawn>,
    pub(super) is_cut: bool,
}

/// One thing that stands by itself, and the anchor by which a proposal leads to it.
pub(super) enum Drawn {
    Heading { at: String, text: String },
    Words { at: String, text: String },
    Rows(Vec<(String, Vec<Cell>)>),
    Object { at: String, text: String },
}

/// A cell of a table.
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) columns: u16,
    pub(super) rows: u16,
    /// What the colour behind it is called, where it has one that is.
    pub(super) shade: &'static str,
}

/// All files.
pub(super) fn files(original: &Original) -> Vec<File> {
    let several = original.files.len() > 1;
    let file = |file: &documents::original::Sheets| {
        let at = |place: &str| if several { anchor(&format!("{}, {place}", file.name)) } else { anchor(place) };
        let leaves = file.leaves.iter().map(|leaf| drawn(leaf, &at)).collect();
        File { name: file.name.clone(), leaves, is_cut: file.is_cut }
    };
    original.files.iter().map(file).collect()
}

fn drawn(leaf: &Leaf, at: &impl Fn(&str) -> String) -> Drawn {
    match leaf {
        Leaf::Heading { place, text } => Drawn::Heading { at: at(place), text: text.clone() },
        Leaf::Words { place, text } => Drawn::Words { at: at(place), text: text.clone() },
        Leaf::Object { place, text } => Drawn::Object { at: at(place), text: text.clone() },
        Leaf::Table { rows } => {
            let row = |line: &documents::original::Line| (at(&line.place), line.cells.iter().map(cell).collect());
            Drawn::Rows(rows.iter().map(row).collect())
        }
    }
}

fn cell(square: &Square) -> Cell {
    let shade = square.shade.and_then(documents::shade).map_or("", Colour::as_str);
    Cell { text: square.text.clone(), columns: square.columns, rows: square.rows, shade }
}

/// The anchor of a place: "page 3, table 2, row 5" is `at-page-3-table-2-row-5`.
pub(super) fn anchor(place: &str) -> String {
    let words = place.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    format!("at-{}", words.collect::<Vec<_>>().join("-").to_ascii_lowercase())
}
