//! The email about a change of the leader or their address, to the former address, the leads and the secretariat.

use super::{EmailContext, write_about};
use crate::core::{app::App, authorize::May, problem::Problem};
use askama::Template;
use model::{
    core::permit::{InOrganisation, Permission},
    register::organisation::Leader,
};
use store::{
    Tx,
    register::correspondents::{self, Correspondent},
};

/// The email. It contains no address, because another person may read the mailbox of the former one.
#[derive(Debug, Template)]
#[template(path = "work/emails/leader_changed.txt")]
pub struct LeaderChangedEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the organisation.
    pub organisation: &'a str,
    /// The name of the person who changed it.
    pub by: &'a str,
    /// The previous leader.
    pub from: &'a Leader,
    /// The current leader.
    pub to: &'a Leader,
}

/// Notifies the leads, the secretariat and the former leader, if there was one, that the visitor has changed the leader.
///
/// # Errors
/// The database or the template failed.
pub async fn notify<P>(tx: &mut Tx, app: &App, may: &May<P>, from: &Leader, to: &Leader) -> Result<(), Problem>
where
    P: Permission,
    P::Place: InOrganisation,
{
    let by = may.visit.visitor.as_ref().map_or("", |visitor| &visitor.name);
    let message = LeaderChangedEmail { charter: &app.charter.name, organisation: &may.organisation, by, from, to };
    let all = correspondents::of(tx, may).await?;
    let before = Correspondent { name: from.name.clone(), email: from.email.clone() };
    for one in [all.leads, all.secretariat, vec![before]].concat() {
        if one.email.is_empty() {
            continue;
        }
        let about = EmailContext { organisation: Some(may.of()), concerns: Some(&one.name), ..EmailContext::default() };
        write_about(tx, &one.email, &message, about, may.visit.now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::emails::tests::read;

    #[test]
    fn a_change_of_the_leader_is_described_without_addresses() {
        let leader =
            |name: &str, email: &str| Leader { name: name.into(), post: "Vice-Chancellor".into(), email: email.into() };
        let text = read(&LeaderChangedEmail {
            charter: "Keepers’ Pledge",
            organisation: "Northmoor University",
            by: "P. Example",
            from: &leader("A. Sample", "vc@northmoor.example"),
            to: &leader("B. Successor", "b@northmoor.example"),
        });
        assert!(text.starts_with("Leader changed: Northmoor University\n"), "{text}");
        assert!(text.contains("Before: A. Sample, Vice-Chancellor\nNow: B. Successor, Vice-Chancellor\n"), "{text}");
        assert!(text.contains("no longer work") && !text.contains('@'), "it contains no address: {text}");
        let text = read(&LeaderChangedEmail {
            charter: "Keepers’ Pledge",
            organisation: "Northmoor University",
            by: "P. Example",
            from: &leader("A. Sample", "vc@northmoor.example"),
            to: &leader("A. Sample", "a.sample@northmoor.example"),
        });
        assert!(text.contains("Only the email address of A. Sample, Vice-Chancellor, has changed."), "{text}");
        assert!(text.contains("no longer work") && !text.contains("Before:"), "{text}");
    }
}
