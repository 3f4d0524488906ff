//! Consultations, on both databases: the questions do not change, and responses are accepted while it is open.

use jiff::{Timestamp, ToSpan as _};
use model::{
    consultation::{
        ConsultationStep,
        answer::{ConsultationResponse, SentFields},
        draft::ConsultationDraft,
    },
    core::{
        dates::day,
        permit::{AtConsultation, AtOrganisation},
        short::Line,
    },
};
use store::{
    Db,
    consultation::consultations::{self, NotCounted, NotRecorded, RecordingOutcome, SentForm},
    public,
};
use testing::world::{World, consultations::permit};

pub(super) struct Scene {
    pub(super) db: Db,
    pub(super) world: World,
    pub(super) now: Timestamp,
}

impl Scene {
    pub(super) async fn all() -> Vec<Self> {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let mut scenes = Vec::new();
        for db in testing::databases().await {
            let world = World::make(&db, &testing::invented_charter(), now).await;
            scenes.push(Self { db, world, now });
        }
        scenes
    }
    pub(super) fn at(&self, step: ConsultationStep) -> AtConsultation {
        let index = ConsultationStep::ALL.iter().position(|one| *one == step).unwrap();
        AtConsultation { organisation: self.world.organisation, consultation: self.world.consultations[index], step }
    }
}

/// A form that was sent without a code.
pub(super) fn sent(token: &str) -> SentForm<'_> {
    SentForm { token, code: None }
}

pub(super) fn response(text: &str) -> ConsultationResponse {
    let asked = model::consultation::Questionnaire {
        questions: model::consultation::question::ready_made("keepers", false),
        grouping: None,
        comments_on_plan: false,
        least: model::consultation::disclosure::MinimumGroup::default(),
        follow_up: false,
        access: model::consultation::turnout::Access::Link,
    };
    // The open question among those that are ready made is the fourth without a plan and the fifth with one.
    let mut response =
        ConsultationResponse::parse(&asked, &[], &[], &SentFields(vec![("q4".into(), text.into())])).unwrap();
    let comment = response.words.remove(&4).unwrap();
    response.words.insert(5, comment);
    response
}

#[tokio::test]
async fn every_step_reads_back_with_its_facts() {
    for scene in Scene::all().await {
        let mut tx = scene.db.read().await.unwrap();
        for step in ConsultationStep::ALL {
            let consultation = consultations::read(&mut tx, &permit(scene.at(step))).await.unwrap();
            assert_eq!(consultation.step(), step);
            assert_eq!(consultation.opened().is_some(), step != ConsultationStep::Drafting);
        }
        let all =
            consultations::list(&mut tx, &permit(AtOrganisation { organisation: scene.world.organisation })).await;
        assert_eq!(
            all.unwrap().iter().map(|one| one.step).collect::<Vec<_>>(),
            [ConsultationStep::Closed, ConsultationStep::Open, ConsultationStep::Drafting]
        );
    }
}

#[tokio::test]
async fn the_questions_do_not_change_once_it_is_open() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let before = consultations::read(&mut tx, &permit(scene.at(ConsultationStep::Drafting))).await.unwrap();
        let draft = ConsultationDraft {
            title: Line::parse("Another").unwrap(),
            closes: before.closes,
            asked: before.asked.clone(),
            plan: before.plan,
            invited: None,
        };
        let may = permit(scene.at(ConsultationStep::Drafting));
        let may = testing::lock(&mut tx, &may).await;
        assert!(consultations::edit(&mut tx, &may, before.revision, &draft, scene.now).await.unwrap());
        assert!(
            !consultations::edit(&mut tx, &may, before.revision, &draft, scene.now).await.unwrap(),
            "it was changed"
        );
        let opening = testing::lock(&mut tx, &permit(scene.at(ConsultationStep::Drafting))).await;
        let opened = consultations::open(&mut tx, &opening, day(scene.now), scene.now).await;
        assert!(opened.unwrap().is_ok());
        assert!(
            !consultations::edit(&mut tx, &may, before.revision + 1, &draft, scene.now).await.unwrap(),
            "it is open"
        );
        // An action that is changed later is commented on as it was.
        tx.query("update action set text = 'Something else'").run().await.unwrap();
        let after = consultations::read(&mut tx, &permit(scene.at(ConsultationStep::Drafting))).await.unwrap();
        assert_eq!(after.title.as_str(), "Another");
        assert!(after.opened().unwrap().offered.iter().all(|action| action.text != "Something else"));
    }
}

