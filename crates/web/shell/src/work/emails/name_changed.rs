//! The email to the leads of an organisation when a member has another name.

use super::{EmailContext, write_about};
use crate::core::{app::App, problem::Problem};
use askama::Template;
use model::Timestamp;
use store::{Tx, accounts::names::LeadToTell};

/// The email.
#[derive(Debug, Template)]
#[template(path = "work/emails/name_changed.txt")]
pub struct NameChangedEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The organisation.
    pub organisation: &'a str,
    /// The name of the lead who receives it.
    pub reader: &'a str,
    /// The earlier name.
    pub from: &'a str,
    /// The name from now on.
    pub to: &'a str,
    /// The full address of the page of the members.
    pub link: &'a str,
}

/// Tells the leads that a member has another name.
///
/// # Errors
/// The database or the template failed.
pub async fn notify(
    tx: &mut Tx,
    app: &App,
    (from, to): (&str, &str),
    leads: &[LeadToTell],
    now: Timestamp,
) -> Result<(), Problem> {
    for lead in leads {
        let message = NameChangedEmail {
            charter: &app.charter.name,
            organisation: &lead.organisation_name,
            reader: &lead.name,
            from,
            to,
            link: &app.site.address(&format!("/organisations/{}/people", lead.organisation)),
        };
        let about = EmailContext {
            organisation: Some(lead.organisation),
            concerns: Some(&lead.name),
            ..EmailContext::default()
        };
        write_about(tx, &lead.email, &message, about, now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::emails::tests::read;

    #[test]
    fn an_email_about_a_changed_name() {
        let text = read(&NameChangedEmail {
            charter: "Keepers’ Pledge",
            organisation: "Northmoor University",
            reader: "P. Example",
            from: "A. King",
            to: "Ada Moss",
            link: "https://assay.example/organisations/0/people",
        });
        assert!(text.starts_with("Name changed: A. King is now Ada Moss – Northmoor University\n"), "{text}");
        assert!(text.contains("A. King, a member of Northmoor University"), "{text}");
        assert!(text.contains("\nhttps://assay.example/organisations/0/people\n"), "{text}");
    }
}
