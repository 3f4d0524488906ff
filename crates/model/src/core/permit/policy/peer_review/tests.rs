use super::*;
use crate::{
    AssessmentId, PanelId, PersonId, RoundId,
    core::permit::{CharterRole, Permit},
};
use uuid::Uuid;

const OWN: [OwnReview; 3] = [OwnReview::Open, OwnReview::Reopened, OwnReview::Complete];
const STEPS: [ReviewStep; 6] = [
    ReviewStep::Reading,
    ReviewStep::Drafting,
    ReviewStep::Agreed,
    ReviewStep::Approved,
    ReviewStep::Sent,
    ReviewStep::Ended,
];

#[expect(clippy::disallowed_methods, reason = "the rules are tested without a database")]
fn person(charter_role: Option<CharterRole>) -> Relation {
    Relation::from_database(Author::Person(PersonId(Uuid::nil())), charter_role, None, None)
}

fn at(standing: PanelStanding, step: ReviewStep) -> AtReview {
    let (round, panel, assessment) = (RoundId(Uuid::nil()), PanelId(Uuid::nil()), AssessmentId(Uuid::nil()));
    let has_reviewed = standing != PanelStanding::Stranger;
    AtReview { round, panel, assessment, standing, is_reviewed: false, has_reviewed, has_agreed: false, step }
}

/// What a member may do, by their own review and the step.
fn allows<P: Permission<Place = AtReview>>() -> Vec<(OwnReview, ReviewStep)> {
    let all = OWN.into_iter().flat_map(|own| STEPS.into_iter().map(move |step| (own, step)));
    all.filter(|(own, step)| Permit::<P>::ask(&person(None), at(PanelStanding::Member(*own), *step)).is_ok()).collect()
}

#[test]
fn a_review_does_not_exist_for_who_is_not_a_current_member_whatever_its_step() {
    for step in STEPS {
        let place = at(PanelStanding::Stranger, step);
        for role in [None, Some(CharterRole::Board)] {
            assert_eq!(Permit::<ReviewSubmission>::ask(&person(role), place).err(), Some(Refused::NotFound));
            assert_eq!(Permit::<WriteReview>::ask(&person(role), place).err(), Some(Refused::NotFound));
            assert_eq!(Permit::<ReopenReview>::ask(&person(role), place).err(), Some(Refused::NotFound));
            assert_eq!(Permit::<ReadPanelReviews>::ask(&person(role), place).err(), Some(Refused::NotFound));
            assert_eq!(Permit::<ReadFeedbackDraft>::ask(&person(role), place).err(), Some(Refused::NotFound));
            assert_eq!(Permit::<WriteFeedbackDraft>::ask(&person(role), place).err(), Some(Refused::NotFound));
            assert_eq!(Permit::<AgreeToFeedbackDraft>::ask(&person(role), place).err(), Some(Refused::NotFound));
        }
        assert_eq!(Permit::<ModerateFeedback>::ask(&person(None), place).err(), Some(Refused::NotFound));
        let secretariat = person(Some(CharterRole::Secretariat));
        assert!(Permit::<ModerateFeedback>::ask(&secretariat, place).is_ok());
        assert!(matches!(Permit::<WriteReview>::ask(&secretariat, place), Err(Refused::Forbidden(_))));
    }
}

#[test]
fn who_is_on_the_board_reviews_nothing_even_if_a_list_names_them() {
    let place = at(PanelStanding::Member(OwnReview::Complete), ReviewStep::Drafting);
    let board = person(Some(CharterRole::Board));
    assert_eq!(Permit::<ReviewSubmission>::ask(&board, place).err(), Some(Refused::NotFound));
}

#[test]
fn the_board_writes_one_text_about_what_it_reads_and_neither_reviews_nor_moderates() {
    let board = person(Some(CharterRole::Board));
    let at_step = |step| at(PanelStanding::Board, step);
    assert!(Permit::<ReviewSubmission>::ask(&board, at_step(ReviewStep::Reading)).is_ok());
    assert!(Permit::<BeginFeedbackDraft>::ask(&board, at_step(ReviewStep::Reading)).is_ok());
    assert!(Permit::<WriteFeedbackDraft>::ask(&board, at_step(ReviewStep::Drafting)).is_ok());
    assert!(Permit::<AgreeToFeedbackDraft>::ask(&board, at_step(ReviewStep::Drafting)).is_ok());
    assert!(Permit::<WriteFeedbackDraft>::ask(&board, at_step(ReviewStep::Approved)).is_err());
    for step in STEPS {
        let place = at_step(step);
        assert!(
            Permit::<WriteReview>::ask(&board, place).is_err() && Permit::<ReopenReview>::ask(&board, place).is_err()
        );
        assert!(Permit::<DecideOnFeedback>::ask(&board, place).is_err(), "nobody approves their own feedback");
        assert_eq!(Permit::<ReviewSubmission>::ask(&person(None), place).err(), Some(Refused::NotFound));
        let secretariat = person(Some(CharterRole::Secretariat));
        assert!(matches!(Permit::<WriteFeedbackDraft>::ask(&secretariat, place), Err(Refused::Forbidden(_))));
    }
}

