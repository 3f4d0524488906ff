//! Good practice on both databases: marked by a panel, seen by the organisation once feedback is sent, answered by a lead.

use super::{
    reviews::{ask, complete, member},
    rounds::Scene,
};
use jiff::ToSpan as _;
use model::{
    PersonId,
    assessment::{Step, locked_version::Submission},
    core::permit::{
        AnswerMarkedPassages, AtAccount, AtAssessment, AtCharter, AtOrganisation, Author, CheckNames, KeepAccount,
        MarkGoodPractice, Permit, ReadGoodPractice, ReadMarkedPassages, ReviewSubmission, Role,
    },
    peer_review::good_practice::{Mark, MarkedPassage, NewMark, PassageAnswer, places},
};
use store::{
    Tx,
    peer_review::{good_practice, reviewed_submission},
    work::personal::{self, Erased},
};
use testing::world::panels;

/// A mark of the action of the submission: as a whole, or of its first words.
async fn new_mark(tx: &mut Tx, scene: &Scene, words: usize, reason: &str) -> NewMark {
    let may = ask::<ReviewSubmission>(tx, scene, member(scene)).await.unwrap();
    let read = reviewed_submission::read(tx, &may).await.unwrap();
    let places = places(&Submission::parse(&read.canonical.unwrap()).unwrap());
    let place = places.iter().find(|place| place.is_action).unwrap();
    let passage: Vec<&str> = place.title.split_whitespace().take(words).collect();
    NewMark::parse(&place.key, &passage.join(" "), reason, &places).unwrap()
}

async fn mark(tx: &mut Tx, scene: &Scene, person: PersonId, new: &NewMark) -> bool {
    let may = ask::<MarkGoodPractice>(tx, scene, person).await.unwrap();
    let may = testing::lock(tx, &may).await;
    good_practice::mark(tx, &may, new, scene.now).await.unwrap()
}

async fn marks(tx: &mut Tx, scene: &Scene, person: PersonId) -> Vec<Mark> {
    let may = ask::<ReviewSubmission>(tx, scene, person).await.unwrap();
    good_practice::marks(tx, &may).await.unwrap()
}

fn place(scene: &Scene) -> AtAssessment {
    let (assessment, organisation) = (scene.world.assessments[4].0, scene.world.organisation);
    AtAssessment { organisation, assessment, step: Step::Submitted, shared: None }
}

async fn of_organisation(tx: &mut Tx, scene: &Scene) -> Option<Vec<MarkedPassage>> {
    let may = Permit::<ReadMarkedPassages>::ask(&testing::operator(), place(scene)).unwrap();
    good_practice::of_organisation(tx, &may).await.unwrap().map(|marked| marked.passages)
}

async fn answer(tx: &mut Tx, scene: &Scene, passage: &MarkedPassage, has_consented: bool) -> bool {
    let lead = Author::Person(scene.world.persona("lead").person.unwrap());
    let relation = testing::relation(lead, None, Some(Role::Lead), Some(scene.world.organisation));
    let may = Permit::<AnswerMarkedPassages>::ask(&relation, place(scene)).unwrap();
    let may = testing::lock(tx, &may).await;
    let answer = (passage.name, has_consented);
    good_practice::answer(tx, &may, answer, |_| "Stage 1".to_owned(), scene.now + 1.hour()).await.unwrap()
}

async fn waiting(tx: &mut Tx, scene: &Scene) -> Option<usize> {
    let organisation = scene.world.organisation;
    let may = Permit::<CheckNames>::ask(&testing::operator(), AtOrganisation { organisation }).unwrap();
    let waiting = good_practice::waiting(tx, &may).await.unwrap();
    assert!(waiting.is_none_or(|(assessment, _)| assessment == scene.world.assessments[4].0));
    waiting.map(|(_, passages)| passages)
}

async fn kinds(tx: &mut Tx) -> Vec<String> {
    let rows: Vec<(String,)> = tx
        .query("select what ->> 'what' from event where organisation_id is not null order by id")
        .all()
        .await
        .unwrap();
    rows.into_iter().map(|(kind,)| kind).filter(|kind| kind.starts_with("good-practice")).collect()
}

