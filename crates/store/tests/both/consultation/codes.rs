//! Single-use codes, on both databases.

use jiff::Timestamp;
use model::{
    ConsultationId,
    consultation::{
        ConsultationStep, Questionnaire, answer::ConsultationResponse, disclosure::MinimumGroup,
        draft::ConsultationDraft, question::ready_made, response_code::ResponseCode, turnout::Access,
    },
    core::{
        dates::day,
        permit::{AtConsultation, AtOrganisation},
        short::Line,
    },
};
use std::collections::BTreeMap;
use store::{
    Db, Tx,
    consultation::consultations::{
        self, CodeState, GivenBy, NotGiven, NotRecorded, RecordingOutcome, SentForm, WithoutKey, code_state, give,
        record_response,
    },
    work::emails::{self, Priority},
};
use testing::world::{World, consultations::permit};

struct Scene {
    db: Db,
    now: Timestamp,
    at: AtConsultation,
}

impl Scene {
    /// An open consultation of 25 people with codes, on each database.
    async fn all() -> Vec<Self> {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let mut scenes = Vec::new();
        for db in testing::databases().await {
            let organisation = World::make(&db, &testing::invented_charter(), now).await.organisation;
            let mut tx = db.write().await.unwrap();
            let draft = ConsultationDraft {
                title: Line::parse("With codes").unwrap(),
                closes: day(now),
                asked: Questionnaire {
                    questions: ready_made("keepers", false),
                    grouping: None,
                    comments_on_plan: false,
                    least: MinimumGroup::default(),
                    follow_up: false,
                    access: Access::Codes,
                },
                plan: None,
                invited: Some(25),
            };
            let may = testing::lock(&mut tx, &permit(AtOrganisation { organisation })).await;
            let consultation = consultations::start(&mut tx, &may, &draft, now).await.unwrap();
            let at = AtConsultation { organisation, consultation, step: ConsultationStep::Drafting };
            let may = testing::lock(&mut tx, &permit(at)).await;
            consultations::open(&mut tx, &may, day(now), now).await.unwrap().unwrap();
            tx.commit().await.unwrap();
            scenes.push(Self { db, now, at: AtConsultation { step: ConsultationStep::Open, ..at } });
        }
        scenes
    }

    async fn print(&self, tx: &mut Tx, number: usize) -> Result<Vec<ResponseCode>, NotGiven> {
        let may = testing::lock(tx, &permit(self.at)).await;
        give(tx, &may, number, GivenBy::Print, self.now).await.unwrap()
    }

    async fn respond(
        &self,
        tx: &mut Tx,
        token: &str,
        code: Option<&ResponseCode>,
    ) -> Result<RecordingOutcome, NotRecorded> {
        let sent = SentForm { token, code };
        record_response(tx, self.at.consultation, day(self.now), sent, &response()).await.unwrap()
    }

    async fn state(&self, tx: &mut Tx, code: &ResponseCode) -> CodeState {
        code_state(tx, self.at.consultation, day(self.now), code).await.unwrap()
    }
}

fn response() -> ConsultationResponse {
    ConsultationResponse { ratings: BTreeMap::from([(1, 3)]), ..ConsultationResponse::default() }
}

async fn stored(tx: &mut Tx, consultation: ConsultationId) -> Vec<(String, String)> {
    tx.query("select seal, contents from response where consultation_id = $1").bind(consultation.0).all().await.unwrap()
}

#[tokio::test]
async fn a_code_is_for_one_response_and_is_deleted_with_it() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let codes = scene.print(&mut tx, 10).await.unwrap();
        let unused: Vec<(String,)> = tx.query("select code_hash from response_code").all().await.unwrap();
        assert_eq!(unused.len(), 10);
        assert!(codes.iter().all(|code| unused.iter().all(|(hash,)| !hash.contains(code.as_str()))), "only hashes");
        assert_eq!(scene.state(&mut tx, &codes[3]).await, CodeState::Unused);
        assert_eq!(scene.respond(&mut tx, "a", None).await, Err(NotRecorded::Code));
        assert_eq!(scene.respond(&mut tx, "a", Some(&ResponseCode::of(7))).await, Err(NotRecorded::Code));
        assert_eq!(scene.respond(&mut tx, "a", Some(&codes[3])).await, Ok(RecordingOutcome::Stored));
        assert_eq!(
            scene.respond(&mut tx, "a", Some(&codes[3])).await,
            Ok(RecordingOutcome::SentBefore),
            "the same form, sent twice"
        );
        assert_eq!(scene.respond(&mut tx, "a", Some(&codes[4])).await, Ok(RecordingOutcome::SentBefore));
        assert_eq!(
            scene.state(&mut tx, &codes[4]).await,
            CodeState::Unused,
            "a form that was sent before uses no code"
        );
        assert_eq!(scene.respond(&mut tx, "b", Some(&codes[3])).await, Err(NotRecorded::Code));
        assert_eq!(scene.state(&mut tx, &codes[3]).await, CodeState::Used);
        let left: Vec<(String,)> = tx.query("select code_hash from response_code").all().await.unwrap();
        let used = unused.iter().find(|hash| !left.contains(hash)).unwrap();
        let stored = stored(&mut tx, scene.at.consultation).await;
        assert_eq!((left.len(), stored.len()), (9, 1));
        assert!(!stored[0].0.contains(&used.0) && !stored[0].1.contains(&used.0));
    }
}

