//! What becomes of a review when a submission is returned or its round cancelled, and of two rounds at once. The outcomes are listed in
//! docs/decisions/0024.

use super::{
    feedback::{agreed, approve, received, send},
    feedback_drafts::{begun, read, save},
    reviews::{ask, complete, listed, member},
    rounds::{Scene, ask as at, draft},
};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use model::{
    AssessmentId, PanelId, PersonId,
    assessment::Step,
    core::{
        dates::day,
        permit::{
            AcceptLateSubmission, Allocate, AtAssessment, AtCharter, AtRound, CancelRound, CreateRound, EditRound,
            Permit, ReadFeedbackDraft, ReadRound, Refused, ReturnSubmission, ReviewSubmission, SendFeedback,
            WithdrawApproval, WriteReview,
        },
        short::Line,
    },
    peer_review::{
        feedback::draft::DraftField,
        review::{OwnReview, ReviewStep},
        round::draft::RoundDraft,
        round::submission::RoundMembership,
    },
};
use store::{
    Tx,
    assessment::submissions,
    core::values::At,
    peer_review::{panels as stored, reminding, reviews, rounds},
};
use testing::world::panels;

fn submission(scene: &Scene) -> AssessmentId {
    scene.world.assessments[4].0
}

/// Returns the submission for changes, and says who of its panel is told.
async fn return_it(tx: &mut Tx, scene: &Scene, now: Timestamp) -> Vec<String> {
    let (organisation, assessment) = (scene.world.organisation, submission(scene));
    let place = AtAssessment { organisation, assessment, step: Step::Submitted, shared: None };
    let may = testing::lock(tx, &at::<ReturnSubmission>(place)).await;
    let told = submissions::reviewers(tx, &may).await.unwrap();
    assert!(submissions::return_for_changes(tx, &may, "Two answers are missing", now).await.unwrap());
    told.into_iter().map(|one| one.email).collect()
}

async fn submit_again(tx: &mut Tx, scene: &Scene, now: Timestamp) {
    tx.query("update assessment set step = 'submitted', submitted_at = $2, locked_version_hash = $3 where id = $1")
        .bind(submission(scene).0)
        .bind(At(now))
        .bind(scene.world.submitted_version.as_str())
        .run()
        .await
        .unwrap();
}

/// Gives the submission to the panel of the world.
async fn give_back(tx: &mut Tx, scene: &Scene, now: Timestamp) -> bool {
    let may = testing::lock(tx, &at::<Allocate>(scene.open())).await;
    let people = stored::of_panel(tx, &may, scene.world.panel).await.unwrap();
    assert!(!people.is_empty(), "its members are emailed");
    stored::give(tx, &may, (scene.world.panel, submission(scene), "Northmoor"), now).await.unwrap()
}

async fn step(tx: &mut Tx, scene: &Scene, person: PersonId) -> (ReviewStep, OwnReview) {
    let duty = listed(tx, scene, person).await[0].duty;
    (duty.step, duty.own)
}

#[tokio::test]
async fn a_submission_that_is_returned_while_it_is_read_ends_its_review_and_keeps_what_was_written() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
        let me = member(&scene);
        complete(&mut tx, &scene, me, "Bright", scene.now).await;
        let told = return_it(&mut tx, &scene, scene.now).await;
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(step(&mut tx, &scene, me).await.0, ReviewStep::Ended);
        let Err(Refused::Forbidden(why)) = ask::<ReviewSubmission>(&mut tx, &scene, colleague).await else { panic!() };
        assert!(why.contains("returned to its organisation for changes"), "{why}");
        let lead = scene.world.persona("lead").person.unwrap();
        assert_eq!(ask::<ReviewSubmission>(&mut tx, &scene, lead).await.err(), Some(Refused::NotFound));

        let later = scene.now + SignedDuration::from_hours(24);
        submit_again(&mut tx, &scene, later).await;
        assert_eq!(step(&mut tx, &scene, me).await.0, ReviewStep::Ended, "before it is given to a panel");
        assert!(give_back(&mut tx, &scene, later).await);
        assert!(!give_back(&mut tx, &scene, later).await, "once");
        assert_eq!(step(&mut tx, &scene, me).await, (ReviewStep::Reading, OwnReview::Reopened), "they check it again");
        assert_eq!(step(&mut tx, &scene, colleague).await, (ReviewStep::Reading, OwnReview::Open));
        let may = ask::<ReviewSubmission>(&mut tx, &scene, me).await.unwrap();
        let mine = reviews::read_own(&mut tx, &may).await.unwrap();
        assert_eq!(mine[&"lamp".into()].review.strengths, "Bright");
    }
}