#[tokio::test]
async fn one_form_is_one_response_and_its_token_does_not_tell_what_was_answered() {
    for scene in Scene::all().await {
        let (id, today) = (scene.at(ConsultationStep::Open).consultation, day(scene.now));
        let mut tx = scene.db.write().await.unwrap();
        let mut send = async |form: &str, text: &str| {
            consultations::record_response(&mut tx, id, today, sent(form), &response(text)).await.unwrap().unwrap()
        };
        assert_eq!(send("a", "More light").await, RecordingOutcome::Stored);
        assert_eq!(send("a", "More light").await, RecordingOutcome::SentBefore, "the answers that were given");
        assert_eq!(send("a", "Less light").await, RecordingOutcome::SentBefore, "other answers");
        assert_eq!(send("b", "More light").await, RecordingOutcome::Stored);
        assert_eq!(consultations::answered(&mut tx, &permit(scene.at(ConsultationStep::Open))).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn no_response_is_accepted_before_it_opens_after_its_last_day_or_after_it_closes() {
    for scene in Scene::all().await {
        let today = day(scene.now);
        let mut tx = scene.db.write().await.unwrap();
        let closes = consultations::read(&mut tx, &permit(scene.at(ConsultationStep::Open))).await.unwrap().closes;
        let tomorrow = closes.saturating_add(1.day());
        for (step, on, is_taken) in [
            (ConsultationStep::Drafting, today, false),
            (ConsultationStep::Open, closes, true),
            (ConsultationStep::Open, tomorrow, false),
            (ConsultationStep::Closed, today, false),
        ] {
            let id = scene.at(step).consultation;
            let form = on.to_string();
            let taken = consultations::record_response(&mut tx, id, on, sent(&form), &response("Light")).await.unwrap();
            assert_eq!(
                taken,
                if is_taken { Ok(RecordingOutcome::Stored) } else { Err(NotRecorded::Closed) },
                "{step:?} {on}"
            );
            let left = consultations::add_contact_details(&mut tx, id, on, "A. Keeper").await.unwrap();
            assert_eq!(left.is_ok(), is_taken, "{step:?} {on}");
        }
        assert_eq!(consultations::overdue(&mut tx, &testing::program(), closes, None).await.unwrap(), []);
        assert_eq!(
            consultations::overdue(&mut tx, &testing::program(), tomorrow, None).await.unwrap(),
            [scene.at(ConsultationStep::Open)]
        );
    }
}

#[tokio::test]
async fn the_public_sees_the_questions_by_code_and_no_draft() {
    for scene in Scene::all().await {
        let mut tx = scene.db.read().await.unwrap();
        let [open, closed] = &scene.world.codes[..] else { panic!("two codes") };
        let asking = public::consultation(&mut tx, open).await.unwrap().unwrap();
        assert!(asking.accepts_responses(day(scene.now)) && asking.organisation == "Northmoor University");
        assert!(!asking.accepts_responses(asking.closes.saturating_add(1.day())));
        assert!(!public::consultation(&mut tx, closed).await.unwrap().unwrap().accepts_responses(day(scene.now)));
        let other = model::consultation::code::Code::of(7);
        assert_eq!(public::consultation(&mut tx, &other).await.unwrap(), None);
    }
}

#[tokio::test]
async fn the_number_invited_does_not_change_after_closing_and_is_never_less_than_the_codes() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        for step in [ConsultationStep::Drafting, ConsultationStep::Open] {
            let may = testing::lock(&mut tx, &permit(scene.at(step))).await;
            assert_eq!(consultations::count_invited(&mut tx, &may, Some(7), scene.now).await.unwrap(), Ok(()));
            assert_eq!(consultations::read(&mut tx, &permit(scene.at(step))).await.unwrap().invited, Some(7));
        }
        let at = scene.at(ConsultationStep::Closed);
        let may = testing::lock(&mut tx, &permit(at)).await;
        let refused = consultations::count_invited(&mut tx, &may, Some(70), scene.now).await.unwrap();
        assert_eq!(refused, Err(NotCounted::Closed));
        tx.query("update consultation set invited = null where id = $1").bind(at.consultation.0).run().await.unwrap();
        let few = consultations::count_invited(&mut tx, &may, Some(11), scene.now).await.unwrap();
        assert_eq!(few, Err(NotCounted::CodesGiven(12)));
        assert_eq!(consultations::count_invited(&mut tx, &may, Some(12), scene.now).await.unwrap(), Ok(()));
    }
}
