//! Progress reviews, on both databases.

use crate::plan::update_requests::{Scene, update};
use jiff::SignedDuration;
use model::{
    core::{
        permit::{
            AnswerUpdateRequest, CloseProgressReview, EditAction, EditPlan, OpenProgressReview, Permit,
            PublishPlanChanges, PublishProgressReview, ReadAction, ReadPlan, ReadProgressReview, RequestUpdates,
            WriteMinutes,
        },
        saving::Draft,
    },
    plan::{
        action::ActionDetails,
        progress_review::{Finding, ProgressReviewState},
    },
};
use store::{
    core::relation,
    plan::{
        actions::{self, NewAction},
        progress_reviews::{self, MinutesSaved},
        update_requests,
    },
    public::{self, publishing},
};

#[tokio::test]
async fn a_review_is_opened_once_minuted_closed_and_never_changes() {
    for scene in Scene::all().await {
        let (tx, charter) = (&mut scene.db.write().await.unwrap(), testing::invented_charter());
        let (open, request) = (scene.here::<OpenProgressReview>(tx).await, scene.here::<RequestUpdates>(tx).await);
        let open = testing::lock(tx, &open).await;
        let review = progress_reviews::open(tx, &open, None, "Please", scene.now).await.unwrap().unwrap();
        assert_eq!(progress_reviews::open(tx, &open, None, "", scene.now).await.unwrap(), None);
        let request = testing::lock(tx, &request).await;
        assert_eq!(update_requests::all(tx, &request, Some(review), Some(6), scene.now).await.unwrap(), 1);
        let write = scene.at_review::<WriteMinutes>(tx, review).await;
        let write = testing::lock(tx, &write).await;
        assert_eq!(
            progress_reviews::write_minutes(tx, &write, &Draft::new("We met.", 1), scene.now).await.unwrap(),
            MinutesSaved::Saved(2)
        );
        let late = progress_reviews::write_minutes(tx, &write, &Draft::new("I met.", 1), scene.now).await.unwrap();
        let MinutesSaved::Stale(current) = late else { panic!("{late:?}") };
        assert_eq!(current.minutes, "We met.");
        let clash = progress_reviews::conflicting_edit(tx, &write, 1, &current).await.unwrap();
        assert!(clash.before.is_empty() && clash.at == Some(scene.now), "{clash:?}");
        let read = scene.at_review::<ReadProgressReview>(tx, review).await;
        let versions = progress_reviews::versions(tx, &read).await.unwrap();
        let kept: Vec<_> = versions.iter().map(|one| (one.revision, one.text.as_str(), one.set_aside)).collect();
        assert_eq!(kept, [(2, "We met.", false), (1, "I met.", true)]);
        let close = scene.at_review::<CloseProgressReview>(tx, review).await;
        let close = testing::lock(tx, &close).await;
        let record = progress_reviews::close(tx, &close, &charter, scene.now).await.unwrap().unwrap();
        assert_eq!(record.actions.iter().map(|one| one.finding).collect::<Vec<_>>(), [Finding::Untouched]);
        assert_eq!(progress_reviews::close(tx, &close, &charter, scene.now).await.unwrap(), None);
        let after = progress_reviews::write_minutes(tx, &write, &Draft::new("Later", 2), scene.now).await.unwrap();
        assert!(matches!(after, MinutesSaved::Stale(_)), "what is closed does not change");
        let place =
            relation::at_progress_review(tx, scene.world.persona("lead").person.unwrap(), review).await.unwrap();
        assert!(!place.unwrap().place.is_open);
        // The update requests of a closed review take no reply.
        assert!(update_requests::awaited_owners(tx, &request, None, scene.now).await.unwrap().is_empty());
        // Nothing of it is public before it is published, and the minutes only if they are published too.
        assert_eq!(public::progress_review(tx, scene.organisation(), review).await.unwrap(), None);
        let publish = scene.at_review::<PublishProgressReview>(tx, review).await;
        for (what, minutes) in [(Some(false), ""), (Some(true), "We met.")] {
            let publish = testing::lock(tx, &publish).await;
            progress_reviews::publish(tx, &publish, what, scene.now).await.unwrap();
            let public = public::progress_review(tx, scene.organisation(), review).await.unwrap().unwrap();
            assert_eq!((public.minutes.as_str(), public.closed), (minutes, "2028-05-22".parse().unwrap()));
        }
        let publish = testing::lock(tx, &publish).await;
        progress_reviews::publish(tx, &publish, None, scene.now).await.unwrap();
        assert_eq!(public::progress_review(tx, scene.organisation(), review).await.unwrap(), None);
        let brief = progress_reviews::brief(tx, scene.organisation()).await.unwrap();
        assert_eq!((brief.last.map(|day| day.to_string()).as_deref(), brief.open), (Some("2028-05-22"), None));
    }
}