#[tokio::test]
async fn two_responses_with_one_code_at_once_are_one() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let code = scene.print(&mut tx, 10).await.unwrap().remove(0);
        tx.commit().await.unwrap();
        let one = |token: &'static str| {
            let (db, at, now, code) = (scene.db.clone(), scene.at, scene.now, code.clone());
            tokio::spawn(async move {
                let mut tx = db.write().await.unwrap();
                let sent = SentForm { token, code: Some(&code) };
                let taken = record_response(&mut tx, at.consultation, day(now), sent, &response()).await.unwrap();
                if taken.is_ok() {
                    tx.commit().await.unwrap();
                }
                taken
            })
        };
        let (a, b) = (one("a"), one("b"));
        let taken = [a.await.unwrap(), b.await.unwrap()];
        assert_eq!(taken.iter().filter(|taken| taken.is_ok()).count(), 1, "{taken:?}");
        // A form that is sent twice at once is told the same both times.
        let mut tx = scene.db.write().await.unwrap();
        let code = scene.print(&mut tx, 10).await.unwrap().remove(0);
        tx.commit().await.unwrap();
        let again = |token: &'static str| {
            let (db, at, now, code) = (scene.db.clone(), scene.at, scene.now, code.clone());
            tokio::spawn(async move {
                let mut tx = db.write().await.unwrap();
                let sent = SentForm { token, code: Some(&code) };
                let taken = record_response(&mut tx, at.consultation, day(now), sent, &response()).await.unwrap();
                tx.commit().await.unwrap();
                taken
            })
        };
        let (a, b) = (again("c"), again("c"));
        let mut taken = [a.await.unwrap().unwrap(), b.await.unwrap().unwrap()];
        taken.sort_by_key(|recorded| *recorded == RecordingOutcome::SentBefore);
        assert_eq!(taken, [RecordingOutcome::Stored, RecordingOutcome::SentBefore]);
        let mut tx = scene.db.read().await.unwrap();
        assert_eq!(stored(&mut tx, scene.at.consultation).await.len(), 2);
    }
}

#[tokio::test]
async fn codes_are_given_out_in_batches_for_no_more_people_than_invited() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        assert_eq!(scene.print(&mut tx, 9).await, Err(NotGiven::Number), "a small batch could reveal a response");
        let first = scene.print(&mut tx, 12).await.unwrap();
        assert_eq!(scene.print(&mut tx, 14).await, Err(NotGiven::Number), "13 are left");
        assert_eq!(scene.respond(&mut tx, "a", Some(&first[0])).await, Ok(RecordingOutcome::Stored));
        // Lost slips: the unused ones are cancelled, and as many can be printed again.
        let may = testing::lock(&mut tx, &permit(scene.at)).await;
        assert_eq!(consultations::cancel(&mut tx, &may, scene.now).await.unwrap(), 11);
        assert_eq!(scene.respond(&mut tx, "b", Some(&first[1])).await, Err(NotRecorded::Code));
        assert_eq!(scene.print(&mut tx, 25).await, Err(NotGiven::Number), "one was used");
        assert_eq!(scene.print(&mut tx, 24).await.unwrap().len(), 24);
        let given = consultations::read(&mut tx, &permit(scene.at)).await.unwrap().given;
        assert_eq!((given.printed, given.cancelled, given.valid()), (36, 11, 25));
        assert_eq!(scene.print(&mut tx, 10).await, Err(NotGiven::Number));
    }
}

#[tokio::test]
async fn no_code_is_left_after_closing() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let codes = scene.print(&mut tx, 10).await.unwrap();
        let may = testing::lock(&mut tx, &permit(scene.at)).await;
        consultations::close(&mut tx, &may, WithoutKey::Wait, day(scene.now), scene.now).await.unwrap().unwrap();
        let (left,): (i64,) = tx.query("select cast(count(*) as bigint) from response_code").one().await.unwrap();
        assert_eq!(left, 0);
        assert_eq!(scene.state(&mut tx, &codes[0]).await, CodeState::Used);
        assert_eq!(scene.respond(&mut tx, "a", Some(&codes[0])).await, Err(NotRecorded::Closed));
    }
}

#[tokio::test]
async fn an_email_to_a_list_is_forgotten_when_it_is_sent_or_given_up() {
    for scene in Scene::all().await {
        let (mut tx, may) = (scene.db.write().await.unwrap(), testing::program());
        for address in ["one@coast.example", "two@coast.example"] {
            emails::write_and_forget(&mut tx, scene.at.consultation, address, "Consultation", "A code", scene.now)
                .await
                .unwrap();
        }
        emails::write(&mut tx, "three@coast.example", "Other", "Text", scene.now).await.unwrap();
        let claimed = emails::claim(&mut tx, &may, Priority::All, 500, scene.now).await.unwrap();
        for email in &claimed {
            match email.recipient.as_str() {
                "two@coast.example" => emails::give_up(&mut tx, &may, email.id, "no mailbox", scene.now).await.unwrap(),
                _ => emails::sent(&mut tx, &may, email.id, scene.now).await.unwrap(),
            }
        }
        let left: Vec<(String,)> =
            tx.query("select recipient from email where subject in ('Consultation', 'Other')").all().await.unwrap();
        assert_eq!(left, [("three@coast.example".to_owned(),)]);
        // Of the one that was given up, the number is left and nothing else.
        let given = consultations::read(&mut tx, &permit(scene.at)).await.unwrap().given;
        assert_eq!((given.undelivered, given.valid()), (1, 0));
        let again = claimed.iter().find(|email| email.recipient == "two@coast.example").unwrap();
        emails::give_up(&mut tx, &may, again.id, "no mailbox", scene.now).await.unwrap();
        assert_eq!(consultations::read(&mut tx, &permit(scene.at)).await.unwrap().given, given, "it is counted once");
    }
}
