//! Past plans, on both databases: after any change, a plan can be read as it was before.

use jiff::{SignedDuration, Timestamp};
use model::{
    ActionId, Date,
    charter::Charter,
    core::permit::{
        AssignOwner, EditAction, EditPlan, KeepOwners, MoveAction, Permission, Permit, ReadActionHistory, ReadPlan,
        RecordProgress, WriteAssessment,
    },
    plan::{
        MoveTo, Outcome, Plan,
        action::{ActionDetails, ActionDraft, ActionField, FieldKind},
        owner::OwnerDetails,
        progress::Progress,
    },
};
use store::{
    Tx,
    assessment::outcomes,
    core::{events, relation},
    plan::{actions, owners, plans, progress},
};
use testing::world::World;

fn details(charter: &Charter, text: &str) -> ActionDetails {
    let themes = vec![charter.themes[0].id.to_string()];
    ActionDetails::parse(&ActionDraft::new(text, themes), charter).unwrap()
}

struct Scene<'s> {
    world: &'s World,
    charter: Charter,
    now: Timestamp,
    /// The plan after each change, and when that was.
    seen: Vec<(Timestamp, Plan)>,
}

impl Scene<'_> {
    async fn plan<P: Permission<Place = model::core::permit::AtPlan>>(&self, tx: &mut Tx) -> Permit<P> {
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_plan(tx, lead, self.world.assessments[0].1).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }

    async fn action<P: Permission<Place = model::core::permit::AtAction>>(
        &self,
        tx: &mut Tx,
        id: ActionId,
    ) -> Permit<P> {
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_action(tx, lead, id).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }

    /// Records the plan after a change, and lets a day pass.
    async fn record(&mut self, tx: &mut Tx) {
        let may = self.plan::<ReadPlan>(tx).await;
        self.seen.push((self.now, plans::read(tx, &may).await.unwrap().unwrap()));
        self.now += SignedDuration::from_hours(24);
    }

    /// Makes every kind of change to the plan, one a day.
    async fn change(&mut self, tx: &mut Tx) {
        let edits = self.plan::<EditPlan>(tx).await;
        let new = ["Paint", "Oil", "Sweep"].map(|text| actions::NewAction::from(details(&self.charter, text)));
        let edits = testing::lock(tx, &edits).await;
        let [paint, oil, sweep] = actions::add(tx, &edits, &new, self.now).await.unwrap()[..] else { panic!() };
        self.record(tx).await;
        let may = self.action::<EditAction>(tx, paint).await;
        let may = testing::lock(tx, &may).await;
        actions::edit(tx, &may, 1, &details(&self.charter, "Paint twice"), self.now).await.unwrap();
        self.record(tx).await;
        for update in [Progress::parse("red", "No paint", ""), Progress::parse("green", "", "Ask first")] {
            let may = self.action::<RecordProgress>(tx, paint).await;
            let may = testing::lock(tx, &may).await;
            progress::record(tx, &may, &update.unwrap(), self.now).await.unwrap();
            self.record(tx).await;
        }
        let may = self.action::<MoveAction>(tx, sweep).await;
        let may = testing::lock(tx, &may).await;
        assert!(actions::reorder(tx, &may, &self.charter, MoveTo::Up, self.now).await.unwrap());
        self.record(tx).await;
        let may = self.action::<EditAction>(tx, oil).await;
        let parts = ["Oil the door", "Oil the lamp"].map(|text| details(&self.charter, text));
        let may = testing::lock(tx, &may).await;
        actions::split(tx, &may, 1, &parts, self.now).await.unwrap();
        self.record(tx).await;
        let may = self.action::<EditAction>(tx, paint).await;
        let both = details(&self.charter, "Paint and sweep");
        let may = testing::lock(tx, &may).await;
        actions::merge(tx, &may, 2, &both, &[sweep], "One visit", self.now).await.unwrap();
        self.record(tx).await;
        let may = self.action::<EditAction>(tx, sweep).await;
        let may = testing::lock(tx, &may).await;
        assert!(actions::restore(tx, &may, self.now).await.unwrap());
        self.record(tx).await;
        assert!(actions::withdraw(tx, &may, "No broom", self.now).await.unwrap());
        self.record(tx).await;
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_assessment(tx, lead, self.world.assessments[0].0).await.unwrap().unwrap();
        let may = Permit::<WriteAssessment>::ask(&found.relation, found.place).unwrap();
        for outcome in [Outcome::Continued, Outcome::Related, Outcome::Continued] {
            let may = testing::lock(tx, &may).await;
            outcomes::decide(tx, &may, self.world.rated.1, Some(&outcome), self.now).await.unwrap();
            self.record(tx).await;
        }
        let may = testing::lock(tx, &may).await;
        outcomes::decide(tx, &may, self.world.rated.1, None, self.now).await.unwrap();
        self.record(tx).await;
    }
}

