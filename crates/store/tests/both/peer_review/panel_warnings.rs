//! What the secretariat has to decide about approved panels, on both databases.

use super::{
    allocation::{approved, reviewer},
    feedback_drafts::begun,
    reviews::{ask, complete, member},
    rounds::{Scene, ask as at},
};
use jiff::{Timestamp, ToSpan as _};
use model::{
    PanelId, PersonId,
    core::{
        permit::{
            AtAccount, AtPanel, Author, BeginFeedbackDraft, DropOut, KeepAccount, KeepPanel, Permit, ReadPanelReviews,
            ReviewSubmission,
        },
        short::Line,
    },
    peer_review::panel_warning::{PanelWarning, WarningCause},
};
use store::{
    Tx,
    core::{relation, values::At},
    peer_review::{
        panels::{self, NotKept},
        reviews,
    },
    work::personal,
};

async fn warnings(tx: &mut Tx, panel: AtPanel) -> Vec<String> {
    let found = panels::warnings_of_panel(tx, &at::<KeepPanel>(panel)).await.unwrap();
    found.iter().map(PanelWarning::sentence).collect()
}

async fn change(tx: &mut Tx, panel: AtPanel, who: (Option<PersonId>, Option<PersonId>), now: Timestamp) {
    let may = testing::lock(tx, &at::<KeepPanel>(panel)).await;
    assert!(panels::change_members(tx, &may, who, now).await.unwrap().is_some());
}

/// The keys of what a page shows now.
async fn read(tx: &mut Tx, panel: AtPanel) -> Vec<String> {
    let found = panels::warnings_of_panel(tx, &at::<KeepPanel>(panel)).await.unwrap();
    found.iter().map(PanelWarning::key).collect()
}

/// Keeps a panel after reading its page.
async fn keep(tx: &mut Tx, panel: AtPanel, person: Option<PersonId>, now: Timestamp) -> Result<(), NotKept> {
    let read = read(tx, panel).await;
    keep_as_read(tx, panel, (person, &read), now).await.map(|arose| assert!(!arose, "the page told everything"))
}

/// Keeps a panel after reading that page. Says whether something else arose since.
async fn keep_as_read(
    tx: &mut Tx,
    panel: AtPanel,
    (person, read): (Option<PersonId>, &[String]),
    now: Timestamp,
) -> Result<bool, NotKept> {
    let may = testing::lock(tx, &at::<KeepPanel>(panel)).await;
    let reason = Line::parse("It has read everything").unwrap();
    panels::keep(tx, &may, (person, read), &reason, now).await.unwrap()
}

async fn drop_out(tx: &mut Tx, panel: PanelId, person: PersonId, now: Timestamp) {
    let found = relation::at_panel(tx, person, panel).await.unwrap().unwrap();
    let may = Permit::<DropOut>::ask(&found.relation, found.place).unwrap();
    let may = testing::lock(tx, &may).await;
    assert!(panels::drop_out(tx, &may, now).await.unwrap());
}

#[tokio::test]
async fn a_panel_that_lost_a_reviewer_is_to_do_until_it_is_replaced_or_kept() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (panel, [ada, bo, cy]) = approved(&mut tx, &scene).await;
        assert_eq!(warnings(&mut tx, panel).await, [""; 0]);
        let at_second = |second: i64| scene.now + second.seconds();
        drop_out(&mut tx, panel.panel, ada, at_second(1)).await;
        assert_eq!(warnings(&mut tx, panel).await, ["Panel 1 has lost a reviewer."]);
        change(&mut tx, panel, (None, Some(cy)), at_second(2)).await;
        assert_eq!(warnings(&mut tx, panel).await, [""; 0], "replaced");
        drop_out(&mut tx, panel.panel, bo, at_second(3)).await;
        assert_eq!(keep(&mut tx, panel, Some(cy), at_second(4)).await, Err(NotKept::Nothing));
        assert_eq!(keep(&mut tx, panel, None, at_second(4)).await, Ok(()));
        assert_eq!(warnings(&mut tx, panel).await, [""; 0], "kept without");
        assert_eq!(keep(&mut tx, panel, None, at_second(5)).await, Err(NotKept::Nothing), "once");
        let (sentence,): (String,) =
            tx.query("select what ->> 'reason' from event where what ->> 'what' = 'panel-kept'").one().await.unwrap();
        assert_eq!(sentence, "It has read everything");
    }
}

