//! The email to the leads of an organisation when the secretariat changes who its members are.

use super::{EmailContext, write_about};
use crate::core::{app::App, authorize::May, problem::Problem};
use askama::Template;
use model::{
    Timestamp,
    core::permit::{InOrganisation, Permission, Permit},
};
use store::{Tx, register::correspondents};

/// The email.
#[derive(Debug, Template)]
#[template(path = "work/emails/members_changed.txt")]
pub struct MembersChangedEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the organisation.
    pub organisation: &'a str,
    /// The name of the lead who receives it.
    pub reader: &'a str,
    /// The name of the member of the secretariat who did it.
    pub by: &'a str,
    /// What was done, for the subject: "Invitation sent".
    pub what: &'a str,
    /// What was done, for the sentence: "invited N. Newcomer as an institutional lead".
    pub did: &'a str,
    /// The full address of the page of the members.
    pub link: &'a str,
}

/// Notifies the leads of what the visitor, a member of the secretariat, did to the members of their organisation.
///
/// # Errors
/// The database or the template failed.
pub async fn notify<P>(tx: &mut Tx, app: &App, may: &May<P>, what: &str, did: &str) -> Result<(), Problem>
where
    P: Permission,
    P::Place: InOrganisation,
{
    let by = may.visit.visitor.as_ref().map_or("", |visitor| &visitor.name);
    tell(tx, app, may, (&may.organisation, by), (what, did), may.visit.now).await
}

/// Does the same for a page of another place. `organisation` is the name of the organisation, `by` that of the visitor.
///
/// # Errors
/// The database or the template failed.
pub async fn tell<P>(
    tx: &mut Tx,
    app: &App,
    may: &Permit<P>,
    (organisation, by): (&str, &str),
    (what, did): (&str, &str),
    now: Timestamp,
) -> Result<(), Problem>
where
    P: Permission,
    P::Place: InOrganisation,
{
    let id = may.place().in_organisation();
    let link = app.site.address(&format!("/organisations/{id}/people"));
    for lead in correspondents::of(tx, may).await?.leads {
        let message = MembersChangedEmail {
            charter: &app.charter.name,
            organisation,
            reader: &lead.name,
            by,
            what,
            did,
            link: &link,
        };
        let about = EmailContext { organisation: Some(id), concerns: Some(&lead.name), ..EmailContext::default() };
        write_about(tx, &lead.email, &message, about, now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::emails::tests::read;

    #[test]
    fn an_email_about_an_invitation_by_the_secretariat() {
        let text = read(&MembersChangedEmail {
            charter: "Keepers’ Pledge",
            organisation: "Northmoor University",
            reader: "P. Example",
            by: "S. Clerk",
            what: "Invitation sent",
            did: "invited N. Newcomer as an institutional lead",
            link: "https://assay.example/organisations/0/people",
        });
        assert!(text.starts_with("Invitation sent: Northmoor University\n"), "{text}");
        assert!(text.contains("S. Clerk, of the secretariat, invited N. Newcomer as an institutional lead"), "{text}");
        assert!(text.contains("\nhttps://assay.example/organisations/0/people\n"), "{text}");
    }
}
