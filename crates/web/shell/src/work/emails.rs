//! The texts of emails. Each is a template in `templates/work/emails/`, whose first line is the subject. Emails are plain text, which every
//! email program can show.

mod comments;
mod consultation_code;
pub mod feedback;
pub mod leader_changed;
pub mod link_ended;
pub mod members_changed;
pub mod name_changed;
pub mod reviewers;
pub mod subject;
mod update_request;

pub use comments::MentionEmail;
pub use consultation_code::ConsultationCodeEmail;
pub use update_request::{NoReplyEmail, RequestedAction, UpdateRequestEmail};

use crate::core::problem::Problem;
use askama::Template;
use model::{ConsultationId, Timestamp, work::weekly_summary::WeeklySummaryPart};
pub use store::work::emails::EmailContext;
use store::{Tx, work::emails};
use uuid::Uuid;

/// Writes an email in the transaction of the event that it is about, and returns its id. The caller notifies
/// [`crate::core::app::App::emails_written`] after the commit.
///
/// # Errors
/// The database or the template failed.
pub async fn write(tx: &mut Tx, recipient: &str, message: &impl Template, now: Timestamp) -> Result<Uuid, Problem> {
    write_about(tx, recipient, message, EmailContext::default(), now).await
}

/// Like [`write()`], for an email that its reader waits for: it is sent before the others.
///
/// # Errors
/// The database or the template failed.
pub async fn write_urgent(
    tx: &mut Tx,
    recipient: &str,
    message: &impl Template,
    now: Timestamp,
) -> Result<Uuid, Problem> {
    let text = message.render()?;
    let (subject, body) = split(&text);
    Ok(emails::write_urgent(tx, recipient, &subject, body, now).await?)
}

/// Like [`write()`], for an email about a person of an organisation: its leads are told if the email cannot be delivered.
///
/// # Errors
/// The database or the template failed.
pub async fn write_about(
    tx: &mut Tx,
    recipient: &str,
    message: &impl Template,
    about: EmailContext<'_>,
    now: Timestamp,
) -> Result<Uuid, Problem> {
    let text = message.render()?;
    let (subject, body) = split(&text);
    Ok(emails::write_about(tx, recipient, &subject, body, about, now).await?)
}

/// Like [`write()`], for an email with a code of a consultation to a list that is then forgotten: nothing of it is kept once it is sent, and
/// only that it was given up.
///
/// # Errors
/// The database or the template failed.
pub async fn write_and_forget(
    tx: &mut Tx,
    consultation: ConsultationId,
    recipient: &str,
    message: &impl Template,
    now: Timestamp,
) -> Result<(), Problem> {
    let text = message.render()?;
    let (subject, body) = split(&text);
    Ok(emails::write_and_forget(tx, consultation, recipient, &subject, body, now).await?)
}

/// Splits a rendered template into the subject and the body.
fn split(text: &str) -> (String, &str) {
    let (first, body) = text.split_once('\n').unwrap_or((text, ""));
    // A subject contains names, which may have line breaks, and a header must be one line.
    let subject = first.trim_start_matches("Subject:").split_whitespace().collect::<Vec<_>>().join(" ");
    (subject::shortened(subject), body.trim_start())
}

/// The email with a sign-in link.
#[derive(Debug, Template)]
#[template(path = "work/emails/sign_in.txt")]
pub struct SignInEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The full address of the link.
    pub link: &'a str,
    /// The code, in two groups of four digits.
    pub code: &'a str,
    /// Whether it was requested with the link of an invitation.
    pub is_invited: bool,
}

/// The email with an invitation.
#[derive(Debug, Template)]
#[template(path = "work/emails/invitation.txt")]
pub struct InvitationEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the person who is invited.
    pub name: &'a str,
    /// The name of the person who invites.
    pub by: &'a str,
    /// What to do: "join Northmoor University as an institutional lead".
    pub to: &'a str,
    /// The organisation; empty for an invitation to the secretariat or the Steering Board.
    pub organisation: &'a str,
    /// The full address of the link.
    pub link: &'a str,
    /// The last day of the invitation: "6 December 2026".
    pub until: &'a str,
}

/// The weekly summary for one person.
#[derive(Debug, Template)]
#[template(path = "work/emails/weekly_summary.txt")]
pub struct WeeklySummaryEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the recipient.
    pub name: &'a str,
    /// The number of items: "1 item", "3 items".
    pub items: &'a str,
    /// The items, by organisation; not empty.
    pub parts: &'a [WeeklySummaryPart],
    /// The base address of the site, for the paths of the items.
    pub base: &'a str,
    /// The full address of the link to unsubscribe.
    pub unsubscribe: &'a str,
}

