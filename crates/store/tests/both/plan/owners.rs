//! Owners of actions, on both databases.

use jiff::Timestamp;
use model::{
    ActionId, OwnerId,
    core::permit::{
        AssignOwner, AtAction, AtOrganisation, EditAction, KeepOwners, Permission, Permit, ReadAction,
        ReadActionHistory, ReadInternal,
    },
    plan::{
        action::ActionDetails,
        owner::{OwnerDetails, proposals},
    },
    work::event::EventKind,
};
use store::{
    Db, Tx,
    core::{events, relation},
    plan::{
        actions,
        owners::{self, SaveOwnerResult},
    },
};
use testing::world::World;

struct Scene {
    db: Db,
    world: World,
    now: Timestamp,
}

impl Scene {
    async fn all() -> Vec<Self> {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let mut scenes = Vec::new();
        for db in testing::databases().await {
            let world = World::make(&db, &testing::invented_charter(), now).await;
            scenes.push(Self { db, world, now });
        }
        scenes
    }
    async fn here<P: Permission<Place = AtOrganisation>>(&self, tx: &mut Tx) -> Permit<P> {
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_organisation(tx, lead, self.world.organisation).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }
    async fn at_action<P: Permission<Place = AtAction>>(&self, tx: &mut Tx, action: ActionId) -> Permit<P> {
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_action(tx, lead, action).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }
    async fn named(&self, tx: &mut Tx, name: &str, email: &str) -> OwnerId {
        let may = self.here::<KeepOwners>(tx).await;
        let may = testing::lock(tx, &may).await;
        match owners::add(tx, &may, &OwnerDetails::parse(name, email).unwrap(), self.now).await.unwrap() {
            SaveOwnerResult::Saved(owner) => owner,
            other => panic!("{other:?}"),
        }
    }
    async fn owner_of(&self, tx: &mut Tx, action: ActionId) -> Option<String> {
        let may = self.at_action::<ReadAction>(tx, action).await;
        owners::of_action(tx, &may).await.unwrap().owner.map(|owner| owner.named.name.to_string())
    }
}

#[tokio::test]
async fn actions_with_the_same_owner_text_are_assigned_together() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let read = scene.here::<ReadInternal>(tx).await;
        let assignments = owners::assignments(tx, &read).await.unwrap();
        // The plan that was imported alone is older than the one in force.
        let seen: Vec<_> = assignments.iter().map(|assignment| assignment.action).collect();
        assert_eq!(seen, scene.world.actions);
        let proposed = proposals(&assignments, &[]);
        assert_eq!((proposed.len(), proposed[0].name.as_str(), proposed[0].assignments.len()), (1, "Library", 4));
        let library = scene.named(tx, "Library", "library@northmoor.example").await;
        let keep = scene.here::<KeepOwners>(tx).await;
        let keep = testing::lock(tx, &keep).await;
        assert_eq!(owners::assign(tx, &keep, library, &seen, scene.now).await.unwrap(), 5);
        let keep = testing::lock(tx, &keep).await;
        assert_eq!(owners::assign(tx, &keep, library, &seen, scene.now).await.unwrap(), 0);
        assert_eq!(scene.owner_of(tx, seen[0]).await.as_deref(), Some("Library"));
        let assignments = owners::assignments(tx, &read).await.unwrap();
        assert!(proposals(&assignments, &[]).is_empty());
        let may = scene.at_action::<ReadActionHistory>(tx, seen[0]).await;
        let events = events::of_action(tx, &may).await.unwrap();
        let assigned = events.iter().filter(|event| matches!(&event.what, EventKind::Owner(_))).count();
        assert_eq!(assigned, 1, "{events:?}");
    }
}

#[tokio::test]
async fn a_name_exists_once_and_a_stale_edit_changes_nothing() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let keep = scene.here::<KeepOwners>(tx).await;
        let library = scene.named(tx, "Library", "").await;
        let again = OwnerDetails::parse("LIBRARY.", "other@northmoor.example").unwrap();
        let keep = testing::lock(tx, &keep).await;
        assert_eq!(owners::add(tx, &keep, &again, scene.now).await.unwrap(), SaveOwnerResult::Taken(library));
        let named = OwnerDetails::parse("Head of Library", "head@northmoor.example").unwrap();
        let saved = owners::change(tx, &keep, library, 1, &named, scene.now).await.unwrap();
        assert_eq!(saved, Some(SaveOwnerResult::Saved(library)));
        let late = OwnerDetails::parse("Somebody", "").unwrap();
        let stale = owners::change(tx, &keep, library, 1, &late, scene.now).await.unwrap();
        assert!(matches!(stale, Some(SaveOwnerResult::Stale(owner)) if owner.named == named && owner.revision == 2));
        let missing = OwnerId(scene.world.organisation.0);
        assert_eq!(owners::change(tx, &keep, missing, 1, &late, scene.now).await.unwrap(), None);
    }
}

