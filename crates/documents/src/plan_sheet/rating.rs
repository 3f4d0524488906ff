//! RAG ratings as cells show them.

use model::charter::{Charter, rating::Colour};

/// The name of a colour. It precedes the charter's term, and conditional formatting searches for it.
pub(super) fn colour_name(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "Green",
        Colour::Amber => "Amber",
        Colour::Red => "Red",
    }
}

/// A rating as a cell shows it: "Green – Completed".
pub(super) fn rating(colour: Colour, charter: &Charter) -> String {
    format!("{} – {}", colour_name(colour), charter.word(Some(colour)))
}

/// The ratings to choose from: “Green – Completed”, “Amber – In progress”, …
pub(super) fn ratings(charter: &Charter) -> String {
    Colour::ALL.map(|colour| format!("“{}”", rating(colour, charter))).join(", ")
}
