//! Active review, on both databases.

use super::rounds::{Scene, ask};
use model::{
    AssessmentId, PersonId,
    assessment::Step,
    charter::ActiveReviewRules,
    core::{
        dates::day,
        permit::{AtAssessment, KeepActiveReviews, Permit, ReadActiveReviews, ReadOwnActiveReview, ReadRound},
        short::Line,
    },
    peer_review::{
        active_review::{ActiveReviewChoice, ActiveReviewRecord},
        round::ReviewRound,
    },
};
use store::{
    Tx,
    core::{relation, values::At},
    peer_review::{
        active_reviews::{self, ActiveReviewCandidate, NewlyChosen, NotKept},
        rounds,
    },
};

/// Those of the world are of stage 1.
const RULES: ActiveReviewRules = ActiveReviewRules { stage: 1, most: 2 };

/// The submitted self-assessment of the world, in the days of the open round.
async fn submitted(tx: &mut Tx, scene: &Scene) -> AssessmentId {
    let submitted = scene.world.assessments[4].0;
    tx.query("update assessment set submitted_at = $2, paper_on = null where id = $1")
        .bind(submitted.0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
    submitted
}

async fn round(tx: &mut Tx, scene: &Scene) -> ReviewRound {
    rounds::read(tx, &ask::<ReadRound>(scene.open())).await.unwrap()
}

async fn candidates(tx: &mut Tx, scene: &Scene) -> Vec<ActiveReviewCandidate> {
    let round = round(tx, scene).await;
    let read = ask::<ReadActiveReviews>(scene.open());
    active_reviews::candidates(tx, &read, (RULES, &round), day(scene.now)).await.unwrap()
}

async fn choose(
    tx: &mut Tx,
    scene: &Scene,
    which: AssessmentId,
    yes: bool,
    why: &str,
) -> Result<Option<NewlyChosen>, NotKept> {
    let round = round(tx, scene).await;
    let may = testing::lock(tx, &ask::<KeepActiveReviews>(scene.open())).await;
    let choice = ActiveReviewChoice { is_chosen: yes, reason: Line::parse(why).unwrap() };
    active_reviews::choose(tx, &may, (RULES, &round), which, &choice, scene.now).await.unwrap()
}

async fn record(
    tx: &mut Tx,
    scene: &Scene,
    of: (AssessmentId, i64),
    record: &ActiveReviewRecord,
) -> Result<(), NotKept> {
    let round = round(tx, scene).await;
    let may = testing::lock(tx, &ask::<KeepActiveReviews>(scene.open())).await;
    active_reviews::record(tx, &may, (RULES, &round), of, record, scene.now).await.unwrap()
}

fn held() -> ActiveReviewRecord {
    ActiveReviewRecord {
        meeting: Some(jiff::civil::date(2026, 12, 1)),
        notes: "Two people came".into(),
        outcome: "A mentor is found".into(),
        agreed_actions: vec!["Name an owner".into(), "Meet in May".into()],
    }
}

#[tokio::test]
async fn a_submission_of_the_stage_is_chosen_once_with_a_reason_and_its_leads_are_told() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let which = submitted(tx, &scene).await;
        let all = candidates(tx, &scene).await;
        assert_eq!(all.iter().map(|one| one.candidate.assessment).collect::<Vec<_>>(), [which]);
        assert_eq!((all[0].review.clone(), all[0].candidate.last), (None, None));

        let told = choose(tx, &scene, which, true, "Much to learn").await.unwrap().unwrap();
        assert_eq!(told.leads.iter().map(|lead| lead.name.as_str()).collect::<Vec<_>>(), ["lead Example"]);
        assert_eq!(
            choose(tx, &scene, which, true, "Much to learn").await,
            Ok(None),
            "a double click tells nobody again"
        );
        assert_eq!(choose(tx, &scene, which, true, "Another reason").await, Ok(None));
        assert_eq!(choose(tx, &scene, which, false, "The lead left").await, Ok(None));
        let review = candidates(tx, &scene).await.remove(0).review.unwrap();
        assert_eq!((review.choice.is_chosen, review.choice.reason.as_str()), (false, "The lead left"));
        assert_eq!(choose(tx, &scene, scene.world.assessments[0].0, true, "A draft").await, Err(NotKept::NotThere));
        let kinds: Vec<(String,)> = tx
            .query("select what ->> 'what' from event where kind = 'peer-review' and what ->> 'what' like 'active%' order by id")
            .all()
            .await
            .unwrap();
        let kinds: Vec<&str> = kinds.iter().map(|(kind,)| kind.as_str()).collect();
        assert_eq!(kinds, ["active-review-chosen", "active-review-chosen", "active-review-not-chosen"]);
    }
}

