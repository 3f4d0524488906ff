//! What a reader of Word left out, counted, and the notices that say so.

use crate::{
    reading::{Notice, Severity},
    words::excerpt,
};

/// What was met and not read as text.
#[derive(Debug, Default)]
pub(crate) struct Omissions {
    pub(crate) pictures: usize,
    pub(crate) insertions: usize,
    pub(crate) deletions: usize,
    pub(crate) comments: usize,
    pub(crate) hidden: usize,
    pub(crate) has_contents: bool,
    pub(crate) macros: bool,
    /// What stands above or below every page.
    pub(crate) margins: Vec<String>,
    /// What is said of single places, such as embedded files.
    pub(crate) notices: Vec<Notice>,
}

impl Omissions {
    /// What whoever accepts the proposals must know of it.
    pub(crate) fn notices(self) -> Vec<Notice> {
        let mut notices = self.notices;
        let mut say = |severity, code: &str, message: String| notices.push(Notice::new(severity, code, message, None));
        if self.macros {
            let message = "The file holds macros. They were not run, and nothing that they would do is read.";
            say(Severity::Warning, "macros", message.to_owned());
        }
        if self.insertions + self.deletions > 0 {
            let message = format!(
                "Changes are tracked: what was inserted ({}) is read as accepted, what was deleted ({}) is left out.",
                self.insertions, self.deletions
            );
            say(Severity::Warning, "tracked-changes", message);
        }
        if self.comments > 0 {
            let message = format!("{} in the margin: not read as text.", counted(self.comments, "comment"));
            say(Severity::Note, "comments", message);
        }
        if self.pictures > 0 {
            let message = format!("{}: what they show is not read.", counted(self.pictures, "picture or chart"));
            say(Severity::Note, "pictures", message);
        }
        if self.hidden > 0 {
            let message = format!("{} hidden in the file: left out.", counted(self.hidden, "run of words"));
            say(Severity::Note, "hidden-words", message);
        }
        if self.has_contents {
            say(Severity::Note, "contents-list", "The table of contents is left out.".to_owned());
        }
        for margin in self.margins {
            let message = format!("“{}” stands above or below the pages and is not read as text.", excerpt(&margin));
            say(Severity::Note, "page-margin", message);
        }
        notices
    }
}

/// "1 comment", "2 comments", "3 pictures or charts".
fn counted(number: usize, noun: &str) -> String {
    match (number, noun) {
        (1, noun) => format!("1 {noun}"),
        (_, "picture or chart") => format!("{number} pictures or charts"),
        (_, "run of words") => format!("{number} runs of words"),
        (_, noun) => format!("{number} {noun}s"),
    }
}
