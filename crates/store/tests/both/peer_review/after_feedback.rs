//! What an organisation does with its feedback, on both databases: the response, the rating, publishing, and the advice at the next stage.

use super::rounds::{Scene, ask as at_round};
use jiff::{Timestamp, ToSpan as _};
use model::{
    PersonId,
    assessment::{Step, advice::AdviceOutcome},
    core::{
        permit::{
            AtAssessment, AtOrganisation, AtReview, Author, CheckNames, Permission, Permit, PublishFeedback,
            RateFeedback, ReadAdvice, ReadFeedback, ReadFeedbackRatings, ReadFeedbackResponse, ReadRound, Refused,
            ReviewSubmission, Role, SendFeedbackResponse, WriteAssessment, WriteFeedbackResponse,
        },
        saving::Draft,
        versions::VersionAside,
    },
    peer_review::{
        feedback::rating::FeedbackRating,
        feedback::response::ResponseState,
        feedback::text::{FeedbackField, FeedbackText},
        review::{OwnReview, PanelStanding, ReviewStep},
    },
};
use store::{
    Tx,
    core::{relation, values::At},
    peer_review::feedback::{
        self, OtherFeedback,
        advice::{self, AdviceAnswer},
        publishing,
        rating::{self, RatingNotSaved},
        response::{self, ResponseNotSaved, ResponseNotSent, Told},
    },
    public,
    work::personal::{self, Erased},
};
use testing::world::panels;

/// The weeks to respond, and the title of the self-assessment.
const OF: (u8, &str) = (6, "Stage 2");

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

fn place(scene: &Scene, number: usize) -> AtAssessment {
    let (assessment, organisation) = (scene.world.assessments[number].0, scene.world.organisation);
    AtAssessment { organisation, assessment, step: Step::ALL[number], shared: None }
}

fn person(scene: &Scene, name: &str) -> PersonId {
    scene.world.persona(name).person.unwrap()
}

/// The permit of a member of the organisation at the reviewed submission.
fn permit<P: Permission<Place = AtAssessment>>(scene: &Scene, name: &str) -> Result<Permit<P>, Refused> {
    let role = if name == "lead" { Role::Lead } else { Role::Contributor };
    let who = testing::relation(Author::Person(person(scene, name)), None, Some(role), Some(scene.world.organisation));
    Permit::ask(&who, place(scene, 4))
}

async fn write(
    tx: &mut Tx,
    scene: &Scene,
    name: &str,
    (text, base): (&str, i64),
    now: Timestamp,
) -> Result<i64, ResponseNotSaved> {
    let may = testing::lock(tx, &permit::<WriteFeedbackResponse>(scene, name).unwrap()).await;
    let draft = Draft::new(text, base);
    response::save(tx, &may, OF, (text, &draft), now).await.unwrap()
}

async fn send(tx: &mut Tx, scene: &Scene, revision: i64, now: Timestamp) -> Result<Told, ResponseNotSent> {
    let may = testing::lock(tx, &permit::<SendFeedbackResponse>(scene, "lead").unwrap()).await;
    let version = version(tx, scene).await;
    response::send(tx, &may, OF, (&version, revision), now).await.unwrap()
}

/// What names the current feedback.
async fn version(tx: &mut Tx, scene: &Scene) -> String {
    let may = permit::<ReadFeedback>(scene, "lead").unwrap();
    feedback::sent(tx, &may).await.unwrap().unwrap().version()
}

/// What names the current feedback and its response, as a lead reads them before publishing.
async fn shown(tx: &mut Tx, scene: &Scene) -> String {
    let may = permit::<ReadFeedback>(scene, "lead").unwrap();
    let feedback = feedback::sent(tx, &may).await.unwrap().unwrap();
    let response = response::sent_response(tx, &may, feedback.id).await.unwrap();
    publishing::shown(&feedback, response.as_ref())
}

/// Publishes what a lead reads now.
async fn publish(tx: &mut Tx, scene: &Scene, with_response: bool, now: Timestamp) -> bool {
    let version = shown(tx, scene).await;
    let may = testing::lock(tx, &permit::<PublishFeedback>(scene, "lead").unwrap()).await;
    publishing::publish(tx, &may, ("Stage 2", &version), with_response, now).await.unwrap().unwrap()
}

