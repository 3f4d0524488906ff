//! The words of a to-do item.

use super::TodoItem;
use crate::{
    Date,
    core::dates::{count, long_date},
};

impl TodoItem {
    /// The first sentence, which is shown in bold, and the rest. A lead is addressed as "you"; others read about "the lead".
    #[must_use]
    pub fn words(&self, to_lead: bool) -> (String, String) {
        let pair = |strong: &str, rest: &str| (strong.to_owned(), rest.to_owned());
        match self {
            Self::Returned(stage, by, reason) => {
                (format!("{} returned stage {stage}.", by.the()), format!("Reason: “{reason}”"))
            }
            Self::SignAsLead(stage) if to_lead => {
                (format!("Stage {stage} is ready for you to sign."), "It is locked for sign-off.".to_owned())
            }
            Self::SignAsLead(stage) => (
                format!("Stage {stage}: awaiting the institutional lead’s signature."),
                "It is locked for sign-off.".to_owned(),
            ),
            Self::LeaderSigns(stage) => (
                format!("Stage {stage}: awaiting the leader’s signature."),
                "The leader signs with a personal link.".to_owned(),
            ),
            Self::ConfirmAddress(stage, name) if to_lead => (
                format!("Stage {stage}: waiting for the secretariat to confirm the address of {name}."),
                "The signing link is sent when it is confirmed.".to_owned(),
            ),
            Self::ConfirmAddress(stage, name) => (
                format!("Stage {stage}: confirm the email address of {name}."),
                "The signing link is sent when it is confirmed.".to_owned(),
            ),
            Self::ConfirmPastSubmission(_, stage) if to_lead => (
                format!("Stage {stage}, submitted outside Assay: waiting for the secretariat."),
                "It is published when the secretariat has confirmed it.".to_owned(),
            ),
            Self::ConfirmPastSubmission(_, stage) => (
                format!("Stage {stage}: confirm the submission made outside Assay."),
                "It is not public until it is confirmed.".to_owned(),
            ),
            Self::CorrectPastSubmission(_, stage, reason) => (
                format!("The secretariat refused stage {stage}, submitted outside Assay."),
                format!("Reason: “{reason}”"),
            ),
            Self::Submit(stage) => (format!("Stage {stage} is signed."), "Ready to submit.".to_owned()),
            Self::Start { stage, due, when } if when.ends_with("overdue") => {
                (format!("Stage {stage} is {when}."), format!("It was due on {}. Not started.", long_date(*due)))
            }
            Self::Start { stage, when, .. } => (format!("Stage {stage} is not started."), format!("It is due {when}.")),
            Self::Write { stage, due, when } if when.ends_with("overdue") => {
                (format!("Stage {stage} is {when}."), format!("It was due on {}. In progress.", long_date(*due)))
            }
            Self::Write { stage, when, .. } => (format!("Stage {stage} is in progress."), format!("It is due {when}.")),
            Self::NoLead => pair("No institutional lead.", "Invite a lead to complete and sign the self-assessment."),
            Self::OnlyLead if to_lead => pair(
                "You are the only institutional lead.",
                "Invite a second lead so that sign-off can continue if you leave.",
            ),
            Self::OnlyLead => pair("Only 1 institutional lead.", "Invite a second lead so that sign-off can continue."),
            Self::Undelivered(name, email) => {
                (format!("We could not deliver an email to {name}."), format!("Check the address {email}."))
            }
            Self::Overdue { text, due, since, .. } => {
                let open = since.map_or_else(String::new, |year| format!(" Open since {year}."));
                (format!("“{text}”"), format!("was due on {} and has no progress update since.{open}", long_date(*due)))
            }
            Self::MoreOverdue(more) => {
                let more = i64::try_from(*more).unwrap_or(i64::MAX);
                let verb = if more == 1 { "is" } else { "are" };
                let strong = count(more, "other action");
                (
                    format!("{}{}", strong[..1].to_uppercase(), &strong[1..]),
                    format!("{verb} overdue without a progress update."),
                )
            }
            Self::ApproveUpdates(waiting) => {
                let (verb, rest) = match *waiting {
                    1 => ("awaits", "It was sent by an action owner and is not published yet."),
                    _ => ("await", "They were sent by action owners and are not published yet."),
                };
                let updates = count(i64::try_from(*waiting).unwrap_or(i64::MAX), "progress update");
                (format!("{updates} {verb} approval."), rest.to_owned())
            }
            Self::CheckNames(names) => {
                let names = count(i64::try_from(*names).unwrap_or(i64::MAX), "name");
                (
                    format!("{names} to check."),
                    "A person deleted their account, and older entries contain their name.".to_owned(),
                )
            }
            Self::AnswerMarkedPassages(_, number) => marked_passages(*number),
            Self::RespondToFeedback(_, stage, by) => respond(*stage, *by),
            Self::ReviewPlan(due) => (
                "Progress review due.".to_owned(),
                format!(
                    "It was due on {}. Request updates from action owners before the working group meets.",
                    long_date(*due)
                ),
            ),
            Self::NoContact => pair("No public contact.", "Your public page must show a named contact."),
            Self::NoPage => pair(
                "No web address for your charter page.",
                "It is shown on the public page and required for submission.",
            ),
            Self::Invited(name, on) => {
                (format!("{name} has not accepted the invitation"), format!("of {}.", long_date(*on)))
            }
        }
    }

    /// The label of its button.
    #[must_use]
    pub fn button(&self) -> &'static str {
        match self {
            Self::Returned(..) => "View requested changes",
            Self::SignAsLead(_) => "Read and sign",
            Self::LeaderSigns(_) => "View sign-off",
            Self::ConfirmAddress(..) => "Check address",
            Self::ConfirmPastSubmission(..) => "Check submission",
            Self::CorrectPastSubmission(..) => "View reason",
            Self::Submit(_) => "Submit self-assessment",
            Self::Start { .. } => "Start self-assessment",
            Self::Write { .. } => "Continue",
            Self::NoLead => "Invite lead",
            Self::OnlyLead => "Invite second lead",
            Self::Undelivered(..) => "Fix",
            Self::Overdue { .. } => "Update progress",
            Self::MoreOverdue(_) => "View action plan",
            Self::ApproveUpdates(_) => "View updates",
            Self::CheckNames(_) => "Check names",
            Self::AnswerMarkedPassages(..) => "Read passages",
            Self::RespondToFeedback(..) => "Respond to feedback",
            Self::ReviewPlan(_) => "Start progress review",
            Self::NoContact => "Add public contact",
            Self::NoPage => "Add web address",
            Self::Invited(..) => "View invitation",
        }
    }
}

fn marked_passages(number: usize) -> (String, String) {
    let passages = count(i64::try_from(number).unwrap_or(i64::MAX), "passage");
    let verb = if number == 1 { "is" } else { "are" };
    (
        format!("{passages} of your submissions {verb} marked as good practice."),
        "Reviewers marked what others can learn from. Decide whether to share it.".to_owned(),
    )
}

fn respond(stage: u8, by: Date) -> (String, String) {
    let strong = format!("Respond to the feedback on stage {stage} by {}.", long_date(by));
    (strong, "A response is optional. The panel, the secretariat and the Steering Board can read it.".to_owned())
}
