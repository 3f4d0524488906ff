//! Peer review rounds, on both databases: created, edited and cancelled.

use jiff::{Timestamp, ToSpan as _, civil::date};
use model::{
    RoundId,
    core::{
        permit::{
            AtCharter, AtRound, CancelRound, CreateRound, EditRound, Permission, Permit, ReadRegister, ReadRound,
            ReadRounds,
        },
        short::Line,
    },
    peer_review::{
        round::draft::RoundDraft,
        round::{RoundDates, RoundState, RoundStep},
    },
};
use store::{
    Db, Tx,
    core::write_permit::WritePermit,
    peer_review::rounds::{self, RoundNotSaved},
};
use testing::world::World;

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
    /// The scenes once the open round has the panel of the world.
    pub(super) async fn with_panel() -> Vec<Self> {
        let scenes = Self::all().await;
        for scene in &scenes {
            let mut tx = scene.db.write().await.unwrap();
            testing::world::panels::make(&mut tx, &scene.world, scene.now).await;
            tx.commit().await.unwrap();
        }
        scenes
    }
    /// The open round.
    pub(super) fn open(&self) -> AtRound {
        AtRound { round: self.world.rounds[0], is_cancelled: false }
    }
}

/// A permit of the operator.
pub(super) fn ask<P: Permission>(place: P::Place) -> Permit<P> {
    Permit::ask(&testing::operator(), place).unwrap()
}

/// A round that gathers what is submitted from the day to the end of the month after.
pub(super) fn draft(name: &str, first: model::Date) -> RoundDraft {
    let due = first.saturating_add(1.month());
    let dates = RoundDates::usual(first, due, due.saturating_add(4.months())).unwrap();
    RoundDraft { name: Line::parse(name).unwrap(), dates }
}

async fn create(tx: &mut Tx, draft: &RoundDraft, now: Timestamp) -> Result<RoundId, RoundNotSaved> {
    let may = testing::lock(tx, &ask::<CreateRound>(AtCharter)).await;
    rounds::create(tx, &may, draft, now).await.unwrap()
}

async fn events(tx: &mut Tx) -> Vec<String> {
    let rows: Vec<(String,)> = tx
        .query("select what ->> 'what' from event where kind = 'peer-review' and organisation_id is null order by id")
        .all()
        .await
        .unwrap();
    rows.into_iter().map(|(what,)| what).collect()
}

#[tokio::test]
async fn a_round_reads_back_with_its_dates_and_is_listed_by_the_last_day_of_submission() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let draft = draft("Spring 2028", date(2028, 3, 1));
        let id = create(&mut tx, &draft, scene.now).await.unwrap();
        let round = rounds::read(&mut tx, &ask::<ReadRound>(AtRound { round: id, is_cancelled: false })).await.unwrap();
        assert_eq!((round.id, &round.name, round.dates), (id, &draft.name, draft.dates));
        assert_eq!((round.cancelled.as_ref(), round.done, round.revision), (None, None, 1));
        let all = rounds::list(&mut tx, &ask::<ReadRounds>(AtCharter)).await.unwrap();
        assert_eq!(all.iter().map(|one| one.id).collect::<Vec<_>>()[0], id, "the latest is first");
        assert_eq!(all.len(), 3);
        assert_eq!(rounds::of_register(&mut tx, &ask::<ReadRegister>(AtCharter)).await.unwrap(), all);
        assert_eq!(events(&mut tx).await, ["round-created"]);
    }
}

#[tokio::test]
async fn two_rounds_share_no_day_of_submission_and_no_name() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        create(&mut tx, &draft("Spring 2028", date(2028, 3, 1)), scene.now).await.unwrap();
        let shared = create(&mut tx, &draft("April 2028", date(2028, 4, 1)), scene.now).await;
        assert_eq!(shared, Err(RoundNotSaved::Overlaps(Line::parse("Spring 2028").unwrap())));
        let named = create(&mut tx, &draft("spring 2028", date(2028, 4, 2)), scene.now).await;
        assert_eq!(named, Err(RoundNotSaved::NameTaken));
        create(&mut tx, &draft("April 2028", date(2028, 4, 2)), scene.now).await.unwrap();
        assert_eq!(events(&mut tx).await, ["round-created", "round-created"]);
    }
}

