use super::*;
use crate::{
    ActionId, AssessmentId, CommentId, ImportId, OrganisationId, OwnerId, PersonId, PlanId, ProgressReviewId, ThreadId,
    Timestamp, UpdateRequestId,
    assessment::Step,
    plan::update_request::{EndReason, RequestState},
};
use uuid::Uuid;

/// The relation of an author to the organisation of these tests.
#[expect(clippy::disallowed_methods, reason = "the rules are tested without a database")]
fn relation(author: Author, charter_role: Option<CharterRole>, role: Option<Role>) -> Relation {
    Relation::from_database(author, charter_role, role, Some(OrganisationId(Uuid::nil())))
}
fn person(role: Option<Role>, charter_role: Option<CharterRole>) -> Relation {
    relation(Author::Person(PersonId(Uuid::nil())), charter_role, role)
}
fn at(step: Step) -> AtAssessment {
    AtAssessment {
        organisation: OrganisationId(Uuid::nil()),
        assessment: AssessmentId(Uuid::nil()),
        step,
        shared: None,
    }
}

#[test]
fn strangers_never_learn_that_a_place_exists() {
    let stranger = person(None, None);
    assert_eq!(Permit::<WriteAssessment>::ask(&stranger, at(Step::Signed)).err(), Some(Refused::NotFound));
    assert_eq!(Permit::<KeepRegister>::ask(&stranger, AtCharter).err(), Some(Refused::NotFound));
}

#[test]
fn only_the_operator_runs_the_program() {
    let secretariat = person(Some(Role::Lead), Some(CharterRole::Secretariat));
    assert_eq!(Permit::<RunProgram>::ask(&secretariat, AtProgram).err(), Some(Refused::NotFound));
    let operator = relation(Author::Operator, None, None);
    assert!(Permit::<RunProgram>::ask(&operator, AtProgram).is_ok());
}

#[test]
fn a_role_counts_at_its_own_organisation_alone() {
    let lead = person(Some(Role::Lead), None);
    let elsewhere = AtAssessment { organisation: OrganisationId(Uuid::max()), ..at(Step::Drafting) };
    assert!(Permit::<WriteAssessment>::ask(&lead, at(Step::Drafting)).is_ok());
    assert_eq!(Permit::<WriteAssessment>::ask(&lead, elsewhere).err(), Some(Refused::NotFound));
    // A relation that was found at one organisation is not used at another, even of those who may do it everywhere.
    let secretariat = person(None, Some(CharterRole::Secretariat));
    assert_eq!(Permit::<ReadAssessment>::ask(&secretariat, elsewhere).err(), Some(Refused::NotFound));
    assert!(Permit::<KeepRegister>::ask(&secretariat, AtCharter).is_ok());
}

#[test]
fn members_read_as_members_and_people_with_a_charter_role_do_not() {
    let audience = |role, charter_role| person(role, charter_role).audience();
    assert_eq!(audience(Some(Role::Contributor), None), Audience::Members);
    assert_eq!(audience(Some(Role::Lead), Some(CharterRole::Board)), Audience::Others);
    assert_eq!(audience(None, Some(CharterRole::Board)), Audience::Others);
    assert_eq!(audience(None, Some(CharterRole::Secretariat)), Audience::Others);
    assert_eq!(relation(Author::Operator, None, None).audience(), Audience::Members, "emails are for members");
    let owner = Author::Owner(OwnerId(Uuid::nil()));
    assert_eq!(relation(owner, None, None).audience(), Audience::Others, "a link makes no member");
    let organisation = AtOrganisation { organisation: OrganisationId(Uuid::nil()) };
    let permit = Permit::<ReadOrganisation>::ask(&person(None, Some(CharterRole::Board)), organisation).unwrap();
    assert_eq!(permit.audience(), Audience::Others);
}

