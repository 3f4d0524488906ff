//! The training of reviewers, on both databases: each step in its order, and each reviewer alone with what they did.

use super::rounds::{Scene, ask};
use jiff::ToSpan as _;
use model::{
    ChoiceKey, PersonId,
    charter::{Charter, criterion::CriterionFinding},
    core::{
        permit::{
            AtCharter, AtReviewer, DownloadCertificate, Permission, Permit, ReadTrainingProgress, Refused, TakeTraining,
        },
        saving::{Draft, Tab},
    },
    peer_review::training::{
        CriterionFeedback, NotYet, Practice, PracticeFeedback, Training, TrainingRecord, TrainingStep,
    },
};
use std::collections::BTreeSet;
use store::{
    Tx,
    core::{relation, values::At, write_permit::WritePermit},
    peer_review::training::{self, PracticeNotSaved, progress::progress},
};

/// Makes a person of the world a reviewer from Northmoor.
async fn enrol(tx: &mut Tx, scene: &Scene, persona: &str) -> PersonId {
    let person = scene.world.persona(persona).person.unwrap();
    tx.query(
        "insert into reviewer (person_id, organisation_id, background, is_experienced, stages, kinds, themes, enrolled_at)
         values ($1, $2, 'lead', false, '[]', '[]', '[]', $3)",
    )
    .bind(person.0)
    .bind(scene.world.organisation.0)
    .bind(At(scene.now))
    .run()
    .await
    .unwrap();
    person
}

async fn permit<P: Permission<Place = AtReviewer>>(tx: &mut Tx, person: PersonId) -> Result<Permit<P>, Refused> {
    let found = relation::at_reviewer(tx, person).await.unwrap();
    Permit::ask(&found.relation, found.place)
}

async fn taking(tx: &mut Tx, person: PersonId) -> WritePermit<TakeTraining> {
    let may = permit(tx, person).await.unwrap();
    testing::lock(tx, &may).await
}

fn choices(keys: &[&str]) -> BTreeSet<ChoiceKey> {
    keys.iter().map(|key| ChoiceKey::from(*key)).collect()
}

fn feedback(words: &str) -> PracticeFeedback {
    let one = |key: &str| {
        let feedback = CriterionFeedback {
            finding: Some(CriterionFinding::SomeProgress),
            strengths: words.to_owned(),
            advice: String::new(),
        };
        (key.into(), feedback)
    };
    PracticeFeedback(["lamp", "log"].map(one).into())
}

/// A text that was written in a tab.
fn from(base: i64, tab: &Tab) -> Draft<'_> {
    Draft { tab: Some(tab), ..Draft::new("", base) }
}

/// A reviewer and the course of a charter.
struct Reviewer<'s> {
    scene: &'s Scene,
    charter: &'s Charter,
    person: PersonId,
}

