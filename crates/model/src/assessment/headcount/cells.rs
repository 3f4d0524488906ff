//! The cells of a table as people type and paste them.

use super::MAX_PEOPLE;

/// What separates the cells of a line.
#[derive(Clone, Copy)]
pub(super) enum Separator {
    Tab,
    Spaces,
    Comma,
}

impl Separator {
    /// Detects the separator: tabs first, which Excel pastes, then two or more spaces, then commas.
    pub(super) fn of(text: &str) -> Self {
        if text.contains('\t') {
            Self::Tab
        } else if text.lines().any(|line| line.trim().contains("  ")) {
            Self::Spaces
        } else {
            Self::Comma
        }
    }

    pub(super) fn cells(self, line: &str) -> Vec<String> {
        let mut cells: Vec<&str> = match self {
            Self::Tab => line.split('\t').collect(),
            Self::Comma => line.split(',').collect(),
            // A line that starts with spaces has a blank first cell, as a row of groups or of totals often has.
            Self::Spaces => {
                let indent = line.starts_with("  ").then_some("");
                indent.into_iter().chain(line.trim().split("  ").filter(|cell| !cell.trim().is_empty())).collect()
            }
        };
        while cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        cells.into_iter().map(|cell| cell.trim().trim_matches('"').to_owned()).collect()
    }
}

/// Whether a heading is that of the column of units. No group has such a name.
pub(super) fn names_units(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    let words = ["", "unit", "area", "school", "department", "faculty", "institute", "service", "team", "name"];
    words.contains(&heading.strip_suffix('s').unwrap_or(&heading))
}

pub(super) fn is_total(name: &str) -> bool {
    let name = name.trim_end_matches(':').to_lowercase();
    matches!(name.as_str(), "total" | "totals" | "grand total" | "all" | "sum" | "overall" | "overall total")
}

/// Whether a cell is blank. A dash means no people.
pub(super) fn is_blank(cell: &str) -> bool {
    matches!(cell, "" | "-" | "–" | "—")
}

pub(super) fn number(cell: &str) -> Option<u32> {
    // "1,024" as Excel shows it, but not "1,5", which is not a number of people.
    let well_grouped = cell.split(',').skip(1).all(|group| group.len() == 3);
    let digits = cell.replace(',', "");
    let whole = well_grouped && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|count| whole && *count <= MAX_PEOPLE)
}