/// Stops publishing what a lead reads now.
async fn stop(tx: &mut Tx, scene: &Scene, now: Timestamp) -> bool {
    let version = shown(tx, scene).await;
    let may = testing::lock(tx, &permit::<PublishFeedback>(scene, "lead").unwrap()).await;
    publishing::stop(tx, &may, ("Stage 2", &version), now).await.unwrap().unwrap()
}

/// Rates the feedback that a lead reads now.
async fn rate(
    tx: &mut Tx,
    scene: &Scene,
    level: &'static str,
    base: i64,
    now: Timestamp,
) -> Result<(), RatingNotSaved> {
    let version = version(tx, scene).await;
    let may = testing::lock(tx, &permit::<RateFeedback>(scene, "lead").unwrap()).await;
    rating::save(tx, &may, (OF.0, OF.1, &version), (&rated(level), base), now).await.unwrap()
}

/// Sends other feedback about the same submission, which was returned for changes and submitted again.
async fn send_another(tx: &mut Tx, scene: &Scene, now: Timestamp) {
    tx.query(
        "insert into feedback (id, round_id, assessment_id, hash, canonical, approved_at, sent_at)
         select $1, $2, assessment_id, hash, canonical, $3, $3 from feedback",
    )
    .bind(store::core::ids::new(now))
    .bind(scene.world.rounds[1].0)
    .bind(At(now))
    .run()
    .await
    .unwrap();
}

async fn responded(tx: &mut Tx, scene: &Scene) -> Option<String> {
    let may = permit::<ReadFeedback>(scene, "lead").unwrap();
    let feedback = feedback::sent(tx, &may).await.unwrap().unwrap();
    response::sent_response(tx, &may, feedback.id).await.unwrap().map(|sent| sent.text)
}

#[tokio::test]
async fn two_members_who_write_at_once_overwrite_nothing() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        assert_eq!(write(&mut tx, &scene, "contributor", ("", 0), scene.now).await, Ok(0), "nothing is written");
        assert_eq!(write(&mut tx, &scene, "contributor", ("Thank you", 0), scene.now).await, Ok(1));
        assert_eq!(write(&mut tx, &scene, "contributor", ("Thank you", 0), scene.now).await, Ok(1), "the same again");
        let Err(ResponseNotSaved::Conflict(theirs)) = write(&mut tx, &scene, "lead", ("Mine", 0), scene.now).await
        else {
            panic!("the lead did not read the first version")
        };
        assert_eq!((theirs.text.text.as_str(), theirs.revision), ("Thank you", 1));
        let may = testing::lock(&mut tx, &permit::<WriteFeedbackResponse>(&scene, "lead").unwrap()).await;
        let feedback = feedback::sent(&mut tx, &may).await.unwrap().unwrap().id;
        let draft = Draft::new("Mine", 0);
        for _ in 0..2 {
            let aside = response::set_aside(&mut tx, &may, feedback, ("Mine", &draft), scene.now).await.unwrap();
            assert_eq!(aside, 2, "twice the same is kept once");
        }
        let mine = response::version(&mut tx, &may, feedback, 2).await.unwrap().unwrap();
        assert_eq!(mine.text, "Mine");
        let current = response::draft(&mut tx, &may, feedback).await.unwrap().unwrap();
        assert_eq!((current.text.text.as_str(), current.revision), ("Thank you", 1));
        assert_eq!(write(&mut tx, &scene, "lead", ("Both", 1), scene.now).await, Ok(3));
    }
}

#[tokio::test]
async fn a_lead_sends_the_response_once_and_then_it_does_not_change() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        assert!(permit::<SendFeedbackResponse>(&scene, "contributor").is_err());
        assert_eq!(send(&mut tx, &scene, 0, scene.now).await, Err(ResponseNotSent::Blank));
        write(&mut tx, &scene, "contributor", ("Thank you", 0), scene.now).await.unwrap();
        assert_eq!(
            send(&mut tx, &scene, 0, scene.now).await,
            Err(ResponseNotSent::Changed),
            "the lead read no version"
        );
        assert_eq!(responded(&mut tx, &scene).await, None);
        let told = send(&mut tx, &scene, 1, scene.now).await.unwrap();
        let (panel, members) = told.panel.unwrap();
        assert_eq!(panel, scene.world.panel);
        assert_eq!(members.iter().map(|one| one.person).collect::<Vec<_>>(), [person(&scene, "other lead")]);
        let again = send(&mut tx, &scene, 1, scene.now).await;
        assert!(matches!(again, Err(ResponseNotSent::NotOpen(ResponseState::Sent(_)))), "{again:?}");
        let late = write(&mut tx, &scene, "contributor", ("Other", 1), scene.now).await;
        assert!(matches!(late, Err(ResponseNotSaved::NotOpen(ResponseState::Sent(_)))), "{late:?}");
        assert_eq!(responded(&mut tx, &scene).await.as_deref(), Some("Thank you"));
        tx.query("update feedback_response set body = 'Thank them'").run().await.unwrap();
        let may = permit::<ReadFeedback>(&scene, "lead").unwrap();
        let feedback = feedback::sent(&mut tx, &may).await.unwrap().unwrap().id;
        assert!(response::sent_response(&mut tx, &may, feedback).await.is_err(), "it was changed in the database");
    }
}

