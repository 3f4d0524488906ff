//! The email to a deputy whose signing link has ended.

use super::{EmailContext, write_about};
use crate::core::{app::App, authorize::May, problem::Problem};
use askama::Template;
use model::core::permit::{InOrganisation, Permission};
use store::{Tx, register::correspondents::Correspondent};

/// Why the link of a deputy has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkEnded {
    /// A lead asked the leader to sign, for the first time or again.
    LeaderAsked,
    /// The leader named another deputy.
    OtherDeputy,
    /// The organisation has another leader, or the leader another address.
    LeaderChanged,
}

impl LinkEnded {
    fn sentence(self) -> &'static str {
        match self {
            Self::LeaderAsked => {
                "An institutional lead has asked the leader of the institution again for the signature."
            }
            Self::OtherDeputy => "The leader of the institution has named another deputy.",
            Self::LeaderChanged => "The leader of the institution has changed.",
        }
    }
}

/// The email.
#[derive(Debug, Template)]
#[template(path = "work/emails/link_ended.txt")]
pub struct LinkEndedEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the organisation.
    pub organisation: &'a str,
    /// The name of the deputy.
    pub name: &'a str,
    /// Why the link has ended, as a sentence.
    pub why: &'a str,
}

/// Notifies the deputies whose links have ended, except one with the address `asked`, who is sent a new link or asked about the address.
///
/// # Errors
/// The database or the template failed.
pub async fn notify<P>(
    tx: &mut Tx,
    app: &App,
    may: &May<P>,
    (deputies, asked): (&[Correspondent], &str),
    why: LinkEnded,
) -> Result<(), Problem>
where
    P: Permission,
    P::Place: InOrganisation,
{
    for deputy in deputies.iter().filter(|deputy| deputy.email != asked) {
        let message = LinkEndedEmail {
            charter: &app.charter.name,
            organisation: &may.organisation,
            name: &deputy.name,
            why: why.sentence(),
        };
        let about =
            EmailContext { organisation: Some(may.of()), concerns: Some(&deputy.name), ..EmailContext::default() };
        write_about(tx, &deputy.email, &message, about, may.visit.now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::emails::tests::read;

    #[test]
    fn a_deputy_reads_why_the_link_has_ended() {
        let text = read(&LinkEndedEmail {
            charter: "Keepers’ Pledge",
            organisation: "Northmoor University",
            name: "B. Deputy",
            why: LinkEnded::OtherDeputy.sentence(),
        });
        assert!(text.starts_with("Signing link ended: Northmoor University\n"), "{text}");
        assert!(text.contains("has named another deputy. Your link to sign for the leader"), "{text}");
    }
}