#[test]
fn members_read_the_reviews_of_others_only_after_completing_their_own() {
    let may_read = allows::<ReadPanelReviews>();
    assert!(may_read.iter().all(|(own, _)| *own != OwnReview::Open));
    assert!(may_read.contains(&(OwnReview::Complete, ReviewStep::Reading)));
    assert!(allows::<ReadFeedbackDraft>().iter().all(|(own, _)| *own != OwnReview::Open));
    assert!(allows::<WriteFeedbackDraft>().iter().all(|(own, _)| *own != OwnReview::Open));
}

#[test]
fn a_review_is_written_while_it_is_open_and_until_the_draft_is_agreed() {
    let mut expected = Vec::new();
    for own in [OwnReview::Open, OwnReview::Reopened] {
        expected.extend([(own, ReviewStep::Reading), (own, ReviewStep::Drafting)]);
    }
    assert_eq!(allows::<WriteReview>(), expected);
    let reopened = [(OwnReview::Complete, ReviewStep::Reading), (OwnReview::Complete, ReviewStep::Drafting)];
    assert_eq!(allows::<ReopenReview>(), reopened);
}

#[test]
fn an_agreed_text_is_changed_only_after_an_agreement_is_withdrawn() {
    assert!(allows::<WriteFeedbackDraft>().iter().all(|(_, step)| *step == ReviewStep::Drafting));
    assert_eq!(allows::<AgreeToFeedbackDraft>(), [(OwnReview::Complete, ReviewStep::Drafting)]);
    assert!(allows::<WithdrawFeedbackAgreement>().contains(&(OwnReview::Complete, ReviewStep::Agreed)));
    assert!(allows::<BeginFeedbackDraft>().iter().all(|(_, step)| *step == ReviewStep::Reading));
}

#[test]
fn what_is_approved_changes_only_after_the_approval_is_withdrawn_and_what_is_sent_never() {
    let locked = |(_, step): &(OwnReview, ReviewStep)| step.is_locked();
    assert!(!allows::<WriteReview>().iter().any(locked) && !allows::<ReopenReview>().iter().any(locked));
    assert!(!allows::<WithdrawFeedbackAgreement>().iter().any(locked));
    let secretariat = person(Some(CharterRole::Secretariat));
    let steps = |allowed: &dyn Fn(AtReview) -> bool| -> Vec<ReviewStep> {
        STEPS.into_iter().filter(|step| allowed(at(PanelStanding::Stranger, *step))).collect()
    };
    let decided = steps(&|place| Permit::<DecideOnFeedback>::ask(&secretariat, place).is_ok());
    assert_eq!(decided, [ReviewStep::Agreed]);
    let withdrawn = steps(&|place| Permit::<WithdrawApproval>::ask(&secretariat, place).is_ok());
    assert_eq!(withdrawn, [ReviewStep::Approved]);
    let member = at(PanelStanding::Member(OwnReview::Complete), ReviewStep::Agreed);
    assert!(Permit::<DecideOnFeedback>::ask(&person(None), member).is_err(), "nobody approves their own feedback");
}

#[test]
fn nobody_on_the_board_moderates_the_feedback_about_where_they_work_and_nobody_their_own() {
    let place = at(PanelStanding::Stranger, ReviewStep::Agreed);
    let own = AtReview { is_reviewed: true, ..place };
    let former = AtReview { has_reviewed: true, ..place };
    let board = person(Some(CharterRole::Board));
    assert!(Permit::<ModerateFeedback>::ask(&board, place).is_ok());
    assert!(Permit::<DecideOnFeedback>::ask(&board, place).is_ok());
    assert_eq!(Permit::<ModerateFeedback>::ask(&board, own).err(), Some(Refused::NotFound));
    assert_eq!(Permit::<DecideOnFeedback>::ask(&board, own).err(), Some(Refused::NotFound));
    let approved = AtReview { step: ReviewStep::Approved, ..own };
    assert_eq!(Permit::<WithdrawApproval>::ask(&board, approved).err(), Some(Refused::NotFound));
    for role in [CharterRole::Board, CharterRole::Secretariat] {
        assert!(matches!(Permit::<ModerateFeedback>::ask(&person(Some(role)), former), Err(Refused::Forbidden(_))));
        assert!(matches!(Permit::<DecideOnFeedback>::ask(&person(Some(role)), former), Err(Refused::Forbidden(_))));
    }
}

#[test]
fn nothing_goes_on_once_the_round_was_cancelled_or_the_submission_returned() {
    assert!(allows::<ReviewSubmission>().iter().all(|(_, step)| *step != ReviewStep::Ended));
    assert!(allows::<DiscussFeedbackDraft>().iter().all(|(_, step)| *step != ReviewStep::Ended));
}