#[test]
fn a_locked_assessment_is_not_written() {
    let lead = person(Some(Role::Lead), None);
    assert!(Permit::<WriteAssessment>::ask(&lead, at(Step::Drafting)).is_ok());
    for step in [Step::Ready, Step::LeadSigned, Step::Signed, Step::Submitted] {
        assert!(matches!(Permit::<WriteAssessment>::ask(&lead, at(step)), Err(Refused::Forbidden(_))));
    }
}

#[test]
fn contributors_write_but_do_not_sign_or_submit() {
    let contributor = person(Some(Role::Contributor), None);
    assert!(Permit::<WriteAssessment>::ask(&contributor, at(Step::Drafting)).is_ok());
    assert!(matches!(Permit::<SignAsLead>::ask(&contributor, at(Step::Ready)), Err(Refused::Forbidden(_))));
    assert!(matches!(Permit::<SubmitAssessment>::ask(&contributor, at(Step::Signed)), Err(Refused::Forbidden(_))));
}

#[test]
fn another_member_of_the_secretariat_decides_about_a_proposed_submission() {
    let here = |proposed| AtImport {
        organisation: OrganisationId(Uuid::nil()),
        import: ImportId(Uuid::nil()),
        has_members: true,
        proposed: Some(proposed),
    };
    let (own, other) = (here(Proposer::Person(PersonId(Uuid::nil()))), here(Proposer::Person(PersonId(Uuid::max()))));
    let secretariat = person(None, Some(CharterRole::Secretariat));
    assert!(Permit::<DecidePastSubmission>::ask(&secretariat, other).is_ok());
    assert!(Permit::<DecidePastSubmission>::ask(&secretariat, here(Proposer::Other)).is_ok());
    assert!(matches!(Permit::<DecidePastSubmission>::ask(&secretariat, own), Err(Refused::Forbidden(_))));
    for insider in [person(Some(Role::Lead), None), person(None, Some(CharterRole::Board))] {
        assert!(Permit::<DecidePastSubmission>::ask(&insider, other).is_err());
    }
    let lead = person(Some(Role::Lead), None);
    assert!(Permit::<TakeBackPastSubmission>::ask(&lead, other).is_ok());
    assert!(matches!(Permit::<AcceptImport>::ask(&lead, other), Err(Refused::Forbidden(_))), "it waits");
    assert!(Permit::<AcceptImport>::ask(&lead, AtImport { proposed: None, ..other }).is_ok());
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
fn a_leaders_link_is_refused_to_those_who_are_signed_in_as_members_or_secretariat() {
    let leader = Author::Leader(AssessmentId(Uuid::nil()));
    let secretariat = Some(CharterRole::Secretariat);
    for (role, charter_role) in [(Some(Role::Lead), None), (Some(Role::Contributor), None), (None, secretariat)] {
        let inside = relation(leader, charter_role, role);
        assert!(matches!(Permit::<ReadAsLeader>::ask(&inside, at(Step::LeadSigned)), Err(Refused::Forbidden(_))));
        assert!(matches!(Permit::<SignAsLeader>::ask(&inside, at(Step::LeadSigned)), Err(Refused::Forbidden(_))));
        assert!(matches!(Permit::<NameDeputy>::ask(&inside, at(Step::LeadSigned)), Err(Refused::Forbidden(_))));
    }
    // A leader may be on the board.
    let board = relation(leader, Some(CharterRole::Board), None);
    assert!(Permit::<SignAsLeader>::ask(&board, at(Step::LeadSigned)).is_ok());
}

#[test]
fn a_deputy_signs_asks_and_sends_back_and_names_no_deputy() {
    let leader = relation(Author::Leader(AssessmentId(Uuid::nil())), None, None);
    let deputy = relation(Author::Deputy(AssessmentId(Uuid::nil())), None, None);
    let waiting = at(Step::LeadSigned);
    for who in [&leader, &deputy] {
        assert!(Permit::<SignAsLeader>::ask(who, waiting).is_ok());
        assert!(Permit::<AskLead>::ask(who, waiting).is_ok());
        assert!(Permit::<SendBack>::ask(who, waiting).is_ok());
        assert!(Permit::<SendBack>::ask(who, at(Step::Signed)).is_err(), "a signature stays until it is cancelled");
    }
    assert!(Permit::<NameDeputy>::ask(&leader, waiting).is_ok());
    assert!(matches!(Permit::<NameDeputy>::ask(&deputy, waiting), Err(Refused::Forbidden(_))));
}

#[test]
fn only_the_secretariat_confirms_an_address_and_contributors_do_not_see_it() {
    let (lead, contributor) = (person(Some(Role::Lead), None), person(Some(Role::Contributor), None));
    let (secretariat, board) = (person(None, Some(CharterRole::Secretariat)), person(None, Some(CharterRole::Board)));
    assert!(Permit::<ConfirmSignatoryAddress>::ask(&secretariat, at(Step::LeadSigned)).is_ok());
    for other in [&lead, &contributor, &board] {
        assert!(Permit::<ConfirmSignatoryAddress>::ask(other, at(Step::LeadSigned)).is_err());
    }
    for who in [&lead, &secretariat] {
        assert!(Permit::<ReadSignatureDetails>::ask(who, at(Step::Submitted)).is_ok());
    }
    for who in [&contributor, &board] {
        assert!(Permit::<ReadSignatureDetails>::ask(who, at(Step::Submitted)).is_err());
    }
}

#[test]
fn a_person_with_a_role_in_the_charter_has_none_in_an_organisation() {
    for charter_role in CharterRole::ALL {
        let both = person(Some(Role::Lead), Some(charter_role));
        assert_eq!(both.role(), None);
        assert!(Permit::<SignAsLead>::ask(&both, at(Step::Ready)).is_err());
        assert!(Permit::<SubmitAssessment>::ask(&both, at(Step::Signed)).is_err());
        assert!(Permit::<WriteAssessment>::ask(&both, at(Step::Drafting)).is_err());
        assert!(Permit::<ReadAssessment>::ask(&both, at(Step::Drafting)).is_err());
    }
}

#[test]
fn only_a_lead_changes_the_actions_of_a_submitted_plan_or_ends_a_consent() {
    let (lead, contributor) = (person(Some(Role::Lead), None), person(Some(Role::Contributor), None));
    let organisation = OrganisationId(Uuid::nil());
    let plan = |step| AtPlan { organisation, plan: PlanId(Uuid::nil()), step, shared: None };
    let action = |step| AtAction {
        organisation,
        plan: PlanId(Uuid::nil()),
        action: ActionId(Uuid::nil()),
        step,
        shared: None,
        is_submitted: step == Some(Step::Submitted),
    };
    let submitted = Some(Step::Submitted);
    assert!(Permit::<EditPlan>::ask(&lead, plan(submitted)).is_ok());
    assert!(Permit::<EditAction>::ask(&lead, action(submitted)).is_ok());
    assert!(matches!(Permit::<EditPlan>::ask(&contributor, plan(submitted)), Err(Refused::Forbidden(_))));
    assert!(matches!(Permit::<EditAction>::ask(&contributor, action(submitted)), Err(Refused::Forbidden(_))));
    assert!(Permit::<RecordProgress>::ask(&contributor, action(submitted)).is_ok());
    assert!(Permit::<UploadWorkbook>::ask(&contributor, plan(submitted)).is_ok());
    let drafting = Some(Step::Drafting);
    assert!(Permit::<EditPlan>::ask(&contributor, plan(drafting)).is_ok());
    assert!(Permit::<EditAction>::ask(&contributor, action(drafting)).is_ok());
    // The draft of the next plan continues it.
    let continued = AtAction { is_submitted: true, ..action(drafting) };
    assert!(Permit::<EditAction>::ask(&lead, continued).is_ok());
    assert!(Permit::<EditAction>::ask(&contributor, continued).is_err());
    assert!(Permit::<RecordProgress>::ask(&contributor, continued).is_ok());
    assert!(Permit::<EndConsent>::ask(&lead, AtOrganisation { organisation }).is_ok());
    assert!(Permit::<EndConsent>::ask(&contributor, AtOrganisation { organisation }).is_err());
}

#[test]
fn an_owners_link_answers_their_requests_and_does_nothing_else() {
    let (mine, nil) = (OwnerId(Uuid::max()), Uuid::nil());
    let owner = relation(Author::Owner(mine), None, None);
    let ended = RequestState::Ended(EndReason::ReviewClosed);
    let at = |state, owner| AtUpdateRequest {
        organisation: OrganisationId(nil),
        update_request: UpdateRequestId(nil),
        action: ActionId(nil),
        plan: PlanId(nil),
        owner,
        state,
    };
    for state in [RequestState::Waiting, RequestState::Answered] {
        assert!(Permit::<AnswerUpdateRequest>::ask(&owner, at(state, mine)).is_ok());
    }
    assert!(Permit::<ReadUpdateRequest>::ask(&owner, at(ended, mine)).is_ok());
    assert!(matches!(Permit::<AnswerUpdateRequest>::ask(&owner, at(ended, mine)), Err(Refused::Forbidden(_))));
    assert_eq!(
        Permit::<ReadUpdateRequest>::ask(&owner, at(RequestState::Waiting, OwnerId(nil))).err(),
        Some(Refused::NotFound)
    );
    let action = AtAction {
        organisation: OrganisationId(nil),
        plan: PlanId(nil),
        action: ActionId(nil),
        step: None,
        shared: None,
        is_submitted: false,
    };
    assert_eq!(Permit::<ReadAction>::ask(&owner, action).err(), Some(Refused::NotFound));
    assert_eq!(Permit::<RecordProgress>::ask(&owner, action).err(), Some(Refused::NotFound));
    let lead = person(Some(Role::Lead), None);
    assert_eq!(
        Permit::<AnswerUpdateRequest>::ask(&lead, at(RequestState::Waiting, mine)).err(),
        Some(Refused::NotFound)
    );
}

#[test]
fn a_closed_review_does_not_change() {
    let at = |is_open| AtProgressReview {
        organisation: OrganisationId(Uuid::nil()),
        review: ProgressReviewId(Uuid::nil()),
        plan: PlanId(Uuid::nil()),
        is_open,
    };
    let (lead, contributor) = (person(Some(Role::Lead), None), person(Some(Role::Contributor), None));
    assert!(Permit::<WriteMinutes>::ask(&contributor, at(true)).is_ok());
    assert!(Permit::<WriteMinutes>::ask(&lead, at(false)).is_err());
    assert!(Permit::<CloseProgressReview>::ask(&contributor, at(true)).is_err());
    assert!(Permit::<PublishProgressReview>::ask(&lead, at(true)).is_err());
    assert!(Permit::<PublishProgressReview>::ask(&lead, at(false)).is_ok());
}

#[test]
fn comments_are_for_members_and_each_author_deletes_their_own() {
    let nil = Uuid::nil();
    let at = |is_resolved| AtThread { organisation: OrganisationId(nil), thread: ThreadId(nil), is_resolved };
    let (lead, mine) = (person(Some(Role::Lead), None), PersonId(nil));
    assert!(Permit::<ReplyToComment>::ask(&lead, at(false)).is_ok());
    assert!(matches!(Permit::<ReplyToComment>::ask(&lead, at(true)), Err(Refused::Forbidden(_))));
    assert!(Permit::<ReopenThread>::ask(&lead, at(true)).is_ok());
    let (organisation, thread, comment) = (OrganisationId(nil), ThreadId(nil), CommentId(nil));
    let comment = |by, is_withdrawn| AtComment { organisation, thread, comment, by, is_withdrawn };
    assert!(Permit::<WithdrawComment>::ask(&lead, comment(Some(mine), false)).is_ok());
    for other in [comment(Some(PersonId(Uuid::max())), false), comment(None, false), comment(Some(mine), true)] {
        assert!(matches!(Permit::<WithdrawComment>::ask(&lead, other), Err(Refused::Forbidden(_))));
    }
    for charter_role in CharterRole::ALL {
        let charter_role = person(None, Some(charter_role));
        assert!(matches!(Permit::<ReadThread>::ask(&charter_role, at(false)), Err(Refused::Forbidden(_))));
    }
    assert_eq!(Permit::<ReadThread>::ask(&person(None, None), at(false)).err(), Some(Refused::NotFound));
}

#[test]
fn the_secretariat_returns_but_does_not_write_for_others() {
    let secretariat = person(None, Some(CharterRole::Secretariat));
    assert!(Permit::<WriteAssessment>::ask(&secretariat, at(Step::Drafting)).is_err());
    assert!(Permit::<ReturnSubmission>::ask(&secretariat, at(Step::Submitted)).is_ok());
    let board = person(None, Some(CharterRole::Board));
    assert!(matches!(Permit::<ReturnSubmission>::ask(&board, at(Step::Submitted)), Err(Refused::Forbidden(_))));
}

#[test]
fn a_draft_is_read_by_members_and_by_the_secretariat_only_while_it_is_shared() {
    let (secretariat, board) = (person(None, Some(CharterRole::Secretariat)), person(None, Some(CharterRole::Board)));
    let member = person(Some(Role::Contributor), None);
    let unsubmitted = Step::ALL.into_iter().filter(|step| *step != Step::Submitted);
    for step in unsubmitted {
        let (private, shared) = (at(step), AtAssessment { shared: Some(Timestamp::UNIX_EPOCH), ..at(step) });
        assert!(Permit::<ReadAssessment>::ask(&member, private).is_ok());
        for who in [&secretariat, &board] {
            assert!(matches!(Permit::<ReadAssessment>::ask(who, private), Err(Refused::Forbidden(_))));
            assert!(matches!(Permit::<ReadSignOff>::ask(who, private), Err(Refused::Forbidden(_))));
        }
        assert!(Permit::<ReadAssessment>::ask(&secretariat, shared).is_ok());
        assert!(Permit::<ReadAssessment>::ask(&board, shared).is_err());
        assert!(Permit::<ReadSignOff>::ask(&board, shared).is_err());
    }
    for who in [&secretariat, &board] {
        assert!(Permit::<ReadSignOff>::ask(who, at(Step::Submitted)).is_ok());
    }
    assert_eq!(Permit::<ReadSignOff>::ask(&person(None, None), at(Step::Submitted)).err(), Some(Refused::NotFound));
}

#[test]
fn plans_and_actions_are_read_like_the_self_assessment_that_they_are_part_of() {
    let (secretariat, board) = (person(None, Some(CharterRole::Secretariat)), person(None, Some(CharterRole::Board)));
    let (organisation, plan, action) = (OrganisationId(Uuid::nil()), PlanId(Uuid::nil()), ActionId(Uuid::nil()));
    let since = Some(Timestamp::UNIX_EPOCH);
    for (step, shared, is_readable) in [
        (Some(Step::Drafting), None, false),
        (Some(Step::Drafting), since, true),
        // What is submitted is read as it was signed, on the public page, since a later draft may have changed the text of an action.
        (Some(Step::Submitted), None, false),
        (Some(Step::Submitted), since, false),
        (None, None, false),
    ] {
        let plan_place = AtPlan { organisation, plan, step, shared };
        let action_place =
            AtAction { organisation, plan, action, step, shared, is_submitted: step == Some(Step::Submitted) };
        assert_eq!(Permit::<ReadPlan>::ask(&secretariat, plan_place).is_ok(), is_readable, "{step:?} {shared:?}");
        assert_eq!(Permit::<ReadAction>::ask(&secretariat, action_place).is_ok(), is_readable, "{step:?} {shared:?}");
        assert!(Permit::<ReadActionHistory>::ask(&secretariat, action_place).is_err());
        assert!(Permit::<ReadPlan>::ask(&board, plan_place).is_err());
        assert!(Permit::<ReadAction>::ask(&board, action_place).is_err());
    }
}

#[test]
fn what_stays_within_the_organisation_is_not_shared() {
    let (secretariat, board) = (person(None, Some(CharterRole::Secretariat)), person(None, Some(CharterRole::Board)));
    let place = AtOrganisation { organisation: OrganisationId(Uuid::nil()) };
    let shared = AtAssessment { shared: Some(Timestamp::UNIX_EPOCH), ..at(Step::Drafting) };
    for who in [&secretariat, &board] {
        assert!(Permit::<ReadOrganisation>::ask(who, place).is_ok());
        assert!(Permit::<ReadInternal>::ask(who, place).is_err());
        assert!(Permit::<ReadWorkings>::ask(who, shared).is_err());
        assert!(Permit::<ReadWorkings>::ask(who, at(Step::Submitted)).is_err(), "a submission has no exact headcount");
        assert!(Permit::<PrepareHandover>::ask(who, place).is_err());
    }
    assert!(
        Permit::<ReadPeople>::ask(&secretariat, place).is_ok() && Permit::<ReadPeople>::ask(&board, place).is_err()
    );
    assert!(
        Permit::<ReadActivity>::ask(&secretariat, place).is_ok() && Permit::<ReadActivity>::ask(&board, place).is_err()
    );
}

#[test]
fn only_leads_share_a_draft() {
    let (lead, contributor) = (person(Some(Role::Lead), None), person(Some(Role::Contributor), None));
    let secretariat = person(None, Some(CharterRole::Secretariat));
    assert!(Permit::<ShareAssessment>::ask(&lead, at(Step::Drafting)).is_ok());
    assert!(Permit::<ShareAssessment>::ask(&lead, at(Step::Signed)).is_ok());
    assert!(Permit::<ShareAssessment>::ask(&lead, at(Step::Submitted)).is_err());
    for who in [&contributor, &secretariat] {
        assert!(Permit::<ShareAssessment>::ask(who, at(Step::Drafting)).is_err());
    }
}

#[test]
fn the_secretariat_imports_only_for_an_organisation_without_members() {
    let (organisation, import) = (OrganisationId(Uuid::nil()), crate::ImportId(Uuid::nil()));
    let secretariat = person(None, Some(CharterRole::Secretariat));
    for has_members in [true, false] {
        let all = AtImports { organisation, has_members };
        let one = AtImport { organisation, import, has_members, proposed: None };
        assert_eq!(Permit::<AddImport>::ask(&secretariat, all).is_ok(), !has_members);
        assert_eq!(Permit::<ListImports>::ask(&secretariat, all).is_ok(), !has_members);
        assert_eq!(Permit::<ReadImport>::ask(&secretariat, one).is_ok(), !has_members);
        assert_eq!(Permit::<AcceptImport>::ask(&secretariat, one).is_ok(), !has_members);
        assert!(Permit::<ReadImport>::ask(&person(None, Some(CharterRole::Board)), one).is_err());
        assert!(Permit::<AddImport>::ask(&person(Some(Role::Lead), None), all).is_ok());
        let proposed = AtImport { proposed: Some(Proposer::Other), ..one };
        assert!(Permit::<ReadImport>::ask(&secretariat, proposed).is_ok(), "it compares it with its document");
        assert!(Permit::<ReadImport>::ask(&person(None, Some(CharterRole::Board)), proposed).is_err());
        assert_eq!(Permit::<TakeBackPastSubmission>::ask(&secretariat, proposed).is_ok(), !has_members);
    }
}
