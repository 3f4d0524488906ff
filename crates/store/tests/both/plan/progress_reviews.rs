//! Progress reviews, on both databases.

use crate::plan::update_requests::{Scene, update};
use jiff::SignedDuration;
use model::{
    core::{
        permit::{
            AnswerUpdateRequest, CloseProgressReview, OpenProgressReview, PublishProgressReview, ReadProgressReview,
            RequestUpdates, WriteMinutes,
        },
        saving::Draft,
    },
    plan::progress_review::{Finding, ProgressReviewState},
};
use store::{
    core::relation,
    plan::{
        progress_reviews::{self, MinutesSaved},
        update_requests,
    },
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
        let before = progress_reviews::public(tx, scene.organisation()).await.unwrap();
        assert!(before.iter().all(|one| one.id != review), "the world has an old one");
        let publish = scene.at_review::<PublishProgressReview>(tx, review).await;
        for (what, minutes) in [(Some(false), ""), (Some(true), "We met.")] {
            let publish = testing::lock(tx, &publish).await;
            progress_reviews::publish(tx, &publish, what, scene.now).await.unwrap();
            let public = progress_reviews::public(tx, scene.organisation()).await.unwrap();
            assert_eq!((public[0].minutes.as_str(), public[0].note.as_str()), (minutes, ""));
        }
        let publish = testing::lock(tx, &publish).await;
        progress_reviews::publish(tx, &publish, None, scene.now).await.unwrap();
        assert_eq!(progress_reviews::public(tx, scene.organisation()).await.unwrap(), before);
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
