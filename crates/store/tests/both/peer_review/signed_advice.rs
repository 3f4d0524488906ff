//! What is signed about the advice of the last peer review, and every version of what an organisation writes about feedback, on both databases.

use super::rounds::Scene;
use model::{
    assessment::{Step, advice::AdviceOutcome, locked_version::lock_with_advice},
    core::{
        permit::{
            AtAssessment, Author, LockAssessment, Permission, Permit, ReadAdvice, ReadAsLeader, ReadAssessment,
            ReadFeedback, ReadWorkings, Refused, Role, WriteAssessment, WriteFeedbackResponse,
        },
        saving::Draft,
    },
    peer_review::feedback::text::{FeedbackField, FeedbackText},
};
use store::{
    Tx,
    assessment::{contents, locked_versions},
    peer_review::feedback::{
        self,
        advice::{self, AdviceAnswer},
        response,
    },
};
use testing::world::panels;

/// Scenes whose organisation received feedback.
async fn scenes() -> Vec<Scene> {
    let scenes = Scene::with_panel().await;
    for scene in &scenes {
        let mut tx = scene.db.write().await.unwrap();
        panels::send_feedback(&mut tx, &scene.world, scene.now).await;
        tx.commit().await.unwrap();
    }
    scenes
}

fn place(scene: &Scene, number: usize, step: Step) -> AtAssessment {
    let (assessment, organisation) = (scene.world.assessments[number].0, scene.world.organisation);
    AtAssessment { organisation, assessment, step, shared: None }
}

/// A permit of a lead or a contributor.
fn member<P: Permission<Place = AtAssessment>>(
    scene: &Scene,
    name: &str,
    at: AtAssessment,
) -> Result<Permit<P>, Refused> {
    let role = if name == "lead" { Role::Lead } else { Role::Contributor };
    let author = Author::Person(scene.world.persona(name).person.unwrap());
    Permit::ask(&testing::relation(author, None, Some(role), Some(scene.world.organisation)), at)
}

/// Saves what was done about the lamp from that version.
async fn answer(tx: &mut Tx, scene: &Scene, name: &str, (outcome, words, base): (&str, &str, i64)) -> Result<i64, i64> {
    let at = place(scene, 0, Step::Drafting);
    let read = member::<ReadAdvice>(scene, name, at).unwrap();
    let received = advice::read(tx, &read).await.unwrap().unwrap();
    let write = testing::lock(tx, &member::<WriteAssessment>(scene, name, at).unwrap()).await;
    let (text, draft) = (FeedbackText::parse(outcome, words).unwrap(), Draft::new("", base));
    let answer = AdviceAnswer { of: received.of("lamp").unwrap(), text: &text, draft: &draft };
    match advice::save(tx, &write, &received, answer, scene.now).await.unwrap() {
        Ok(revision) => Ok(revision),
        Err(_) => Err(advice::set_aside(tx, &write, &received, answer, scene.now).await.unwrap()),
    }
}

