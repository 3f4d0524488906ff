//! To do: what needs attention at an organisation, computed from facts, most urgent first, each as a sentence and a
//! button.

use crate::{
    ActionId, Date, Timestamp,
    assessment::{ReturnedBy, Step},
    charter::rating::Colour,
    core::dates::{count, day, from_now, long_date},
    register::calendar::Next,
};
use jiff::ToSpan as _;

/// How long before its due date a self-assessment should be started, in months: a plan is written with many people.
const START_MONTHS: i32 = 12;
/// How many overdue actions are named; the others are counted.
const NAMED: usize = 3;

/// What is known.
#[derive(Debug, Clone)]
pub struct TodoFacts<'f> {
    /// The day it is.
    pub today: Date,
    /// What comes next by the calendar.
    pub next: &'f Next,
    /// How many institutional leads there are.
    pub leads: usize,
    /// Whether a lead is invited.
    pub lead_invited: bool,
    /// The self-assessment that is not submitted.
    pub open: Option<Open<'f>>,
    /// Whose address the secretariat is to confirm before they can sign it.
    pub address_to_confirm: Option<&'f str>,
    /// The actions of the current plan that still count.
    pub actions: &'f [CurrentAction],
    /// Whether the public knows whom to ask.
    pub has_contact: bool,
    /// Whether the web address of its charter page is known.
    pub has_page: bool,
    /// When the plan was to be reviewed, where no review is open.
    pub review_due: Option<Date>,
    /// Who was invited and has not come, and since when.
    pub invited: Vec<(&'f str, Timestamp)>,
    /// Those to whom the last email could not be delivered: names and addresses.
    pub undelivered: Vec<(&'f str, &'f str)>,
}

/// A self-assessment that is not submitted.
#[derive(Debug, Clone, Copy)]
pub struct Open<'f> {
    /// Its stage.
    pub stage: u8,
    /// How far it is.
    pub step: Step,
    /// Who returned it and why, if it was returned and has not been signed again.
    pub returned: Option<(ReturnedBy, &'f str)>,
}

/// An action of the current plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentAction {
    /// Which.
    pub id: ActionId,
    /// Its text.
    pub text: String,
    /// When it is due, where that is certain.
    pub due: Option<Date>,
    /// When it was first included in a plan.
    pub since: Option<Date>,
    /// Its latest rating, and when it was recorded.
    pub progress_update: Option<(Colour, Timestamp)>,
}

/// An item that needs attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// It was returned: by whom, and why.
    Returned(u8, ReturnedBy, String),
    /// The locked version waits for the institutional lead.
    SignAsLead(u8),
    /// It waits for the leader of the institution.
    LeaderSigns(u8),
    /// It waits for the secretariat to confirm the address of the person who is to sign, who has that name.
    ConfirmAddress(u8, String),
    /// It is signed by both and waits to be sent.
    Submit(u8),
    /// It is not started, and it is due soon.
    Start {
        /// Its stage.
        stage: u8,
        /// When it is due.
        due: Date,
        /// How far that is: "in 10 months", "2 months overdue".
        when: String,
    },
    /// It is being written, and it is due so soon.
    Write {
        /// Its stage.
        stage: u8,
        /// When it is due.
        due: Date,
        /// How far that is.
        when: String,
    },
    /// There is no lead.
    NoLead,
    /// One person is.
    OnlyLead,
    /// The last email to a person could not be delivered: their name and address.
    Undelivered(String, String),
    /// An action is overdue, not completed, and has no progress update since its due date.
    Overdue {
        /// Which.
        action: ActionId,
        /// Its text.
        text: String,
        /// When it was due.
        due: Date,
        /// The year in which it was first included in a plan, if that is long ago.
        since: Option<i16>,
    },
    /// So many more are.
    MoreOverdue(usize),
    /// The plan was to be reviewed by that day.
    ReviewPlan(Date),
    /// The public does not know whom to ask.
    NoContact,
    /// The address of its page is not known.
    NoPage,
    /// Someone was invited on that day and has not come.
    Invited(String, Date),
}