#[tokio::test]
async fn what_came_of_it_is_kept_for_a_chosen_one_alone_and_nobodys_text_is_overwritten() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let which = submitted(tx, &scene).await;
        assert_eq!(record(tx, &scene, (which, 1), &held()).await, Err(NotKept::NotChosen));
        choose(tx, &scene, which, true, "Much to learn").await.unwrap();
        record(tx, &scene, (which, 1), &held()).await.unwrap();
        assert_eq!(record(tx, &scene, (which, 1), &held()).await, Ok(()), "the same once more");
        let other = ActiveReviewRecord { notes: "Three came".into(), ..held() };
        assert_eq!(record(tx, &scene, (which, 1), &other).await, Err(NotKept::Changed));
        record(tx, &scene, (which, 2), &other).await.unwrap();
        assert_eq!(candidates(tx, &scene).await[0].review.as_ref().unwrap().record, other);
    }
}

#[tokio::test]
async fn the_organisation_reads_the_outcome_while_it_is_chosen_and_neither_notes_nor_reason() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let which = submitted(tx, &scene).await;
        let place = AtAssessment {
            organisation: scene.world.organisation,
            assessment: which,
            step: Step::Submitted,
            shared: None,
        };
        let own = Permit::<ReadOwnActiveReview>::ask(&testing::operator(), place).unwrap();
        assert_eq!(active_reviews::own(tx, &own).await.unwrap(), None);
        choose(tx, &scene, which, true, "Much to learn").await.unwrap();
        record(tx, &scene, (which, 1), &held()).await.unwrap();
        let read = active_reviews::own(tx, &own).await.unwrap().unwrap();
        assert_eq!((read.outcome.as_str(), read.agreed_actions.len()), ("A mentor is found", 2));
        choose(tx, &scene, which, false, "The lead left").await.unwrap();
        assert_eq!(active_reviews::own(tx, &own).await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_came_of_an_earlier_round_is_not_the_outcome_of_a_later_one() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let which = submitted(tx, &scene).await;
        choose(tx, &scene, which, true, "Much to learn").await.unwrap();
        record(tx, &scene, (which, 1), &held()).await.unwrap();
        // It was returned, and submitted again for this round.
        tx.query("update active_review set round_id = (select id from round where id <> $1 limit 1)")
            .bind(scene.open().round.0)
            .run()
            .await
            .unwrap();
        let again = candidates(tx, &scene).await.remove(0);
        assert!(again.review.is_none() && again.candidate.last.is_some());
        choose(tx, &scene, which, true, "What became of it").await.unwrap();
        assert_eq!(candidates(tx, &scene).await[0].review.as_ref().unwrap().record, ActiveReviewRecord::default());
        let (kept,): (i64,) =
            tx.query("select cast(count(*) as bigint) from active_review where notes <> ''").one().await.unwrap();
        assert_eq!(kept, 1);
    }
}

#[tokio::test]
async fn a_member_of_the_board_does_not_see_the_organisation_of_their_address() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        submitted(tx, &scene).await;
        let board: (uuid::Uuid, String) = tx
            .query("select p.id, p.email from person p join charter_role c on c.person_id = p.id where c.role = 'board' limit 1")
            .one()
            .await
            .unwrap();
        let found = relation::at_round(tx, PersonId(board.0), scene.world.rounds[0]).await.unwrap().unwrap();
        let read = Permit::<ReadActiveReviews>::ask(&found.relation, found.place).unwrap();
        let round = round(tx, &scene).await;
        let seen = async |tx: &mut Tx| {
            active_reviews::candidates(tx, &read, (RULES, &round), day(scene.now)).await.unwrap().len()
        };
        assert_eq!(seen(tx).await, 1);
        let domain = board.1.split_once('@').unwrap().1;
        tx.query("insert into email_domain (organisation_id, domain, recorded_at) values ($1, $2, $3)")
            .bind(scene.world.organisation.0)
            .bind(domain)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        assert_eq!(seen(tx).await, 0);
        tx.query("update person set email = upper(email) where id = $1").bind(board.0).run().await.unwrap();
        assert_eq!(seen(tx).await, 0, "whichever way it is written");
        assert_eq!(candidates(tx, &scene).await.len(), 1, "the secretariat does");
    }
}
