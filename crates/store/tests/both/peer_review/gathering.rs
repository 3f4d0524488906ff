//! The submissions of a round, on both databases.

use super::rounds::{Scene, ask, draft};
use jiff::{Timestamp, ToSpan as _};
use model::{
    AssessmentId,
    core::{
        dates::day,
        permit::{AcceptLateSubmission, AtCharter, AtRound, CancelRound, CreateRound, EditRound, ReadRound},
        short::Line,
    },
    peer_review::{round::draft::RoundDraft, round::submission::RoundMembership},
};
use store::{
    Tx,
    core::values::At,
    peer_review::rounds::{self, NotAccepted},
};

/// The submitted self-assessment of the world.
fn submitted(scene: &Scene) -> AssessmentId {
    scene.world.assessments[4].0
}

/// What a round gathers, on the day of the scene.
async fn gathered(tx: &mut Tx, place: AtRound, now: Timestamp) -> Vec<(AssessmentId, RoundMembership, Option<String>)> {
    let read = ask::<ReadRound>(place);
    let round = rounds::read(tx, &read).await.unwrap();
    let all = rounds::submissions(tx, &read, &round, day(now)).await.unwrap();
    all.into_iter().map(|one| (one.assessment, one.membership, one.reason)).collect()
}

async fn accept(tx: &mut Tx, place: AtRound, which: AssessmentId, now: Timestamp) -> Result<(), NotAccepted> {
    let may = testing::lock(tx, &ask::<AcceptLateSubmission>(place)).await;
    rounds::accept_late(tx, &may, which, &Line::parse("An extension").unwrap(), now).await.unwrap()
}

/// Ends the days of submission of the open round a week before the submission.
async fn end_before(tx: &mut Tx, scene: &Scene) {
    let round = rounds::read(tx, &ask::<ReadRound>(scene.open())).await.unwrap();
    let dates = round.dates.moved(round.dates.first(), day(scene.now).saturating_sub(1.week())).unwrap();
    let may = testing::lock(tx, &ask::<EditRound>(scene.open())).await;
    let draft = RoundDraft { name: round.name, dates };
    rounds::edit(tx, &may, round.revision, &draft, scene.now).await.unwrap().unwrap();
}

async fn submit(tx: &mut Tx, scene: &Scene, at: Timestamp) {
    tx.query("update assessment set submitted_at = $2, paper_on = null, step = 'submitted' where id = $1")
        .bind(submitted(scene).0)
        .bind(At(at))
        .run()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_round_gathers_what_is_submitted_in_its_days_and_nothing_else() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        submit(&mut tx, &scene, scene.now).await;
        let in_time = [(submitted(&scene), RoundMembership::InTime, None)];
        assert_eq!(gathered(&mut tx, scene.open(), scene.now).await, in_time);
        let round = rounds::read(&mut tx, &ask::<ReadRound>(scene.open())).await.unwrap();
        // The first moment in London and the one before; in summer midnight is an hour earlier in UTC.
        let first = model::core::dates::start_of(round.dates.first());
        submit(&mut tx, &scene, first).await;
        assert_eq!(gathered(&mut tx, scene.open(), scene.now).await, in_time);
        submit(&mut tx, &scene, first - 1.second()).await;
        assert_eq!(gathered(&mut tx, scene.open(), scene.now).await, []);
        submit(&mut tx, &scene, model::core::dates::end_of(round.dates.due()) - 1.second()).await;
        assert_eq!(gathered(&mut tx, scene.open(), scene.now).await, in_time);
        let cancelled = AtRound { round: scene.world.rounds[1], is_cancelled: true };
        assert_eq!(gathered(&mut tx, cancelled, scene.now).await, []);
        // One that is returned for changes leaves the round.
        tx.query("update assessment set step = 'drafting' where id = $1")
            .bind(submitted(&scene).0)
            .run()
            .await
            .unwrap();
        assert_eq!(gathered(&mut tx, scene.open(), scene.now).await, []);
    }
}

#[tokio::test]
async fn a_submission_made_outside_assay_counts_from_its_own_date() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        submit(&mut tx, &scene, scene.now).await;
        tx.query("update assessment set paper_on = '2020-01-01' where id = $1")
            .bind(submitted(&scene).0)
            .run()
            .await
            .unwrap();
        assert_eq!(gathered(&mut tx, scene.open(), scene.now).await, []);
    }
}

