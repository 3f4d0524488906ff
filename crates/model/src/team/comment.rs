//! Comments: discussion among an organisation's members, on an answer or an action. A thread is a first comment with
//! its replies, until it is resolved.
//!
//! Comments are not part of what is locked, signed, submitted or published, so they can be written at every step.
//!
//! A comment is not edited, because its replies would lose their context. Its author can write another, or delete it.

mod mention;

pub use mention::{Colleague, MAX_NOTIFIED, TooMany, notified};

use crate::{ActionId, AssessmentId, CommentId, PersonId, QuestionKey, ThreadId, Timestamp, core::prose};

/// The maximum length of a comment, in characters.
pub const MAX_COMMENT_CHARACTERS: usize = 2_000;
/// The maximum length of a decision, in characters.
pub const MAX_DECISION_CHARACTERS: usize = 500;
/// The maximum number of threads on one answer or action.
pub const MAX_THREADS: i64 = 200;
/// The maximum number of comments in one thread.
pub const MAX_COMMENTS: i64 = 200;

/// The text of a comment: not blank, at most [`MAX_COMMENT_CHARACTERS`] characters, in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentText(String);

/// Why a text is not a valid comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAComment {
    /// The text is blank.
    #[error("Enter a comment")]
    Blank,
    /// More than [`MAX_COMMENT_CHARACTERS`] characters.
    #[error("Comment must be 2,000 characters or fewer; this has {0}")]
    TooLong(usize),
}

impl CommentText {
    /// Parses the text of a comment.
    ///
    /// # Errors
    /// Returns the reason if it is blank or too long.
    pub fn parse(text: &str) -> Result<Self, NotAComment> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        match text.chars().count() {
            0 => Err(NotAComment::Blank),
            many if many > MAX_COMMENT_CHARACTERS => Err(NotAComment::TooLong(many)),
            _ => Ok(Self(text.to_owned())),
        }
    }
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Parses a decision, which is one line and may be blank.
///
/// # Errors
/// Returns a message if it is too long.
pub fn decision(text: &str) -> Result<String, &'static str> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > MAX_DECISION_CHARACTERS {
        Err("Decision must be 500 characters or fewer")
    } else {
        Ok(line)
    }
}

/// The beginning of a comment in one line, without its markup, of at most `most` characters.
#[must_use]
pub fn excerpt(words: &str, most: usize) -> String {
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
    /// The path of the page of the action or answer.
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
    /// The id.
    pub id: ThreadId,
    /// What it is about.
    pub about: ThreadSubject,
    /// The title of the question or action, in one line.
    pub title: String,
    /// The first comment and its replies, in the order in which they were written; never empty.
    pub comments: Vec<Comment>,
    /// The resolutions, oldest first.
    pub resolutions: Vec<Resolution>,
}

/// One comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The id.
    pub id: CommentId,
    /// The author; `None` for the operator.
    pub by: Option<PersonId>,
    /// The author's name.
    pub who: String,
    /// When it was written.
    pub at: Timestamp,
    /// The text; `None` once its author has deleted it. The author can still see it in *Your data*.
    pub words: Option<String>,
    /// The names of the people who were notified.
    pub notified: Vec<String>,
}

/// The resolution of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The name of the person who resolved it.
    pub who: String,
    /// When it was resolved.
    pub at: Timestamp,
    /// The decision; may be blank.
    pub words: String,
    /// Who reopened it, and when; `None` while it is resolved.
    pub reopened: Option<(String, Timestamp)>,
}

impl Thread {
    /// Whether it is open: not resolved, and not all of its comments are deleted.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.resolution().is_none() && self.comments.iter().any(|comment| comment.words.is_some())
    }
    /// The current resolution; `None` while it is not resolved.
    #[must_use]
    pub fn resolution(&self) -> Option<&Resolution> {
        self.resolutions.last().filter(|last| last.reopened.is_none())
    }
}

/// The number of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// All of them.
    pub all: i64,
    /// Those that are open.
    pub open: i64,
}

impl Count {
    /// The number in words: "3 comments, 1 open". Empty if there are none.
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
    fn a_comment_is_not_blank_and_not_too_long() {
        assert_eq!(CommentText::parse(" Is this\r\nso? ").unwrap().as_str(), "Is this\nso?");
        assert_eq!(CommentText::parse(" \n"), Err(NotAComment::Blank));
        assert!(CommentText::parse(&"é".repeat(MAX_COMMENT_CHARACTERS)).is_ok());
        assert_eq!(CommentText::parse(&"é".repeat(MAX_COMMENT_CHARACTERS + 1)), Err(NotAComment::TooLong(2_001)));
        assert_eq!(decision(" We wait\nfor the dean "), Ok("We wait for the dean".to_owned()));
        assert!(decision(&"x".repeat(501)).is_err());
    }

    #[test]
    fn an_email_quotes_the_beginning_without_markup() {
        assert_eq!(excerpt("**Why** not\n\n- this?", 200), "Why not - this?");
        assert_eq!(excerpt("Éclairs for everyone", 8), "Éclairs…");
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
            notified: Vec::new(),
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
