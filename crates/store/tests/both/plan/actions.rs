//! Changes of actions, on both databases: identities and texts are kept.

use jiff::Timestamp;
use model::{
    ActionId, AssessmentId, PlanId,
    charter::{Charter, rating::Colour},
    core::permit::{
        EditAction, EditPlan, MoveAction, Permission, Permit, ReadAction, ReadActionHistory, ReadAssessment, ReadPlan,
        RecordProgress, WriteAssessment,
    },
    plan::{
        Ended, MoveTo, Origin, Outcome, Plan,
        action::{Action, ActionDetails},
        progress::Progress,
    },
};
use store::{
    Db, Tx,
    assessment::outcomes,
    core::{events, relation, values::At},
    plan::{
        actions::{self, Edited},
        plans, progress,
    },
};
use testing::world::World;

struct Scene {
    db: Db,
    world: World,
    charter: Charter,
    now: Timestamp,
}

impl Scene {
    async fn all() -> Vec<Self> {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let mut scenes = Vec::new();
        for db in testing::databases().await {
            let charter = testing::invented_charter();
            let world = World::make(&db, &charter, now).await;
            scenes.push(Self { db, world, charter, now });
        }
        scenes
    }

    async fn at_plan<P>(&self, tx: &mut Tx, plan: PlanId) -> Permit<P>
    where
        P: Permission<Place = model::core::permit::AtPlan>,
    {
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_plan(tx, lead, plan).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }

    async fn at_action<P>(&self, tx: &mut Tx, action: ActionId) -> Permit<P>
    where
        P: Permission<Place = model::core::permit::AtAction>,
    {
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_action(tx, lead, action).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }

    async fn at_assessment<P>(&self, tx: &mut Tx, assessment: AssessmentId) -> Permit<P>
    where
        P: Permission<Place = model::core::permit::AtAssessment>,
    {
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_assessment(tx, lead, assessment).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }

    /// The plan that is being drafted, with two more actions in it.
    async fn drafted(&self, tx: &mut Tx) -> (PlanId, [ActionId; 3]) {
        let plan = self.world.assessments[0].1;
        let may = self.at_plan::<EditPlan>(tx, plan).await;
        let two = ["Paint the tower", "Oil the door"].map(|text| self.details(text).into());
        let may = testing::lock(tx, &may).await;
        let added = actions::add(tx, &may, &two, self.now).await.unwrap();
        (plan, [self.world.actions[0], added[0], added[1]])
    }

    fn details(&self, text: &str) -> ActionDetails {
        let themes = vec![self.charter.themes[0].id.clone()];
        ActionDetails { text: text.into(), themes, owner: "Harbour master".into(), ..ActionDetails::default() }
    }

    async fn plan(&self, tx: &mut Tx, plan: PlanId) -> Plan {
        let may = self.at_plan::<ReadPlan>(tx, plan).await;
        plans::read(tx, &may).await.unwrap().unwrap()
    }
}

fn texts(plan: &Plan) -> Vec<&str> {
    plan.live().map(|action| action.details.text.as_str()).collect()
}

fn red(words: &str) -> Progress {
    Progress::parse("red", words, "Ask earlier").unwrap()
}

#[tokio::test]
async fn actions_are_added_at_the_end_and_moved() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (plan, [_, _, last]) = scene.drafted(tx).await;
        assert_eq!(texts(&scene.plan(tx, plan).await), ["Count everyone in 2020", "Paint the tower", "Oil the door"]);
        let may = scene.at_action::<MoveAction>(tx, last).await;
        let may = testing::lock(tx, &may).await;
        assert!(actions::reorder(tx, &may, &scene.charter, MoveTo::Up, scene.now).await.unwrap());
        assert_eq!(texts(&scene.plan(tx, plan).await), ["Count everyone in 2020", "Oil the door", "Paint the tower"]);
        let may = testing::lock(tx, &may).await;
        assert!(actions::reorder(tx, &may, &scene.charter, MoveTo::Place(1), scene.now).await.unwrap());
        let may = testing::lock(tx, &may).await;
        assert!(!actions::reorder(tx, &may, &scene.charter, MoveTo::Up, scene.now).await.unwrap());
        assert_eq!(texts(&scene.plan(tx, plan).await), ["Oil the door", "Count everyone in 2020", "Paint the tower"]);
    }
}

