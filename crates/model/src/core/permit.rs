//! Who may do what. **Every rule about access is in this file**, and `web/tests/access.txt` is what it amounts to.
//!
//! A [`Permit`] is proof of permission. Only [`Permit::ask`] makes one, and the store asks for one before it reads or
//! writes anything, so forgetting to authorise is a type error. It carries *who* and *where*, so that SQL is scoped by
//! it and the history knows its author.

use crate::{
    ActionId, AssessmentId, CommentId, ConsultationId, ImportId, OrganisationId, OwnerId, PersonId, PlanId,
    ProgressReviewId, ThreadId, UpdateRequestId, assessment::Step, consultation, plan::update_request::Stage,
};

/// What somebody is to the charter and to one organisation, as it stands in the database.
///
/// Only the store's `core` makes one, from what it has just read: elsewhere nobody can say what somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relation {
    author: Author,
    steward: Option<Steward>,
    role: Option<Role>,
    organisation: Option<OrganisationId>,
}

impl Relation {
    /// What was read of somebody. `organisation` is where `role` was looked up; none where it was not.
    #[must_use]
    pub fn from_database(
        author: Author,
        steward: Option<Steward>,
        role: Option<Role>,
        organisation: Option<OrganisationId>,
    ) -> Self {
        Self { author, steward, role: role.filter(|_| organisation.is_some()), organisation }
    }
    /// Who it is.
    #[must_use]
    pub fn author(&self) -> Author {
        self.author
    }
    /// What they are to the charter.
    #[must_use]
    pub fn steward(&self) -> Option<Steward> {
        self.steward
    }
    /// What they are to the organisation.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.role
    }
    /// The organisation, where one was asked about.
    #[must_use]
    pub fn organisation(&self) -> Option<OrganisationId> {
        self.organisation
    }
}

/// Who does something: the author of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// Someone signed in.
    Person(PersonId),
    /// The leader of the institution, by the link that was sent to sign this one assessment.
    Leader(AssessmentId),
    /// Who answers for actions, by the link that was sent to say how they stand.
    Owner(OwnerId),
    /// Who helps them, by a link of their own.
    Collaborator(OwnerId),
    /// Whoever runs the program on its machine, and so holds the data anyway.
    Operator,
}

impl Author {
    /// The person, where there is one.
    #[must_use]
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::Leader(_) | Self::Owner(_) | Self::Collaborator(_) | Self::Operator => None,
        }
    }
    /// The owner of actions or their helper, where it is one.
    #[must_use]
    pub fn owner(self) -> Option<OwnerId> {
        match self {
            Self::Owner(owner) | Self::Collaborator(owner) => Some(owner),
            Self::Person(_) | Self::Leader(_) | Self::Operator => None,
        }
    }
}

/// What a person is to the charter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steward {
    /// The executive team: keeps the register.
    Secretariat,
    /// The Steering Board: reads everything.
    Board,
}

/// What a person is to an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The institutional lead: answers for the self-assessment and the plan, and signs them.
    Lead,
    /// Writes answers, actions and progress.
    Contributor,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Lead, Self::Contributor];
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Contributor => "contributor",
        }
    }
    /// Read that word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
    /// The word on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lead => "Institutional lead",
            Self::Contributor => "Contributor",
        }
    }
    /// The same within a sentence: "invited as *an institutional lead*".
    #[must_use]
    pub fn a(self) -> &'static str {
        match self {
            Self::Lead => "an institutional lead",
            Self::Contributor => "a contributor",
        }
    }
}

impl Steward {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Secretariat, Self::Board];
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Secretariat => "secretariat",
            Self::Board => "board",
        }
    }
    /// Read that word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|steward| steward.as_str() == word)
    }
    /// The word on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Secretariat => "Secretariat",
            Self::Board => "Steering Board",
        }
    }
    /// The same within a sentence: "invited as *a member of the secretariat*".
    #[must_use]
    pub fn a(self) -> &'static str {
        match self {
            Self::Secretariat => "a member of the secretariat",
            Self::Board => "a member of the Steering Board",
        }
    }
}

