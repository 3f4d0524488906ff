//! The emails to reviewers of peer review rounds, and to people who are invited to review.

use askama::Template;

/// The invitation to review in a round.
#[derive(Debug, Template)]
#[template(path = "work/emails/reviewer_invitation.txt")]
pub struct ReviewerInvitationEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the person who is invited.
    pub name: &'a str,
    /// The name of the member of the secretariat who invites.
    pub by: &'a str,
    /// The name of the round.
    pub round: &'a str,
    /// The name of the signatory that they would review from.
    pub organisation: &'a str,
    /// How many submissions a reviewer reads: "2 to 3".
    pub load: &'a str,
    /// The day until which they can volunteer.
    pub by_day: &'a str,
    /// The last day on which they can join the signatory; none for its members.
    pub joins: Option<&'a str>,
    /// The full address of the link: to volunteer, or to join first.
    pub link: &'a str,
}

/// What happened to a panel or to a round, to a reviewer. It names no submission: these are behind the sign-in.
#[derive(Debug, Template)]
#[template(path = "work/emails/panel_notice.txt")]
pub struct PanelNoticeEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the reviewer.
    pub name: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// What happened, and what they do now.
    pub sentence: &'a str,
    /// The full address of the page about it.
    pub link: &'a str,
}

/// The reminder of what is to be done in a round: to a reviewer, or to a member of the secretariat.
#[derive(Debug, Template)]
#[template(path = "work/emails/round.txt")]
pub struct RoundReminderEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the recipient.
    pub name: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// What is to be done.
    pub sentence: &'a str,
    /// The full address of the page where it is done.
    pub link: &'a str,
    /// The full address of the link to unsubscribe.
    pub unsubscribe: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::emails::tests::read;

    fn invitation(joins: Option<&'static str>) -> String {
        read(&ReviewerInvitationEmail {
            charter: "Keepers’ Pledge",
            name: "N. Newcomer",
            by: "S. Clerk",
            round: "January 2027",
            organisation: "Northmoor University",
            load: "2 to 3",
            by_day: "3 January 2027",
            joins,
            link: "https://assay.example/x",
        })
    }

    #[test]
    fn a_reminder_says_what_to_do_and_how_to_unsubscribe() {
        let text = read(&RoundReminderEmail {
            charter: "Keepers’ Pledge",
            name: "N. Newcomer",
            subject: "Answer by 3 January 2027: January 2027",
            sentence: "Answer how many submissions you can take by 3 January 2027.",
            link: "https://assay.example/x",
            unsubscribe: "https://assay.example/unsubscribe/0123",
        });
        assert!(text.starts_with("Answer by 3 January 2027: January 2027 – Keepers’ Pledge\n"), "{text}");
        assert!(text.contains("\nhttps://assay.example/x\n"), "{text}");
        assert!(text.trim_end().ends_with("https://assay.example/unsubscribe/0123"), "{text}");
    }

    #[test]
    fn a_notice_says_what_happened_and_where_it_is_seen() {
        let text = read(&PanelNoticeEmail {
            charter: "Keepers’ Pledge",
            name: "N. Newcomer",
            subject: "Round cancelled: January 2027",
            sentence: "The peer review round January 2027 was cancelled.",
            link: "https://assay.example/x",
        });
        assert!(text.starts_with("Round cancelled: January 2027 – Keepers’ Pledge\n"), "{text}");
        assert!(text.contains("Dear N. Newcomer,") && text.trim_end().ends_with("https://assay.example/x"), "{text}");
    }

    #[test]
    fn a_member_is_invited_to_volunteer_and_others_to_join_first() {
        let member = invitation(None);
        assert!(member.starts_with("Invitation to review submissions: January 2027 – Keepers’ Pledge\n"), "{member}");
        assert!(member.contains("S. Clerk, of the secretariat,") && member.contains("Volunteer by 3 January 2027:"));
        assert!(!member.contains("Northmoor"), "{member}");
        let other = invitation(Some("6 December 2026"));
        assert!(other.contains("join Northmoor University as a contributor by 6 December 2026"), "{other}");
        assert!(other.contains("\nhttps://assay.example/x\n"), "{other}");
    }
}