#[tokio::test]
async fn a_stale_edit_changes_nothing_and_returns_the_current_action() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (plan, [_, action, _]) = scene.drafted(tx).await;
        let may = scene.at_action::<EditAction>(tx, action).await;
        let theirs = scene.details("Paint the tower white");
        let may = testing::lock(tx, &may).await;
        assert_eq!(actions::edit(tx, &may, 1, &theirs, scene.now).await.unwrap(), Edited::Saved);
        let mine = scene.details("Paint the tower red");
        let Edited::Stale(now) = actions::edit(tx, &may, 1, &mine, scene.now).await.unwrap() else {
            panic!("not stale")
        };
        assert_eq!((now.details.text.as_str(), now.revision), ("Paint the tower white", 2));
        assert_eq!(texts(&scene.plan(tx, plan).await)[1], "Paint the tower white");
        let may = scene.at_action::<ReadActionHistory>(tx, action).await;
        let events = events::of_action(tx, &may).await.unwrap();
        let kept = events.iter().any(|event| format!("{:?}", event.what).contains("[\"Paint the tower\"]"));
        assert!(kept, "the text before the edit is in the activity log: {events:?}");
    }
}

#[tokio::test]
async fn a_split_keeps_the_identity_with_the_first_part() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (plan, [_, action, _]) = scene.drafted(tx).await;
        let may = scene.at_action::<EditAction>(tx, action).await;
        let parts = ["Buy paint", "Paint", "Clean up"].map(|text| scene.details(text));
        let may = testing::lock(tx, &may).await;
        assert_eq!(actions::split(tx, &may, 1, &parts, scene.now).await.unwrap(), Edited::Saved);
        let plan = scene.plan(tx, plan).await;
        assert_eq!(texts(&plan), ["Count everyone in 2020", "Buy paint", "Paint", "Clean up", "Oil the door"]);
        assert_eq!(plan.actions[1].action.id, action);
        assert_eq!(plan.actions[2].origin, Origin::Related(action));
        assert_eq!(plan.actions[3].action.first_included(), plan.actions[1].action.first_included());
        assert!(matches!(actions::split(tx, &may, 1, &parts, scene.now).await.unwrap(), Edited::Stale(_)));
        let may = scene.at_action::<ReadAction>(tx, action).await;
        let kin = actions::related_actions(tx, &may).await.unwrap();
        assert_eq!(kin.iter().filter(|kin| kin.how == "followed").count(), 2);
    }
}

#[tokio::test]
async fn a_merged_action_keeps_its_text_and_can_be_restored() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (plan, [_, into, other]) = scene.drafted(tx).await;
        let may = scene.at_action::<EditAction>(tx, into).await;
        let both = scene.details("Paint the tower and oil the door");
        let may = testing::lock(tx, &may).await;
        let merged = actions::merge(tx, &may, 1, &both, &[other, into], "One visit", scene.now).await.unwrap();
        assert_eq!(merged, Edited::Saved);
        let after = scene.plan(tx, plan).await;
        assert_eq!(texts(&after), ["Count everyone in 2020", "Paint the tower and oil the door"]);
        let ended = after.placed(other).unwrap();
        assert_eq!(ended.ended, Some(Ended::Merged { into, reason: "One visit".into() }));
        assert_eq!(ended.action.details.text, "Oil the door");
        let may = scene.at_action::<EditAction>(tx, other).await;
        let may = testing::lock(tx, &may).await;
        assert!(actions::restore(tx, &may, scene.now).await.unwrap());
        assert_eq!(scene.plan(tx, plan).await.live().count(), 3);
    }
}

#[tokio::test]
async fn a_withdrawn_action_keeps_its_reason() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (plan, [_, action, _]) = scene.drafted(tx).await;
        let may = scene.at_action::<EditAction>(tx, action).await;
        let may = testing::lock(tx, &may).await;
        assert!(actions::withdraw(tx, &may, "The tower fell", scene.now).await.unwrap());
        assert!(!actions::withdraw(tx, &may, "Again", scene.now).await.unwrap());
        assert_eq!(scene.plan(tx, plan).await.placed(action).unwrap().ended.as_ref().unwrap().why(), "The tower fell");
    }
}

#[tokio::test]
async fn progress_is_only_ever_added_and_public_where_the_plan_is() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (submitted, drafted) = (scene.world.actions[4], scene.world.actions[0]);
        for action in [submitted, drafted] {
            let may = scene.at_action::<RecordProgress>(tx, action).await;
            let may = testing::lock(tx, &may).await;
            progress::record(tx, &may, &red("No funds"), scene.now).await.unwrap();
            let later = scene.now + jiff::SignedDuration::from_hours(1);
            let green = Progress::parse("green", "Done in May", "").unwrap();
            progress::record(tx, &may, &green, later).await.unwrap();
            let may = scene.at_action::<ReadAction>(tx, action).await;
            let updates = progress::of_action(tx, &may).await.unwrap();
            let words: Vec<_> = updates
                .iter()
                .map(|update| {
                    (
                        update.progress_update.rating.colour(),
                        update.progress_update.explanation(),
                        update.progress_update.learning.as_str(),
                    )
                })
                .collect();
            assert_eq!(words, [(Colour::Green, "Done in May", ""), (Colour::Red, "No funds", "Ask earlier")]);
            assert_eq!(updates[0].progress_update.who.as_deref(), Some("lead Example"));
        }
        let public = events::public(tx, scene.world.organisation).await.unwrap();
        assert_eq!(public.len(), 2, "only those of the submitted plan");
        let current = plans::current_public(tx, scene.world.organisation).await.unwrap().unwrap();
        assert_eq!((current.id, current.tally().green), (scene.world.assessments[4].1, 1));
    }
}