/// The program itself, on the machine where it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtProgram;

/// The charter as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtCharter;

/// One's own account: every signed-in person has this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtAccount;

/// One organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtOrganisation {
    /// Which.
    pub organisation: OrganisationId,
}

/// One self-assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtAssessment {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub assessment: AssessmentId,
    /// How far it is.
    pub step: Step,
}

/// One plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtPlan {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub plan: PlanId,
    /// How far the assessment is that the plan is part of; a plan that no assessment holds is a past one.
    pub step: Option<Step>,
}

/// One action, in the newest plan that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtAction {
    /// Whose.
    pub organisation: OrganisationId,
    /// The newest plan that holds it.
    pub plan: PlanId,
    /// Which.
    pub action: ActionId,
    /// How far the assessment is that this plan is part of.
    pub step: Option<Step>,
}

/// One document that was read and waits to be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtImport {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub import: ImportId,
}

/// One consultation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtConsultation {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub consultation: ConsultationId,
    /// How far it is.
    pub step: consultation::Step,
}

/// Everything that one owner is asked, as their link shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtOwner {
    /// Whose.
    pub organisation: OrganisationId,
    /// Who.
    pub owner: OwnerId,
}

/// One ask, as an owner's or a helper's link shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtUpdateRequest {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub ask: UpdateRequestId,
    /// The action that it is about.
    pub action: ActionId,
    /// The newest plan that holds it.
    pub plan: PlanId,
    /// Whose link it is: who is asked, or who helps them.
    pub owner: OwnerId,
    /// Whether it takes an answer.
    pub stage: Stage,
}

/// One review of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtProgressReview {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub review: ProgressReviewId,
    /// The plan.
    pub plan: PlanId,
    /// Whether it is open.
    pub is_open: bool,
}

/// One thread of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtThread {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub thread: ThreadId,
    /// Whether somebody resolved it.
    pub is_resolved: bool,
}

/// One comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtComment {
    /// Whose.
    pub organisation: OrganisationId,
    /// In which thread.
    pub thread: ThreadId,
    /// Which.
    pub comment: CommentId,
    /// Who wrote it; none for the operator.
    pub by: Option<PersonId>,
    /// Whether they took it back.
    pub is_withdrawn: bool,
}

/// Why a permit was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The person has nothing to do with the place: say that it does not exist.
    #[error("Page not found")]
    Stranger,
    /// The person may see the place but not do this. The reason is a sentence for them.
    #[error("{0}")]
    Forbidden(&'static str),
}

type Decision = Result<(), Refused>;

/// Where something can be permitted.
pub trait Place: Copy {
    /// The organisation that it belongs to, where it belongs to one.
    fn organisation(&self) -> Option<OrganisationId>;
}

macro_rules! places { ($($place:ty, $organisation:expr;)*) => { $(impl Place for $place {
    fn organisation(&self) -> Option<OrganisationId> {
        let organisation: fn(&Self) -> Option<OrganisationId> = $organisation;
        organisation(self)
    }
})* } }
places! {
    AtProgram, |_| None;
    AtCharter, |_| None;
    AtAccount, |_| None;
    AtOrganisation, |at| Some(at.organisation);
    AtAssessment, |at| Some(at.organisation);
    AtPlan, |at| Some(at.organisation);
    AtAction, |at| Some(at.organisation);
    AtImport, |at| Some(at.organisation);
    AtConsultation, |at| Some(at.organisation);
    AtOwner, |at| Some(at.organisation);
    AtUpdateRequest, |at| Some(at.organisation);
    AtProgressReview, |at| Some(at.organisation);
    AtThread, |at| Some(at.organisation);
    AtComment, |at| Some(at.organisation);
}

/// Something that can be permitted, such as [`WriteAssessment`].
pub trait Permission {
    /// What kind of place it is about.
    type Place: Place;
    /// Whether someone of that relation may do it there, now.
    ///
    /// # Errors
    /// Refuses strangers as strangers, and others with a reason.
    fn decide(relation: &Relation, place: &Self::Place) -> Decision;
}