/// All items that need attention, in the order in which they should be done.
#[must_use]
pub fn needs(facts: &TodoFacts) -> Vec<Need> {
    let mut all = Vec::new();
    match facts.open {
        Some(Open { stage, step: Step::Drafting, returned: Some((by, reason)) }) => {
            all.push(Need::Returned(stage, by, reason.to_owned()));
        }
        Some(Open { stage, step: Step::Ready, .. }) => all.push(Need::SignAsLead(stage)),
        Some(Open { stage, step: Step::LeadSigned, .. }) => all.push(match facts.address_to_confirm {
            Some(name) => Need::ConfirmAddress(stage, name.to_owned()),
            None => Need::LeaderSigns(stage),
        }),
        Some(Open { stage, step: Step::Signed, .. }) => all.push(Need::Submit(stage)),
        Some(Open { step: Step::Drafting, returned: None, .. }) => {
            all.extend(soon(facts).map(|(stage, due, when)| Need::Write { stage, due, when }));
        }
        Some(Open { step: Step::Submitted, .. }) => {}
        None => all.extend(soon(facts).map(|(stage, due, when)| Need::Start { stage, due, when })),
    }
    match facts.leads {
        // With a lead invited already, another item would lead to a second invitation.
        0 if facts.lead_invited => {}
        0 => all.push(Need::NoLead),
        1 => all.push(Need::OnlyLead),
        _ => {}
    }
    all.extend(facts.undelivered.iter().map(|(name, to)| Need::Undelivered((*name).to_owned(), (*to).to_owned())));
    let mut overdue: Vec<_> = facts.actions.iter().filter_map(|action| overdue(action, facts.today)).collect();
    overdue.sort_by_key(|(due, _)| *due);
    let more = overdue.len().saturating_sub(NAMED);
    all.extend(overdue.into_iter().take(NAMED).map(|(_, need)| need));
    all.extend((more > 0).then_some(Need::MoreOverdue(more)));
    all.extend(facts.review_due.filter(|due| *due < facts.today).map(Need::ReviewPlan));
    all.extend((!facts.has_contact).then_some(Need::NoContact));
    all.extend((!facts.has_page).then_some(Need::NoPage));
    all.extend(facts.invited.iter().map(|(name, at)| Need::Invited((*name).to_owned(), day(*at))));
    all
}

/// What is late or due within a year: its stage, its date, and how far that is.
fn soon(facts: &TodoFacts) -> Option<(u8, Date, String)> {
    let Next::Due(due) = facts.next else { return None };
    let soon = facts.today.saturating_add(START_MONTHS.months());
    let when = from_now(facts.today, due.on);
    (due.on <= soon).then_some((due.stage, due.on, when))
}

fn overdue(action: &CurrentAction, today: Date) -> Option<(Date, Need)> {
    let due = action.due.filter(|due| *due < today)?;
    // A progress update after that day has explained it, whatever the rating.
    let is_told = action.progress_update.is_some_and(|(colour, at)| colour == Colour::Green || day(at) > due);
    let since = action.since.map(Date::year).filter(|year| *year < today.year() - 2);
    (!is_told).then(|| (due, Need::Overdue { action: action.id, text: action.text.clone(), due, since }))
}

impl Need {
    /// What it is, in strong words, and what follows from it. A lead is spoken to; others read of "the lead".
    #[must_use]
    pub fn words(&self, to_lead: bool) -> (String, String) {
        let said = |strong: &str, rest: &str| (strong.to_owned(), rest.to_owned());
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
            Self::Submit(stage) => (format!("Stage {stage} is signed."), "Ready to submit.".to_owned()),
            Self::Start { stage, due, when } if when.ends_with("overdue") => {
                (format!("Stage {stage} is {when}."), format!("It was due on {}. Not started.", long_date(*due)))
            }
            Self::Start { stage, when, .. } => (format!("Stage {stage} is not started."), format!("It is due {when}.")),
            Self::Write { stage, due, when } if when.ends_with("overdue") => {
                (format!("Stage {stage} is {when}."), format!("It was due on {}. In progress.", long_date(*due)))
            }
            Self::Write { stage, when, .. } => (format!("Stage {stage} is in progress."), format!("It is due {when}.")),
            Self::NoLead => said("No institutional lead.", "Invite a lead to complete and sign the self-assessment."),
            Self::OnlyLead if to_lead => said(
                "You are the only institutional lead.",
                "Invite a second lead so that sign-off can continue if you leave.",
            ),
            Self::OnlyLead => said("Only 1 institutional lead.", "Invite a second lead so that sign-off can continue."),
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
            Self::ReviewPlan(due) => (
                "Progress review due.".to_owned(),
                format!(
                    "It was due on {}. Request updates from action owners before the working group meets.",
                    long_date(*due)
                ),
            ),
            Self::NoContact => said("No public contact.", "Your public page must show a named contact."),
            Self::NoPage => said(
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
            Self::Submit(_) => "Submit self-assessment",
            Self::Start { .. } => "Start self-assessment",
            Self::Write { .. } => "Continue",
            Self::NoLead => "Invite lead",
            Self::OnlyLead => "Invite second lead",
            Self::Undelivered(..) => "Fix",
            Self::Overdue { .. } => "Update progress",
            Self::MoreOverdue(_) => "View action plan",
            Self::ReviewPlan(_) => "Start progress review",
            Self::NoContact => "Add public contact",
            Self::NoPage => "Add web address",
            Self::Invited(..) => "View invitation",
        }
    }
}

#[cfg(test)]
mod tests;
