//! Comments: discussion among an organisation's members, on an answer or an action. A thread is a first comment with
//! its replies, until it is resolved.
//!
//! Comments are no part of what is locked, signed, submitted or published, so that they may be written at every step.
//!
//! A comment is not edited, since its replies would then answer other words. Its author writes another, or deletes it.

mod mention;

pub use mention::{Colleague, MOST_TOLD, TooMany, told};

use crate::{ActionId, AssessmentId, CommentId, PersonId, QuestionKey, ThreadId, Timestamp, core::prose};

/// The most characters of a comment.
pub const LONGEST: usize = 2_000;
/// The most characters of what was decided.
pub const LONGEST_DECISION: usize = 500;
/// The most threads on one answer or action.
pub const MOST_THREADS: i64 = 200;
/// The most comments in one thread.
pub const MOST_COMMENTS: i64 = 200;

/// The text of a comment: not blank, at most [`LONGEST`] characters, in Markdown-light.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentText(String);

/// Why words are no comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAComment {
    /// Nothing but blanks.
    #[error("Enter a comment")]
    Blank,
    /// More than [`LONGEST`] characters.
    #[error("Comment must be 2,000 characters or fewer; this has {0}")]
    TooLong(usize),
}

impl CommentText {
    /// Read what was typed.
    ///
    /// # Errors
    /// It is blank or too long.
    pub fn parse(text: &str) -> Result<Self, NotAComment> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        match text.chars().count() {
            0 => Err(NotAComment::Blank),
            many if many > LONGEST => Err(NotAComment::TooLong(many)),
            _ => Ok(Self(text.to_owned())),
        }
    }
    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Read what was decided, in one line; may be blank.
///
/// # Errors
/// It is too long.
pub fn decision(text: &str) -> Result<String, &'static str> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > LONGEST_DECISION { Err("Decision must be 500 characters or fewer") } else { Ok(line) }
}

/// The beginning of a comment, in one line without its marks, of at most so many characters.
#[must_use]
pub fn brief(words: &str, most: usize) -> String {
    let line = prose::plain(words).split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// What a thread is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ThreadSubject {
    /// An action.
    Action(ActionId),
    /// An answer of a self-assessment.
    Answer(AssessmentId, QuestionKey),
}

impl ThreadSubject {
    /// The address of what it is about.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Action(action) => format!("/actions/{action}"),
            Self::Answer(assessment, question) => format!("/assessments/{assessment}/questions/{question}"),
        }
    }
}

/// A first comment and its replies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Its identity.
    pub id: ThreadId,
    /// What it is about.
    pub about: ThreadSubject,
    /// The same in words: the question's title, or the title of the action, in one line.
    pub title: String,
    /// The first comment and its replies, as they were written; never empty.
    pub comments: Vec<Comment>,
    /// Each time it was resolved, the first first.
    pub resolutions: Vec<Resolution>,
}

/// One comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its identity.
    pub id: CommentId,
    /// Who wrote it; none for the operator.
    pub by: Option<PersonId>,
    /// Their name.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// What they wrote; none once they took it back. The words are kept for them alone.
    pub words: Option<String>,
    /// The names of those who were told of it.
    pub told: Vec<String>,
}

/// The resolution of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// Who.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// What was decided; may be blank.
    pub words: String,
    /// Who opened it again, and when; none while it is settled.
    pub reopened: Option<(String, Timestamp)>,
}

impl Thread {
    /// Whether it is still open: not resolved, and not all of its comments are deleted.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.resolution().is_none() && self.comments.iter().any(|comment| comment.words.is_some())
    }
    /// How it was settled; none while it is not.
    #[must_use]
    pub fn resolution(&self) -> Option<&Resolution> {
        self.resolutions.last().filter(|last| last.reopened.is_none())
    }
}

/// How many threads there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// All of them.
    pub all: i64,
    /// Those that are open.
    pub open: i64,
}

impl Count {
    /// "3 comments, 1 open"; nothing where there are none.
    #[must_use]
    pub fn in_words(self) -> String {
        let threads = if self.all == 1 { "comment" } else { "comments" };
        match (self.all, self.open) {
            (0, _) => String::new(),
            (1, 1) => "1 comment, open".to_owned(),
            (all, 0) => format!("{all} {threads}, resolved"),
            (all, open) if all == open => format!("{all} {threads}, all open"),
            (all, open) => format!("{all} {threads}, {open} open"),
        }
    }
}

/// "2 open comments", for pages about something else.
#[must_use]
pub fn open_in_words(open: i64) -> String {
    crate::core::dates::count(open, "open comment")
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_comment_has_words_and_not_too_many() {
        assert_eq!(CommentText::parse(" Is this\r\nso? ").unwrap().as_str(), "Is this\nso?");
        assert_eq!(CommentText::parse(" \n"), Err(NotAComment::Blank));
        assert!(CommentText::parse(&"é".repeat(LONGEST)).is_ok());
        assert_eq!(CommentText::parse(&"é".repeat(LONGEST + 1)), Err(NotAComment::TooLong(2_001)));
        assert_eq!(decision(" We wait\nfor the dean "), Ok("We wait for the dean".to_owned()));
        assert!(decision(&"x".repeat(501)).is_err());
    }

    #[test]
    fn an_email_quotes_the_beginning_without_its_marks() {
        assert_eq!(brief("**Why** not\n\n- this?", 200), "Why not - this?");
        assert_eq!(brief("Éclairs for everyone", 8), "Éclairs…");
    }

    #[test]
    fn a_thread_is_open_until_it_is_resolved_or_all_comments_are_deleted() {
        let at = Timestamp::UNIX_EPOCH;
        let comment = |words: Option<&str>| Comment {
            id: CommentId(Uuid::nil()),
            by: None,
            who: "A. King".into(),
            at,
            words: words.map(Into::into),
            told: Vec::new(),
        };
        let thread = |comments, reopened: &[bool]| Thread {
            id: ThreadId(Uuid::nil()),
            about: ThreadSubject::Action(ActionId(Uuid::nil())),
            title: String::new(),
            comments,
            resolutions: reopened
                .iter()
                .map(|reopened| Resolution {
                    who: "B".into(),
                    at,
                    words: String::new(),
                    reopened: reopened.then(|| ("C".into(), at)),
                })
                .collect(),
        };
        assert!(thread(vec![comment(Some("Why?"))], &[]).is_open());
        assert!(!thread(vec![comment(Some("Why?"))], &[true, false]).is_open());
        assert!(thread(vec![comment(None), comment(Some("So."))], &[true]).is_open());
        assert!(!thread(vec![comment(None)], &[]).is_open());
    }

    #[test]
    fn threads_are_counted_in_words() {
        assert_eq!([open_in_words(1), open_in_words(2)], ["1 open comment", "2 open comments"]);
        let words = |all, open| Count { all, open }.in_words();
        assert_eq!(
            [words(0, 0), words(1, 1), words(1, 0), words(3, 1), words(3, 3)],
            ["", "1 comment, open", "1 comment, resolved", "3 comments, 1 open", "3 comments, all open"]
        );
    }
}
