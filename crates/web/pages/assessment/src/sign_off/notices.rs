//! The emails that notify people of each step of signing.

use super::emails::EmailText;
use model::{OrganisationId, Timestamp, assessment::locked_version::Submission};
use store::{Tx, register::correspondents::Correspondent, work::emails as outbox};
use web_shell::{core::problem::Problem, work::emails::subject::subject};

/// The subject of all of these emails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    /// The title of the edition.
    pub(crate) title: &'a str,
    /// The name of the organisation.
    pub(crate) organisation: &'a str,
    /// The full address of the sign-off page, for those who sign in.
    pub(crate) link: &'a str,
}

impl<'a> About<'a> {
    /// The subject for a locked version.
    pub(crate) fn of(submission: &'a Submission, link: &'a str) -> Self {
        Self { title: &submission.edition.title, organisation: &submission.organisation.name, link }
    }

    fn text(&self, what: &str, body: String) -> EmailText {
        EmailText::new(subject(what, self.title, self.organisation), body)
    }

    /// The email to the leads after the leader or their deputy has signed.
    pub(crate) fn signed(&self, name: &str, post: &str) -> EmailText {
        let body = format!(
            "{name}, {post}, has signed the {} of {}. A lead can submit it now:\n\n{}\n",
            self.title, self.organisation, self.link
        );
        self.text("Signed by the leader", body)
    }

    /// The email to the leader whose deputy has signed, or to the deputy whose leader has.
    pub(crate) fn signed_by_the_other(&self, name: &str, post: &str) -> EmailText {
        let body = format!(
            "{name}, {post}, has signed the {} of {}. You do not need to sign it.\n\n\
             If you did not expect this, tell the secretariat.\n",
            self.title, self.organisation
        );
        self.text("Signed", body)
    }

    /// The email to the leads with a question before signing.
    pub(crate) fn question(&self, name: &str, email: &str, question: &str) -> EmailText {
        let body = format!(
            "{name} has a question before signing the {} of {}:\n\n{question}\n\n\
             Reply to this email to answer {email}. The signing link still works. The question is also on the sign-off page:\n\n{}\n",
            self.title, self.organisation, self.link
        );
        EmailText { reply_to: Some(email.to_owned()), ..self.text("Question from the leader", body) }
    }

    /// The email to the leads after it was sent back.
    pub(crate) fn sent_back(&self, name: &str, email: &str, comment: &str) -> EmailText {
        let body = format!(
            "{name} ({email}) has sent back the {} of {} instead of signing it. Comment:\n\n{comment}\n\n\
             It is unlocked and the lead’s signature is cancelled. When you have made the changes, lock it for sign-off and sign it \
             again:\n\n{}\n",
            self.title, self.organisation, self.link
        );
        EmailText { reply_to: Some(email.to_owned()), ..self.text("Sent back by the leader", body) }
    }

    /// The email to the leader whose deputy has sent it back, or to the deputy whose leader has.
    pub(crate) fn sent_back_by_the_other(&self, name: &str, comment: &str) -> EmailText {
        let body = format!(
            "{name} has sent back the {} of {} instead of signing it. Comment:\n\n{comment}\n\n\
             Your signing link no longer works. You receive a new one if your signature is needed.\n",
            self.title, self.organisation
        );
        self.text("Sent back", body)
    }

    /// The email to the leads after the leader has named a deputy.
    pub(crate) fn deputy_named(&self, leader: &str, deputy: &str, post: &str) -> EmailText {
        let body = format!(
            "{leader} has named {deputy}, {post}, to sign the {} of {} for the leader.\n\nFollow the signature:\n\n{}\n",
            self.title, self.organisation, self.link
        );
        self.text("Deputy named", body)
    }

    /// The email to those who signed or were asked to, after their signatures and links were cancelled.
    pub(crate) fn cancelled(&self, why: &str) -> EmailText {
        let body = format!(
            "{why}\n\nThis cancels the signatures of the {} of {}, and signing links that were sent for it no longer work. You do not \
             need to do anything. You receive a new link when your signature is needed.\n",
            self.title, self.organisation
        );
        self.text("Signature cancelled", body)
    }

    /// The email to the other leads after one of them has unlocked it.
    pub(crate) fn unlocked(&self, by: &str) -> EmailText {
        let body = format!(
            "{by} has unlocked the {} of {} for editing. Its signatures are cancelled.\n\n{}\n",
            self.title, self.organisation, self.link
        );
        self.text("Unlocked", body)
    }

    /// The email to the secretariat after it was submitted.
    pub(crate) fn submitted(&self, public: &str) -> EmailText {
        let body = format!(
            "{} has submitted its {}.\n\nHow it was signed:\n\n{}\n\nPublic page: {public}\n",
            self.organisation, self.title, self.link
        );
        self.text("Submitted", body)
    }

    /// The email to the secretariat about an address to confirm.
    pub(crate) fn address_to_confirm(&self, name: &str, post: &str, page: &str) -> EmailText {
        let body = format!(
            "{name}, {post}, is to sign the {} of {}. The email address is outside the organisation’s email domains. Check it, then \
             confirm or refuse it:\n\n{page}\n",
            self.title, self.organisation
        );
        self.text("Address to confirm", body)
    }

    /// The email to the leads after the secretariat has confirmed an address.
    pub(crate) fn address_confirmed(&self, name: &str, email: &str) -> EmailText {
        let body = format!(
            "The secretariat has confirmed the email address {email} of {name}. We have sent the signing link for the {} of {}.\n\n{}\n",
            self.title, self.organisation, self.link
        );
        self.text("Address confirmed", body)
    }

    /// The email to the leads, and to the leader who named a deputy, after the secretariat has refused an address.
    pub(crate) fn address_refused(&self, name: &str, email: &str, reason: &str, is_lead: bool) -> EmailText {
        let next = if is_lead {
            format!("Enter another address on the sign-off page:\n\n{}", self.link)
        } else {
            "You can sign yourself with the link that you received, or name another deputy there.".to_owned()
        };
        let body = format!(
            "The secretariat has refused the email address {email} of {name} for signing the {} of {}. Reason:\n\n{reason}\n\n{next}\n",
            self.title, self.organisation
        );
        self.text("Address refused", body)
    }
}

/// These people without the one with this address, since people are not notified of what they did themselves.
pub(crate) fn without(all: Vec<Correspondent>, email: &str) -> Vec<Correspondent> {
    all.into_iter().filter(|one| one.email != email).collect()
}

/// Writes an email to each of these people.
pub(crate) async fn send(
    tx: &mut Tx,
    organisation: OrganisationId,
    to: &[Correspondent],
    email: &EmailText,
    now: Timestamp,
) -> Result<(), Problem> {
    for one in to {
        let about = outbox::EmailContext {
            organisation: Some(organisation),
            concerns: Some(&one.name),
            unsubscribe: None,
            reply_to: email.reply_to.as_deref(),
        };
        outbox::write_about(tx, &one.email, &email.subject, &email.body, about, now).await?;
    }
    Ok(())
}