impl Reviewer<'_> {
    fn training(&self) -> Training<'_> {
        Training::of(self.charter).unwrap()
    }
    async fn record(&self, tx: &mut Tx) -> TrainingRecord {
        let may = permit(tx, self.person).await.unwrap();
        training::record(tx, &may, &self.training()).await.unwrap()
    }
    async fn read(&self, tx: &mut Tx, page: &str) -> bool {
        let may = taking(tx, self.person).await;
        training::read_page(tx, &may, &self.training(), page, self.scene.now).await.unwrap()
    }
    async fn answer(&self, tx: &mut Tx, question: &str, keys: &[&str]) -> Result<bool, NotYet> {
        let (may, training) = (taking(tx, self.person).await, self.training());
        let answer = (training.course.question(question).unwrap(), &choices(keys));
        training::answer(tx, &may, &training, answer, self.scene.now).await.unwrap()
    }
    async fn save(&self, tx: &mut Tx, words: &str, draft: &Draft<'_>) -> Result<i64, PracticeNotSaved> {
        let may = taking(tx, self.person).await;
        training::save_practice(tx, &may, &self.training(), (&feedback(words), draft), self.scene.now).await.unwrap()
    }
    async fn compare(&self, tx: &mut Tx) -> Result<(), NotYet> {
        let may = taking(tx, self.person).await;
        training::compare(tx, &may, &self.training(), self.scene.now).await.unwrap()
    }
    async fn complete(&self, tx: &mut Tx) -> Result<(), NotYet> {
        let may = taking(tx, self.person).await;
        training::complete(tx, &may, &self.training(), self.scene.now).await.unwrap()
    }
    async fn pass_the_quiz(&self, tx: &mut Tx) {
        assert!(self.read(tx, "stairs").await && self.read(tx, "gallery").await);
        assert_eq!(self.answer(tx, "rail", &["rail"]).await, Ok(true));
        assert_eq!(self.answer(tx, "see", &["lamp", "log"]).await, Ok(true));
    }
    async fn take_all(&self, tx: &mut Tx) {
        self.pass_the_quiz(tx).await;
        self.save(tx, "Bright", &Draft::new("", 0)).await.unwrap();
        self.compare(tx).await.unwrap();
        self.complete(tx).await.unwrap();
    }
}

async fn count(tx: &mut Tx, sql: &'static str) -> i64 {
    let (number,): (i64,) = tx.query(sql).one().await.unwrap();
    number
}

#[tokio::test]
async fn a_reviewer_completes_the_course_step_by_step_and_once() {
    let charter = testing::invented_charter();
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let person = enrol(&mut tx, &scene, "lead").await;
        let reviewer = Reviewer { scene: &scene, charter: &charter, person };
        let training = reviewer.training();
        assert_eq!(reviewer.record(&mut tx).await, TrainingRecord::default());
        assert!(!reviewer.read(&mut tx, "cellar").await, "the course has no such page");
        assert!(reviewer.read(&mut tx, "stairs").await && reviewer.read(&mut tx, "stairs").await);
        assert_eq!(training.step(&reviewer.record(&mut tx).await), TrainingStep::Pages { read: 1, of: 2 });
        reviewer.take_all(&mut tx).await;
        let record = reviewer.record(&mut tx).await;
        assert_eq!(training.step(&record), TrainingStep::Completed(scene.now));
        assert_eq!(record.practice, Practice::Compared { feedback: feedback("Bright"), at: scene.now });
        assert_eq!(reviewer.complete(&mut tx).await, Ok(()), "again");
        let events = "select cast(count(*) as bigint) from event where kind = 'peer-review' and organisation_id is null
             and what ->> 'what' = 'training-completed'";
        assert_eq!(count(&mut tx, events).await, 1, "an event, of no organisation");
        assert_eq!(count(&mut tx, "select cast(count(*) as bigint) from completed_training").await, 1);
    }
}

#[tokio::test]
async fn no_step_can_be_done_before_those_before_it() {
    let charter = testing::invented_charter();
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let person = enrol(&mut tx, &scene, "lead").await;
        let reviewer = Reviewer { scene: &scene, charter: &charter, person };
        let new = Draft::new("", 0);
        for stage in 0..4 {
            let refused = match stage {
                0 => NotYet::ReadPages,
                1 => NotYet::FinishQuiz,
                2 => NotYet::WriteFeedback,
                _ => NotYet::Compare,
            };
            if stage == 0 {
                assert_eq!(reviewer.answer(&mut tx, "rail", &["rail"]).await, Err(refused));
            }
            if stage < 2 {
                let saved = reviewer.save(&mut tx, "Bright", &new).await;
                assert_eq!(saved, Err(PracticeNotSaved::Refused(refused)));
            }
            if stage < 3 {
                assert_eq!(reviewer.compare(&mut tx).await, Err(refused));
            }
            assert_eq!(reviewer.complete(&mut tx).await, Err(refused));
            match stage {
                0 => assert!(reviewer.read(&mut tx, "stairs").await && reviewer.read(&mut tx, "gallery").await),
                1 => reviewer.pass_the_quiz(&mut tx).await,
                2 => {
                    let blank = reviewer.save(&mut tx, " ", &new).await.unwrap();
                    assert_eq!(reviewer.compare(&mut tx).await, Err(refused), "blank feedback is none");
                    reviewer.save(&mut tx, "Bright", &Draft::new("", blank)).await.unwrap();
                }
                _ => {}
            }
        }
        assert_eq!(reviewer.record(&mut tx).await.completed, None);
        assert_eq!(count(&mut tx, "select cast(count(*) as bigint) from completed_training").await, 0);
    }
}