/// Proof that `who` may do `P` at one place.
pub struct Permit<P: Permission> {
    author: Author,
    place: P::Place,
}

impl<P: Permission> Permit<P> {
    /// Ask for a permit.
    ///
    /// # Errors
    /// Refuses as [`Permission::decide`] says; and as strangers those who are asked about at another organisation than the place's.
    pub fn ask(relation: &Relation, place: P::Place) -> Result<Self, Refused> {
        if let (Some(known), Some(asked)) = (relation.organisation, place.organisation())
            && known != asked
        {
            return Err(Refused::Stranger);
        }
        P::decide(relation, &place)?;
        Ok(Self { author: relation.author, place })
    }
    /// Who asked: the author of what follows.
    #[must_use]
    pub fn author(&self) -> Author {
        self.author
    }
    /// The place that the permit is for.
    #[must_use]
    pub fn place(&self) -> P::Place {
        self.place
    }
}

/// The policy, a permission a paragraph: what it is, where, and the rule.
macro_rules! policy { ($($(#[$doc:meta])* $name:ident at $place:ty, $rule:expr;)*) => {$(
    $(#[$doc])*
    #[derive(Debug, Clone, Copy)]
    pub struct $name;
    impl Permission for $name {
        type Place = $place;
        fn decide(relation: &Relation, place: &$place) -> Decision {
            let rule: fn(&Relation, &$place) -> Decision = $rule;
            rule(relation, place)
        }
    }
)*} }

policy! {
    /// Do the program's own work: background jobs, sending email, commands on its machine. No page does this work for a visitor.
    RunProgram at AtProgram, |who, _| if who.author == Author::Operator { Ok(()) } else { Err(Refused::Stranger) };

    /// See and end one's own sessions, change one's own name.
    KeepAccount at AtAccount, |_, _| Ok(());

    /// See the register with what is not public.
    ReadRegister at AtCharter, |who, _| steward(who);
    /// Register organisations, invite their leads, move stages, grant extensions.
    KeepRegister at AtCharter, |who, _| secretariat(who);

    /// See an organisation from inside.
    ReadOrganisation at AtOrganisation, |who, _| inside(who);
    /// Change what an organisation says of itself: contact, scope, address, leader.
    EditOrganisation at AtOrganisation, |who, _| lead_or_secretariat(who);
    /// Change the facts that only the secretariat keeps: signing date, phase, stage, due dates.
    KeepOrganisation at AtOrganisation, |who, _| inside(who).and_then(|()| secretariat(who));
    /// Invite people to an organisation, change what they are to it, let them go.
    ManagePeople at AtOrganisation, |who, _| lead_or_secretariat(who);
    /// Name the owners of actions, give them actions and take them back. Allowed at every step: who answers for an action is not
    /// what was signed.
    KeepOwners at AtOrganisation, |who, _| writer(who);
    /// Ask owners how their actions stand, ask again, ask no more.
    RequestUpdates at AtOrganisation, |who, _| lead(who);
    /// Open a review of the plan.
    OpenProgressReview at AtOrganisation, |who, _| lead(who);
    /// Form working groups and committees, say who sits in them, and write their minutes.
    KeepGroups at AtOrganisation, |who, _| writer(who);
    /// Start a self-assessment.
    StartAssessment at AtOrganisation, |who, _| lead(who);
    /// Add evidence, withdraw it, record that consent was taken back.
    KeepEvidence at AtOrganisation, |who, _| writer(who);
    /// Show evidence to everyone, or keep it inside again.
    PublishEvidence at AtOrganisation, |who, _| lead(who);
    /// Have a document read, to accept what is found in it.
    ReadIn at AtOrganisation, |who, _| lead_or_secretariat(who);

    /// See a self-assessment with everything in it.
    ReadAssessment at AtAssessment, |who, _| inside(who);
    /// Write answers, count people, say what becomes of the last plan's actions.
    WriteAssessment at AtAssessment, |who, at| writer(who).and_then(|()| not_frozen(Some(at.step)));
    /// Write in it what is accepted from a document, as who may accept it: the secretariat does so for an organisation whose people are
    /// not there yet.
    AcceptIntoAssessment at AtAssessment, |who, at| lead_or_secretariat(who).and_then(|()| not_frozen(Some(at.step)));
    /// Freeze it so that it can be signed.
    FreezeAssessment at AtAssessment, |who, at| lead(who).and_then(|()| only(at.step == Step::Drafting, "It is already locked."));
    /// Sign as institutional lead.
    SignAsLead at AtAssessment, |who, at| lead(who).and_then(|()| only(at.step == Step::Ready, match at.step {
        Step::Drafting => "Lock it for sign-off before signing.",
        _ => "The institutional lead has already signed.",
    }));
    /// Send the leader of the institution the link by which they sign.
    AskLeader at AtAssessment, |who, at| lead(who).and_then(|()| only(at.step == Step::LeadSigned, match at.step {
        Step::Drafting | Step::Ready => "The institutional lead must sign first.",
        _ => "The leader has already signed.",
    }));
    /// Read as leader what they are asked to sign, and what they signed.
    ReadAsLeader at AtAssessment, |who, at| match who.author {
        Author::Leader(assessment) if assessment == at.assessment && at.step >= Step::LeadSigned => Ok(()),
        _ => Err(Refused::Stranger),
    };
    /// Sign as leader of the institution.
    SignAsLeader at AtAssessment, |who, at| match who.author {
        Author::Leader(assessment) if assessment == at.assessment => only(at.step == Step::LeadSigned, "This version does not need your signature."),
        _ => Err(Refused::Stranger),
    };
    /// Void the signatures and write again.
    ReopenAssessment at AtAssessment, |who, at| lead(who).and_then(|()| only(
        matches!(at.step, Step::Ready | Step::LeadSigned | Step::Signed),
        if at.step == Step::Drafting { "It is already unlocked." } else { "Already submitted. To change it, ask the secretariat to return it for changes." },
    ));
    /// Submit it.
    SubmitAssessment at AtAssessment, |who, at| lead(who).and_then(|()| only(at.step == Step::Signed, match at.step {
        Step::Submitted => "Already submitted.",
        _ => "Both signatures are needed before you submit.",
    }));
    /// Return a submission to its organisation, with a reason.
    ReturnSubmission at AtAssessment, |who, at| inside(who).and_then(|()| secretariat(who)).and_then(|()| only(at.step == Step::Submitted, "Not submitted yet."));

    /// See a plan and the history of its actions.
    ReadPlan at AtPlan, |who, _| inside(who);
    /// Add, reorder, split, merge and withdraw actions.
    EditPlan at AtPlan, |who, at| writer(who).and_then(|()| not_frozen_plan(at.step));

    /// See an action and its history.
    ReadAction at AtAction, |who, _| inside(who);
    /// Change what an action says.
    EditAction at AtAction, |who, at| writer(who).and_then(|()| not_frozen_plan(at.step));
    /// Say how an action stands. Allowed at every step: news change the plan's life, not what was signed.
    RecordProgress at AtAction, |who, _| writer(who);
    /// Ask who answers for an action how it stands.
    RequestUpdate at AtAction, |who, _| lead(who);
    /// Say who answers for an action and who helps.
    AssignOwner at AtAction, |who, _| writer(who);

    /// See by an owner's link everything that they are asked.
    ReadOwnUpdateRequests at AtOwner, |who, at| only_theirs(who, at.owner);
    /// See by such a link one action and what was last said of it.
    ReadUpdateRequest at AtUpdateRequest, |who, at| only_theirs(who, at.owner);
    /// Say by such a link how that action stands, and say it better while that is asked.
    AnswerUpdateRequest at AtUpdateRequest, |who, at| only_theirs(who, at.owner).and_then(|()| only(at.stage != Stage::Over, "This update is no longer needed."));

    /// See a review of a plan.
    ReadProgressReview at AtProgressReview, |who, _| inside(who);
    /// Write the minutes of a review.
    WriteMinutes at AtProgressReview, |who, at| writer(who).and_then(|()| only(at.is_open, "This progress review is closed and cannot be changed."));
    /// Close a review.
    CloseProgressReview at AtProgressReview, |who, at| lead(who).and_then(|()| only(at.is_open, "This progress review is already closed."));
    /// Let everyone read a closed review, or no longer.
    PublishProgressReview at AtProgressReview, |who, at| lead(who).and_then(|()| only(!at.is_open, "Close the progress review before publishing it."));

    /// See what was read from a document.
    ReadImport at AtImport, |who, _| inside(who);
    /// Accept or refuse what was read from a document.
    AcceptImport at AtImport, |who, _| lead_or_secretariat(who);

    /// See what an organisation asks its people, and how many answered.
    ReadConsultations at AtOrganisation, |who, _| inside(who);
    /// Begin a consultation.
    StartConsultation at AtOrganisation, |who, _| lead(who);
    /// See one consultation, and how many answered.
    ReadConsultation at AtConsultation, |who, _| inside(who);
    /// Write what is asked. Once it is open, nothing of it changes.
    EditConsultation at AtConsultation, |who, at| lead(who).and_then(|()| only(at.step == consultation::Step::Drafting, "This consultation has been opened, so its questions cannot be changed."));
    /// Open it, so that people can answer.
    OpenConsultation at AtConsultation, |who, at| lead(who).and_then(|()| only(at.step == consultation::Step::Drafting, "This consultation is already open."));
    /// Close it, and so count the answers.
    CloseConsultation at AtConsultation, |who, at| lead(who).and_then(|()| only(at.step == consultation::Step::Open, match at.step {
        consultation::Step::Drafting => "This consultation is not open yet.",
        _ => "This consultation is already closed.",
    }));
    /// Say how many people were invited.
    CountInvited at AtConsultation, |who, _| lead(who);
    /// Read what people answered: the organisation's own people, once nothing can be added to it any more.
    ReadResults at AtConsultation, |who, at| writer(who).and_then(|()| only(at.step == consultation::Step::Closed, "Results are shown after the consultation closes, to protect respondents."));
    /// Sort what people wrote into findings, say what came of each, and publish them.
    SortResponses at AtConsultation, |who, at| lead(who).and_then(|()| only(at.step == consultation::Step::Closed, "You can group responses after the consultation closes."));
    /// Read the names that were left to be talked to.
    ReadFollowUps at AtConsultation, |who, at| lead(who).and_then(|()| only(at.step == consultation::Step::Closed, "Names are shown after the consultation closes."));

    /// See the comments on an answer, and comment. They are talk among the organisation's own people, which neither the secretariat nor
    /// the board reads; and no part of what is frozen, signed or submitted, so that they are written at every step.
    DiscussAnswer at AtAssessment, |who, _| writer(who);
    /// The same on an action.
    DiscussAction at AtAction, |who, _| writer(who);
    /// See one thread of comments.
    ReadThread at AtThread, |who, _| writer(who);
    /// Reply to a comment.
    ReplyToComment at AtThread, |who, at| writer(who).and_then(|()| only(!at.is_resolved, "This comment is resolved. Reopen it to reply."));
    /// Say that a thread is settled.
    ResolveThread at AtThread, |who, at| writer(who).and_then(|()| only(!at.is_resolved, "This comment is already resolved."));
    /// Open a thread again.
    ReopenThread at AtThread, |who, at| writer(who).and_then(|()| only(at.is_resolved, "This comment is already open."));
    /// Take back a comment: whoever wrote it, and nobody for them.
    WithdrawComment at AtComment, |who, at| writer(who)
        .and_then(|()| only(at.by.is_some() && who.author.person() == at.by, "You can only delete your own comments."))
        .and_then(|()| only(!at.is_withdrawn, "This comment has already been deleted."));
    /// Enter the rooms of an organisation's groups: what waits for the next meeting, and what people say. Everyone who works on the charter
    /// there may; a seat in a group is a name that somebody wrote down, and lets nobody in.
    EnterRoom at AtOrganisation, |who, _| writer(who);
}

fn only(allowed: bool, reason: &'static str) -> Decision {
    if allowed { Ok(()) } else { Err(Refused::Forbidden(reason)) }
}

/// Members of the organisation, the secretariat and the board; everyone else never learns that the place exists.
fn inside(who: &Relation) -> Decision {
    if who.role.is_some() || who.steward.is_some() || who.author == Author::Operator {
        Ok(())
    } else {
        Err(Refused::Stranger)
    }
}

fn steward(who: &Relation) -> Decision {
    if who.steward.is_some() || who.author == Author::Operator { Ok(()) } else { Err(Refused::Stranger) }
}

fn secretariat(who: &Relation) -> Decision {
    steward(who)?;
    only(is_secretariat(who), "You need to be a member of the secretariat to do this.")
}

fn is_secretariat(who: &Relation) -> bool {
    who.steward == Some(Steward::Secretariat) || who.author == Author::Operator
}

fn lead(who: &Relation) -> Decision {
    inside(who)?;
    only(
        who.role == Some(Role::Lead) || who.author == Author::Operator,
        "You need to be an institutional lead to do this.",
    )
}

fn lead_or_secretariat(who: &Relation) -> Decision {
    inside(who)?;
    only(
        who.role == Some(Role::Lead) || is_secretariat(who),
        "You need to be an institutional lead or a member of the secretariat to do this.",
    )
}

/// Who came by a link of that owner; to everyone else there is no such place.
fn only_theirs(who: &Relation, owner: OwnerId) -> Decision {
    if who.author.owner() == Some(owner) { Ok(()) } else { Err(Refused::Stranger) }
}

fn writer(who: &Relation) -> Decision {
    inside(who)?;
    only(who.role.is_some() || who.author == Author::Operator, "Only members of this organisation can edit this page.")
}

/// Between the freeze and the submission nothing that is signed can change.
fn not_frozen(step: Option<Step>) -> Decision {
    match step {
        None | Some(Step::Drafting) => Ok(()),
        Some(Step::Ready | Step::LeadSigned | Step::Signed) => Err(Refused::Forbidden(
            "This self-assessment is locked for sign-off. A lead can unlock it, which cancels the signatures.",
        )),
        Some(Step::Submitted) => {
            Err(Refused::Forbidden("Already submitted. To change it, ask the secretariat to return it for changes."))
        }
    }
}

/// A plan lives on after its assessment was submitted.
fn not_frozen_plan(step: Option<Step>) -> Decision {
    if step == Some(Step::Submitted) { Ok(()) } else { not_frozen(step) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// What an author is at the organisation of these tests.
    #[expect(clippy::disallowed_methods, reason = "the rules are tested without a database")]
    fn relation(author: Author, steward: Option<Steward>, role: Option<Role>) -> Relation {
        Relation::from_database(author, steward, role, Some(OrganisationId(Uuid::nil())))
    }
    fn somebody(role: Option<Role>, steward: Option<Steward>) -> Relation {
        relation(Author::Person(PersonId(Uuid::nil())), steward, role)
    }
    fn at(step: Step) -> AtAssessment {
        AtAssessment { organisation: OrganisationId(Uuid::nil()), assessment: AssessmentId(Uuid::nil()), step }
    }

    #[test]
    fn strangers_never_learn_that_a_place_exists() {
        let stranger = somebody(None, None);
        assert_eq!(Permit::<WriteAssessment>::ask(&stranger, at(Step::Signed)).err(), Some(Refused::Stranger));
        assert_eq!(Permit::<KeepRegister>::ask(&stranger, AtCharter).err(), Some(Refused::Stranger));
    }

    #[test]
    fn only_the_operator_runs_the_program() {
        let secretariat = somebody(Some(Role::Lead), Some(Steward::Secretariat));
        assert_eq!(Permit::<RunProgram>::ask(&secretariat, AtProgram).err(), Some(Refused::Stranger));
        let operator = relation(Author::Operator, None, None);
        assert!(Permit::<RunProgram>::ask(&operator, AtProgram).is_ok());
    }

    #[test]
    fn a_role_counts_at_its_own_organisation_alone() {
        let lead = somebody(Some(Role::Lead), None);
        let elsewhere = AtAssessment { organisation: OrganisationId(Uuid::max()), ..at(Step::Drafting) };
        assert!(Permit::<WriteAssessment>::ask(&lead, at(Step::Drafting)).is_ok());
        assert_eq!(Permit::<WriteAssessment>::ask(&lead, elsewhere).err(), Some(Refused::Stranger));
        // Even what the secretariat may do everywhere is asked for where it is done.
        let secretariat = somebody(None, Some(Steward::Secretariat));
        assert_eq!(Permit::<ReadAssessment>::ask(&secretariat, elsewhere).err(), Some(Refused::Stranger));
        assert!(Permit::<KeepRegister>::ask(&secretariat, AtCharter).is_ok());
    }

    #[test]
    fn what_is_frozen_is_not_written() {
        let lead = somebody(Some(Role::Lead), None);
        assert!(Permit::<WriteAssessment>::ask(&lead, at(Step::Drafting)).is_ok());
        for step in [Step::Ready, Step::LeadSigned, Step::Signed, Step::Submitted] {
            assert!(matches!(Permit::<WriteAssessment>::ask(&lead, at(step)), Err(Refused::Forbidden(_))));
        }
    }

    #[test]
    fn contributors_write_but_do_not_sign_or_submit() {
        let contributor = somebody(Some(Role::Contributor), None);
        assert!(Permit::<WriteAssessment>::ask(&contributor, at(Step::Drafting)).is_ok());
        assert!(matches!(Permit::<SignAsLead>::ask(&contributor, at(Step::Ready)), Err(Refused::Forbidden(_))));
        assert!(matches!(Permit::<SubmitAssessment>::ask(&contributor, at(Step::Signed)), Err(Refused::Forbidden(_))));
    }

    #[test]
    fn a_leaders_link_signs_its_own_assessment_and_does_nothing_else() {
        let leader = relation(Author::Leader(AssessmentId(Uuid::nil())), None, None);
        assert!(Permit::<SignAsLeader>::ask(&leader, at(Step::LeadSigned)).is_ok());
        assert!(Permit::<ReadAssessment>::ask(&leader, at(Step::LeadSigned)).is_err());
        assert!(Permit::<ReadAsLeader>::ask(&leader, at(Step::Submitted)).is_ok());
        assert!(Permit::<ReadAsLeader>::ask(&leader, at(Step::Drafting)).is_err());
        let other = relation(Author::Leader(AssessmentId(Uuid::max())), None, None);
        assert!(Permit::<SignAsLeader>::ask(&other, at(Step::LeadSigned)).is_err());
    }

    #[test]
    fn an_owners_link_answers_what_they_are_asked_and_does_nothing_else() {
        let (mine, nil) = (OwnerId(Uuid::max()), Uuid::nil());
        let owner = relation(Author::Owner(mine), None, None);
        let at = |stage, owner| AtUpdateRequest {
            organisation: OrganisationId(nil),
            ask: UpdateRequestId(nil),
            action: ActionId(nil),
            plan: PlanId(nil),
            owner,
            stage,
        };
        for stage in [Stage::Waiting, Stage::Answered] {
            assert!(Permit::<AnswerUpdateRequest>::ask(&owner, at(stage, mine)).is_ok());
        }
        assert!(Permit::<ReadUpdateRequest>::ask(&owner, at(Stage::Over, mine)).is_ok());
        assert!(matches!(
            Permit::<AnswerUpdateRequest>::ask(&owner, at(Stage::Over, mine)),
            Err(Refused::Forbidden(_))
        ));
        assert_eq!(
            Permit::<ReadUpdateRequest>::ask(&owner, at(Stage::Waiting, OwnerId(nil))).err(),
            Some(Refused::Stranger)
        );
        let action =
            AtAction { organisation: OrganisationId(nil), plan: PlanId(nil), action: ActionId(nil), step: None };
        assert_eq!(Permit::<ReadAction>::ask(&owner, action).err(), Some(Refused::Stranger));
        assert_eq!(Permit::<RecordProgress>::ask(&owner, action).err(), Some(Refused::Stranger));
        let lead = somebody(Some(Role::Lead), None);
        assert_eq!(Permit::<AnswerUpdateRequest>::ask(&lead, at(Stage::Waiting, mine)).err(), Some(Refused::Stranger));
    }

    #[test]
    fn a_closed_review_does_not_change() {
        let at = |is_open| AtProgressReview {
            organisation: OrganisationId(Uuid::nil()),
            review: ProgressReviewId(Uuid::nil()),
            plan: PlanId(Uuid::nil()),
            is_open,
        };
        let (lead, contributor) = (somebody(Some(Role::Lead), None), somebody(Some(Role::Contributor), None));
        assert!(Permit::<WriteMinutes>::ask(&contributor, at(true)).is_ok());
        assert!(Permit::<WriteMinutes>::ask(&lead, at(false)).is_err());
        assert!(Permit::<CloseProgressReview>::ask(&contributor, at(true)).is_err());
        assert!(Permit::<PublishProgressReview>::ask(&lead, at(true)).is_err());
        assert!(Permit::<PublishProgressReview>::ask(&lead, at(false)).is_ok());
    }

    #[test]
    fn comments_are_talk_among_ones_own_people_and_each_takes_back_their_own() {
        let nil = Uuid::nil();
        let at = |is_resolved| AtThread { organisation: OrganisationId(nil), thread: ThreadId(nil), is_resolved };
        let (lead, mine) = (somebody(Some(Role::Lead), None), PersonId(nil));
        assert!(Permit::<ReplyToComment>::ask(&lead, at(false)).is_ok());
        assert!(matches!(Permit::<ReplyToComment>::ask(&lead, at(true)), Err(Refused::Forbidden(_))));
        assert!(Permit::<ReopenThread>::ask(&lead, at(true)).is_ok());
        let (organisation, thread, comment) = (OrganisationId(nil), ThreadId(nil), CommentId(nil));
        let comment = |by, is_withdrawn| AtComment { organisation, thread, comment, by, is_withdrawn };
        assert!(Permit::<WithdrawComment>::ask(&lead, comment(Some(mine), false)).is_ok());
        for other in [comment(Some(PersonId(Uuid::max())), false), comment(None, false), comment(Some(mine), true)] {
            assert!(matches!(Permit::<WithdrawComment>::ask(&lead, other), Err(Refused::Forbidden(_))));
        }
        for steward in Steward::ALL {
            let steward = somebody(None, Some(steward));
            assert!(matches!(Permit::<ReadThread>::ask(&steward, at(false)), Err(Refused::Forbidden(_))));
        }
        assert_eq!(Permit::<ReadThread>::ask(&somebody(None, None), at(false)).err(), Some(Refused::Stranger));
    }

    #[test]
    fn the_secretariat_reads_and_returns_but_does_not_write_for_others() {
        let secretariat = somebody(None, Some(Steward::Secretariat));
        assert!(Permit::<ReadAssessment>::ask(&secretariat, at(Step::Drafting)).is_ok());
        assert!(Permit::<WriteAssessment>::ask(&secretariat, at(Step::Drafting)).is_err());
        assert!(Permit::<ReturnSubmission>::ask(&secretariat, at(Step::Submitted)).is_ok());
        let board = somebody(None, Some(Steward::Board));
        assert!(matches!(Permit::<ReturnSubmission>::ask(&board, at(Step::Submitted)), Err(Refused::Forbidden(_))));
    }
}
