//! Publishing changes of a submitted plan, on both databases.

use jiff::{SignedDuration, Timestamp};
use model::{
    core::permit::{AtPlan, EditAction, EditPlan, Permission, Permit, PublishPlanChanges, ReadOrganisation, ReadPlan},
    plan::{
        action::{ActionDetails, PublicPlan},
        published_change::{PlanChange, SinceSubmission},
    },
    work::event::EventKind,
};
use std::collections::BTreeSet;
use store::{
    Db, Tx,
    core::relation,
    plan::{
        actions::{self, NewAction},
        plans,
    },
    public::{
        self,
        publishing::{self, Closed, Publication, PublishResult, SignedPlans},
    },
};
use testing::world::World;

struct Scene {
    db: Db,
    world: World,
    now: Timestamp,
    known: SignedPlans,
}

impl Scene {
    async fn all() -> Vec<Self> {
        let now: Timestamp = "2033-05-05T10:00:00Z".parse().unwrap();
        let mut scenes = Vec::new();
        for db in testing::databases().await {
            let world = World::make(&db, &testing::invented_charter(), now).await;
            scenes.push(Self { db, world, now, known: SignedPlans::default() });
        }
        scenes
    }

    async fn at_plan<P: Permission<Place = AtPlan>>(&self, tx: &mut Tx, step: usize) -> Permit<P> {
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_plan(tx, lead, self.world.assessments[step].1).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }

    async fn publication(&self, tx: &mut Tx, step: usize) -> Option<Publication> {
        let may = self.at_plan::<ReadPlan>(tx, step).await;
        let plan = plans::read(tx, &may).await.unwrap().unwrap();
        let publication = publishing::publication(tx, &may, &plan).await.unwrap();
        // A page that has the signed plan in memory says the same: the first time, and the second.
        for _ in 0..2 {
            let known = publishing::known_publication(tx, &may, &plan, &self.known).await.unwrap();
            assert_eq!(known, publication);
        }
        publication
    }

    async fn publish(&self, tx: &mut Tx, tokens: &BTreeSet<String>, at: Timestamp) -> PublishResult {
        let may = self.at_plan::<PublishPlanChanges>(tx, 4).await;
        let may = testing::lock(tx, &may).await;
        publishing::publish(tx, &may, tokens, "The money came later", at).await.unwrap()
    }

    async fn unpublished(&self, tx: &mut Tx) -> Vec<PlanChange> {
        self.publication(tx, 4).await.unwrap().unpublished
    }

    async fn public(&self, tx: &mut Tx) -> PublicPlan {
        let organisation = self.world.organisation;
        let frames = public::plans(tx, organisation).await.unwrap();
        let frame = frames.iter().find(|frame| frame.id == self.world.assessments[4].1).unwrap();
        public::plan(tx, organisation, frame).await.unwrap().unwrap()
    }

    /// Rewords the action of the submitted plan.
    async fn reword(&self, tx: &mut Tx, text: &str) {
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_action(tx, lead, self.world.actions[4]).await.unwrap().unwrap();
        let may: Permit<EditAction> = Permit::ask(&found.relation, found.place).unwrap();
        let read = Permit::ask(&found.relation, found.place).unwrap();
        let action = actions::read(tx, &read).await.unwrap().unwrap().action;
        let may = testing::lock(tx, &may).await;
        let details = ActionDetails { text: text.into(), ..action.details };
        actions::edit(tx, &may, action.revision, &details, self.now).await.unwrap();
    }

    /// Adds an action to the submitted plan.
    async fn add(&self, tx: &mut Tx, text: &str) {
        let may = self.at_plan::<EditPlan>(tx, 4).await;
        let may = testing::lock(tx, &may).await;
        let details = ActionDetails { text: text.into(), themes: vec!["light".into()], ..ActionDetails::default() };
        actions::add(tx, &may, &[NewAction::from(details)], self.now).await.unwrap();
    }
}

