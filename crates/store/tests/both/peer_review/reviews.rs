//! The reviews and notes of the members of a panel, on both databases.

use super::rounds::Scene;
use jiff::{Timestamp, ToSpan as _};
use model::{
    AssessmentId, PersonId,
    charter::criterion::Criterion,
    core::{
        permit::{
            AtAccount, AtReview, AtReviewer, Author, KeepAccount, ModerateFeedback, Permission, Permit,
            ReadPanelReviews, ReadReviewing, Refused, ReopenReview, ReviewSubmission, WriteReview,
        },
        saving::{Draft, Tab},
        versions::VersionAside,
    },
    peer_review::{
        private_note::NewNote,
        review::{CriterionReview, OwnReview, ReviewStep},
    },
};
use store::{
    Tx,
    core::{relation, values::At},
    peer_review::{
        reviewed_submission,
        reviews::reviewing,
        reviews::{self, Incomplete, ReviewNotSaved},
        reviews::{private_notes, reading_time},
    },
    work::personal::{self, Erased},
};
use testing::world::panels;

pub(super) fn criteria() -> Vec<Criterion> {
    testing::invented_charter().review.criteria
}

pub(super) fn member(scene: &Scene) -> PersonId {
    scene.world.persona("other lead").person.unwrap()
}

fn submission(scene: &Scene) -> AssessmentId {
    scene.world.assessments[4].0
}

/// What the person may do in the review of the world's submission, or why not.
pub(super) async fn ask<P>(tx: &mut Tx, scene: &Scene, person: PersonId) -> Result<Permit<P>, Refused>
where
    P: Permission<Place = AtReview>,
{
    let found = relation::at_review(tx, person, (scene.world.panel, submission(scene))).await.unwrap();
    let found = found.ok_or(Refused::NotFound)?;
    Permit::ask(&found.relation, found.place)
}

pub(super) fn written(finding: &str, strengths: &str, advice: &str) -> CriterionReview {
    CriterionReview::parse(finding, strengths, advice).unwrap()
}

/// Saves one criterion from that version and tab. Returns the version, or the text of the other.
async fn save(
    tx: &mut Tx,
    scene: &Scene,
    person: PersonId,
    (criterion, review): (&str, &CriterionReview),
    (base, tab): (i64, &str),
) -> Result<i64, String> {
    let may = ask::<WriteReview>(tx, scene, person).await.unwrap();
    let may = testing::lock(tx, &may).await;
    let tab = Tab::parse(tab);
    let draft = Draft { text: "", base, tab: tab.as_ref(), restored: None };
    match reviews::save(tx, &may, &criterion.into(), review, &draft, scene.now).await.unwrap() {
        Ok(revision) => Ok(revision),
        Err(ReviewNotSaved::Conflict(theirs)) => {
            reviews::set_aside(tx, &may, &criterion.into(), review, &draft, scene.now).await.unwrap();
            Err(theirs.review.strengths)
        }
    }
}

/// Writes and completes a review of both criteria.
pub(super) async fn complete(tx: &mut Tx, scene: &Scene, person: PersonId, strengths: &str, now: Timestamp) {
    for criterion in ["lamp", "log"] {
        save(tx, scene, person, (criterion, &written("clear", strengths, "")), (0, "")).await.unwrap();
    }
    let may = ask::<WriteReview>(tx, scene, person).await.unwrap();
    let may = testing::lock(tx, &may).await;
    reviews::complete_own(tx, &may, &criteria(), now).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_review_exists_for_current_members_without_a_conflict_alone() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        assert!(ask::<ReviewSubmission>(&mut tx, &scene, member(&scene)).await.is_ok());
        for persona in ["lead", "contributor", "board"] {
            let person = scene.world.persona(persona).person.unwrap();
            assert_eq!(
                ask::<ReviewSubmission>(&mut tx, &scene, person).await.err(),
                Some(Refused::NotFound),
                "{persona}"
            );
        }
        let secretariat = scene.world.persona("secretariat").person.unwrap();
        assert!(matches!(ask::<ReviewSubmission>(&mut tx, &scene, secretariat).await, Err(Refused::Forbidden(_))));
        assert!(ask::<ModerateFeedback>(&mut tx, &scene, secretariat).await.is_ok());
        assert!(ask::<ModerateFeedback>(&mut tx, &scene, member(&scene)).await.is_err());
    }
}