#[tokio::test]
async fn after_the_last_day_nothing_is_saved_or_sent() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        let check =
            Permit::<CheckNames>::ask(&testing::operator(), AtOrganisation { organisation: scene.world.organisation })
                .unwrap();
        let waiting = response::awaiting(&mut tx, &check).await.unwrap().unwrap();
        assert_eq!((waiting.0, waiting.2), (scene.world.assessments[4].0, scene.now));
        let last = scene.now + (42 * 24).hours();
        assert_eq!(write(&mut tx, &scene, "lead", ("Thank you", 0), last).await, Ok(1));
        let after = last + 24.hours();
        let late = write(&mut tx, &scene, "lead", ("More", 1), after).await;
        assert!(matches!(late, Err(ResponseNotSaved::NotOpen(ResponseState::Closed(_)))), "{late:?}");
        let late = send(&mut tx, &scene, 1, after).await;
        assert!(matches!(late, Err(ResponseNotSent::NotOpen(ResponseState::Closed(_)))), "{late:?}");
        send(&mut tx, &scene, 1, last).await.unwrap();
        assert_eq!(response::awaiting(&mut tx, &check).await.unwrap(), None);
    }
}

#[tokio::test]
async fn the_panel_reads_the_response_once_it_is_sent_and_a_member_with_a_conflict_is_not_told() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        let member = person(&scene, "other lead");
        let at = AtReview {
            is_reviewed: false,
            has_reviewed: false,
            has_agreed: false,
            round: scene.world.rounds[0],
            panel: scene.world.panel,
            assessment: scene.world.assessments[4].0,
            standing: PanelStanding::Member(OwnReview::Open),
            step: ReviewStep::Sent,
        };
        let who = testing::relation(Author::Person(member), None, None, None);
        let may = Permit::<ReadFeedbackResponse>::ask(&who, at).unwrap();
        assert!(Permit::<ReadFeedbackResponse>::ask(&who, AtReview { step: ReviewStep::Approved, ..at }).is_err());
        let stranger = AtReview { standing: PanelStanding::Stranger, ..at };
        assert_eq!(Permit::<ReadFeedbackResponse>::ask(&who, stranger).err(), Some(Refused::NotFound));
        write(&mut tx, &scene, "lead", ("Thank you", 0), scene.now).await.unwrap();
        assert_eq!(response::to_panel(&mut tx, &may).await.unwrap(), None, "a draft is the organisation's own");
        let colleague = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
        tx.query(
            "insert into declared_conflict (person_id, organisation_id, reason, declared_at) values ($1, $2, '', $3)",
        )
        .bind(colleague.0)
        .bind(scene.world.organisation.0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
        let (_, told) = send(&mut tx, &scene, 1, scene.now).await.unwrap().panel.unwrap();
        assert_eq!(told.iter().map(|one| one.person).collect::<Vec<_>>(), [member]);
        let (id,): (uuid::Uuid,) = tx.query("select id from feedback").one().await.unwrap();
        let sent = feedback::told(&mut tx, &testing::program(), model::FeedbackId(id)).await.unwrap().unwrap();
        assert_eq!(sent.members.iter().map(|one| one.person).collect::<Vec<_>>(), [member]);
        assert_eq!(response::to_panel(&mut tx, &may).await.unwrap().unwrap().text, "Thank you");
    }
}