#[tokio::test]
async fn after_any_change_a_plan_is_read_as_it_was_before() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let charter = testing::invented_charter();
        let world = World::make(&db, &charter, now).await;
        let mut scene = Scene { world: &world, charter, now: now + SignedDuration::from_hours(24), seen: Vec::new() };
        let mut tx = db.write().await.unwrap();
        scene.change(&mut tx).await;
        let may = scene.plan::<ReadPlan>(&mut tx).await;
        assert!(plans::before(&mut tx, &may, now).await.unwrap().unwrap().plan.actions.is_empty());
        for (index, (at, plan)) in scene.seen.iter().enumerate() {
            let past = plans::before(&mut tx, &may, *at + SignedDuration::from_hours(1)).await.unwrap().unwrap();
            assert_eq!(past.plan, *plan, "change {index}");
            assert!(past.uncertain.is_empty());
        }
    }
}

/// Details with something in every field.
fn full_details(charter: &Charter, word: &str) -> ActionDetails {
    let recommendations = charter.recommendations.iter().flat_map(|set| &set.recommendations);
    let mut draft = ActionDraft {
        category: charter.categories[0].id.to_string(),
        starts: Some(Date::constant(2026, 1, 1)),
        due: Some(Date::constant(2027, 3, 31)),
        recommendations: recommendations.map(|one| one.id.to_string()).take(1).collect(),
        allied: charter.allied.iter().map(|one| one.id.to_string()).take(1).collect(),
        ..ActionDraft::new("", [charter.themes[0].id.to_string()])
    };
    for &field in ActionField::ALL {
        if let Some(text) = draft.text_mut(field) {
            *text = format!("{} {word}", field.label());
        }
    }
    let details = ActionDetails::parse(&draft, charter).unwrap();
    assert_eq!(details.filled().count(), ActionField::ALL.len(), "every field has something in it here");
    details
}

#[tokio::test]
async fn every_field_is_stored_and_kept_in_its_version() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let charter = testing::invented_charter();
        let world = World::make(&db, &charter, now).await;
        let [first, second] = ["first", "second"].map(|word| full_details(&charter, word));
        let scene = Scene { world: &world, charter, now, seen: Vec::new() };
        let tx = &mut db.write().await.unwrap();
        let may = scene.plan::<EditPlan>(tx).await;
        let may = testing::lock(tx, &may).await;
        let day = |number: i64| now + SignedDuration::from_hours(24 * number);
        let added = actions::add(tx, &may, &[first.clone().into()], day(1)).await.unwrap();
        let may = scene.action::<EditAction>(tx, added[0]).await;
        let may = testing::lock(tx, &may).await;
        actions::edit(tx, &may, 1, &second, day(3)).await.unwrap();
        let may = scene.plan::<ReadPlan>(tx).await;
        let details = |plan: &Plan| plan.live().find(|one| one.id == added[0]).unwrap().details.clone();
        assert_eq!(details(&plans::read(tx, &may).await.unwrap().unwrap()), second);
        assert_eq!(details(&plans::before(tx, &may, day(2)).await.unwrap().unwrap().plan), first);
        let may = scene.action::<ReadActionHistory>(tx, added[0]).await;
        let history = events::of_action(tx, &may).await.unwrap();
        let former: Vec<_> = history.iter().flat_map(|event| event.what.was()).collect();
        let texts = ActionField::ALL.iter().filter(|field| matches!(field.kind(), FieldKind::Text(_)));
        let texts: Vec<_> = texts.map(|field| (field.stored().to_owned(), first.content(*field))).collect();
        let former: Vec<_> = former.into_iter().map(|(word, was)| (word.to_owned(), was.to_owned())).collect();
        assert_eq!(former, texts, "the event has what each field held");
    }
}