#[tokio::test]
async fn a_member_sees_the_marks_of_others_only_once_their_own_review_was_complete() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
        let (whole, words) =
            (new_mark(&mut tx, &scene, 0, "All of it").await, new_mark(&mut tx, &scene, 1, "One word").await);
        assert!(mark(&mut tx, &scene, colleague, &whole).await);
        assert!(mark(&mut tx, &scene, colleague, &whole).await, "sent twice");
        assert!(mark(&mut tx, &scene, member(&scene), &words).await);
        let own = marks(&mut tx, &scene, member(&scene)).await;
        assert_eq!(own.iter().map(|one| (one.reason.as_str(), one.is_own)).collect::<Vec<_>>(), [("One word", true)]);
        complete(&mut tx, &scene, member(&scene), "Bright", scene.now).await;
        let all = marks(&mut tx, &scene, member(&scene)).await;
        assert_eq!(all.iter().filter(|one| one.is_own).count(), 1);
        assert_eq!(all.len(), 2, "the panel sees both, and one that was sent twice is one");
        let theirs = all.iter().find(|one| !one.is_own).unwrap();
        assert_eq!(theirs.by, "Colleague Example");
        let may = ask::<MarkGoodPractice>(&mut tx, &scene, member(&scene)).await.unwrap();
        let may = testing::lock(&mut tx, &may).await;
        assert!(!good_practice::unmark(&mut tx, &may, theirs.id, scene.now).await.unwrap(), "not theirs");
        assert!(good_practice::unmark(&mut tx, &may, own[0].id, scene.now).await.unwrap());
        assert_eq!(marks(&mut tx, &scene, colleague).await.len(), 1);
    }
}

#[tokio::test]
async fn the_organisation_sees_passages_once_feedback_is_sent_and_nothing_of_who_marked_them() {
    let mut seen = Vec::new();
    // Marked by one member in one order, or by another and by both in the other.
    for is_other in [false, true] {
        for scene in Scene::with_panel().await {
            let mut tx = scene.db.write().await.unwrap();
            let colleague = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
            let (whole, words) =
                (new_mark(&mut tx, &scene, 0, "All of it").await, new_mark(&mut tx, &scene, 1, "One word").await);
            let all = if is_other {
                vec![(colleague, &words), (colleague, &whole), (member(&scene), &words)]
            } else {
                vec![(member(&scene), &whole), (member(&scene), &words)]
            };
            for (person, new) in all {
                mark(&mut tx, &scene, person, new).await;
            }
            assert_eq!(of_organisation(&mut tx, &scene).await, None);
            assert_eq!(waiting(&mut tx, &scene).await, None);
            panels::send_feedback(&mut tx, &scene.world, scene.now).await;
            let passages = of_organisation(&mut tx, &scene).await.unwrap();
            assert_eq!(waiting(&mut tx, &scene).await, Some(2));
            let shown: Vec<_> = passages.iter().map(|one| (one.quote.clone(), one.answer)).collect();
            seen.push(shown);
        }
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
}

#[tokio::test]
async fn a_lead_answers_for_each_passage_and_can_withdraw_consent() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let (whole, words) = (new_mark(&mut tx, &scene, 0, "All").await, new_mark(&mut tx, &scene, 1, "One").await);
        mark(&mut tx, &scene, member(&scene), &whole).await;
        mark(&mut tx, &scene, member(&scene), &words).await;
        let early = MarkedPassage {
            name: model::peer_review::good_practice::passage_name(&whole.place, &whole.quote),
            place: whole.place.clone(),
            quote: whole.quote.clone(),
            answer: PassageAnswer::Waiting,
        };
        assert!(!answer(&mut tx, &scene, &early, true).await, "the feedback is not sent");
        panels::send_feedback(&mut tx, &scene.world, scene.now).await;
        let all = of_organisation(&mut tx, &scene).await.unwrap();
        assert!(answer(&mut tx, &scene, &all[0], true).await);
        assert!(answer(&mut tx, &scene, &all[0], true).await, "sent twice");
        assert!(answer(&mut tx, &scene, &all[1], false).await);
        assert_eq!(waiting(&mut tx, &scene).await, None);
        let at = scene.now + 1.hour();
        let answers = |all: Vec<MarkedPassage>| all.iter().map(|one| one.answer).collect::<Vec<_>>();
        let now = answers(of_organisation(&mut tx, &scene).await.unwrap());
        assert_eq!(now, [PassageAnswer::Shared(at), PassageAnswer::Declined(at)]);
        assert!(answer(&mut tx, &scene, &all[0], false).await);
        assert_eq!(kinds(&mut tx).await, ["good-practice-shared", "good-practice-declined", "good-practice-withdrawn"]);
        let library = Permit::<ReadGoodPractice>::ask(&testing::operator(), AtCharter).unwrap();
        let library = good_practice::library(&mut tx, &library).await.unwrap();
        assert!(library.iter().all(|one| matches!(one.answer, PassageAnswer::Declined(_))), "{library:?}");
        assert_eq!(library.len(), 2);
        assert_eq!((library[0].organisation.as_str(), library[0].themes.is_empty()), ("Northmoor University", false));
    }
}