/// What a page has in memory is what was signed. What a lead publishes is compared with the database each time.
#[tokio::test]
async fn a_signed_text_that_was_changed_in_the_database_is_neither_shown_nor_published_from() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        scene.reword(tx, "Another text").await;
        let genuine = scene.publication(tx, 4).await.unwrap();
        assert_eq!(genuine.unpublished.len(), 1);
        tx.query("update locked_version set canonical = replace(canonical, 'Northmoor', 'Southmoor')")
            .run()
            .await
            .unwrap();
        let may = scene.at_plan::<ReadPlan>(tx, 4).await;
        let plan = plans::read(tx, &may).await.unwrap().unwrap();
        assert!(publishing::publication(tx, &may, &plan).await.is_err());
        let unknown = SignedPlans::default();
        assert!(publishing::known_publication(tx, &may, &plan, &unknown).await.is_err());
        let shown = publishing::known_publication(tx, &may, &plan, &scene.known).await.unwrap().unwrap();
        assert_eq!(shown, genuine);
        // Another version is read.
        tx.query(
            "update assessment set locked_version_hash = (select n.locked_version_hash from assessment n where n.step = 'signed')
             where step = 'submitted'",
        )
        .run()
        .await
        .unwrap();
        assert!(publishing::known_publication(tx, &may, &plan, &scene.known).await.is_err());
    }
}

#[tokio::test]
async fn a_change_is_public_when_a_lead_publishes_it() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        for step in 0..4 {
            assert_eq!(scene.publication(tx, step).await, None, "only a submitted plan is public");
        }
        let signed = scene.public(tx).await;
        assert_eq!(scene.unpublished(tx).await, []);
        scene.reword(tx, "Another text").await;
        scene.add(tx, "One more").await;
        assert_eq!(scene.public(tx).await, signed, "nothing is public by itself");
        let changes = scene.unpublished(tx).await;
        assert_eq!(changes.iter().map(PlanChange::word).collect::<Vec<_>>(), ["Changed", "Added"]);
        // Some of them.
        let first = publishing::tokens_of(&changes[..1]);
        let later = scene.now + SignedDuration::from_hours(1);
        assert!(matches!(scene.publish(tx, &first, later).await, PublishResult::Published(_)));
        assert_eq!(scene.publish(tx, &first, later).await, PublishResult::PublishedBefore, "twice is once");
        assert_eq!(scene.unpublished(tx).await, changes[1..]);
        let seen = scene.public(tx).await;
        assert_eq!(seen.actions.len(), signed.actions.len());
        assert_eq!(seen.actions[0].details.text, "Another text");
        let SinceSubmission::Changed { at, signed: before } = &seen.actions[0].since else { panic!("{seen:?}") };
        assert_eq!((*at, before.as_ref()), (later, &signed.actions[0].details));
        let publication = scene.publication(tx, 4).await.unwrap();
        let [(published, who)] = &publication.published[..] else { panic!("{publication:?}") };
        assert_eq!((published.reason.as_str(), who.as_deref()), ("The money came later", Some("lead Example")));
        let events = public::changes(tx, scene.world.organisation).await.unwrap();
        let told = EventKind::PlanChangesPublished { actions: 1, reason: "The money came later".into() };
        assert_eq!(events[0].what, told);
        let lead = scene.world.persona("lead").person.unwrap();
        let here = relation::at_organisation(tx, lead, scene.world.organisation).await.unwrap().unwrap();
        let here: Permit<ReadOrganisation> = Permit::ask(&here.relation, here.place).unwrap();
        let week = |from| from..from + SignedDuration::from_hours(24 * 7);
        assert_eq!(publishing::published_in(tx, &here, week(scene.now)).await.unwrap(), 1);
        assert_eq!(publishing::published_in(tx, &here, week(later + SignedDuration::from_secs(1))).await.unwrap(), 0);
        // The rest, and then back: by another published change.
        let rest = publishing::tokens_of(&changes[1..]);
        assert!(matches!(scene.publish(tx, &rest, later).await, PublishResult::Published(_)));
        scene.reword(tx, &signed.actions[0].details.text).await;
        let back = publishing::tokens_of(&scene.unpublished(tx).await);
        let end = later + SignedDuration::from_hours(1);
        assert!(matches!(scene.publish(tx, &back, end).await, PublishResult::Published(_)));
        let seen = scene.public(tx).await;
        assert_eq!((seen.actions[0].since.clone(), seen.changes.len()), (SinceSubmission::Unchanged, 3));
    }
}

