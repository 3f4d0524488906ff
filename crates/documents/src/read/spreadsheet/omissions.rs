//! What the reader of a spreadsheet left out or could not know, and the notices about it.

use crate::reading::Notice;

/// What was found and not read as content.
#[derive(Debug, Default)]
pub(super) struct Omissions {
    /// The names of hidden sheets, which are not read.
    pub(super) hidden_sheets: Vec<String>,
    /// How many hidden rows and columns were read.
    pub(super) hidden_rows: usize,
    /// How many formulas have no saved result.
    pub(super) uncomputed: usize,
    /// How many formulas have an error as their result.
    pub(super) errors: usize,
    /// How many parts are pictures or charts.
    pub(super) pictures: usize,
    /// How many parts are comments on cells.
    pub(super) comments: usize,
    /// Whether there are macros.
    pub(super) macros: bool,
    /// Whether there are conditional formats that were not applied.
    pub(super) rules: bool,
}

impl Omissions {
    /// The notices for the user.
    pub(super) fn notices(self) -> Vec<Notice> {
        let mut notices = Vec::new();
        let many = |count: usize, one: &str, more: &str| {
            if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
        };
        if !self.hidden_sheets.is_empty() {
            let names: Vec<String> =
                self.hidden_sheets.iter().take(10).map(|name| format!("“{}”", crate::words::excerpt(name))).collect();
            let message = format!(
                "Hidden and not read: {}, {}. Show what belongs to the submission, save the file, and choose it again.",
                many(self.hidden_sheets.len(), "sheet", "sheets"),
                names.join(", ")
            );
            notices.push(Notice::warning("hidden-sheets", message, None));
        }
        if self.hidden_rows > 0 {
            let what =
                many(self.hidden_rows, "row or column is hidden, and was", "rows and columns are hidden, and were");
            notices.push(Notice::note("hidden-rows", format!("{what} read like any other."), None));
        }
        if self.uncomputed > 0 {
            let what = many(
                self.uncomputed,
                "formula was saved without its result",
                "formulas were saved without their results",
            );
            let message = format!(
                "{what}, and nothing was read there. Open the file in a spreadsheet program and save it again."
            );
            notices.push(Notice::warning("formulas-without-result", message, None));
        }
        if self.errors > 0 {
            let what = many(self.errors, "formula comes to an error", "formulas come to errors");
            notices.push(Notice::warning(
                "formulas-with-error",
                format!("{what}, such as #REF!. Nothing was read there."),
                None,
            ));
        }
        if self.comments > 0 {
            notices.push(Notice::note("comments", "The comments beside cells were not read.", None));
        }
        if self.pictures > 0 {
            notices.push(Notice::note("pictures", "Pictures and charts were not read.", None));
        }
        if self.rules {
            let message =
                "Rules colour some cells by what they hold. Those that compare words were read, others were not.";
            notices.push(Notice::note("colour-rules", message, None));
        }
        if self.macros {
            notices.push(Notice::warning(
                "macros",
                "The file holds macros. They were not run, and nothing that they would do is read.",
                None,
            ));
        }
        notices
    }
}
