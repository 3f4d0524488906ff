//! To do: what needs attention at an organisation, computed from facts, most urgent first, each item with a sentence and
//! a button.

mod words;

use crate::{
    ActionId, AssessmentId, Date, ImportId, Timestamp,
    assessment::{ReturnedBy, Step},
    charter::rating::Colour,
    core::dates::{day, relative_to},
    register::calendar::Next,
};
use jiff::ToSpan as _;

/// How long before its due date a self-assessment should be started, in months: a plan is written with many people.
const START_MONTHS: i32 = 12;
/// The number of overdue actions that are listed; the others are only counted.
const MAX_LISTED: usize = 3;

/// The facts from which the list is computed.
#[derive(Debug, Clone)]
pub struct TodoFacts<'f> {
    /// The current day.
    pub today: Date,
    /// What comes next by the calendar.
    pub next: &'f Next,
    /// The number of institutional leads.
    pub leads: usize,
    /// Whether a lead is invited.
    pub lead_invited: bool,
    /// The self-assessment that is not submitted.
    pub open: Option<Open<'f>>,
    /// The name of the person whose address the secretariat has to confirm before they can sign it.
    pub address_to_confirm: Option<&'f str>,
    /// The submissions made outside Assay that wait for the secretariat or were refused.
    pub past_submissions: &'f [OpenProposal],
    /// The live actions of the current plan.
    pub actions: &'f [CurrentAction],
    /// The feedback that can be responded to and is not: the self-assessment, its stage, and the last day.
    pub response_due: Option<(AssessmentId, u8, Date)>,
    /// How many progress updates of owners await approval.
    pub waiting_updates: usize,
    /// How many names may be those of a person who deleted their account, and wait for a decision.
    pub names_to_check: usize,
    /// A submission with passages that reviewers marked as good practice and a lead has not answered about, and how many passages wait in all.
    pub marked_passages: Option<(AssessmentId, usize)>,
    /// Whether there is a public contact.
    pub has_contact: bool,
    /// Whether the web address of its charter page is known.
    pub has_page: bool,
    /// When a progress review is due, if none is open.
    pub review_due: Option<Date>,
    /// People who have not accepted their invitation, with its time.
    pub invited: Vec<(&'f str, Timestamp)>,
    /// People to whom the last email could not be delivered, with their addresses.
    pub undelivered: Vec<(&'f str, &'f str)>,
}

/// A self-assessment that is not submitted.
#[derive(Debug, Clone, Copy)]
pub struct Open<'f> {
    /// The stage.
    pub stage: u8,
    /// Its step.
    pub step: Step,
    /// Who returned it and why, if it was returned and has not been signed again.
    pub returned: Option<(ReturnedBy, &'f str)>,
}

/// A submission made outside Assay that waits for the secretariat, or that the secretariat refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenProposal {
    /// The import that it was proposed from.
    pub import: ImportId,
    /// The stage.
    pub stage: u8,
    /// Why the secretariat refused it; `None` while it waits.
    pub refused: Option<String>,
}

impl OpenProposal {
    /// Whether it is a submission of that stage that waits for the secretariat.
    #[must_use]
    pub fn waits_for(&self, stage: u8) -> bool {
        self.stage == stage && self.refused.is_none()
    }
}

/// An action of the current plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentAction {
    /// The id.
    pub id: ActionId,
    /// Its text.
    pub text: String,
    /// Its due date, if it is certain.
    pub due: Option<Date>,
    /// When it was first included in a plan.
    pub since: Option<Date>,
    /// Its latest rating, and when it was recorded.
    pub progress_update: Option<(Colour, Timestamp)>,
}

/// An item that needs attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TodoItem {
    /// The stage was returned, by whom and with this reason.
    Returned(u8, ReturnedBy, String),
    /// The locked version of the stage awaits the institutional lead's signature.
    SignAsLead(u8),
    /// It awaits the leader's signature.
    LeaderSigns(u8),
    /// The secretariat has to confirm the address of the person with this name before they can sign it.
    ConfirmAddress(u8, String),
    /// The secretariat has to confirm a submission of the stage that was made outside Assay.
    ConfirmPastSubmission(ImportId, u8),
    /// The secretariat refused one, for this reason.
    CorrectPastSubmission(ImportId, u8, String),
    /// It is signed by both and ready to submit.
    Submit(u8),
    /// The self-assessment is not started, and is due soon or overdue.
    Start {
        /// The stage.
        stage: u8,
        /// The due date.
        due: Date,
        /// How far away that is: "in 10 months", "2 months overdue".
        when: String,
    },
    /// The self-assessment is in progress, and is due soon or overdue.
    Write {
        /// The stage.
        stage: u8,
        /// The due date.
        due: Date,
        /// How far away that is.
        when: String,
    },
    /// There is no lead.
    NoLead,
    /// There is only one lead.
    OnlyLead,
    /// The last email to a person could not be delivered: their name and address.
    Undelivered(String, String),
    /// An action is overdue, not completed, and has no progress update since its due date.
    Overdue {
        /// The id.
        action: ActionId,
        /// Its text.
        text: String,
        /// When it was due.
        due: Date,
        /// The year in which it was first included in a plan, if that is long ago.
        since: Option<i16>,
    },
    /// That many other actions are overdue, too.
    MoreOverdue(usize),
    /// That many progress updates of owners await approval.
    ApproveUpdates(usize),
    /// That many names may be those of a person who deleted their account.
    CheckNames(usize),
    /// That many passages of submissions were marked as good practice and wait for an answer, those of this submission first.
    AnswerMarkedPassages(AssessmentId, usize),
    /// The organisation can respond to the feedback on this self-assessment, of this stage, until that day.
    RespondToFeedback(AssessmentId, u8, Date),
    /// A progress review was due on that day.
    ReviewPlan(Date),
    /// There is no public contact.
    NoContact,
    /// There is no web address of its page about the charter.
    NoPage,
    /// A person has not accepted the invitation of that day.
    Invited(String, Date),
}