#[tokio::test]
async fn what_is_not_as_it_was_shown_is_not_published() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        scene.reword(tx, "Another text").await;
        let shown = publishing::tokens_of(&scene.unpublished(tx).await);
        scene.reword(tx, "A third text").await;
        assert_eq!(scene.publish(tx, &shown, scene.now).await, PublishResult::Stale);
        assert_eq!(scene.publish(tx, &BTreeSet::new(), scene.now).await, PublishResult::Stale);
        assert!(scene.public(tx).await.changes.is_empty());
    }
}

#[tokio::test]
async fn nothing_is_published_while_the_next_self_assessment_is_locked_or_after_it() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        scene.reword(tx, "Another text").await;
        let shown = publishing::tokens_of(&scene.unpublished(tx).await);
        let (next, plan) = (scene.world.assessments[1].0, scene.world.assessments[4].1);
        tx.query("update assessment set rated_plan_id = $1 where id = $2")
            .bind(plan.0)
            .bind(next.0)
            .run()
            .await
            .unwrap();
        assert_eq!(scene.publish(tx, &shown, scene.now).await, PublishResult::Closed(Closed::NextIsLocked));
        tx.query("update assessment set rated_plan_id = null where id = $1").bind(next.0).run().await.unwrap();
        tx.query("update plan set starts_on = '2040-01-01' where id = (select plan_id from assessment where id = $1)")
            .bind(next.0)
            .run()
            .await
            .unwrap();
        let at = store::core::values::At(scene.now);
        tx.query("update assessment set step = 'submitted', submitted_at = $2 where id = $1")
            .bind(next.0)
            .bind(at)
            .run()
            .await
            .unwrap();
        assert_eq!(scene.publish(tx, &shown, scene.now).await, PublishResult::Closed(Closed::Past));
        assert!(scene.public(tx).await.changes.is_empty());
    }
}

#[tokio::test]
async fn an_action_in_the_draft_of_the_next_plan_is_published_with_that() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        scene.reword(tx, "Another text").await;
        let shown = publishing::tokens_of(&scene.unpublished(tx).await);
        let (action, draft) = (scene.world.actions[4], scene.world.assessments[0].1);
        tx.query(
            "insert into plan_action (plan_id, action_id, position, origin, added_at)
             select $1, action_id, 99, 'continued', added_at from plan_action where action_id = $2",
        )
        .bind(draft.0)
        .bind(action.0)
        .run()
        .await
        .unwrap();
        let publication = scene.publication(tx, 4).await.unwrap();
        assert_eq!((publication.unpublished.len(), publication.in_next_plan), (0, 1));
        assert_eq!(scene.publish(tx, &shown, scene.now).await, PublishResult::Stale);
    }
}

#[tokio::test]
async fn a_submission_that_is_returned_and_made_again_begins_without_changes() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        scene.reword(tx, "Another text").await;
        let shown = publishing::tokens_of(&scene.unpublished(tx).await);
        assert!(matches!(scene.publish(tx, &shown, scene.now).await, PublishResult::Published(_)));
        assert_eq!(scene.public(tx).await.changes.len(), 1);
        let later = store::core::values::At(scene.now + SignedDuration::from_hours(1));
        tx.query("update assessment set submitted_at = $1 where step = 'submitted'").bind(later).run().await.unwrap();
        assert!(scene.public(tx).await.changes.is_empty());
    }
}
