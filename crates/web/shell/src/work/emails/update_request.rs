//! Emails that request updates from owners, and that tell leads who has not replied.

use askama::Template;

/// The email that requests updates on all actions of an owner.
#[derive(Debug, Template)]
#[template(path = "work/emails/update_request.txt")]
pub struct UpdateRequestEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the organisation.
    pub organisation: &'a str,
    /// The name of the owner.
    pub name: &'a str,
    /// The name of the lead who requests the update.
    pub by: &'a str,
    /// The email address of the lead.
    pub reply_address: &'a str,
    /// The message of the lead; may be blank.
    pub note: &'a str,
    /// The date of the working group meeting; blank outside a progress review.
    pub meets: String,
    /// Whether updates on all the actions have been requested before.
    pub is_reminder: bool,
    /// The actions.
    pub actions: Vec<RequestedAction>,
    /// The full address of the page with all the actions.
    pub all: String,
    /// The last day of the links: "21 January 2027".
    pub until: String,
}

/// An action in that email.
#[derive(Debug)]
pub struct RequestedAction {
    /// The title.
    pub title: String,
    /// The timescale or due date in one line; may be blank.
    pub by_when: String,
    /// The latest progress update in one line.
    pub last: String,
    /// The full address of the page for the update.
    pub link: String,
}

/// The email that tells a lead who has not replied.
#[derive(Debug, Template)]
#[template(path = "work/emails/no_reply.txt")]
pub struct NoReplyEmail<'a> {
    /// The name of the lead.
    pub name: &'a str,
    /// The name of the organisation.
    pub organisation: &'a str,
    /// The number of days after which leads are told: "14 days".
    pub escalation_days: String,
    /// The owner, the action and the date of each unanswered request.
    pub unanswered: Vec<(String, String, String)>,
    /// The full address of the update requests.
    pub link: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::emails::tests::read;

    fn action(title: &str, by_when: &str, last: &str, number: u8) -> RequestedAction {
        let link = format!("https://assay.example/updates/0123/{number}");
        RequestedAction { title: title.into(), by_when: by_when.into(), last: last.into(), link }
    }

    fn email(actions: Vec<RequestedAction>) -> UpdateRequestEmail<'static> {
        UpdateRequestEmail {
            charter: "Keepers’ Pledge",
            organisation: "Northmoor University",
            name: "Harbour master",
            by: "P. Example",
            reply_address: "p.example@northmoor.example",
            note: "",
            meets: String::new(),
            is_reminder: false,
            actions,
            all: "https://assay.example/updates/0123".into(),
            until: "21 January 2027".into(),
        }
    }

    #[test]
    fn an_update_request_for_one_action() {
        let one = action("Light the lamp", "By March 2027", "No progress update yet.", 1);
        insta::assert_snapshot!(read(&email(vec![one])));
    }

    #[test]
    fn an_update_request_for_several_actions_and_a_review() {
        let actions = vec![
            action("Light the lamp", "was due 1 May 2026", "Last updated on 3 March 2026: Under way. Half of it.", 1),
            action("Oil the door", "", "No progress update yet.", 2),
        ];
        let meets = "3 December 2026".into();
        insta::assert_snapshot!(read(&UpdateRequestEmail {
            meets,
            note: "Please reply before Monday.",
            ..email(actions)
        }));
    }

    #[test]
    fn an_update_request_sent_again() {
        let one = action("Light the lamp", "", "Last updated on 3 March 2026: Under way.", 1);
        insta::assert_snapshot!(read(&UpdateRequestEmail { is_reminder: true, ..email(vec![one]) }));
    }

    #[test]
    fn an_email_about_owners_who_did_not_reply() {
        insta::assert_snapshot!(read(&NoReplyEmail {
            name: "P. Example",
            organisation: "Northmoor University",
            escalation_days: "14 days".into(),
            unanswered: vec![
                ("Harbour master".into(), "Light the lamp".into(), "1 November 2026".into()),
                ("Library".into(), "Oil the door".into(), "2 November 2026".into()),
            ],
            link: "https://assay.example/organisations/1/update-requests".into(),
        }));
    }
}
