//! The emails about a submission made outside Assay.

use model::{OrganisationId, Timestamp};
use store::{
    Tx,
    register::correspondents::Correspondent,
    work::emails::{self as outbox, EmailContext},
};
use web_shell::{core::problem::Problem, work::emails::subject::subject};

/// The subject and the text of an email.
pub(super) struct Email {
    subject: String,
    body: String,
}

impl Email {
    /// The email to the secretariat about a submission to confirm.
    pub(super) fn to_confirm(by: &str, organisation: &str, title: &str, link: &str) -> Self {
        Self {
            subject: subject("Submission to confirm", title, organisation),
            body: format!(
                "{by} has entered the {title} of {organisation}, which was submitted outside Assay. It is not public until a member of the \
                 secretariat has confirmed it. Compare it with its document, then confirm or refuse it:\n\n{link}\n"
            ),
        }
    }

    /// The email to the leads after it was confirmed, with the link of its public page.
    pub(super) fn confirmed(organisation: &str, title: &str, link: &str) -> Self {
        Self {
            subject: subject("Submission confirmed", title, organisation),
            body: format!(
                "The secretariat has confirmed the {title} of {organisation}, which was submitted outside Assay. It is published now:\
                 \n\n{link}\n"
            ),
        }
    }

    /// The email to the leads after it was refused.
    pub(super) fn refused(organisation: &str, title: &str, reason: &str, link: &str) -> Self {
        Self {
            subject: subject("Submission refused", title, organisation),
            body: format!(
                "The secretariat has refused the {title} of {organisation}, which was submitted outside Assay. Reason:\n\n{reason}\n\n\
                 None of it is public. Correct it and import it again, or discard the import:\n\n{link}\n"
            ),
        }
    }
}

/// Writes an email to each of these people.
pub(super) async fn send(
    tx: &mut Tx,
    organisation: OrganisationId,
    to: &[Correspondent],
    email: &Email,
    now: Timestamp,
) -> Result<(), Problem> {
    for one in to {
        let about =
            EmailContext { organisation: Some(organisation), concerns: Some(&one.name), ..EmailContext::default() };
        outbox::write_about(tx, &one.email, &email.subject, &email.body, about, now).await?;
    }
    Ok(())
}
