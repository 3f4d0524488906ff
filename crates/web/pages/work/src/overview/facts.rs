//! The facts about an organisation for its overview and for handovers.

use model::{
    AssessmentId, Timestamp,
    assessment::{AssessmentState, ReturnedBy, Step},
    charter::Charter,
    core::{
        dates::day,
        permit::{
            AtOrganisation, CheckNames, Permission, ReadInternal, ReadOrganisation, ReadPeople, ReadWaitingUpdates,
            Role,
        },
    },
    peer_review::feedback::response::respond_by,
    register::{
        calendar::{self, ReviewProgress},
        organisation::{Organisation, calendar_facts},
    },
    work::todo::{self, CurrentAction, Open, OpenProposal, TodoItem, needs},
};
use store::{
    Tx,
    accounts::{
        invitations,
        members::{self, Member},
    },
    assessment::{
        assessments::{self, ListedAssessment},
        signatory_addresses,
    },
    imports::past_submissions,
    peer_review::feedback::response,
    plan::update_approvals,
    register::{
        due_dates::{self as dates, RecordedDueDate},
        organisations,
    },
    work::{
        emails::{self, Undelivered},
        overview::{self, AwaitingLead, PlanGlance},
    },
};
use web_shell::{
    core::{authorize::May, problem::Problem},
    work::progress_reviews::review_due,
};

/// The facts about an organisation.
pub(crate) struct OrganisationFacts {
    pub(crate) organisation: Organisation,
    pub(crate) all: Vec<ListedAssessment>,
    pub(crate) records: Vec<RecordedDueDate>,
    pub(crate) members: Vec<Member>,
    pub(crate) invited: Vec<invitations::Invitation>,
    /// The people to whom the last email could not be delivered.
    pub(crate) undelivered: Vec<Undelivered>,
    /// The name of the person whose address the secretariat has to confirm before they can sign the open self-assessment.
    pub(crate) address_to_confirm: Option<String>,
    /// How many progress updates of owners await approval.
    pub(crate) waiting_updates: usize,
    /// How many names of deleted accounts wait for a lead's decision.
    pub(crate) names_to_check: usize,
    /// How many passages that were marked as good practice wait for a lead's answer, and a submission that has some.
    pub(crate) marked_passages: Option<(AssessmentId, usize)>,
    /// For leads, the self-assessment with feedback that has no response, its stage, and when the feedback was sent.
    pub(crate) without_response: Option<(AssessmentId, u8, Timestamp)>,
    /// The submissions made outside Assay that wait for the secretariat or were refused.
    pub(crate) past_submissions: Vec<OpenProposal>,
    /// The current plan, with the self-assessment that it is part of; before the first submission, the draft.
    pub(crate) plan: Option<(ListedAssessment, PlanGlance)>,
}

impl OrganisationFacts {
    /// Reads the facts that the visitor may read, with one query each: the people only for members and the secretariat, the plan only
    /// for members.
    pub(crate) async fn read<P>(tx: &mut Tx, may: &May<P>, now: Timestamp) -> Result<Self, Problem>
    where
        P: Permission<Place = AtOrganisation>,
    {
        let register = may.ask::<ReadOrganisation>()?;
        let organisation = organisations::find(tx, may).await?;
        let all = assessments::list(tx, &register).await?;
        let records = dates::recorded(tx, may).await?;
        let (members, invited, undelivered) = match may.ask::<ReadPeople>() {
            Ok(read) => (
                members::list(tx, &read).await?,
                invitations::open_to_organisation(tx, &read, now).await?,
                emails::undelivered(tx, &read).await?,
            ),
            Err(_) => Default::default(),
        };
        let awaiting = match (may.ask::<CheckNames>(), may.ask::<ReadWaitingUpdates>()) {
            (Ok(check), _) => overview::awaiting_lead(tx, &check).await?,
            (Err(_), Ok(read)) => {
                AwaitingLead { updates: update_approvals::count(tx, &read).await?, ..AwaitingLead::default() }
            }
            (Err(_), Err(_)) => AwaitingLead::default(),
        };
        let without_response = match may.ask::<CheckNames>() {
            Ok(check) => response::awaiting(tx, &check).await?,
            Err(_) => None,
        };
        // A draft becomes the current plan when it is submitted; before the first submission there is only a draft.
        let open = all.iter().find(|one| one.state.step() != Step::Submitted);
        let address_to_confirm = match open.filter(|one| one.state.step() == Step::LeadSigned) {
            Some(one) => signatory_addresses::waiting_for(tx, &register, one.id).await?,
            None => None,
        };
        // Those who are concerned: the members and the secretariat.
        let past_submissions = match may.ask::<ReadPeople>() {
            Ok(_) => past_submissions::open_at(tx, &register).await?,
            Err(_) => Vec::new(),
        };
        let planned = all.iter().find(|one| one.state.step() == Step::Submitted).or(open).cloned();
        let plan = match (planned, may.ask::<ReadInternal>()) {
            (Some(one), Ok(read)) => overview::plan(tx, &read, one.plan).await?.map(|plan| (one, plan)),
            _ => None,
        };
        Ok(Self {
            organisation,
            all,
            records,
            members,
            invited,
            undelivered,
            address_to_confirm,
            waiting_updates: awaiting.updates,
            names_to_check: awaiting.names,
            marked_passages: awaiting.passages,
            without_response,
            past_submissions,
            plan,
        })
    }