/// Runs a statement about the member and the reviewed organisation, and says whether the member still reviews.
async fn still_reviews(scene: &Scene, change: &'static str) -> bool {
    let mut tx = scene.db.write().await.unwrap();
    let before = ask::<WriteReview>(&mut tx, scene, member(scene)).await.unwrap();
    tx.query(change)
        .bind(member(scene).0)
        .bind(scene.world.organisation.0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap_or_else(|error| panic!("{change}: {error}"));
    let is_refused = testing::is_refused(&mut tx, &before).await;
    let list = listed(&mut tx, scene, member(scene)).await;
    let found = ask::<ReviewSubmission>(&mut tx, scene, member(scene)).await;
    assert_eq!(found.is_ok(), !is_refused, "a permit from before does not outlive it");
    assert_eq!(found.is_ok(), !list.is_empty(), "the list says the same");
    assert!(found.is_ok() || found.err() == Some(Refused::NotFound), "they do not learn that there is one");
    !is_refused
}

pub(super) async fn listed(tx: &mut Tx, scene: &Scene, person: PersonId) -> Vec<reviewing::Reviewing> {
    let _ = scene;
    let found = relation::at_reviewer(tx, person).await.unwrap();
    let may = Permit::<ReadReviewing>::ask(&found.relation, AtReviewer { reviews_from: None }).unwrap();
    reviewing::list(tx, &may).await.unwrap()
}

#[tokio::test]
async fn who_left_the_panel_or_has_a_conflict_since_does_not_find_it_any_more() {
    for change in [
        "update panel_member set until = $3 where person_id = $1 and $2 = $2",
        "insert into member (person_id, organisation_id, role, since) values ($1, $2, 'contributor', $3)",
        "insert into declared_conflict (person_id, organisation_id, reason, declared_at) values ($1, $2, 'Married', $3)",
        "insert into reviewer (person_id, organisation_id, background, is_experienced, stages, kinds, themes, enrolled_at)
         values ($1, $2, 'lead', true, '[]', '[]', '[]', $3)",
    ] {
        for scene in Scene::with_panel().await {
            assert!(!still_reviews(&scene, change).await, "{change}");
        }
    }
}

#[tokio::test]
async fn the_members_of_a_panel_are_told_that_a_returned_submission_is_not_reviewed_any_more() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        assert_eq!(listed(&mut tx, &scene, member(&scene)).await[0].duty.step, ReviewStep::Reading);
        tx.query("update assessment set step = 'drafting' where id = $1")
            .bind(submission(&scene).0)
            .run()
            .await
            .unwrap();
        assert!(matches!(ask::<ReviewSubmission>(&mut tx, &scene, member(&scene)).await, Err(Refused::Forbidden(_))));
        assert_eq!(listed(&mut tx, &scene, member(&scene)).await[0].duty.step, ReviewStep::Ended);
        tx.query("update panel_submission set until = $1").bind(At(scene.now)).run().await.unwrap();
        assert!(matches!(ask::<ReviewSubmission>(&mut tx, &scene, member(&scene)).await, Err(Refused::Forbidden(_))));
        assert_eq!(listed(&mut tx, &scene, member(&scene)).await[0].duty.step, ReviewStep::Ended);
        let stranger = scene.world.persona("lead").person.unwrap();
        assert_eq!(ask::<ReviewSubmission>(&mut tx, &scene, stranger).await.err(), Some(Refused::NotFound));
    }
}