/// The reminder of what is due within a week.
#[derive(Debug, Template)]
#[template(path = "work/emails/urgent.txt")]
pub struct DueSoonEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the recipient.
    pub name: &'a str,
    /// The subject, which names the first item that is due.
    pub subject: &'a str,
    /// The items about one organisation.
    pub part: &'a WeeklySummaryPart,
    /// The base address of the site, for the paths of the items.
    pub base: &'a str,
    /// The full address of the link to unsubscribe.
    pub unsubscribe: &'a str,
}

/// The email to the new lead of a handover.
#[derive(Debug, Template)]
#[template(path = "work/emails/handover.txt")]
pub struct HandoverEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the new lead.
    pub name: &'a str,
    /// The name of the previous lead.
    pub from: &'a str,
    /// The name of the organisation.
    pub organisation: &'a str,
    /// The full address of the handover.
    pub link: &'a str,
}

/// The email to a member of a panel. It names no submission: these are behind the sign-in.
#[derive(Debug, Template)]
#[template(path = "work/emails/panel.txt")]
pub struct PanelEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the reviewer.
    pub name: &'a str,
    /// The name of the round.
    pub round: &'a str,
    /// The last day for reading: "20 March 2027".
    pub read_by: &'a str,
    /// The full address of the panel, or of all panels of the reviewer.
    pub link: &'a str,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn read(message: &impl Template) -> String {
        let text = message.render().unwrap();
        let (subject, body) = split(&text);
        format!("{subject}\n\n{body}")
    }

    #[test]
    fn a_sign_in_email() {
        insta::assert_snapshot!(read(&SignInEmail {
            charter: "Keepers’ Pledge",
            link: "https://assay.example/sign-in/link/0123",
            code: "1234 5678",
            is_invited: false,
        }));
    }

    #[test]
    fn an_email_to_accept_an_invitation() {
        insta::assert_snapshot!(read(&SignInEmail {
            charter: "Keepers’ Pledge",
            link: "https://assay.example/sign-in/link/0123",
            code: "1234 5678",
            is_invited: true,
        }));
    }

    #[test]
    fn an_invitation_email() {
        insta::assert_snapshot!(read(&InvitationEmail {
            charter: "Keepers’ Pledge",
            name: "N. Newcomer",
            by: "P. Example",
            to: "join Northmoor University as an institutional lead",
            organisation: "Northmoor University",
            link: "https://assay.example/invitations/0123",
            until: "6 December 2026",
        }));
    }

    fn part(organisation: &str, items: &[(&str, Option<&str>)]) -> WeeklySummaryPart {
        let item = |(says, href): &(&str, Option<&str>)| model::work::weekly_summary::WeeklySummaryItem {
            says: (*says).to_owned(),
            href: href.map(ToOwned::to_owned),
        };
        WeeklySummaryPart { organisation: organisation.to_owned(), items: items.iter().map(item).collect() }
    }

    #[test]
    fn a_weekly_summary_email() {
        let parts = [
            part(
                "Northmoor University",
                &[
                    ("Your stage 2 self-assessment is due on 22 February 2027.", Some("/organisations/1")),
                    ("Your action “Light the lamp” is due on 21 December 2026.", Some("/actions/2/progress")),
                ],
            ),
            part("Eastfell Institute", &[("Your action “Oil & <hinges>” is due on 22 December 2026.", None)]),
        ];
        insta::assert_snapshot!(read(&WeeklySummaryEmail {
            charter: "Keepers’ Pledge",
            name: "P. Example",
            items: "3 items",
            parts: &parts,
            base: "https://assay.example",
            unsubscribe: "https://assay.example/unsubscribe/0123",
        }));
    }

    #[test]
    fn an_email_about_what_is_due_in_a_week() {
        let part = part(
            "Northmoor University",
            &[("Your stage 2 self-assessment is due on 29 November 2026 (in 7 days).", Some("/organisations/1"))],
        );
        insta::assert_snapshot!(read(&DueSoonEmail {
            charter: "Keepers’ Pledge",
            name: "P. Example",
            subject: "Stage 2 is due on 29 November 2026",
            part: &part,
            base: "https://assay.example",
            unsubscribe: "https://assay.example/unsubscribe/0123",
        }));
    }

    #[test]
    fn a_handover_email() {
        insta::assert_snapshot!(read(&HandoverEmail {
            charter: "Keepers’ Pledge",
            name: "N. Newcomer",
            from: "P. Example",
            organisation: "Northmoor University",
            link: "https://assay.example/organisations/0/handovers/1",
        }));
    }

    #[test]
    fn a_panel_email() {
        insta::assert_snapshot!(read(&PanelEmail {
            charter: "Keepers’ Pledge",
            name: "N. Newcomer",
            round: "January 2027",
            read_by: "20 March 2027",
            link: "https://assay.example/peer-review/panels/1",
        }));
    }

    #[test]
    fn a_subject_is_one_line() {
        assert_eq!(split("Subject: Hello\r there\n\nWords\n"), ("Hello there".to_owned(), "Words\n"));
    }
}