    /// Returns the self-assessment that is not submitted yet.
    pub(crate) fn open(&self) -> Option<&ListedAssessment> {
        self.all.iter().find(|one| one.state.step() != Step::Submitted)
    }

    /// Returns the facts that due dates are calculated from.
    pub(crate) fn calendar(&self) -> calendar::CalendarFacts {
        let (organisation, all) = (&self.organisation, self.all.iter());
        let submitted = all.filter_map(|one| {
            let review = one.feedback.map_or(ReviewProgress::Awaited, |at| ReviewProgress::Sent(day(at)));
            one.state.submitted_on().map(|on| calendar::Submitted { stage: one.stage, on, review })
        });
        calendar_facts(
            organisation.standing,
            organisation.phase.clone(),
            organisation.signed_on,
            organisation.stage,
            submitted.collect(),
            self.records.iter().map(|record| record.set.clone()).collect(),
        )
    }

    /// Returns the items to do; `next` is what is due next.
    pub(crate) fn todo(&self, charter: &Charter, next: &calendar::Next, today: model::Date) -> Vec<TodoItem> {
        let actions: Vec<CurrentAction> =
            self.plan.iter().flat_map(|(_, plan)| plan.actions.iter().map(|(action, _)| action.clone())).collect();
        let organisation = &self.organisation;
        needs(&todo::TodoFacts {
            today,
            next,
            leads: self.members.iter().filter(|member| member.role == Role::Lead).count(),
            lead_invited: self
                .invited
                .iter()
                .any(|one| matches!(one.to, invitations::InvitedTo::Organisation(_, Role::Lead))),
            open: self.open().map(|one| Open { stage: one.stage, step: one.state.step(), returned: returned(one) }),
            address_to_confirm: self.address_to_confirm.as_deref(),
            past_submissions: &self.past_submissions,
            actions: &actions,
            response_due: self
                .without_response
                .map(|(of, stage, sent)| (of, stage, respond_by(sent, charter.review.response_weeks)))
                .filter(|(.., by)| today <= *by),
            waiting_updates: self.waiting_updates,
            names_to_check: self.names_to_check,
            marked_passages: self.marked_passages,
            has_contact: !organisation.contact.name.is_empty() || !organisation.contact.email.is_empty(),
            has_page: !organisation.page_url.is_empty(),
            review_due: self.plan.as_ref().and_then(|(one, plan)| review_due(charter, one, plan)),
            invited: self.invited.iter().map(|one| (one.name.as_str(), one.created_at)).collect(),
            undelivered: self.undelivered.iter().map(|one| (one.name.as_str(), one.email.as_str())).collect(),
        })
    }
}

fn returned(one: &ListedAssessment) -> Option<(ReturnedBy, &str)> {
    match &one.state {
        AssessmentState::Drafting(Some(returned)) => Some((returned.by, &returned.reason)),
        _ => None,
    }
}