#[tokio::test]
async fn a_late_submission_is_in_the_round_that_accepted_it_and_in_no_other() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        submit(&mut tx, &scene, scene.now).await;
        end_before(&mut tx, &scene).await;
        let later = draft("The next", day(scene.now).saturating_sub(2.days()));
        let may = testing::lock(&mut tx, &ask::<CreateRound>(AtCharter)).await;
        let next = rounds::create(&mut tx, &may, &later, scene.now).await.unwrap().unwrap();
        let next = AtRound { round: next, is_cancelled: false };
        let which = submitted(&scene);
        assert_eq!(gathered(&mut tx, scene.open(), scene.now).await, [(which, RoundMembership::CanBeAccepted, None)]);
        assert_eq!(gathered(&mut tx, next, scene.now).await, [(which, RoundMembership::InTime, None)]);

        assert_eq!(accept(&mut tx, scene.open(), which, scene.now).await, Ok(()));
        let late = [(which, RoundMembership::AcceptedLate, Some("An extension".to_owned()))];
        assert_eq!(gathered(&mut tx, scene.open(), scene.now).await, late);
        assert_eq!(gathered(&mut tx, next, scene.now).await, []);
        assert_eq!(accept(&mut tx, scene.open(), which, scene.now).await, Err(NotAccepted::NotOpen), "once is enough");
        assert_eq!(accept(&mut tx, next, which, scene.now).await, Err(NotAccepted::NotOpen));

        let may = testing::lock(&mut tx, &ask::<AcceptLateSubmission>(scene.open())).await;
        assert!(rounds::take_out(&mut tx, &may, which, scene.now).await.unwrap());
        assert!(!rounds::take_out(&mut tx, &may, which, scene.now).await.unwrap());
        assert_eq!(gathered(&mut tx, next, scene.now).await, [(which, RoundMembership::InTime, None)]);
        let events: Vec<(String,)> =
            tx.query("select what ->> 'what' from event where kind = 'peer-review' order by id").all().await.unwrap();
        let events: Vec<_> = events.into_iter().map(|(what,)| what).collect();
        let expected = ["round-changed", "round-created", "late-submission-accepted", "late-submission-taken-out"];
        assert_eq!(events, expected);
    }
}

#[tokio::test]
async fn only_what_was_submitted_late_is_accepted() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        submit(&mut tx, &scene, scene.now).await;
        let which = submitted(&scene);
        assert_eq!(accept(&mut tx, scene.open(), which, scene.now).await, Err(NotAccepted::NotOpen), "it is in time");
        end_before(&mut tx, &scene).await;
        let draft = scene.world.assessments[0].0;
        assert_eq!(accept(&mut tx, scene.open(), draft, scene.now).await, Err(NotAccepted::NotOpen), "a draft");
    }
}

#[tokio::test]
async fn what_was_accepted_late_and_then_returned_or_whose_round_was_cancelled_is_free_again() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        submit(&mut tx, &scene, scene.now).await;
        end_before(&mut tx, &scene).await;
        let which = submitted(&scene);
        accept(&mut tx, scene.open(), which, scene.now).await.unwrap();
        submit(&mut tx, &scene, scene.now + 1.hour()).await;
        let open = [(which, RoundMembership::CanBeAccepted, None)];
        let again: Vec<_> = gathered(&mut tx, scene.open(), scene.now).await;
        assert_eq!(again, open, "it was submitted again, after it was accepted");
        accept(&mut tx, scene.open(), which, scene.now + 2.hours()).await.unwrap();

        let may = testing::lock(&mut tx, &ask::<CancelRound>(scene.open())).await;
        rounds::cancel(&mut tx, &may, &Line::parse("Too few").unwrap(), scene.now).await.unwrap();
        let later = draft("The next", day(scene.now).saturating_sub(2.days()));
        let may = testing::lock(&mut tx, &ask::<CreateRound>(AtCharter)).await;
        let next = rounds::create(&mut tx, &may, &later, scene.now).await.unwrap().unwrap();
        let next = AtRound { round: next, is_cancelled: false };
        assert_eq!(gathered(&mut tx, next, scene.now).await, [(which, RoundMembership::InTime, None)]);
    }
}