#[tokio::test]
async fn the_same_rating_as_in_the_last_review_is_stuck() {
    for scene in Scene::all().await {
        let (tx, charter) = (&mut scene.db.write().await.unwrap(), testing::invented_charter());
        scene.publish_at_once(tx).await;
        let open = scene.here::<OpenProgressReview>(tx).await;
        let (_, update_request, secret) = scene.asked(tx).await;
        let open = testing::lock(tx, &open).await;
        let first = progress_reviews::open(tx, &open, None, "", scene.now).await.unwrap().unwrap();
        let answer = scene.at_update_request::<AnswerUpdateRequest>(tx, &secret, update_request).await;
        let answer = testing::lock(tx, &answer).await;
        update_requests::answer(tx, &answer, &update("amber", "Half of it"), None, scene.now).await.unwrap();
        let close = scene.at_review::<CloseProgressReview>(tx, first).await;
        let close = testing::lock(tx, &close).await;
        let record = progress_reviews::close(tx, &close, &charter, scene.now).await.unwrap().unwrap();
        assert_eq!(record.actions[0].finding, Finding::Moved);
        let later = scene.now + SignedDuration::from_hours(24 * 180);
        let second = progress_reviews::open(tx, &open, None, "", later).await.unwrap().unwrap();
        update_requests::answer(tx, &answer, &update("amber", "Still half of it"), None, later).await.unwrap();
        let read = scene.at_review::<ReadProgressReview>(tx, second).await;
        let whole = progress_reviews::read(tx, &read).await.unwrap().unwrap();
        let now = whole.record(&charter, "2028-11-20".parse().unwrap());
        assert_eq!(now.actions[0].finding, Finding::Stuck);
        let before = whole.before.unwrap();
        assert!(matches!(before.state, ProgressReviewState::Closed { record, .. }
                if record.actions[0].words == "Half of it"));
    }
}

#[tokio::test]
async fn a_published_review_shows_what_was_public_when_it_was_closed() {
    for scene in Scene::all().await {
        let (tx, charter) = (&mut scene.db.write().await.unwrap(), testing::invented_charter());
        let lead = scene.world.persona("lead").person.unwrap();
        let signed = "Count everyone in 2028";
        // An action is added and another reworded, and neither is published.
        let found = relation::at_plan(tx, lead, scene.world.assessments[4].1).await.unwrap().unwrap();
        let edit: Permit<EditPlan> = Permit::ask(&found.relation, found.place).unwrap();
        let edit = testing::lock(tx, &edit).await;
        let added = ActionDetails { text: "A secret".into(), themes: vec!["light".into()], ..ActionDetails::default() };
        actions::add(tx, &edit, &[NewAction::from(added)], scene.now).await.unwrap();
        let at_action = relation::at_action(tx, lead, scene.world.actions[4]).await.unwrap().unwrap();
        let read: Permit<ReadAction> = Permit::ask(&at_action.relation, at_action.place).unwrap();
        let action = actions::read(tx, &read).await.unwrap().unwrap().action;
        assert_eq!(action.details.text, signed);
        let edit: Permit<EditAction> = Permit::ask(&at_action.relation, at_action.place).unwrap();
        let edit = testing::lock(tx, &edit).await;
        let details = ActionDetails { text: "Count nobody".into(), ..action.details };
        actions::edit(tx, &edit, action.revision, &details, scene.now).await.unwrap();

        let open = scene.here::<OpenProgressReview>(tx).await;
        let open = testing::lock(tx, &open).await;
        let mut reviews = Vec::new();
        let (texts, later) =
            ([vec![signed], vec!["Count nobody", "A secret"]], scene.now + SignedDuration::from_hours(9));
        for at in [scene.now, later + SignedDuration::from_hours(9)] {
            let review = progress_reviews::open(tx, &open, None, "", at).await.unwrap().unwrap();
            let close = scene.at_review::<CloseProgressReview>(tx, review).await;
            let close = testing::lock(tx, &close).await;
            let record = progress_reviews::close(tx, &close, &charter, at).await.unwrap().unwrap();
            assert_eq!(record.actions.len(), 2, "members see both");
            let publish = scene.at_review::<PublishProgressReview>(tx, review).await;
            let publish = testing::lock(tx, &publish).await;
            progress_reviews::publish(tx, &publish, Some(false), at).await.unwrap();
            reviews.push(review);
            if at == scene.now {
                let may: Permit<ReadPlan> = Permit::ask(&found.relation, found.place).unwrap();
                let plan = store::plan::plans::read(tx, &may).await.unwrap().unwrap();
                let publication = publishing::publication(tx, &may, &plan).await.unwrap().unwrap();
                let tokens = publishing::tokens_of(&publication.unpublished);
                let may: Permit<PublishPlanChanges> = Permit::ask(&found.relation, found.place).unwrap();
                let may = testing::lock(tx, &may).await;
                publishing::publish(tx, &may, &tokens, "The money came", later).await.unwrap();
            }
        }
        for (review, texts) in reviews.iter().zip(&texts) {
            let public = public::progress_review(tx, scene.organisation(), *review).await.unwrap().unwrap();
            let seen: Vec<_> = public.record.actions.iter().map(|one| one.text.as_str()).collect();
            assert_eq!(seen, *texts);
        }
        // The plan is returned for changes: nothing of it is public any more.
        tx.query("update assessment set step = 'signed' where plan_id = $1")
            .bind(found.place.plan.0)
            .run()
            .await
            .unwrap();
        let public = public::progress_review(tx, scene.organisation(), reviews[0]).await.unwrap().unwrap();
        assert_eq!(public.record.actions, []);
    }
}