#[tokio::test]
async fn a_reviewer_who_leaves_their_organisation_stays_until_the_secretariat_decides() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (panel, [ada, bo, cy]) = approved(&mut tx, &scene).await;
        tx.query("update reviewer set ended_at = $2 where person_id = $1")
            .bind(ada.0)
            .bind(At(scene.now + 1.second()))
            .run()
            .await
            .unwrap();
        let lost = "Panel 1 has lost a reviewer. Ada no longer reviews for a signatory.";
        assert_eq!(warnings(&mut tx, panel).await, [lost]);
        let found =
            relation::at_review(&mut tx, ada, (panel.panel, scene.world.assessments[4].0)).await.unwrap().unwrap();
        assert!(Permit::<ReviewSubmission>::ask(&found.relation, found.place).is_ok(), "nobody is silently removed");
        change(&mut tx, panel, (Some(ada), Some(cy)), scene.now + 2.seconds()).await;
        assert_eq!(warnings(&mut tx, panel).await, [""; 0]);
        change(&mut tx, panel, (Some(bo), None), scene.now + 3.seconds()).await;
        assert_eq!(warnings(&mut tx, panel).await, [""; 0], "the secretariat took them off and knows");
    }
}

#[tokio::test]
async fn an_organisation_that_changes_its_region_is_a_conflict_to_decide_about() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (panel, [ada, ..]) = approved(&mut tx, &scene).await;
        let set = async |tx: &mut Tx, column: &'static str| {
            let sql = format!("update organisation set {column} = 'ada' where id = $1 or slug = 'ada'");
            tx.query(sql.leak()).bind(scene.world.organisation.0).run().await.unwrap();
        };
        set(&mut tx, "region").await;
        let region = "Panel 1: Ada has a conflict of interest with Northmoor University (in their region).";
        assert_eq!(warnings(&mut tx, panel).await, [region]);
        assert_eq!(keep(&mut tx, panel, Some(ada), scene.now).await, Ok(()));
        assert_eq!(warnings(&mut tx, panel).await, [""; 0], "kept with a reason");
        set(&mut tx, "consortium").await;
        let found = panels::warnings_of_panel(&mut tx, &at::<KeepPanel>(panel)).await.unwrap();
        assert!(
            matches!(&found[..], [one] if matches!(one.cause, WarningCause::Conflict { .. })),
            "a new one: {found:?}"
        );
        tx.query("insert into declared_conflict (person_id, organisation_id, reason, declared_at) values ($1, $2, 'Married', $3)")
            .bind(ada.0)
            .bind(scene.world.organisation.0)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        assert_eq!(keep(&mut tx, panel, Some(ada), scene.now).await, Err(NotKept::Replace), "they cannot open it");
    }
}

#[tokio::test]
async fn what_arose_after_the_page_was_read_is_still_to_be_decided() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (panel, [ada, bo, _]) = approved(&mut tx, &scene).await;
        let set = async |tx: &mut Tx, column: &'static str| {
            let sql = format!("update organisation set {column} = 'ada' where id = $1 or slug = 'ada'");
            tx.query(sql.leak()).bind(scene.world.organisation.0).run().await.unwrap();
        };
        set(&mut tx, "region").await;
        let page = read(&mut tx, panel).await;
        set(&mut tx, "consortium").await;
        let kept = keep_as_read(&mut tx, panel, (Some(ada), &page), scene.now).await;
        assert_eq!(kept, Ok(true), "the one that was read is decided, the other is not");
        let consortium = "Panel 1: Ada has a conflict of interest with Northmoor University (in their consortium).";
        assert_eq!(warnings(&mut tx, panel).await, [consortium], "the new one is still told");
        assert_eq!(keep_as_read(&mut tx, panel, (Some(ada), &[]), scene.now).await, Err(NotKept::Nothing));
        assert_eq!(keep(&mut tx, panel, Some(ada), scene.now).await, Ok(()));
        assert_eq!(warnings(&mut tx, panel).await, [""; 0]);
        drop_out(&mut tx, panel.panel, ada, scene.now + 1.second()).await;
        let page = read(&mut tx, panel).await;
        drop_out(&mut tx, panel.panel, bo, scene.now + 2.seconds()).await;
        let late = keep_as_read(&mut tx, panel, (None, &page), scene.now + 3.seconds()).await;
        assert_eq!(late, Err(NotKept::Nothing), "a second reviewer left since");
        assert_eq!(warnings(&mut tx, panel).await, ["Panel 1 has lost 2 reviewers."]);
    }
}

#[tokio::test]
async fn a_panel_whose_feedback_is_sent_or_whose_round_is_cancelled_needs_no_decision() {
    for sql in [
        "update round set cancelled_at = created_at",
        "update panel_submission set until = since",
        "insert into feedback (id, round_id, assessment_id, panel_id, hash, canonical, approved_at, sent_at)
         select s.panel_id, p.round_id, s.assessment_id, p.id, '', '', s.since, s.since from panel_submission s join panel p on p.id = s.panel_id",
    ] {
        for scene in Scene::all().await {
            let mut tx = scene.db.write().await.unwrap();
            let (panel, [ada, ..]) = approved(&mut tx, &scene).await;
            drop_out(&mut tx, panel.panel, ada, scene.now + 1.second()).await;
            assert_eq!(warnings(&mut tx, panel).await.len(), 1);
            tx.query(sql).run().await.unwrap();
            assert_eq!(warnings(&mut tx, panel).await, [""; 0], "{sql}");
        }
    }
}