#[tokio::test]
async fn a_continued_action_keeps_its_identity_and_its_activity() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (assessment, new) = scene.world.assessments[0];
        let rated = scene.world.rated.1;
        let may = scene.at_assessment::<WriteAssessment>(tx, assessment).await;
        let may = testing::lock(tx, &may).await;
        assert!(outcomes::decide(tx, &may, rated, Some(&Outcome::Continued), scene.now).await.unwrap());
        assert!(outcomes::decide(tx, &may, rated, Some(&Outcome::Continued), scene.now).await.unwrap());
        let plan = scene.plan(tx, new).await;
        let placed = plan.placed(rated).expect("the same identity, in the new plan");
        assert_eq!(placed.origin, Origin::Continued);
        assert_eq!(placed.action.open_since(plan.starts), Some(2018));
        let read = scene.at_action::<ReadAction>(tx, rated).await;
        assert_eq!(actions::memberships(tx, &read).await.unwrap().len(), 2);

        assert!(outcomes::decide(tx, &may, rated, None, scene.now).await.unwrap());
        assert!(scene.plan(tx, new).await.placed(rated).is_none());
        let read = scene.at_assessment::<ReadAssessment>(tx, assessment).await;
        assert!(outcomes::read(tx, &read).await.unwrap().is_empty());
        let other = scene.world.actions[1];
        assert!(!outcomes::decide(tx, &may, other, Some(&Outcome::Continued), scene.now).await.unwrap());
    }
}

#[tokio::test]
async fn a_related_action_begins_with_the_same_text_and_none_is_lost_when_the_decision_changes() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (assessment, new) = scene.world.assessments[0];
        let rated = scene.world.rated.1;
        let may = scene.at_assessment::<WriteAssessment>(tx, assessment).await;
        let owner = tx.query("insert into owner (id, organisation_id, name, created_at) select $1, organisation_id, 'Library', $2 from action where id = $1");
        owner.bind(rated.0).bind(At(scene.now)).run().await.unwrap();
        tx.query("update action set owner_id = id where id = $1").bind(rated.0).run().await.unwrap();
        let may = testing::lock(tx, &may).await;
        outcomes::decide(tx, &may, rated, Some(&Outcome::Related), scene.now).await.unwrap();
        let owners: Vec<(String,)> = tx
            .query("select w.name from owner_version v join owner w on w.id = v.owner_id where v.until is null and v.action_id <> $1")
            .bind(rated.0)
            .all()
            .await
            .unwrap();
        assert_eq!(owners, [("Library".to_owned(),)], "the owner of an action owns its related action");
        let related = |plan: &Plan| -> Vec<Action> {
            let placed = plan.actions.iter().filter(|placed| placed.origin == Origin::Related(rated));
            placed.map(|placed| placed.action.clone()).collect()
        };
        let first = related(&scene.plan(tx, new).await);
        assert_eq!(first[0].details.text, "Count everyone in 2018");
        let stopped = Outcome::Stopped { reason: "Nobody left to count".into() };
        outcomes::decide(tx, &may, rated, Some(&stopped), scene.now).await.unwrap();
        assert!(!scene.plan(tx, new).await.live().any(|action| action.id == first[0].id));
        outcomes::decide(tx, &may, rated, Some(&Outcome::Related), scene.now).await.unwrap();
        let again = scene.plan(tx, new).await;
        assert_eq!(related(&again).len(), 1, "the same action came back");
        assert!(again.live().any(|action| action.id == first[0].id));
    }
}

#[tokio::test]
async fn all_actions_that_are_not_completed_are_continued_at_once() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (assessment, new) = scene.world.assessments[0];
        let rated = scene.world.rated.1;
        let may = scene.at_assessment::<WriteAssessment>(tx, assessment).await;
        let open = |action: &Action| matches!(action.colour(), Some(Colour::Red | Colour::Amber));
        let may = testing::lock(tx, &may).await;
        assert_eq!(outcomes::decide_all(tx, &may, open, &Outcome::Continued, scene.now).await.unwrap(), 0);
        let record = scene.at_action::<RecordProgress>(tx, rated).await;
        let record = testing::lock(tx, &record).await;
        progress::record(tx, &record, &red("No funds"), scene.now).await.unwrap();
        assert_eq!(outcomes::decide_all(tx, &may, open, &Outcome::Continued, scene.now).await.unwrap(), 1);
        assert!(scene.plan(tx, new).await.placed(rated).is_some());
    }
}