#[tokio::test]
async fn who_signs_reads_the_answers_as_they_were_locked() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        answer(&mut tx, &scene, "lead", ("done", "Each Sunday", 0)).await.unwrap();
        let at = place(&scene, 0, Step::Drafting);
        let read = member::<ReadAdvice>(&scene, "contributor", at).unwrap();
        assert_eq!(advice::locked(&mut tx, &read).await.unwrap(), None, "nothing is locked");
        let (charter, may) = (testing::invented_charter(), member::<ReadAssessment>(&scene, "lead", at).unwrap());
        let contents = contents::load(&mut tx, &may).await.unwrap();
        let lock = testing::lock(&mut tx, &member::<LockAssessment>(&scene, "lead", at).unwrap()).await;
        let report = advice::to_lock(&mut tx, &lock).await.unwrap();
        let version =
            lock_with_advice(&contents, &charter, charter.edition(&contents.edition).unwrap(), "salt", report.clone());
        assert!(locked_versions::lock(&mut tx, &lock, &version, scene.now).await.unwrap());
        let leader = testing::relation(Author::Leader(at.assessment), None, None, None);
        let sign = Permit::<ReadAsLeader>::ask(&leader, place(&scene, 0, Step::LeadSigned)).unwrap();
        assert!(
            Permit::<ReadAsLeader>::ask(&leader, place(&scene, 1, Step::LeadSigned)).is_err(),
            "of another version"
        );
        assert!(Permit::<ReadAdvice>::ask(&leader, place(&scene, 0, Step::LeadSigned)).is_err());
        let locked = advice::to_sign(&mut tx, &sign).await.unwrap();
        assert_eq!(locked, report);
        assert_eq!(locked.unwrap().advice[0].outcome, Some(AdviceOutcome::Done));
        // What is written since does not count, and what was changed is noticed.
        tx.query("update feedback_text set body = 'Never'").run().await.unwrap();
        assert_eq!(advice::locked(&mut tx, &read).await.unwrap(), report);
        let mut withheld = version.withheld;
        withheld.advice.as_mut().unwrap().advice[0].text = "Never".to_owned();
        tx.query("update locked_version set withheld = $2 where hash = $1")
            .bind(version.hash.to_string())
            .bind(sqlx::types::Json(&withheld))
            .run()
            .await
            .unwrap();
        assert!(advice::to_sign(&mut tx, &sign).await.is_err() && advice::locked(&mut tx, &read).await.is_err());
    }
}

#[tokio::test]
async fn every_version_of_an_answer_is_kept_with_its_author_and_outcome_for_members_alone() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        answer(&mut tx, &scene, "lead", ("partly", "Some Sundays", 0)).await.unwrap();
        assert_eq!(answer(&mut tx, &scene, "contributor", ("not-done", "Never", 0)).await, Err(2), "set aside");
        answer(&mut tx, &scene, "contributor", ("done", "", 1)).await.unwrap();
        let at = place(&scene, 0, Step::Drafting);
        let read = member::<ReadAdvice>(&scene, "lead", at).unwrap();
        let received = advice::read(&mut tx, &read).await.unwrap().unwrap();
        let workings = member::<ReadWorkings>(&scene, "contributor", at).unwrap();
        let field = FeedbackField::Advice("lamp".into());
        let all = advice::versions(&mut tx, &workings, (&received, &field)).await.unwrap();
        let shown: Vec<_> =
            all.iter().map(|one| (one.text.as_str(), one.who.as_deref().unwrap(), one.set_aside)).collect();
        let expected = [
            ("Partly done\n\nSome Sundays", "lead Example", false),
            ("Not done\n\nNever", "contributor Example", true),
            ("Done", "contributor Example", false),
        ];
        assert_eq!(shown, expected);
        let other = FeedbackField::Advice("log".into());
        assert!(advice::versions(&mut tx, &workings, (&received, &other)).await.unwrap().is_empty());
        let board = testing::relation(
            Author::Person(scene.world.persona("board").person.unwrap()),
            Some(model::core::permit::CharterRole::Board),
            None,
            None,
        );
        assert!(Permit::<ReadWorkings>::ask(&board, place(&scene, 4, Step::Submitted)).is_err());
    }
}

#[tokio::test]
async fn every_version_of_a_response_is_kept() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        let at = place(&scene, 4, Step::Submitted);
        for (name, text, base) in [("contributor", "Thank you", 0), ("lead", "We thank you", 1)] {
            let may = testing::lock(&mut tx, &member::<WriteFeedbackResponse>(&scene, name, at).unwrap()).await;
            let draft = Draft::new(text, base);
            response::save(&mut tx, &may, (6, "Stage 2"), (text, &draft), scene.now).await.unwrap().unwrap();
        }
        let read = member::<ReadFeedback>(&scene, "lead", at).unwrap();
        let feedback = feedback::sent(&mut tx, &read).await.unwrap().unwrap().id;
        let workings = member::<ReadWorkings>(&scene, "lead", at).unwrap();
        let all = response::versions(&mut tx, &workings, feedback).await.unwrap();
        let shown: Vec<_> = all.iter().map(|one| (one.revision, one.text.as_str(), one.who.as_deref())).collect();
        assert_eq!(shown, [(1, "Thank you", Some("contributor Example")), (2, "We thank you", Some("lead Example"))]);
    }
}