#[tokio::test]
async fn a_returned_submission_has_no_response_and_no_public_feedback() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        assert!(publish(&mut tx, &scene, false, scene.now).await);
        assert_eq!(public::feedback(&mut tx, scene.world.organisation).await.unwrap().len(), 1);
        tx.query("update assessment set step = 'drafting' where id = $1")
            .bind(scene.world.assessments[4].0.0)
            .run()
            .await
            .unwrap();
        assert!(public::feedback(&mut tx, scene.world.organisation).await.unwrap().is_empty());
        let found = relation::at_assessment(&mut tx, person(&scene, "lead"), scene.world.assessments[4].0).await;
        let found = found.unwrap().unwrap();
        assert!(Permit::<WriteFeedbackResponse>::ask(&found.relation, found.place).is_err());
        assert!(Permit::<PublishFeedback>::ask(&found.relation, found.place).is_err());
        assert!(Permit::<ReadFeedback>::ask(&found.relation, found.place).is_ok(), "they keep what they received");
    }
}

fn rated(clear: &'static str) -> FeedbackRating {
    let rules = testing::invented_charter().review.feedback_rating.unwrap();
    FeedbackRating::parse(&rules, |_| clear, "Ask us").unwrap()
}

#[tokio::test]
async fn a_rating_is_changed_on_purpose_and_read_by_the_secretariat_alone() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        assert!(permit::<RateFeedback>(&scene, "contributor").is_err());
        let may = permit::<RateFeedback>(&scene, "lead").unwrap();
        for _ in 0..2 {
            assert_eq!(rate(&mut tx, &scene, "1", 0, scene.now).await, Ok(()));
        }
        let conflict = rate(&mut tx, &scene, "2", 0, scene.now).await;
        let Err(RatingNotSaved::Conflict(theirs)) = conflict else { panic!("{conflict:?}") };
        assert_eq!((theirs.rating, theirs.revision), (rated("1"), 1));
        assert_eq!(rate(&mut tx, &scene, "2", 1, scene.now).await, Ok(()));
        let late = rate(&mut tx, &scene, "3", 2, scene.now + (43 * 24).hours()).await;
        assert_eq!(late, Err(RatingNotSaved::Closed));
        let feedback = feedback::sent(&mut tx, &may).await.unwrap().unwrap().id;
        assert_eq!(rating::own(&mut tx, &may, feedback).await.unwrap().unwrap().rating, rated("2"));
        let each = rating::of_round(&mut tx, &at_round::<ReadFeedbackRatings>(scene.open())).await.unwrap();
        assert_eq!(each, [("Northmoor University".to_owned(), rated("2"))]);
        let kinds: Vec<(String, bool)> = tx.query("select kind, public from event").all().await.unwrap();
        assert_eq!(kinds, vec![("answers".to_owned(), false); 2], "for members alone, and one for each change");
    }
}

/// Sends feedback about these submissions of the world, each of which becomes one of another organisation, and rates it.
async fn others_rate(tx: &mut Tx, scene: &Scene, numbers: std::ops::Range<usize>, now: Timestamp) {
    for number in numbers {
        let (assessment, _) = scene.world.assessments[number];
        let (id, organisation) = (store::core::ids::new(now), store::core::ids::new(now));
        tx.query(
            "insert into organisation (id, slug, name, standing, kind, country, region, consortium, signed_on, phase, stage, scope,
                 contact_name, contact_email, contact_telephone, page_url, leader_name, leader_post, leader_email, created_at)
             select $1, slug || $2, name || $2, standing, kind, country, region, consortium, signed_on, phase, stage, scope,
                 contact_name, contact_email, contact_telephone, page_url, leader_name, leader_post, leader_email, created_at
             from organisation where slug = 'northmoor'",
        )
        .bind(organisation)
        .bind(format!("-{number}"))
        .run()
        .await
        .unwrap();
        tx.query("update assessment set organisation_id = $2 where id = $1")
            .bind(assessment.0)
            .bind(organisation)
            .run()
            .await
            .unwrap();
        tx.query(
            "insert into feedback (id, round_id, assessment_id, hash, canonical, approved_at, sent_at) values ($1, $2, $3, '', '', $4, $4)",
        )
        .bind(id)
        .bind(scene.world.rounds[0].0)
        .bind(assessment.0)
        .bind(At(now))
        .run()
        .await
        .unwrap();
        let levels = serde_json::json!({ "clear": number, "useful": 3 });
        tx.query("insert into feedback_rating (feedback_id, revision, levels, comment, rated_at) values ($1, 1, $2, 'Secret', $3)")
            .bind(id)
            .bind(sqlx::types::Json(levels))
            .bind(At(now))
            .run()
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn sums_of_ratings_need_three_organisations_and_the_end_of_their_time_and_stay_while_late_feedback_is_rated() {
    let rules = testing::invented_charter().review.feedback_rating.unwrap();
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        let may = at_round::<ReadRound>(scene.open());
        let after = scene.now + (43 * 24).hours();
        others_rate(&mut tx, &scene, 0..2, scene.now).await;
        assert_eq!(rating::round_sums(&mut tx, &may, (&rules, 6), after).await.unwrap(), None, "two of three rated");
        rate(&mut tx, &scene, "1", 0, scene.now).await.unwrap();
        let early = rating::round_sums(&mut tx, &may, (&rules, 6), scene.now + (42 * 24).hours()).await.unwrap();
        assert_eq!(early, None, "a later rating would be the difference");
        let sums = rating::round_sums(&mut tx, &may, (&rules, 6), after).await.unwrap().unwrap();
        assert_eq!((sums.organisations, sums.questions[0].1.clone()), (3, vec![1, 2, 0, 0]));
        others_rate(&mut tx, &scene, 2..4, after).await;
        for late in [after + 24.hours(), after + (43 * 24).hours()] {
            let still = rating::round_sums(&mut tx, &may, (&rules, 6), late).await.unwrap();
            assert_eq!(still.as_ref(), Some(&sums), "two more would be the difference");
        }
    }
}