/// All items that need attention, in the order in which they should be done.
#[must_use]
pub fn needs(facts: &TodoFacts) -> Vec<TodoItem> {
    let mut all = Vec::new();
    match facts.open {
        Some(Open { stage, step: Step::Drafting, returned: Some((by, reason)) }) => {
            all.push(TodoItem::Returned(stage, by, reason.to_owned()));
        }
        Some(Open { stage, step: Step::Ready, .. }) => all.push(TodoItem::SignAsLead(stage)),
        Some(Open { stage, step: Step::LeadSigned, .. }) => all.push(match facts.address_to_confirm {
            Some(name) => TodoItem::ConfirmAddress(stage, name.to_owned()),
            None => TodoItem::LeaderSigns(stage),
        }),
        Some(Open { stage, step: Step::Signed, .. }) => all.push(TodoItem::Submit(stage)),
        Some(Open { step: Step::Drafting, returned: None, .. }) => {
            all.extend(soon(facts).map(|(stage, due, when)| TodoItem::Write { stage, due, when }));
        }
        Some(Open { step: Step::Submitted, .. }) => {}
        None => all.extend(
            soon(facts)
                // One that was made outside Assay and waits for the secretariat is not to be written again.
                .filter(|(stage, ..)| !facts.past_submissions.iter().any(|one| one.waits_for(*stage)))
                .map(|(stage, due, when)| TodoItem::Start { stage, due, when }),
        ),
    }
    all.extend(facts.past_submissions.iter().map(|one| match &one.refused {
        None => TodoItem::ConfirmPastSubmission(one.import, one.stage),
        Some(reason) => TodoItem::CorrectPastSubmission(one.import, one.stage, reason.clone()),
    }));
    match facts.leads {
        // With a lead invited already, another item would lead to a second invitation.
        0 if facts.lead_invited => {}
        0 => all.push(TodoItem::NoLead),
        1 => all.push(TodoItem::OnlyLead),
        _ => {}
    }
    all.extend(facts.undelivered.iter().map(|(name, to)| TodoItem::Undelivered((*name).to_owned(), (*to).to_owned())));
    all.extend(facts.response_due.map(|(of, stage, by)| TodoItem::RespondToFeedback(of, stage, by)));
    all.extend((facts.waiting_updates > 0).then_some(TodoItem::ApproveUpdates(facts.waiting_updates)));
    all.extend((facts.names_to_check > 0).then_some(TodoItem::CheckNames(facts.names_to_check)));
    all.extend(facts.marked_passages.map(|(assessment, number)| TodoItem::AnswerMarkedPassages(assessment, number)));
    let mut overdue: Vec<_> = facts.actions.iter().filter_map(|action| overdue(action, facts.today)).collect();
    overdue.sort_by_key(|(due, _)| *due);
    let more = overdue.len().saturating_sub(MAX_LISTED);
    all.extend(overdue.into_iter().take(MAX_LISTED).map(|(_, need)| need));
    all.extend((more > 0).then_some(TodoItem::MoreOverdue(more)));
    all.extend(facts.review_due.filter(|due| *due < facts.today).map(TodoItem::ReviewPlan));
    all.extend((!facts.has_contact).then_some(TodoItem::NoContact));
    all.extend((!facts.has_page).then_some(TodoItem::NoPage));
    all.extend(facts.invited.iter().map(|(name, at)| TodoItem::Invited((*name).to_owned(), day(*at))));
    all
}

/// The stage that is overdue or due within a year, its due date, and how far away that is.
fn soon(facts: &TodoFacts) -> Option<(u8, Date, String)> {
    let Next::Due(due) = facts.next else { return None };
    let soon = facts.today.saturating_add(START_MONTHS.months());
    let when = relative_to(facts.today, due.on);
    (due.on <= soon).then_some((due.stage, due.on, when))
}

fn overdue(action: &CurrentAction, today: Date) -> Option<(Date, TodoItem)> {
    let due = action.due.filter(|due| *due < today)?;
    // A progress update after that day explains it, whatever the rating.
    let is_explained = action.progress_update.is_some_and(|(colour, at)| colour == Colour::Green || day(at) > due);
    let since = action.since.map(Date::year).filter(|year| *year < today.year() - 2);
    (!is_explained).then(|| (due, TodoItem::Overdue { action: action.id, text: action.text.clone(), due, since }))
}

#[cfg(test)]
mod tests;