#[tokio::test]
async fn a_wrong_answer_is_tried_again_and_a_right_one_is_kept() {
    let charter = testing::invented_charter();
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let person = enrol(&mut tx, &scene, "lead").await;
        let reviewer = Reviewer { scene: &scene, charter: &charter, person };
        assert!(reviewer.read(&mut tx, "stairs").await && reviewer.read(&mut tx, "gallery").await);
        assert_eq!(reviewer.answer(&mut tx, "see", &["lamp"]).await, Ok(false), "not all");
        assert_eq!(reviewer.record(&mut tx).await.answers[&"see".into()], choices(&["lamp"]));
        assert_eq!(reviewer.answer(&mut tx, "see", &["lamp", "log"]).await, Ok(true));
        assert_eq!(reviewer.answer(&mut tx, "see", &["gulls"]).await, Ok(true));
        assert_eq!(reviewer.record(&mut tx).await.answers[&"see".into()], choices(&["lamp", "log"]));
    }
}

#[tokio::test]
async fn two_tabs_do_not_overwrite_each_other_and_nothing_changes_after_the_model_was_opened() {
    let charter = testing::invented_charter();
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let person = enrol(&mut tx, &scene, "lead").await;
        let reviewer = Reviewer { scene: &scene, charter: &charter, person };
        reviewer.pass_the_quiz(&mut tx).await;
        let tab = |name: &str| Tab::parse(name).unwrap();
        let (early, late, other) = (tab("a1.1"), tab("a1.2"), tab("b2.1"));
        assert_eq!(reviewer.save(&mut tx, "Lit", &from(0, &late)).await, Ok(1));
        assert_eq!(reviewer.save(&mut tx, "L", &from(0, &early)).await, Ok(1), "it arrived late, and is contained");
        assert_eq!(reviewer.save(&mut tx, "Lit", &from(1, &late)).await, Ok(1), "the same is no new revision");
        assert_eq!(reviewer.save(&mut tx, "Lit daily", &from(0, &tab("a1.3"))).await, Ok(2), "a lost response");
        let Err(PracticeNotSaved::Conflict(saved)) = reviewer.save(&mut tx, "Dark", &from(0, &other)).await else {
            panic!("it should conflict")
        };
        assert_eq!((saved.revision, saved.practice.feedback()), (2, &feedback("Lit daily")));
        assert_eq!(reviewer.save(&mut tx, "Dark", &from(2, &other)).await, Ok(3), "both were seen");
        reviewer.compare(&mut tx).await.unwrap();
        let refused = reviewer.save(&mut tx, "As the model", &from(3, &other)).await;
        assert_eq!(refused, Err(PracticeNotSaved::Refused(NotYet::ModelSeen)));
        assert_eq!(reviewer.record(&mut tx).await.practice.feedback(), &feedback("Dark"));
    }
}