#[tokio::test]
async fn an_edit_is_saved_once_and_not_over_that_of_someone_else() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let edit = async |tx: &mut Tx, revision, draft: &RoundDraft| {
            let may: WritePermit<EditRound> = testing::lock(tx, &ask::<EditRound>(scene.open())).await;
            rounds::edit(tx, &may, revision, draft, scene.now).await.unwrap()
        };
        let before = rounds::read(&mut tx, &ask::<ReadRound>(scene.open())).await.unwrap();
        let same = RoundDraft { name: before.name.clone(), dates: before.dates };
        assert_eq!(edit(&mut tx, 1, &same).await, Ok(()), "its own days and its own name are free");
        let dates = before.dates.moved(before.dates.first(), before.dates.due().saturating_add(1.week())).unwrap();
        let changed = RoundDraft { name: Line::parse("Winter").unwrap(), dates };
        assert_eq!(edit(&mut tx, 1, &changed).await, Ok(()));
        assert_eq!(edit(&mut tx, 1, &same).await, Err(RoundNotSaved::Changed));
        let after = rounds::read(&mut tx, &ask::<ReadRound>(scene.open())).await.unwrap();
        assert_eq!((after.name.as_str(), after.dates, after.revision), ("Winter", dates, 2));
        assert_eq!(events(&mut tx).await, ["round-changed"], "one that changes nothing has no event");
        create(&mut tx, &draft("Spring 2028", date(2028, 3, 1)), scene.now).await.unwrap();
        let over = RoundDraft { name: changed.name.clone(), ..draft("Spring", date(2028, 2, 15)) };
        assert!(matches!(edit(&mut tx, 2, &over).await, Err(RoundNotSaved::Overlaps(_))));
    }
}

#[tokio::test]
async fn a_cancelled_round_does_not_change_and_frees_its_days() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let before = rounds::read(&mut tx, &ask::<ReadRound>(scene.open())).await.unwrap();
        let cancelling = ask::<CancelRound>(scene.open());
        let may = testing::lock(&mut tx, &cancelling).await;
        rounds::cancel(&mut tx, &may, &Line::parse("Too few reviewers").unwrap(), scene.now).await.unwrap();
        let after = rounds::read(&mut tx, &ask::<ReadRound>(scene.open())).await.unwrap();
        assert_eq!(after.cancelled.as_ref().unwrap().reason, "Too few reviewers");
        assert_eq!(after.state(date(2030, 1, 1)), RoundState::Cancelled);
        assert_eq!(events(&mut tx).await, ["round-cancelled"]);
        // A permit from before is refused in the transaction that writes.
        assert!(testing::is_refused(&mut tx, &cancelling).await);
        assert!(testing::is_refused(&mut tx, &ask::<EditRound>(scene.open())).await);
        let again = RoundDraft { name: before.name, dates: before.dates };
        create(&mut tx, &again, scene.now).await.unwrap();
    }
}

#[tokio::test]
async fn the_secretariat_and_the_board_have_the_rounds_in_their_calendar_and_others_do_not() {
    for scene in Scene::all().await {
        let mut tx = scene.db.read().await.unwrap();
        for (email, number) in [
            ("secretariat@assay.example", 1),
            ("board@assay.example", 1),
            ("lead@assay.example", 0),
            ("nobody@assay.example", 0),
        ] {
            let all = rounds::of_reader(&mut tx, &testing::program(), email).await.unwrap();
            assert_eq!(all.len(), number, "{email}");
            assert!(all.iter().all(|round| round.id == scene.world.rounds[0]), "not the cancelled one");
        }
    }
}

#[tokio::test]
async fn a_round_whose_dates_are_not_in_order_is_an_error() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let read = ask::<ReadRound>(scene.open());
        let round = rounds::read(&mut tx, &read).await.unwrap();
        assert!(round.dates.of(RoundStep::Read) < round.dates.of(RoundStep::Agree));
        tx.query("update round set read_on = agree_on").run().await.unwrap();
        assert!(rounds::read(&mut tx, &read).await.is_err());
    }
}