#[tokio::test]
async fn an_owner_who_leaves_transfers_everything_and_no_action_is_without_an_owner() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let keep = scene.here::<KeepOwners>(tx).await;
        let (old, new) = (scene.named(tx, "Library", "").await, scene.named(tx, "Registry", "").await);
        let (owned, helped) = (scene.world.actions[0], scene.world.actions[1]);
        let keep = testing::lock(tx, &keep).await;
        owners::assign(tx, &keep, old, &[owned], scene.now).await.unwrap();
        let help = scene.at_action::<AssignOwner>(tx, helped).await;
        let help = testing::lock(tx, &help).await;
        assert!(owners::add_collaborator(tx, &help, old, scene.now).await.unwrap());
        let help = testing::lock(tx, &help).await;
        assert!(!owners::add_collaborator(tx, &help, old, scene.now).await.unwrap());
        let keep = testing::lock(tx, &keep).await;
        assert_eq!(owners::transfer(tx, &keep, old, old, scene.now).await.unwrap(), None);
        let keep = testing::lock(tx, &keep).await;
        assert_eq!(owners::transfer(tx, &keep, old, new, scene.now).await.unwrap(), Some(1));
        let keep = testing::lock(tx, &keep).await;
        assert_eq!(owners::transfer(tx, &keep, old, new, scene.now).await.unwrap(), None);
        assert_eq!(scene.owner_of(tx, owned).await.as_deref(), Some("Registry"));
        let may = scene.at_action::<ReadAction>(tx, helped).await;
        let collaborators = owners::of_action(tx, &may).await.unwrap().collaborators;
        assert_eq!(collaborators.iter().map(|owner| owner.id).collect::<Vec<_>>(), [new]);
        let help = testing::lock(tx, &help).await;
        assert!(owners::remove_collaborator(tx, &help, new, scene.now).await.unwrap());
        let keep = testing::lock(tx, &keep).await;
        assert_eq!(owners::assign(tx, &keep, old, &[owned], scene.now).await.unwrap(), 0);
        let read = scene.here::<ReadInternal>(tx).await;
        let list = owners::list(tx, &read).await.unwrap();
        assert_eq!(list.iter().map(|owner| owner.left.is_some()).collect::<Vec<_>>(), [false, false, true]);
    }
}

#[tokio::test]
async fn the_parts_of_a_split_stay_with_their_owner() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let keep = scene.here::<KeepOwners>(tx).await;
        let library = scene.named(tx, "Library", "").await;
        let action = scene.world.actions[0];
        let keep = testing::lock(tx, &keep).await;
        owners::assign(tx, &keep, library, &[action], scene.now).await.unwrap();
        let edit = scene.at_action::<EditAction>(tx, action).await;
        let themes = vec![testing::invented_charter().themes[0].id.clone()];
        let part = |text: &str, owner: &str| ActionDetails {
            text: text.into(),
            themes: themes.clone(),
            owner: owner.into(),
            ..ActionDetails::default()
        };
        let parts = [part("Buy paint", "Library"), part("Paint", "Library"), part("Clean up", "Registry")];
        let edit = testing::lock(tx, &edit).await;
        actions::split(tx, &edit, 1, &parts, scene.now).await.unwrap();
        let read = scene.here::<ReadInternal>(tx).await;
        let assignments = owners::assignments(tx, &read).await.unwrap();
        let of = |title: &str| assignments.iter().find(|assignment| assignment.title == title).unwrap().owner;
        assert_eq!([of("Buy paint"), of("Paint"), of("Clean up")], [Some(library), Some(library), None]);
    }
}

#[tokio::test]
async fn an_owner_is_one_of_their_own_organisation() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let library = scene.named(tx, "Library", "").await;
        let other = scene.world.persona("other lead").person.unwrap();
        let (elsewhere,): (uuid::Uuid,) =
            tx.query("select organisation_id from member where person_id = $1").bind(other.0).one().await.unwrap();
        let found = relation::at_organisation(tx, other, model::OrganisationId(elsewhere)).await.unwrap().unwrap();
        let keep: Permit<KeepOwners> = Permit::ask(&found.relation, found.place).unwrap();
        let theirs = scene.world.actions[0];
        let keep = testing::lock(tx, &keep).await;
        assert_eq!(owners::assign(tx, &keep, library, &[theirs], scene.now).await.unwrap(), 0);
        let named = OwnerDetails::parse("Mine", "").unwrap();
        assert_eq!(owners::change(tx, &keep, library, 1, &named, scene.now).await.unwrap(), None);
    }
}