#[tokio::test]
async fn feedback_is_public_from_publishing_until_it_is_stopped_with_its_response_only_if_wished() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        let organisation = scene.world.organisation;
        write(&mut tx, &scene, "lead", ("Thank you", 0), scene.now).await.unwrap();
        send(&mut tx, &scene, 1, scene.now).await.unwrap();
        assert!(permit::<PublishFeedback>(&scene, "contributor").is_err());
        assert!(public::feedback(&mut tx, organisation).await.unwrap().is_empty());
        let now = scene.now + 1.minute();
        assert!(publish(&mut tx, &scene, false, now).await);
        assert!(!publish(&mut tx, &scene, false, now).await, "once");
        let one = public::feedback(&mut tx, organisation).await.unwrap().remove(0);
        assert_eq!((one.feedback, one.response), (panels::feedback(), None));
        assert_eq!(public::changes(&mut tx, organisation).await.unwrap().len(), 1);
        assert!(publish(&mut tx, &scene, true, now + 1.minute()).await);
        let one = public::feedback(&mut tx, organisation).await.unwrap().remove(0);
        assert_eq!(one.response.as_deref(), Some("Thank you"));
        assert_eq!(public::changes(&mut tx, organisation).await.unwrap().len(), 1, "one change for everyone");
        assert!(stop(&mut tx, &scene, now + 2.minutes()).await);
        assert!(!stop(&mut tx, &scene, now + 2.minutes()).await, "once");
        assert!(public::feedback(&mut tx, organisation).await.unwrap().is_empty());
        assert!(public::changes(&mut tx, organisation).await.unwrap().is_empty(), "nor in the feed");
        assert!(publish(&mut tx, &scene, false, now + 3.minutes()).await);
        let one = public::feedback(&mut tx, organisation).await.unwrap().remove(0);
        assert_eq!(one.response, None, "published anew without the response");
        tx.query("update feedback set canonical = replace(canonical, 'Thank', 'Spank')").run().await.unwrap();
        assert!(public::feedback(&mut tx, organisation).await.is_err(), "it was changed in the database");
    }
}