#[tokio::test]
async fn a_reviewer_reads_their_own_training_alone_and_others_take_none() {
    let charter = testing::invented_charter();
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let person = enrol(&mut tx, &scene, "lead").await;
        let other = enrol(&mut tx, &scene, "contributor").await;
        Reviewer { scene: &scene, charter: &charter, person }.take_all(&mut tx).await;
        let beside = Reviewer { scene: &scene, charter: &charter, person: other };
        assert_eq!(beside.record(&mut tx).await, TrainingRecord::default());
        assert_eq!(beside.complete(&mut tx).await, Err(NotYet::ReadPages));
        for persona in ["secretariat", "board", "other lead"] {
            let nobody = scene.world.persona(persona).person.unwrap();
            let refused = permit::<TakeTraining>(&mut tx, nobody).await;
            assert!(matches!(refused, Err(Refused::Forbidden(_))), "{persona}");
        }
        // A permit from before they stopped does not write.
        let may = permit::<TakeTraining>(&mut tx, other).await.unwrap();
        tx.query("update reviewer set ended_at = $2 where person_id = $1")
            .bind(other.0)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        assert!(testing::is_refused(&mut tx, &may).await);
    }
}

#[tokio::test]
async fn another_edition_asks_again_and_the_certificate_is_of_the_latest() {
    let charter = testing::invented_charter();
    let mut next = charter.clone();
    next.course.as_mut().unwrap().edition = "2032-01".into();
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let person = enrol(&mut tx, &scene, "lead").await;
        let may: Permit<DownloadCertificate> = permit(&mut tx, person).await.unwrap();
        assert_eq!(training::certificate(&mut tx, &may).await.unwrap(), None);
        Reviewer { scene: &scene, charter: &charter, person }.take_all(&mut tx).await;
        let again = Reviewer { scene: &scene, charter: &next, person };
        assert_eq!(again.training().step(&again.record(&mut tx).await), TrainingStep::NotStarted);
        let first = training::certificate(&mut tx, &may).await.unwrap().unwrap();
        assert_eq!((first.edition.as_str(), first.completed), ("2031-01", scene.now));
        let everyone = progress(&mut tx, &ask(AtCharter), &again.training(), None).await.unwrap();
        assert_eq!((everyone[0].step, everyone[0].earlier), (TrainingStep::NotStarted, Some(scene.now)));
        again.take_all(&mut tx).await;
        assert_eq!(training::certificate(&mut tx, &may).await.unwrap().unwrap().edition.as_str(), "2032-01");
    }
}

#[tokio::test]
async fn the_secretariat_sees_the_step_of_each_reviewer_and_of_those_in_a_round() {
    let charter = testing::invented_charter();
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let lead = enrol(&mut tx, &scene, "lead").await;
        let contributor = enrol(&mut tx, &scene, "contributor").await;
        let former = enrol(&mut tx, &scene, "other lead").await;
        Reviewer { scene: &scene, charter: &charter, person: lead }.take_all(&mut tx).await;
        Reviewer { scene: &scene, charter: &charter, person: contributor }.pass_the_quiz(&mut tx).await;
        for (person, submissions) in [(lead, None), (contributor, Some(2_i64))] {
            tx.query(
                "insert into availability (round_id, person_id, submissions, answered_at) values ($1, $2, $3, $4)",
            )
            .bind(scene.world.rounds[0].0)
            .bind(person.0)
            .bind(submissions)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        }
        tx.query("update reviewer set ended_at = $2 where person_id = $1")
            .bind(former.0)
            .bind(At(scene.now.checked_add(1.hour()).unwrap()))
            .run()
            .await
            .unwrap();
        let may: Permit<ReadTrainingProgress> = ask(AtCharter);
        let training = Training::of(&charter).unwrap();
        let all = progress(&mut tx, &may, &training, None).await.unwrap();
        let mut steps: Vec<_> = all.iter().map(|one| one.step.as_str()).collect();
        steps.sort_unstable();
        assert_eq!(steps, ["completed", "practice"], "{all:?}");
        assert!(all.iter().all(|one| one.organisation == "Northmoor University" && one.earlier.is_none()));
        let of_round = progress(&mut tx, &may, &training, Some(scene.world.rounds[0])).await.unwrap();
        assert_eq!(of_round.len(), 1, "who has a break is not in it");
        assert_eq!(of_round[0].step, TrainingStep::Practice { written: 0, of: 2 });
    }
}