#[tokio::test]
async fn what_is_reviewed_is_the_locked_version_and_reviewing_changes_nothing_of_it() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let times = "select cast(submitted_at as text), cast(locked_at as text), cast(started_at as text) from assessment where id = $1";
        let before: (Option<String>, Option<String>, Option<String>) =
            tx.query(times).bind(submission(&scene).0).one().await.unwrap();
        let may = ask::<ReviewSubmission>(&mut tx, &scene, member(&scene)).await.unwrap();
        let read = reviewed_submission::read(&mut tx, &may).await.unwrap();
        assert!(read.canonical.as_deref().unwrap().contains(&submission(&scene).to_string()));
        assert_eq!((read.name.as_str(), read.panel, read.stage), ("Northmoor University", 1, 1));
        assert!(reviewed_submission::earlier_answers(&mut tx, &may).await.unwrap().is_empty());
        complete(&mut tx, &scene, member(&scene), "Bright", scene.now).await;
        let after: (Option<String>, Option<String>, Option<String>) =
            tx.query(times).bind(submission(&scene).0).one().await.unwrap();
        assert_eq!(before, after);
        let events: Vec<(bool, bool)> = tx
            .query("select organisation_id is null and assessment_id is null, public from event")
            .all()
            .await
            .unwrap();
        assert_eq!(events, [(true, false)], "the event is in no activity log");
    }
}

#[tokio::test]
async fn a_tab_saves_over_its_own_text_and_never_over_that_of_another() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let me = member(&scene);
        let one = written("some", "One", "");
        assert_eq!(save(&mut tx, &scene, me, ("lamp", &one), (0, "a.1")).await, Ok(1));
        assert_eq!(save(&mut tx, &scene, me, ("lamp", &one), (0, "b.1")).await, Ok(1), "the same again");
        assert_eq!(save(&mut tx, &scene, me, ("lamp", &written("some", "Two", "")), (0, "a.2")).await, Ok(2));
        assert_eq!(save(&mut tx, &scene, me, ("log", &one), (0, "b.1")).await, Ok(1), "criteria do not conflict");
        let other = written("clear", "Other", "");
        assert_eq!(save(&mut tx, &scene, me, ("lamp", &other), (0, "b.2")).await, Err("Two".to_owned()));
        let may = ask::<ReviewSubmission>(&mut tx, &scene, me).await.unwrap();
        let own = reviews::read_own(&mut tx, &may).await.unwrap();
        assert_eq!(own[&"lamp".into()].review.strengths, "Two");
        let aside = reviews::version(&mut tx, &may, &"lamp".into(), 3).await.unwrap().unwrap();
        assert_eq!(aside.review, other, "it is kept");
        let asides = reviews::undecided(&mut tx, &may).await.unwrap();
        assert_eq!(asides, [VersionAside { name: "lamp".into(), revision: 3, base: 0 }]);
        for (review, base, is_untouched) in
            [(&one, 1, true), (&other, 1, false), (&CriterionReview::default(), 0, true)]
        {
            let found = reviews::is_untouched(&mut tx, &may, &"lamp".into(), review, base).await.unwrap();
            assert_eq!(found, is_untouched, "{review:?} from {base}");
        }
        assert_eq!(save(&mut tx, &scene, me, ("lamp", &other), (2, "b.3")).await, Ok(4), "after both were shown");
        assert!(reviews::undecided(&mut tx, &may).await.unwrap().is_empty(), "it is decided");
        let late = written("clear", "Late", "");
        assert!(save(&mut tx, &scene, me, ("lamp", &late), (2, "a.3")).await.is_err());
        let asides = reviews::undecided(&mut tx, &may).await.unwrap();
        assert_eq!(asides, [VersionAside { name: "lamp".into(), revision: 5, base: 2 }], "what its tab saved last");
    }
}

#[tokio::test]
async fn a_text_that_arrives_late_replaces_no_later_one_of_its_tab() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let me = member(&scene);
        let (later, late) = (written("clear", "Typed later", ""), written("clear", "Typed first", ""));
        save(&mut tx, &scene, me, ("lamp", &written("some", "Of another tab", "")), (0, "a.1")).await.unwrap();
        assert!(save(&mut tx, &scene, me, ("lamp", &later), (0, "b.2")).await.is_err());
        assert!(save(&mut tx, &scene, me, ("lamp", &late), (0, "b.1")).await.is_err());
        let may = ask::<ReviewSubmission>(&mut tx, &scene, me).await.unwrap();
        for (revision, text) in [(2, &later), (3, &late)] {
            let aside = reviews::version(&mut tx, &may, &"lamp".into(), revision).await.unwrap();
            assert_eq!(aside.map(|aside| aside.review).as_ref(), Some(text), "version {revision}");
        }
    }
}