#[tokio::test]
async fn a_member_with_a_conflict_of_interest_is_not_told_that_a_submission_was_returned() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
        tx.query(
            "insert into declared_conflict (person_id, organisation_id, reason, declared_at) values ($1, $2, '-', $3)",
        )
        .bind(colleague.0)
        .bind(scene.world.organisation.0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
        assert_eq!(return_it(&mut tx, &scene, scene.now).await.len(), 1);
    }
}

#[tokio::test]
async fn feedback_that_was_agreed_or_approved_on_a_text_that_was_returned_is_never_sent() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = agreed(&mut tx, &scene).await;
        approve(&mut tx, &scene).await;
        return_it(&mut tx, &scene, scene.now).await;
        let later = scene.now + SignedDuration::from_hours(24);
        submit_again(&mut tx, &scene, later).await;
        assert!(send(&mut tx, &scene).await.is_empty(), "it was approved on another text");
        give_back(&mut tx, &scene, later).await;
        assert!(send(&mut tx, &scene).await.is_empty());
        assert_eq!(step(&mut tx, &scene, colleague).await, (ReviewStep::Drafting, OwnReview::Reopened));
        assert_eq!(read(&mut tx, &scene).await.text().of(&DraftField::Opening), "Thank you", "the draft is kept");
        assert!(ask::<WriteReview>(&mut tx, &scene, colleague).await.is_ok());
    }
}

#[tokio::test]
async fn feedback_that_was_sent_stays_when_the_submission_is_returned() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = agreed(&mut tx, &scene).await;
        approve(&mut tx, &scene).await;
        send(&mut tx, &scene).await;
        assert_eq!(return_it(&mut tx, &scene, scene.now).await, [""; 0], "the panel has nothing to stop");
        assert_eq!(step(&mut tx, &scene, colleague).await, (ReviewStep::Sent, OwnReview::Complete));
        assert!(ask::<ReadFeedbackDraft>(&mut tx, &scene, colleague).await.is_ok());
        assert!(received(&mut tx, &scene).await.is_some());
    }
}

/// Moves the last day of submission of the open round to a week ago.
async fn end_before(tx: &mut Tx, scene: &Scene) {
    let round = rounds::read(tx, &at::<ReadRound>(scene.open())).await.unwrap();
    let dates = round.dates.moved(round.dates.first(), day(scene.now).saturating_sub(1.week())).unwrap();
    let may = testing::lock(tx, &at::<EditRound>(scene.open())).await;
    let draft = RoundDraft { name: round.name, dates };
    rounds::edit(tx, &may, round.revision, &draft, scene.now).await.unwrap().unwrap();
}

async fn memberships(tx: &mut Tx, place: AtRound, now: Timestamp) -> Vec<RoundMembership> {
    let read = at::<ReadRound>(place);
    let round = rounds::read(tx, &read).await.unwrap();
    let all = rounds::submissions(tx, &read, &round, day(now)).await.unwrap();
    all.into_iter().map(|one| one.membership).collect()
}

#[tokio::test]
async fn a_round_takes_back_after_its_allocation_only_what_its_panels_had() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        end_before(&mut tx, &scene).await;
        return_it(&mut tx, &scene, scene.now).await;
        submit_again(&mut tx, &scene, scene.now).await;
        assert_eq!(memberships(&mut tx, scene.open(), scene.now).await, [RoundMembership::CanBeAccepted]);
        let accept = testing::lock(&mut tx, &at::<AcceptLateSubmission>(scene.open())).await;
        let reason = Line::parse("It was returned while it was read").unwrap();
        rounds::accept_late(&mut tx, &accept, submission(&scene), &reason, scene.now).await.unwrap().unwrap();
        assert_eq!(memberships(&mut tx, scene.open(), scene.now).await, [RoundMembership::AcceptedLate]);
        assert!(give_back(&mut tx, &scene, scene.now + 1.second()).await);
        // Another submission, which no panel had, waits for the next round.
        tx.query("delete from late_submission").run().await.unwrap();
        tx.query("delete from panel_submission").run().await.unwrap();
        assert_eq!(memberships(&mut tx, scene.open(), scene.now).await, []);
    }
}

async fn cancel(tx: &mut Tx, scene: &Scene) -> Vec<String> {
    let may = testing::lock(tx, &at::<CancelRound>(scene.open())).await;
    let people = stored::of_cancelled(tx, &may).await.unwrap();
    rounds::cancel(tx, &may, &Line::parse("Too few").unwrap(), scene.now).await.unwrap();
    people.into_iter().map(|one| one.email).collect()
}

