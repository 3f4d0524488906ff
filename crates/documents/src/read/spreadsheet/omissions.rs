//! What the reader of a spreadsheet left out or could not know, and the notices about it.

use crate::reading::Notice;

/// The content that was found but not read.
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
        let plural = |count: usize, one: &str, more: &str| {
            if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
        };
        if !self.hidden_sheets.is_empty() {
            let names: Vec<String> =
                self.hidden_sheets.iter().take(10).map(|name| format!("“{}”", crate::words::excerpt(name))).collect();
            let message = format!(
                "Not read because hidden: {}, {}. If they belong to the submission, unhide them, save the file and upload it again.",
                plural(self.hidden_sheets.len(), "sheet", "sheets"),
                names.join(", ")
            );
            notices.push(Notice::warning("hidden-sheets", message, None));
        }
        if self.hidden_rows > 0 {
            let what = plural(self.hidden_rows, "hidden row or column was", "hidden rows and columns were");
            notices.push(Notice::note("hidden-rows", format!("{what} read."), None));
        }
        if self.uncomputed > 0 {
            let what = plural(
                self.uncomputed,
                "formula has no saved result and was left out",
                "formulas have no saved results and were left out",
            );
            let message = format!("{what}. Open the file in a spreadsheet program, save it and upload it again.");
            notices.push(Notice::warning("formulas-without-result", message, None));
        }
        if self.errors > 0 {
            let what = plural(self.errors, "formula has an error", "formulas have errors");
            notices.push(Notice::warning(
                "formulas-with-error",
                format!("{what} such as #REF! and no value. Correct the file and upload it again."),
                None,
            ));
        }
        if self.comments > 0 {
            notices.push(Notice::note("comments", "Comments on cells not read.", None));
        }
        if self.pictures > 0 {
            notices.push(Notice::note("pictures", "Pictures and charts not read.", None));
        }
        if self.rules {
            let message = "Some conditional formats were not applied. Check the ratings of actions.";
            notices.push(Notice::note("colour-rules", message, None));
        }
        if self.macros {
            notices.push(Notice::warning("macros", "The file contains macros. They were not run.", None));
        }
        notices
    }
}