#[tokio::test]
async fn reviews_are_independent_until_ones_own_is_complete() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
        complete(&mut tx, &scene, member(&scene), "Bright", scene.now).await;
        assert!(matches!(ask::<ReadPanelReviews>(&mut tx, &scene, colleague).await, Err(Refused::Forbidden(_))));
        save(&mut tx, &scene, colleague, ("lamp", &written("clear", "Clean", "")), (0, "")).await.unwrap();
        let may = ask::<ReadPanelReviews>(&mut tx, &scene, member(&scene)).await.unwrap();
        let all = reviews::of_panel(&mut tx, &may).await.unwrap();
        assert_eq!(all.len(), 1, "what is not complete is not read by others");
        complete(&mut tx, &scene, colleague, "Clean", scene.now).await;
        let may = ask::<ReadPanelReviews>(&mut tx, &scene, colleague).await.unwrap();
        let all = reviews::of_panel(&mut tx, &may).await.unwrap();
        let strengths: Vec<_> = all.iter().map(|one| one.criteria[&"log".into()].strengths.as_str()).collect();
        assert_eq!(strengths, ["Bright", "Clean"]);
    }
}

#[tokio::test]
async fn a_review_is_complete_when_each_criterion_is_and_can_be_reopened() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let me = member(&scene);
        save(&mut tx, &scene, me, ("lamp", &written("not-yet", "", "Trim it")), (0, "")).await.unwrap();
        let may = ask::<WriteReview>(&mut tx, &scene, me).await.unwrap();
        let may = testing::lock(&mut tx, &may).await;
        let refused = reviews::complete_own(&mut tx, &may, &criteria(), scene.now).await.unwrap();
        assert_eq!(refused, Err(Incomplete(vec![("log".into(), "Select a finding")])));
        complete_second(&mut tx, &scene, me).await;
        assert!(ask::<WriteReview>(&mut tx, &scene, me).await.is_err(), "it is complete");
        let reopen = ask::<ReopenReview>(&mut tx, &scene, me).await.unwrap();
        let reopen = testing::lock(&mut tx, &reopen).await;
        reviews::reopen(&mut tx, &reopen, scene.now).await.unwrap();
        assert_eq!(listed(&mut tx, &scene, me).await[0].duty.own, OwnReview::Reopened);
        assert!(ask::<WriteReview>(&mut tx, &scene, me).await.is_ok());
        assert!(ask::<ReadPanelReviews>(&mut tx, &scene, me).await.is_ok(), "what was read once cannot be unread");
    }
}

async fn complete_second(tx: &mut Tx, scene: &Scene, me: PersonId) {
    save(tx, scene, me, ("log", &written("clear", "Neat", "")), (0, "")).await.unwrap();
    let may = ask::<WriteReview>(tx, scene, me).await.unwrap();
    let may = testing::lock(tx, &may).await;
    reviews::complete_own(tx, &may, &criteria(), scene.now).await.unwrap().unwrap();
}