#[tokio::test]
async fn nothing_is_done_with_feedback_that_its_lead_has_not_read() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        write(&mut tx, &scene, "lead", ("Thank you", 0), scene.now).await.unwrap();
        let (read, seen) = (version(&mut tx, &scene).await, shown(&mut tx, &scene).await);
        let now = scene.now + 1.hour();
        send_another(&mut tx, &scene, now).await;
        let publish = testing::lock(&mut tx, &permit::<PublishFeedback>(&scene, "lead").unwrap()).await;
        let refused = publishing::publish(&mut tx, &publish, ("Stage 2", &seen), true, now).await.unwrap();
        assert_eq!(refused, Err(OtherFeedback));
        assert_eq!(publishing::stop(&mut tx, &publish, ("Stage 2", &seen), now).await.unwrap(), Err(OtherFeedback));
        let rate = testing::lock(&mut tx, &permit::<RateFeedback>(&scene, "lead").unwrap()).await;
        let refused = rating::save(&mut tx, &rate, (OF.0, OF.1, &read), (&rated("1"), 0), now).await.unwrap();
        assert_eq!(refused, Err(RatingNotSaved::OtherFeedback));
        let may = testing::lock(&mut tx, &permit::<SendFeedbackResponse>(&scene, "lead").unwrap()).await;
        let refused = response::send(&mut tx, &may, OF, (&read, 1), now).await.unwrap();
        assert_eq!(refused, Err(ResponseNotSent::OtherFeedback));
        let written = permit::<WriteFeedbackResponse>(&scene, "lead").unwrap();
        let kept = response::written_to(&mut tx, &written, &read).await.unwrap();
        assert_eq!(kept.as_deref(), Some("Thank you"));
        assert_eq!(response::written_to(&mut tx, &written, "other").await.unwrap(), None);
        let (done,): (i64,) = tx
            .query(
                "select cast(count(*) as bigint) from feedback f where published_at is not null
                     or exists (select 1 from feedback_rating g where g.feedback_id = f.id)
                     or exists (select 1 from feedback_response r where r.feedback_id = f.id)",
            )
            .one()
            .await
            .unwrap();
        assert_eq!(done, 0);
    }
}

#[tokio::test]
async fn the_response_is_part_of_what_a_lead_reads_before_publishing_and_earlier_feedback_can_be_stopped() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        let seen = shown(&mut tx, &scene).await;
        write(&mut tx, &scene, "lead", ("Thank you", 0), scene.now).await.unwrap();
        send(&mut tx, &scene, 1, scene.now).await.unwrap();
        let may = testing::lock(&mut tx, &permit::<PublishFeedback>(&scene, "lead").unwrap()).await;
        let refused = publishing::publish(&mut tx, &may, ("Stage 2", &seen), false, scene.now).await.unwrap();
        assert_eq!(refused, Err(OtherFeedback), "the response was sent since");
        assert!(publish(&mut tx, &scene, true, scene.now).await);
        let now = scene.now + 1.hour();
        send_another(&mut tx, &scene, now).await;
        let current = feedback::sent(&mut tx, &may).await.unwrap().unwrap();
        assert_eq!(current.published, None);
        assert!(publishing::is_earlier_public(&mut tx, &may, &current).await.unwrap());
        assert!(stop(&mut tx, &scene, now).await);
        assert!(!publishing::is_earlier_public(&mut tx, &may, &current).await.unwrap());
        assert!(public::feedback(&mut tx, scene.world.organisation).await.unwrap().is_empty());
    }
}

fn draft_place(scene: &Scene) -> AtAssessment {
    place(scene, 0)
}

#[tokio::test]
async fn the_advice_is_answered_with_the_next_self_assessment_and_nothing_is_overwritten() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        let role = |name, role| {
            testing::relation(Author::Person(person(&scene, name)), None, Some(role), Some(scene.world.organisation))
        };
        let (lead, contributor) = (role("lead", Role::Lead), role("contributor", Role::Contributor));
        let read = Permit::<ReadAdvice>::ask(&contributor, draft_place(&scene)).unwrap();
        let received = advice::read(&mut tx, &read).await.unwrap().unwrap();
        assert_eq!(received.report().progress(), "0 of 2 answered");
        assert!(received.of("lamp").is_some() && received.of("fire").is_none());
        let text = FeedbackText::parse("done", "Each Sunday").unwrap();
        let draft = Draft::new("", 0);
        let answer = AdviceAnswer { of: received.of("lamp").unwrap(), text: &text, draft: &draft };
        let write = Permit::<WriteAssessment>::ask(&contributor, draft_place(&scene)).unwrap();
        let write = testing::lock(&mut tx, &write).await;
        for _ in 0..2 {
            assert_eq!(advice::save(&mut tx, &write, &received, answer, scene.now).await.unwrap(), Ok(1));
        }
        let other = FeedbackText::parse("partly", "Some Sundays").unwrap();
        let by_lead =
            testing::lock(&mut tx, &Permit::<WriteAssessment>::ask(&lead, draft_place(&scene)).unwrap()).await;
        let second = AdviceAnswer { text: &other, ..answer };
        let theirs = advice::save(&mut tx, &by_lead, &received, second, scene.now).await.unwrap().unwrap_err();
        assert_eq!(theirs.text, text);
        let aside = advice::set_aside(&mut tx, &by_lead, &received, second, scene.now).await.unwrap();
        let asides = advice::undecided(&mut tx, &by_lead, &received).await.unwrap();
        assert_eq!(asides, [VersionAside { name: "advice-lamp".into(), revision: aside, base: 0 }]);
        assert!(advice::undecided(&mut tx, &write, &received).await.unwrap().is_empty(), "it is the lead’s");
        assert!(!advice::is_untouched(&mut tx, &read, &received, second).await.unwrap());
        let first = AdviceAnswer { draft: &Draft::new("", 1), ..answer };
        assert!(advice::is_untouched(&mut tx, &read, &received, first).await.unwrap());
        let field = FeedbackField::Advice("lamp".into());
        let kept = advice::version(&mut tx, &read, (&received, &field), aside).await.unwrap();
        assert_eq!(kept, Some(other));
        let report = advice::to_lock(&mut tx, &by_lead).await.unwrap().unwrap();
        assert_eq!(report.progress(), "1 of 2 answered");
        assert_eq!((report.advice[0].outcome, report.advice[1].outcome), (Some(AdviceOutcome::Done), None));
        let reviewed = Permit::<ReadAdvice>::ask(&lead, place(&scene, 4)).unwrap();
        assert_eq!(advice::read(&mut tx, &reviewed).await.unwrap(), None, "its own feedback is for the next stage");
    }
}

