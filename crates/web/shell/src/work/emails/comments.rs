//! The notification of a comment.

use askama::Template;

/// The email to a person whom a comment notifies.
#[derive(Debug, Template)]
#[template(path = "work/emails/mention.txt")]
pub struct MentionEmail<'a> {
    /// To whom.
    pub name: &'a str,
    /// Who wrote the comment.
    pub by: &'a str,
    /// Where.
    pub organisation: &'a str,
    /// What it is on: a question or an action.
    pub on: &'a str,
    /// The beginning of it, in one line.
    pub words: &'a str,
    /// The thread, as a whole address.
    pub link: &'a str,
    /// The link that stops such emails, as a whole address.
    pub unsubscribe: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::emails::tests::read;

    #[test]
    fn an_email_to_a_colleague_named_in_a_comment() {
        insta::assert_snapshot!(read(&MentionEmail {
            name: "N. Newcomer",
            by: "P. Example",
            organisation: "Northmoor University",
            on: "Light the lamp & keep it lit",
            words: "Does this count the night shift? The harbour office says that…",
            link: "https://assay.example/threads/1",
            unsubscribe: "https://assay.example/unsubscribe/0123",
        }));
    }
}