#[tokio::test]
async fn texts_from_before_every_version_was_kept_are_marked_as_uncertain() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        // As the migration leaves an action that was changed twice before.
        let later = now + SignedDuration::from_hours(48);
        tx.query("update action_version set revision = 3, since = $2 where action_id = $1")
            .bind(world.actions[0].0)
            .bind(store::core::values::At(later))
            .run()
            .await
            .unwrap();
        let lead = world.persona("lead").person.unwrap();
        let found = relation::at_plan(&mut tx, lead, world.assessments[0].1).await.unwrap().unwrap();
        let may = Permit::<ReadPlan>::ask(&found.relation, found.place).unwrap();
        let past = plans::before(&mut tx, &may, now + SignedDuration::from_hours(24)).await.unwrap().unwrap();
        assert_eq!((past.plan.actions.len(), past.uncertain), (1, vec![world.actions[0]]));
        let past = plans::before(&mut tx, &may, later + SignedDuration::from_hours(1)).await.unwrap().unwrap();
        assert!(past.uncertain.is_empty());
    }
}

#[tokio::test]
async fn the_owner_and_collaborators_of_an_action_are_read_as_they_were() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let hours = |number| now + SignedDuration::from_hours(number);
    for db in testing::databases().await {
        let charter = testing::invented_charter();
        let world = World::make(&db, &charter, now).await;
        let scene = Scene { world: &world, charter, now, seen: Vec::new() };
        let mut tx = db.write().await.unwrap();
        let lead = world.persona("lead").person.unwrap();
        let found = relation::at_organisation(&mut tx, lead, world.organisation).await.unwrap().unwrap();
        let keep = Permit::<KeepOwners>::ask(&found.relation, found.place).unwrap();
        let mut named = Vec::new();
        for name in ["Library", "Stores", "Workshop"] {
            let keep = testing::lock(&mut tx, &keep).await;
            let kept = owners::add(&mut tx, &keep, &OwnerDetails::parse(name, "").unwrap(), now).await.unwrap();
            let owners::SaveOwnerResult::Saved(owner) = kept else { panic!("{kept:?}") };
            named.push(owner);
        }
        let action = world.actions[0];
        let keep = testing::lock(&mut tx, &keep).await;
        owners::assign(&mut tx, &keep, named[0], &[action], hours(1)).await.unwrap();
        let may = scene.action::<AssignOwner>(&mut tx, action).await;
        let may = testing::lock(&mut tx, &may).await;
        assert!(owners::add_collaborator(&mut tx, &may, named[1], hours(2)).await.unwrap());
        // The collaborator becomes the owner; another collaborates, and transfers that to the first owner.
        let keep = testing::lock(&mut tx, &keep).await;
        owners::assign(&mut tx, &keep, named[1], &[action], hours(3)).await.unwrap();
        let may = testing::lock(&mut tx, &may).await;
        assert!(owners::add_collaborator(&mut tx, &may, named[2], hours(4)).await.unwrap());
        let keep = testing::lock(&mut tx, &keep).await;
        assert_eq!(owners::transfer(&mut tx, &keep, named[2], named[0], hours(5)).await.unwrap(), Some(0));
        let may = testing::lock(&mut tx, &may).await;
        assert!(owners::remove_collaborator(&mut tx, &may, named[0], hours(6)).await.unwrap());
        let may = scene.plan::<ReadPlan>(&mut tx).await;
        for (hour, owner, collaborator) in [
            (1, None, None),
            (2, Some("Library"), None),
            (3, Some("Library"), Some("Stores")),
            (4, Some("Stores"), None),
            (5, Some("Stores"), Some("Workshop")),
            (6, Some("Stores"), Some("Library")),
            (7, Some("Stores"), None),
        ] {
            let assigned =
                plans::owners_before(&mut tx, &may, hours(hour)).await.unwrap().remove(&action).unwrap_or_default();
            assert_eq!(
                (assigned.owner.as_deref(), assigned.collaborators.first().map(String::as_str)),
                (owner, collaborator),
                "hour {hour}"
            );
            assert!(assigned.collaborators.len() < 2);
        }
    }
}