#[tokio::test]
async fn reviewers_read_what_was_signed_about_advice_and_not_what_is_edited_since() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        // The feedback was about an earlier self-assessment, and the panel reviews the next.
        tx.query("update feedback set assessment_id = $1, sent_at = $2")
            .bind(scene.world.assessments[0].0.0)
            .bind(At(scene.now - 24.hours()))
            .run()
            .await
            .unwrap();
        tx.query("update assessment set submitted_at = $1 where step = 'submitted'")
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        let at = AtReview {
            is_reviewed: false,
            has_reviewed: false,
            has_agreed: false,
            round: scene.world.rounds[0],
            panel: scene.world.panel,
            assessment: scene.world.assessments[4].0,
            standing: PanelStanding::Member(OwnReview::Open),
            step: ReviewStep::Reading,
        };
        let who = testing::relation(Author::Person(person(&scene, "other lead")), None, None, None);
        let may = Permit::<ReviewSubmission>::ask(&who, at).unwrap();
        let report = advice::of_review(&mut tx, &may).await.unwrap().unwrap();
        assert_eq!(report.progress(), "0 of 2 answered", "the advice alone");
        tx.query(
            "insert into feedback_text (assessment_id, feedback_id, field, revision, outcome, body, saved_at, aside)
             select $1, id, 'advice-lamp', 1, 'done', 'Written after it was signed', $2, false from feedback",
        )
        .bind(at.assessment.0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
        let report = advice::of_review(&mut tx, &may).await.unwrap().unwrap();
        assert_eq!(report.progress(), "0 of 2 answered");
        let forged = serde_json::json!({ "salt": "0", "headcount": null, "advice": report });
        tx.query("update locked_version set withheld = $1").bind(sqlx::types::Json(forged)).run().await.unwrap();
        assert!(advice::of_review(&mut tx, &may).await.is_err(), "it was not signed");
    }
}

#[tokio::test]
async fn texts_stay_when_the_account_of_their_author_is_deleted() {
    for scene in scenes().await {
        let mut tx = scene.db.write().await.unwrap();
        write(&mut tx, &scene, "contributor", ("Thank you", 0), scene.now).await.unwrap();
        let author = Author::Person(person(&scene, "contributor"));
        let account = testing::relation(author, None, None, None);
        let may = Permit::ask(&account, model::core::permit::AtAccount).unwrap();
        let held = personal::held(&mut tx, &may).await.unwrap();
        assert!(held.peer_review.iter().any(|text| text.kind == "about feedback" && text.words == "Thank you"));
        let erase = testing::lock(&mut tx, &may).await;
        assert_eq!(personal::erase(&mut tx, &erase, scene.now).await.unwrap(), Erased::Yes);
        send(&mut tx, &scene, 1, scene.now).await.unwrap();
        assert_eq!(responded(&mut tx, &scene).await.as_deref(), Some("Thank you"));
    }
}
