//! Groups, their members and their meetings, on both databases.

use jiff::{Timestamp, civil::date};
use model::{
    GroupId,
    core::{
        permit::{AtOrganisation, KeepGroups, Permission, Permit, ReadInternal},
        saving::{Draft, Tab},
        short::{Email, Line},
    },
    team::group::{GroupDetails, GroupKind, GroupRole, Term, chair_warning},
};
use store::{
    Tx,
    core::relation,
    team::groups::{self, Saved},
};
use testing::world::World;

async fn at<P: Permission<Place = AtOrganisation>>(tx: &mut Tx, world: &World) -> Permit<P> {
    let person = world.persona("contributor").person.unwrap();
    let found = relation::at_organisation(tx, person, world.organisation).await.unwrap().unwrap();
    Permit::ask(&found.relation, found.place).unwrap()
}

fn about(name: &str) -> GroupDetails {
    GroupDetails {
        name: Line::parse(name).unwrap(),
        kind: GroupKind::WorkingGroup,
        remit: "To keep the lamp lit".into(),
    }
}

#[tokio::test]
async fn a_group_has_chairs_for_a_term_and_meets() {
    let (now, today): (Timestamp, _) = ("2026-11-22T10:00:00Z".parse().unwrap(), date(2026, 11, 22));
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        let (keep, read) = (at::<KeepGroups>(&mut tx, &world).await, at::<ReadInternal>(&mut tx, &world).await);
        let keep = testing::lock(&mut tx, &keep).await;
        let id = groups::create(&mut tx, &keep, &about("Keepers"), now).await.unwrap();
        assert!(groups::change(&mut tx, &keep, id, 1, &about("The keepers"), now).await.unwrap());
        assert!(!groups::change(&mut tx, &keep, id, 1, &about("Nobody"), now).await.unwrap(), "it was changed since");
        for (name, email) in [("A. King", Some("king@northmoor.example")), ("B. Queen", None)] {
            let email = email.map(|email| Email::parse(email).unwrap());
            let ends = Some(date(2028, 9, 30));
            let name = Line::parse(name).unwrap();
            let term = Term { name, email, role: GroupRole::Chair, starts: date(2026, 10, 1), ends };
            assert!(groups::add_member(&mut tx, &keep, id, &term, now).await.unwrap());
            assert!(!groups::add_member(&mut tx, &keep, GroupId(uuid::Uuid::nil()), &term, now).await.unwrap());
        }
        let (group, members) = groups::read(&mut tx, &read, id).await.unwrap().unwrap();
        assert_eq!((group.about, group.revision, members.len()), (about("The keepers"), 2, 2));
        let found = groups::find(&mut tx, &read, id).await.unwrap().unwrap();
        assert_eq!(found.about, about("The keepers"));
        assert_eq!(groups::find(&mut tx, &read, GroupId(uuid::Uuid::nil())).await.unwrap(), None);
        assert_eq!(chair_warning(&members, today), None);
        let left = groups::leave(&mut tx, &keep, id, members[0].id, today, now).await.unwrap();
        assert_eq!(left.as_deref(), Some("A. King"));
        assert_eq!(groups::leave(&mut tx, &keep, id, members[0].id, today, now).await.unwrap(), None);
        let all = groups::list(&mut tx, &read).await.unwrap();
        let names: Vec<_> = all.iter().map(|(group, members)| (group.about.name.as_str(), members.len())).collect();
        assert_eq!(names, [("Lamp committee", 1), ("The keepers", 2)]);
        assert!(chair_warning(&all[1].1, today).is_some());

        let on = date(2026, 12, 1);
        let meeting = groups::add_meeting(&mut tx, &keep, id, (on, "Room 1"), now).await.unwrap().unwrap();
        assert_eq!(
            groups::save_minutes(&mut tx, &keep, (id, meeting), &Draft::new("We met.", 1), now).await.unwrap(),
            Saved::Yes(2)
        );
        assert_eq!(
            groups::save_minutes(&mut tx, &keep, (id, meeting), &Draft::new("We met.", 2), now).await.unwrap(),
            Saved::Yes(2)
        );
        let late =
            groups::save_minutes(&mut tx, &keep, (id, meeting), &Draft::new("We did not.", 1), now).await.unwrap();
        let Saved::Stale(kept) = late else { panic!("{late:?}") };
        assert_eq!(kept.minutes, "We met.");
        let clash = groups::conflicting_edit(&mut tx, &keep, 1, &kept).await.unwrap();
        assert_eq!((clash.before.as_str(), clash.at), ("", Some(now)));
        let aside: Vec<(String,)> = tx.query("select words from minutes_version where aside").all().await.unwrap();
        assert_eq!(aside, [("We did not.".to_owned(),)], "nothing is lost");
        let versions = groups::versions(&mut tx, &read, meeting).await.unwrap();
        let kept: Vec<_> = versions.iter().map(|one| (one.revision, one.text.as_str(), one.set_aside)).collect();
        assert_eq!(kept, [(2, "We met.", false), (1, "We did not.", true)]);
        // A tab saves over its own versions, and conflicts with another tab of the same person.
        let (first, second) = (Tab::parse("a.1"), Tab::parse("a.2"));
        let in_tab = |text, tab| Draft { tab, ..Draft::new(text, 2) };
        for (text, tab, revision) in [("We met. All", first.as_ref(), 3), ("We met. All came.", second.as_ref(), 4)] {
            let saved = groups::save_minutes(&mut tx, &keep, (id, meeting), &in_tab(text, tab), now).await.unwrap();
            assert_eq!(saved, Saved::Yes(revision));
        }
        let other = Tab::parse("b.1");
        let late =
            groups::save_minutes(&mut tx, &keep, (id, meeting), &in_tab("We met. Some", other.as_ref()), now).await;
        let Ok(Saved::Stale(kept)) = late else { panic!("{late:?}") };
        assert!(groups::conflicting_edit(&mut tx, &keep, 2, &kept).await.unwrap().is_own);
        let again = Draft::new("We met.", 4);
        assert_eq!(groups::save_minutes(&mut tx, &keep, (id, meeting), &again, now).await.unwrap(), Saved::Yes(5));
        let nowhere =
            groups::save_minutes(&mut tx, &keep, (world.group.0, meeting), &Draft::new("", 2), now).await.unwrap();
        assert_eq!(nowhere, Saved::NotFound);
        let kept = groups::meeting(&mut tx, &read, id, meeting).await.unwrap().unwrap();
        assert_eq!((kept.on, kept.place.as_str(), kept.minutes.as_str()), (on, "Room 1", "We met."));
        assert_eq!(groups::meetings(&mut tx, &read, id).await.unwrap(), [kept]);
    }
}
