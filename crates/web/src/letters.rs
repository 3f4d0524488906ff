//! Letters: what mail says. Each is a template in `templates/letters/`, whose first line is its subject; plain text, since that
//! is read everywhere and hides nothing.

mod asking;

pub use asking::{Asked, AskedAction, Silence};

use crate::problem::Problem;
use askama::Template;
use model::Timestamp;
use store::{Tx, letters};
use uuid::Uuid;

/// Write a letter in the transaction that gives cause for it, and give its identity. Whoever calls this rings [`crate::app::App::bell`] after the commit.
///
/// # Errors
/// The database failed, or the template did.
pub async fn write(tx: &mut Tx, recipient: &str, letter: &impl Template, now: Timestamp) -> Result<Uuid, Problem> {
    let text = letter.render()?;
    let (subject, body) = split(&text);
    Ok(letters::write(tx, recipient, &subject, body, now).await?)
}

/// The subject and the rest.
fn split(text: &str) -> (String, &str) {
    let (first, body) = text.split_once('\n').unwrap_or((text, ""));
    // Names are within it, and a header is one line.
    let subject = first.trim_start_matches("Subject:").split_whitespace().collect::<Vec<_>>().join(" ");
    (subject, body.trim_start())
}

/// The letter that lets somebody in.
#[derive(Debug, Template)]
#[template(path = "letters/sign-in.txt")]
pub struct SignIn<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The link, as a whole address.
    pub link: &'a str,
    /// The code, in two groups of four digits.
    pub code: &'a str,
}

/// The letter that invites somebody.
#[derive(Debug, Template)]
#[template(path = "letters/invitation.txt")]
pub struct Invitation<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// Who is invited.
    pub name: &'a str,
    /// Who invites.
    pub by: &'a str,
    /// "be an institutional lead of Northmoor University".
    pub to: &'a str,
    /// The link, as a whole address.
    pub link: &'a str,
    /// "6 December 2026".
    pub until: &'a str,
}

/// The letter to whoever takes over.
#[derive(Debug, Template)]
#[template(path = "letters/handover.txt")]
pub struct Handover<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// Who takes over.
    pub name: &'a str,
    /// Who leaves.
    pub from: &'a str,
    /// Of which organisation.
    pub organisation: &'a str,
    /// The page, as a whole address.
    pub link: &'a str,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn read(letter: &impl Template) -> String {
        let text = letter.render().unwrap();
        let (subject, body) = split(&text);
        format!("{subject}\n\n{body}")
    }

    #[test]
    fn the_letter_that_lets_somebody_in() {
        insta::assert_snapshot!(read(&SignIn {
            charter: "Keepers’ Pledge",
            link: "https://assay.example/sign-in/link/0123",
            code: "1234 5678",
        }));
    }

    #[test]
    fn the_letter_that_invites_somebody() {
        insta::assert_snapshot!(read(&Invitation {
            charter: "Keepers’ Pledge",
            name: "N. Newcomer",
            by: "P. Example",
            to: "be an institutional lead of Northmoor University",
            link: "https://assay.example/invitations/0123",
            until: "6 December 2026",
        }));
    }

    #[test]
    fn the_letter_to_whoever_takes_over() {
        insta::assert_snapshot!(read(&Handover {
            charter: "Keepers’ Pledge",
            name: "N. Newcomer",
            from: "P. Example",
            organisation: "Northmoor University",
            link: "https://assay.example/organisations/0/handovers/1",
        }));
    }

    #[test]
    fn a_subject_is_one_line() {
        assert_eq!(split("Subject: Hello\r there\n\nWords\n"), ("Hello there".to_owned(), "Words\n"));
    }
}