#[tokio::test]
async fn notes_are_their_authors_alone() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
        let note = NewNote { part: "tower".into(), quote: "It stands".into(), text: "Does it?".into() };
        let mine = ask::<ReviewSubmission>(&mut tx, &scene, member(&scene)).await.unwrap();
        let write = testing::lock(&mut tx, &mine).await;
        let id = private_notes::add(&mut tx, &write, &note, scene.now).await.unwrap().unwrap();
        assert_eq!(private_notes::list(&mut tx, &mine).await.unwrap()[0].note, note);
        let theirs = ask::<ReviewSubmission>(&mut tx, &scene, colleague).await.unwrap();
        assert!(private_notes::list(&mut tx, &theirs).await.unwrap().is_empty());
        let other = testing::lock(&mut tx, &theirs).await;
        assert!(!private_notes::delete(&mut tx, &other, id).await.unwrap(), "not theirs to delete");
        let write = testing::lock(&mut tx, &mine).await;
        assert!(private_notes::delete(&mut tx, &write, id).await.unwrap());
        assert!(private_notes::list(&mut tx, &mine).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_time_that_a_reviewer_spends_is_theirs_alone_and_a_pause_counts_in_part() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
        let mine = ask::<ReviewSubmission>(&mut tx, &scene, member(&scene)).await.unwrap();
        let theirs = ask::<ReviewSubmission>(&mut tx, &scene, colleague).await.unwrap();
        let write = testing::lock(&mut tx, &mine).await;
        let (before,): (i64,) = tx.query("select cast(count(*) as bigint) from event").one().await.unwrap();
        assert_eq!(reading_time::read(&mut tx, &mine).await.unwrap(), 0);
        for (minute, seconds) in [(0, 0), (2, 120), (3, 180), (60, 780), (59, 780)] {
            reading_time::add(&mut tx, &write, scene.now + minute.minutes()).await.unwrap();
            assert_eq!(reading_time::read(&mut tx, &mine).await.unwrap(), seconds, "after {minute} minutes");
        }
        assert_eq!(reading_time::read(&mut tx, &theirs).await.unwrap(), 0);
        let keep =
            Permit::<KeepAccount>::ask(&testing::relation(Author::Person(colleague), None, None, None), AtAccount)
                .unwrap();
        assert_eq!(personal::held(&mut tx, &keep).await.unwrap().reviewing.time_spent, []);
        let (after,): (i64,) = tx.query("select cast(count(*) as bigint) from event").one().await.unwrap();
        assert_eq!(before, after, "no event tells of it");
    }
}

#[tokio::test]
async fn a_deleted_account_takes_its_notes_and_open_reviews_along_and_leaves_what_it_completed() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let person = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
        let keep = Permit::<KeepAccount>::ask(&testing::relation(Author::Person(person), None, None, None), AtAccount)
            .unwrap();
        complete(&mut tx, &scene, person, "Write to colleague@assay.example", scene.now).await;
        let note = NewNote { part: "tower".into(), quote: "It stands".into(), text: "Does it?".into() };
        let may = ask::<ReviewSubmission>(&mut tx, &scene, person).await.unwrap();
        let may = testing::lock(&mut tx, &may).await;
        private_notes::add(&mut tx, &may, &note, scene.now).await.unwrap();
        reading_time::add(&mut tx, &may, scene.now).await.unwrap();
        reading_time::add(&mut tx, &may, scene.now + 90.seconds()).await.unwrap();
        let held = personal::held(&mut tx, &keep).await.unwrap();
        let mut kinds: Vec<_> = held.peer_review.iter().map(|one| one.kind.as_str()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["finding", "finding", "note", "passage", "strengths", "strengths"]);
        let spent: Vec<_> = held.reviewing.time_spent.iter().map(|one| (&one.organisation[..], one.seconds)).collect();
        assert_eq!(spent, [("Northmoor University", 90)]);
        let panels: Vec<_> =
            held.reviewing.panels.iter().map(|one| (&one.round[..], one.panel, one.until, one.was_removed)).collect();
        assert_eq!(panels, [("Open round", Some(1), None, false)]);
        let keep = testing::lock(&mut tx, &keep).await;
        assert_eq!(personal::erase(&mut tx, &keep, scene.now).await.unwrap(), Erased::Yes);
        let times: Vec<(i64,)> = tx.query("select seconds from reading_time").all().await.unwrap();
        assert_eq!(times, [], "the time goes with the account");
        let notes: Vec<(i64,)> = tx.query("select cast(count(*) as bigint) from private_note").all().await.unwrap();
        let texts: Vec<(String,)> = tx.query("select strengths from review_version").all().await.unwrap();
        assert_eq!(notes, [(0,)]);
        assert!(texts.len() == 2 && texts.iter().all(|(text,)| !text.contains("colleague@")), "{texts:?}");
        let (current,): (i64,) =
            tx.query("select cast(count(*) as bigint) from panel_member where until is null").one().await.unwrap();
        assert_eq!(current, 1, "the panel does not wait for who has left");
    }
}
