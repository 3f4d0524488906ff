//! What the reader of a text document left out, and the notices about it.

use crate::{
    reading::{Notice, Severity},
    words::excerpt,
};

/// The content that was found but not read as text.
#[derive(Debug, Default)]
pub(crate) struct Omissions {
    pub(crate) pictures: usize,
    pub(crate) insertions: usize,
    pub(crate) deletions: usize,
    pub(crate) comments: usize,
    pub(crate) hidden: usize,
    pub(crate) has_table_of_contents: bool,
    pub(crate) macros: bool,
    /// The texts of headers and footers.
    pub(crate) headers_and_footers: Vec<String>,
    /// Notices about single places, such as embedded files.
    pub(crate) notices: Vec<Notice>,
}

impl Omissions {
    /// The notices for the user.
    pub(crate) fn notices(self) -> Vec<Notice> {
        let mut notices = self.notices;
        let mut add = |severity, code: &str, message: String| notices.push(Notice::new(severity, code, message, None));
        if self.macros {
            let message = "The file contains macros. They were not run.";
            add(Severity::Warning, "macros", message.to_owned());
        }
        if self.insertions + self.deletions > 0 {
            let message = format!(
                "The document has tracked changes. Insertions included: {}. Deletions left out: {}. If this is wrong, accept or reject the changes and upload the document again.",
                self.insertions, self.deletions
            );
            add(Severity::Warning, "tracked-changes", message);
        }
        if self.comments > 0 {
            let message = format!("{} in the margin not read.", counted(self.comments, "comment"));
            add(Severity::Note, "comments", message);
        }
        if self.pictures > 0 {
            let message = format!("{} not read.", counted(self.pictures, "picture or chart"));
            add(Severity::Note, "pictures", message);
        }
        if self.hidden > 0 {
            let message = format!("{} hidden in the file and left out.", counted(self.hidden, "passage"));
            add(Severity::Note, "hidden-words", message);
        }
        if self.has_table_of_contents {
            add(Severity::Note, "contents-list", "Table of contents left out.".to_owned());
        }
        for text in self.headers_and_footers {
            let message = format!("Header or footer “{}” left out.", excerpt(&text));
            add(Severity::Note, "page-margin", message);
        }
        notices
    }
}

/// "1 comment", "2 comments", "3 pictures or charts".
fn counted(number: usize, noun: &str) -> String {
    match (number, noun) {
        (1, noun) => format!("1 {noun}"),
        (_, "picture or chart") => format!("{number} pictures or charts"),
        (_, noun) => format!("{number} {noun}s"),
    }
}
