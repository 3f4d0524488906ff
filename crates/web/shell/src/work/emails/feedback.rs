//! The emails about feedback: to the leads of an organisation when it is sent, and to a panel when its draft is returned.

use askama::Template;

/// To a lead: feedback was sent to their organisation. It has no name of a reviewer.
#[derive(Debug, Template)]
#[template(path = "work/emails/feedback_sent.txt")]
pub struct FeedbackSentEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the organisation.
    pub organisation: &'a str,
    /// The name of the lead.
    pub name: &'a str,
    /// The title of the self-assessment.
    pub title: &'a str,
    /// The full address of the feedback.
    pub link: &'a str,
}

/// To a member of a panel: a moderator returned its draft.
#[derive(Debug, Template)]
#[template(path = "work/emails/feedback_returned.txt")]
pub struct FeedbackReturnedEmail<'a> {
    /// The name of the charter.
    pub charter: &'a str,
    /// The name of the member.
    pub name: &'a str,
    /// The name of the organisation whose submission is reviewed.
    pub organisation: &'a str,
    /// The name of the round.
    pub round: &'a str,
    /// The full address of the draft.
    pub link: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::emails::tests::read;

    #[test]
    fn a_lead_is_told_where_the_feedback_is_and_what_comes_next() {
        let text = read(&FeedbackSentEmail {
            charter: "Keepers’ Pledge",
            organisation: "Northmoor University",
            name: "L. Lead",
            title: "Stage 2 self-assessment",
            link: "https://assay.example/x",
        });
        assert!(text.starts_with("Peer review feedback: Northmoor University\n"), "{text}");
        assert!(text.contains("\nhttps://assay.example/x\n") && text.contains("Stage 2 self-assessment"), "{text}");
    }

    #[test]
    fn a_panel_is_told_that_its_draft_is_open_again_and_not_by_whom() {
        let text = read(&FeedbackReturnedEmail {
            charter: "Keepers’ Pledge",
            name: "N. Newcomer",
            organisation: "Northmoor University",
            round: "January 2027",
            link: "https://assay.example/x",
        });
        assert!(text.starts_with("Feedback draft returned: Northmoor University\n"), "{text}");
        assert!(
            text.contains("The moderator has returned") && text.trim_end().ends_with("https://assay.example/x"),
            "{text}"
        );
    }
}