#[tokio::test]
async fn the_complete_review_of_who_left_stays_with_the_panel_and_that_of_who_was_taken_off_does_not() {
    for (is_removed, expected) in [(false, 2), (true, 1)] {
        for scene in Scene::with_panel().await {
            let mut tx = scene.db.write().await.unwrap();
            let colleague = testing::world::panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
            complete(&mut tx, &scene, member(&scene), "Bright", scene.now).await;
            complete(&mut tx, &scene, colleague, "Clean", scene.now).await;
            let panel = AtPanel { panel: scene.world.panel, round: scene.open(), is_member: false, is_reviewed: false };
            if is_removed {
                change(&mut tx, panel, (Some(colleague), None), scene.now + 2.seconds()).await;
            } else {
                drop_out(&mut tx, scene.world.panel, colleague, scene.now + 2.seconds()).await;
            }
            let may = ask::<ReadPanelReviews>(&mut tx, &scene, member(&scene)).await.unwrap();
            let all = reviews::of_panel(&mut tx, &may).await.unwrap();
            assert_eq!(all.len(), expected);
            assert_eq!(all.iter().filter(|one| one.has_left).count(), expected - 1);
            assert!(
                ask::<BeginFeedbackDraft>(&mut tx, &scene, member(&scene)).await.is_ok(),
                "nobody else is waited for"
            );
        }
    }
}

#[tokio::test]
async fn a_deleted_account_leaves_its_complete_review_without_its_name_and_a_to_do() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = begun(&mut tx, &scene).await;
        let author = testing::relation(Author::Person(colleague), None, None, None);
        let keep = Permit::<KeepAccount>::ask(&author, AtAccount).unwrap();
        let keep = testing::lock(&mut tx, &keep).await;
        personal::erase(&mut tx, &keep, scene.now + 2.seconds()).await.unwrap();
        let may = ask::<ReadPanelReviews>(&mut tx, &scene, member(&scene)).await.unwrap();
        let all = reviews::of_panel(&mut tx, &may).await.unwrap();
        let left = all.iter().find(|one| one.has_left).unwrap();
        assert!(!left.name.contains("Colleague") && left.criteria[&"lamp".into()].strengths == "Clean");
        let panel = AtPanel { panel: scene.world.panel, round: scene.open(), is_member: false, is_reviewed: false };
        assert_eq!(warnings(&mut tx, panel).await, ["Panel 1 has lost a reviewer."]);
    }
}

#[tokio::test]
async fn the_review_of_a_member_who_had_a_conflict_does_not_count_once_their_account_is_deleted() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = begun(&mut tx, &scene).await;
        tx.query("insert into declared_conflict (person_id, organisation_id, reason, declared_at) values ($1, $2, 'Married', $3)")
            .bind(colleague.0)
            .bind(scene.world.organisation.0)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        let of_panel = async |tx: &mut Tx| {
            let may = ask::<ReadPanelReviews>(tx, &scene, member(&scene)).await.unwrap();
            reviews::of_panel(tx, &may).await.unwrap().len()
        };
        assert_eq!(of_panel(&mut tx).await, 1);
        let author = testing::relation(Author::Person(colleague), None, None, None);
        let keep = testing::lock(&mut tx, &Permit::<KeepAccount>::ask(&author, AtAccount).unwrap()).await;
        personal::erase(&mut tx, &keep, scene.now + 2.seconds()).await.unwrap();
        assert_eq!(of_panel(&mut tx).await, 1);
    }
}

#[tokio::test]
async fn an_organisation_that_enters_the_address_of_a_reviewer_excludes_nobody() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (panel, [ada, ..]) = approved(&mut tx, &scene).await;
        tx.query("update organisation set contact_email = (select email from person where id = $2) where id = $1")
            .bind(scene.world.organisation.0)
            .bind(ada.0)
            .run()
            .await
            .unwrap();
        let possible = "Panel 1: Ada may have a conflict of interest with Northmoor University (the organisation has entered their address).";
        assert_eq!(warnings(&mut tx, panel).await, [possible]);
        assert_eq!(keep(&mut tx, panel, Some(ada), scene.now).await, Ok(()));
        assert_eq!(warnings(&mut tx, panel).await, [""; 0], "the secretariat decided");
    }
}

#[tokio::test]
async fn a_cancelled_round_gives_no_experience() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (ada, _) = reviewer(&mut tx, &scene, "Ada", "lead").await;
        tx.query("update reviewer set is_experienced = false").run().await.unwrap();
        super::reviewers::panel(&mut tx, &scene, 1, ada).await;
        tx.query("update round set due_on = '2020-01-01' where id = $1")
            .bind(scene.world.rounds[1].0)
            .run()
            .await
            .unwrap();
        let experienced = async |tx: &mut Tx| super::reviewers::listed(tx, &scene).await[0].is_experienced;
        assert!(!experienced(&mut tx).await, "the round was cancelled");
        tx.query("update round set cancelled_at = null").run().await.unwrap();
        assert!(experienced(&mut tx).await);
    }
}