/// Lets a member leave the panel, or takes them off.
async fn leave(tx: &mut Tx, scene: &Scene, person: PersonId, is_removed: bool, at: jiff::Timestamp) {
    tx.query("update panel_member set until = $2, removed = $3 where person_id = $1 and panel_id = $4")
        .bind(person.0)
        .bind(store::core::values::At(at))
        .bind(is_removed)
        .bind(scene.world.panel.0)
        .run()
        .await
        .unwrap();
}

/// How many passages the panel, the organisation, its list of things to do and the library have.
async fn counted(tx: &mut Tx, scene: &Scene) -> [usize; 4] {
    let library = Permit::<ReadGoodPractice>::ask(&testing::operator(), AtCharter).unwrap();
    [
        marks(tx, scene, member(scene)).await.len(),
        of_organisation(tx, scene).await.map_or(0, |passages| passages.len()),
        waiting(tx, scene).await.unwrap_or(0),
        good_practice::library(tx, &library).await.unwrap().len(),
    ]
}

#[tokio::test]
async fn marks_of_who_was_taken_off_do_not_count_unless_feedback_had_been_sent() {
    // Whether the member was taken off rather than left, whether feedback was sent before, and what counts then.
    for (is_removed, was_sent, left) in [(true, false, 0), (false, false, 1), (true, true, 1)] {
        for scene in Scene::with_panel().await {
            let mut tx = scene.db.write().await.unwrap();
            let colleague = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
            let new = new_mark(&mut tx, &scene, 0, "All of it").await;
            mark(&mut tx, &scene, colleague, &new).await;
            complete(&mut tx, &scene, member(&scene), "Bright", scene.now).await;
            assert_eq!(counted(&mut tx, &scene).await, [1, 0, 0, 0]);
            let (sent, left_at) = if was_sent { (1, 2) } else { (2, 1) };
            panels::send_feedback(&mut tx, &scene.world, scene.now + sent.hours()).await;
            leave(&mut tx, &scene, colleague, is_removed, scene.now + left_at.hours()).await;
            assert_eq!(counted(&mut tx, &scene).await, [left; 4], "removed {is_removed}, sent before {was_sent}");
            // The same passage counts if another member marked it as well.
            tx.query(
                "insert into good_practice (id, panel_id, assessment_id, person_id, place, position, quote, passage, themes, reason, marked_at)
                 select $1, panel_id, assessment_id, $2, place, position, quote, passage, themes, reason, marked_at from good_practice",
            )
            .bind(store::core::ids::new(scene.now))
            .bind(member(&scene).0)
            .run()
            .await
            .unwrap();
            assert_eq!(counted(&mut tx, &scene).await, [left + 1, 1, 1, 1]);
        }
    }
}

#[tokio::test]
async fn marks_cannot_change_once_the_feedback_is_sent() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        panels::send_feedback(&mut tx, &scene.world, scene.now).await;
        assert!(ask::<MarkGoodPractice>(&mut tx, &scene, member(&scene)).await.is_err());
        assert!(ask::<ReviewSubmission>(&mut tx, &scene, member(&scene)).await.is_ok());
        assert_eq!(of_organisation(&mut tx, &scene).await, Some(Vec::new()));
    }
}

#[tokio::test]
async fn marks_of_a_deleted_account_stay_without_a_name_once_feedback_is_sent_and_are_deleted_before() {
    for is_sent in [false, true] {
        for scene in Scene::with_panel().await {
            let mut tx = scene.db.write().await.unwrap();
            let person = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
            let new = new_mark(&mut tx, &scene, 0, "Ask colleague@assay.example").await;
            mark(&mut tx, &scene, person, &new).await;
            complete(&mut tx, &scene, member(&scene), "Bright", scene.now).await;
            if is_sent {
                panels::send_feedback(&mut tx, &scene.world, scene.now).await;
            }
            let account = testing::relation(Author::Person(person), None, None, None);
            let keep = Permit::<KeepAccount>::ask(&account, AtAccount).unwrap();
            let held = personal::held(&mut tx, &keep).await.unwrap();
            assert_eq!(held.peer_review.iter().filter(|one| one.kind == "good practice").count(), 1);
            let keep = testing::lock(&mut tx, &keep).await;
            assert_eq!(personal::erase(&mut tx, &keep, scene.now).await.unwrap(), Erased::Yes);
            let left = marks(&mut tx, &scene, member(&scene)).await;
            assert_eq!(left.len(), usize::from(is_sent));
            let tells = |one: &Mark| one.by.contains("Colleague") || one.reason.contains("colleague@");
            assert!(!left.iter().any(tells), "{left:?}");
        }
    }
}
