//! The email about a comment.

use askama::Template;

/// The email to a person who is mentioned in a comment.
#[derive(Debug, Template)]
#[template(path = "work/emails/mention.txt")]
pub struct MentionEmail<'a> {
    /// The name of the recipient.
    pub name: &'a str,
    /// The name of the author of the comment.
    pub by: &'a str,
    /// The name of the organisation.
    pub organisation: &'a str,
    /// What the comment is on: the title of a question or an action.
    pub on: &'a str,
    /// The beginning of the comment, in one line.
    pub words: &'a str,
    /// The full address of the thread.
    pub link: &'a str,
    /// The full address of the link to unsubscribe.
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