#[tokio::test]
async fn a_cancelled_round_ends_its_panels_sends_nothing_and_frees_its_submissions() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = agreed(&mut tx, &scene).await;
        approve(&mut tx, &scene).await;
        let told = cancel(&mut tx, &scene).await;
        assert_eq!(told.len(), 2, "{told:?}");
        let cancelled = AtRound { is_cancelled: true, ..scene.open() };
        assert!(Permit::<SendFeedback>::ask(&testing::operator(), cancelled).is_err());
        assert!(Permit::<CancelRound>::ask(&testing::operator(), cancelled).is_err(), "nobody is told twice");
        let secretariat = scene.world.persona("secretariat").person.unwrap();
        assert!(ask::<WithdrawApproval>(&mut tx, &scene, secretariat).await.is_err());
        assert_eq!(step(&mut tx, &scene, colleague).await.0, ReviewStep::Ended);
        assert!(matches!(ask::<ReviewSubmission>(&mut tx, &scene, colleague).await, Err(Refused::Forbidden(_))));
        assert!(
            reminding::panel_members(&mut tx, &testing::program(), scene.open().round)
                .await
                .unwrap()
                .iter()
                .all(|(_, duties)| duties.iter().all(|duty| !duty.waits() && !duty.lacks_agreement()))
        );
        // Another round gathers the submission, and its panel begins anew.
        let may = testing::lock(&mut tx, &at::<CreateRound>(AtCharter)).await;
        let draft = draft("Instead", day(scene.now).saturating_sub(3.weeks()));
        let other = rounds::create(&mut tx, &may, &draft, scene.now).await.unwrap().unwrap();
        let place = AtRound { round: other, is_cancelled: false };
        assert_eq!(memberships(&mut tx, place, scene.now).await, [RoundMembership::InTime]);
        let panel = second_panel(&mut tx, &scene, other.0, colleague).await;
        let mine = listed(&mut tx, &scene, colleague).await;
        let anew = mine.iter().find(|one| one.panel == panel).unwrap();
        assert_eq!((anew.duty.step, anew.duty.own), (ReviewStep::Reading, OwnReview::Open));
    }
}

#[tokio::test]
async fn before_its_allocation_those_who_offered_to_review_are_told_of_a_cancellation() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        super::allocation::reviewer(&mut tx, &scene, "Ada", "lead").await;
        let (bo, _) = super::allocation::reviewer(&mut tx, &scene, "Bo", "lead").await;
        tx.query("update availability set submissions = null where person_id = $1").bind(bo.0).run().await.unwrap();
        assert_eq!(cancel(&mut tx, &scene).await, ["ada@ada.example"], "Bo takes a break");
    }
}

/// A panel of another round with that member and the submission of the world.
async fn second_panel(tx: &mut Tx, scene: &Scene, round: uuid::Uuid, person: PersonId) -> PanelId {
    let panel = PanelId(store::core::ids::new(scene.now));
    tx.query("insert into panel (id, round_id, number, created_at) values ($1, $2, 1, $3)")
        .bind(panel.0)
        .bind(round)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
    panels::join(tx, panel, person, scene.now).await;
    tx.query("insert into panel_submission (panel_id, assessment_id, since) values ($1, $2, $3)")
        .bind(panel.0)
        .bind(submission(scene).0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
    panel
}

#[tokio::test]
async fn a_person_on_panels_of_two_rounds_owes_each_its_own_review() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = begun(&mut tx, &scene).await;
        save(&mut tx, &scene, colleague, (&DraftField::Opening, "Thank you", 0)).await.unwrap();
        let may = testing::lock(&mut tx, &at::<CreateRound>(AtCharter)).await;
        let draft = draft("At once", jiff::civil::date(2028, 3, 1));
        let other = rounds::create(&mut tx, &may, &draft, scene.now).await.unwrap().unwrap();
        let panel = second_panel(&mut tx, &scene, other.0, colleague).await;
        let mine = listed(&mut tx, &scene, colleague).await;
        let steps: Vec<_> = mine.iter().map(|one| (one.panel == panel, one.duty.step, one.duty.own)).collect();
        assert!(steps.contains(&(true, ReviewStep::Reading, OwnReview::Open)), "{steps:?}");
        assert!(steps.contains(&(false, ReviewStep::Drafting, OwnReview::Complete)), "{steps:?}");
        for (round, people) in [(scene.open().round, 2), (other, 1)] {
            let members = reminding::panel_members(&mut tx, &testing::program(), round).await.unwrap();
            assert_eq!(members.len(), people);
            assert!(members.iter().all(|(_, duties)| duties.len() == 1), "{members:?}");
        }
    }
}
