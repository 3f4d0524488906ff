//! Proposals for the allocation of a round, and its panels, on both databases.

use super::rounds::{Scene, ask};
use allocation::Budget;
use jiff::{Timestamp, ToSpan as _};
use model::{
    AssessmentId, OrganisationId, PersonId, ProposalId,
    core::{
        dates::day,
        permit::{
            Allocate, AtAllocation, AtAssessment, AtPanel, Author, CharterRole, DropOut, KeepPanel, Permit,
            ReadAllocatedReviewers, ReadAllocation, ReadOwnPanels, ReadPanel, ReadReviewers, ReadRound,
            ReturnSubmission,
        },
    },
    peer_review::{
        allocation::{
            ProposedPanel,
            changing::PanelChange,
            outdated::Outdated,
            proposal::{ProposalResult, Wishes},
            rules::AllocationMode,
            solving,
        },
        round::RoundStep,
    },
    work::event::{EventKind, NamedPerson},
};
use store::{
    Tx,
    assessment::submissions,
    core::{
        events::{self, Subject},
        ids, relation,
        values::At,
    },
    peer_review::{
        allocation::{self as proposals, NotApproved, NotCreated, PanelsNotSaved, WishKind},
        panels, rounds,
    },
};

/// A person who reviews from an organisation of their own in another region, and takes up to 4 submissions in the open round.
pub(super) async fn reviewer(tx: &mut Tx, scene: &Scene, name: &str, background: &str) -> (PersonId, OrganisationId) {
    let (person, organisation) = (PersonId(ids::new(scene.now)), OrganisationId(ids::new(scene.now)));
    tx.query(
        "insert into organisation (id, slug, name, standing, kind, country, region, consortium, signed_on, phase, stage, scope,
             contact_name, contact_email, contact_telephone, page_url, leader_name, leader_post, leader_email, created_at)
         values ($1, $2, $3, 'signatory', 'University', 'Wales', $2, '', null, null, 1, '', '', '', '', '', '', '', '', $4)",
    )
    .bind(organisation.0)
    .bind(name.to_lowercase())
    .bind(format!("University of {name}"))
    .bind(At(scene.now))
    .run()
    .await
    .unwrap();
    tx.query("insert into person (id, email, name, created_at) values ($1, $2, $3, $4)")
        .bind(person.0)
        .bind(format!("{}@{}.example", name.to_lowercase(), name.to_lowercase()))
        .bind(name)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
    tx.query("insert into member (organisation_id, person_id, role, since) values ($1, $2, 'contributor', $3)")
        .bind(organisation.0)
        .bind(person.0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
    tx.query(
        "insert into reviewer (person_id, organisation_id, background, is_experienced, stages, kinds, themes, enrolled_at)
         values ($1, $2, $3, true, '[1]', '[\"University\"]', '[]', $4)",
    )
    .bind(person.0)
    .bind(organisation.0)
    .bind(background)
    .bind(At(scene.now))
    .run()
    .await
    .unwrap();
    tx.query("insert into availability (round_id, person_id, submissions, answered_at) values ($1, $2, 4, $3)")
        .bind(scene.open().round.0)
        .bind(person.0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
    (person, organisation)
}

fn submitted(scene: &Scene) -> AssessmentId {
    scene.world.assessments[4].0
}

pub(super) async fn facts(tx: &mut Tx, scene: &Scene) -> proposals::Gathered {
    let charter = testing::invented_charter();
    let round = rounds::read(tx, &ask::<ReadRound>(scene.open())).await.unwrap();
    let permits = (&ask::<Allocate>(scene.open()), &ask::<ReadReviewers>(scene.open()));
    proposals::gather(tx, permits, (&charter, None), &round, day(scene.now)).await.unwrap()
}

async fn create(tx: &mut Tx, scene: &Scene) -> Result<ProposalId, NotCreated> {
    let facts = facts(tx, scene).await;
    let may = testing::lock(tx, &ask::<Allocate>(scene.open())).await;
    let what = (AllocationMode::Panels, 60, &Wishes::default());
    proposals::create(tx, &may, what, &facts.input, scene.now).await.unwrap()
}

async fn compute(tx: &mut Tx, scene: &Scene, proposal: ProposalId) {
    let task = proposals::begin_search(tx, &testing::program(), proposal, scene.now).await.unwrap().unwrap();
    let result = solving::solve(&task.input, task.mode, &task.wishes, &mut Budget::of_steps(3_000));
    proposals::finish_search(tx, &testing::program(), proposal, &result, scene.now).await.unwrap();
}

/// The latest proposal with its version.
async fn shown(tx: &mut Tx, scene: &Scene) -> (ProposalId, u32) {
    let latest = proposals::latest(tx, &ask::<Allocate>(scene.open())).await.unwrap();
    (latest[0].id, latest[0].version.as_ref().unwrap().number)
}

async fn approve(
    tx: &mut Tx,
    scene: &Scene,
    shown: (ProposalId, u32),
    now: Timestamp,
) -> Result<Vec<proposals::ApprovedMember>, NotApproved> {
    let facts = facts(tx, scene).await;
    let may = testing::lock(tx, &ask::<Allocate>(scene.open())).await;
    proposals::approve(tx, &may, shown, &facts.input, "", now).await.unwrap()
}

fn at_allocation(scene: &Scene) -> Permit<ReadAllocation> {
    ask(AtAllocation { round: scene.open(), is_approved: true, is_own_reviewed: false })
}

/// Two reviewers, an approved panel of both, and a third reviewer who is left over.
pub(super) async fn approved(tx: &mut Tx, scene: &Scene) -> (AtPanel, [PersonId; 3]) {
    let ada = reviewer(tx, scene, "Ada", "lead").await.0;
    let bo = reviewer(tx, scene, "Bo", "technician").await.0;
    let proposal = create(tx, scene).await.unwrap();
    compute(tx, scene, proposal).await;
    let shown = shown(tx, scene).await;
    approve(tx, scene, shown, scene.now).await.unwrap();
    let cy = reviewer(tx, scene, "Cy", "lead").await.0;
    let panel = panels::of_round(tx, &at_allocation(scene)).await.unwrap()[0].id;
    (AtPanel { panel, round: scene.open(), is_member: false, is_reviewed: false }, [ada, bo, cy])
}

#[tokio::test]
async fn a_proposal_is_computed_outside_a_transaction_and_tells_its_progress() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        reviewer(&mut tx, &scene, "Ada", "lead").await;
        reviewer(&mut tx, &scene, "Bo", "technician").await;
        let id = create(&mut tx, &scene).await.unwrap();
        assert_eq!(create(&mut tx, &scene).await, Err(NotCreated::Running));
        let may = testing::program();
        assert!(proposals::begin_search(&mut tx, &may, id, scene.now).await.unwrap().is_some());
        let stop = proposals::report_progress(&mut tx, &may, id, (Some(5), Some(9), None), scene.now).await.unwrap();
        assert!(!stop);
        let one = proposals::latest(&mut tx, &ask::<Allocate>(scene.open())).await.unwrap().remove(0);
        assert_eq!((one.progress, one.is_stopping, one.result), ((Some(5), Some(9)), false, None));
        let permit = testing::lock(&mut tx, &ask::<Allocate>(scene.open())).await;
        assert!(proposals::stop(&mut tx, &permit, scene.now).await.unwrap());
        assert!(!proposals::stop(&mut tx, &permit, scene.now).await.unwrap(), "once is enough");
        assert!(proposals::report_progress(&mut tx, &may, id, (None, None, None), scene.now).await.unwrap());
        compute(&mut tx, &scene, id).await;
        assert!(proposals::begin_search(&mut tx, &may, id, scene.now).await.unwrap().is_none(), "it has ended");
        let again = ProposalResult::Unfinished;
        proposals::finish_search(&mut tx, &may, id, &again, scene.now).await.unwrap();
        let one = proposals::latest(&mut tx, &ask::<Allocate>(scene.open())).await.unwrap().remove(0);
        assert_eq!(one.version.unwrap().panels[0].reviewers.len(), 2);
        assert!(one.result.unwrap().panels().is_some(), "the first result stays");
        create(&mut tx, &scene).await.unwrap();
    }
}

#[tokio::test]
async fn another_instance_goes_on_from_the_panels_that_were_found() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (ada, _) = reviewer(&mut tx, &scene, "Ada", "lead").await;
        let (bo, _) = reviewer(&mut tx, &scene, "Bo", "technician").await;
        let id = create(&mut tx, &scene).await.unwrap();
        let may = testing::program();
        let begun = proposals::begin_search(&mut tx, &may, id, scene.now).await.unwrap().unwrap();
        assert_eq!(begun.found, []);
        let submissions = vec![begun.input.submissions[0].assessment];
        let found = [ProposedPanel { reviewers: vec![ada, bo], submissions }];
        let first = (Some(5), None, Some(&found[..]));
        proposals::report_progress(&mut tx, &may, id, first, scene.now).await.unwrap();
        proposals::report_progress(&mut tx, &may, id, (Some(5), Some(9), None), scene.now).await.unwrap();
        let again = proposals::begin_search(&mut tx, &may, id, scene.now).await.unwrap().unwrap();
        assert_eq!(again.found, found, "nothing new does not mean nothing");
        compute(&mut tx, &scene, id).await;
        let (left,): (bool,) =
            tx.query("select found is not null from allocation_proposal where id = $1").bind(id.0).one().await.unwrap();
        assert!(!left, "the result takes its place");
    }
}

#[tokio::test]
async fn the_facts_are_those_of_reviewers_who_take_part_with_their_conflicts_and_training() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (ada, _) = reviewer(&mut tx, &scene, "Ada", "lead").await;
        let (bo, _) = reviewer(&mut tx, &scene, "Bo", "technician").await;
        let (cy, _) = reviewer(&mut tx, &scene, "Cy", "technician").await;
        tx.query("update availability set submissions = null where person_id = $1").bind(cy.0).run().await.unwrap();
        tx.query("insert into declared_conflict (person_id, organisation_id, reason, declared_at) values ($1, $2, 'My partner', $3)")
            .bind(bo.0)
            .bind(scene.world.organisation.0)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        let found = facts(&mut tx, &scene).await;
        assert_eq!(found.input.submissions.len(), 1);
        assert!(!found.input.submissions[0].themes.is_empty() && !found.input.submissions[0].version.is_empty());
        assert!(found.input.reviewer(ada).is_some() && found.input.reviewer(cy).is_none(), "Cy takes a break");
        assert!(found.input.reviewer(bo).unwrap().conflict_with(scene.world.organisation).is_some());
        assert!(!serde_json::to_string(&found.input).unwrap().contains("My partner"), "the reason stays private");
        // With a course, only those who completed this edition are allocated.
        let charter = testing::invented_charter();
        let round = rounds::read(&mut tx, &ask::<ReadRound>(scene.open())).await.unwrap();
        let permits = (&ask::<Allocate>(scene.open()), &ask::<ReadReviewers>(scene.open()));
        tx.query("insert into completed_training (person_id, edition, completed_at) values ($1, '2031', $2)")
            .bind(ada.0)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        let of_edition =
            proposals::gather(&mut tx, permits, (&charter, Some("2031")), &round, day(scene.now)).await.unwrap();
        assert!(of_edition.input.reviewer(ada).is_some() && of_edition.input.reviewer(bo).is_none());
        assert_eq!(of_edition.input.left_out.len(), 1);
    }
}

#[tokio::test]
async fn changes_by_hand_have_versions_and_are_undone_and_the_second_of_two_people_sees_what_changed() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (ada, _) = reviewer(&mut tx, &scene, "Ada", "lead").await;
        reviewer(&mut tx, &scene, "Bo", "technician").await;
        let id = create(&mut tx, &scene).await.unwrap();
        compute(&mut tx, &scene, id).await;
        let may = testing::lock(&mut tx, &ask::<Allocate>(scene.open())).await;
        assert_eq!(
            proposals::undo(&mut tx, &may, (id, 1), scene.now).await.unwrap(),
            Err(PanelsNotSaved::NothingToUndo)
        );
        let leave = PanelChange::Leave { person: ada, from: 0 };
        assert_eq!(proposals::change(&mut tx, &may, (id, 1), leave, scene.now).await.unwrap(), Ok(()));
        assert_eq!(
            proposals::change(&mut tx, &may, (id, 1), leave, scene.now).await.unwrap(),
            Err(PanelsNotSaved::Changed)
        );
        assert_eq!(shown(&mut tx, &scene).await, (id, 2));
        assert!(matches!(
            proposals::change(&mut tx, &may, (id, 2), leave, scene.now).await.unwrap(),
            Err(PanelsNotSaved::NotPossible(_))
        ));
        assert_eq!(proposals::undo(&mut tx, &may, (id, 2), scene.now).await.unwrap(), Ok(()));
        assert_eq!(shown(&mut tx, &scene).await, (id, 1));
        proposals::change(&mut tx, &may, (id, 1), leave, scene.now).await.unwrap().unwrap();
        assert_eq!(shown(&mut tx, &scene).await, (id, 3), "a number is used once");
        let another = create(&mut tx, &scene).await.unwrap();
        let may = testing::lock(&mut tx, &ask::<Allocate>(scene.open())).await;
        assert_eq!(proposals::undo(&mut tx, &may, (id, 3), scene.now).await.unwrap(), Err(PanelsNotSaved::Changed));
        assert_ne!(id, another);
    }
}

#[tokio::test]
async fn pins_and_bans_are_set_once_for_each_pair_and_removed() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (ada, _) = reviewer(&mut tx, &scene, "Ada", "lead").await;
        let may = testing::lock(&mut tx, &ask::<Allocate>(scene.open())).await;
        let pair = (submitted(&scene), ada);
        for kind in [Some(WishKind::Pin), Some(WishKind::Ban)] {
            assert!(proposals::set_wish(&mut tx, &may, pair, kind, scene.now).await.unwrap());
        }
        let read = ask::<Allocate>(scene.open());
        assert_eq!(proposals::wishes(&mut tx, &read).await.unwrap(), [(pair, WishKind::Ban)]);
        assert!(proposals::set_wish(&mut tx, &may, pair, None, scene.now).await.unwrap());
        assert!(proposals::wishes(&mut tx, &read).await.unwrap().is_empty());
        let draft = (scene.world.assessments[0].0, ada);
        assert!(!proposals::set_wish(&mut tx, &may, draft, Some(WishKind::Pin), scene.now).await.unwrap());
    }
}

#[tokio::test]
async fn an_approval_makes_panels_once_and_ends_the_step() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (ada, _) = reviewer(&mut tx, &scene, "Ada", "lead").await;
        let (bo, _) = reviewer(&mut tx, &scene, "Bo", "technician").await;
        let id = create(&mut tx, &scene).await.unwrap();
        compute(&mut tx, &scene, id).await;
        assert_eq!(approve(&mut tx, &scene, (id, 2), scene.now).await, Err(NotApproved::Changed));
        let members = approve(&mut tx, &scene, (id, 1), scene.now).await.unwrap();
        assert_eq!(members.len(), 2);
        assert!(members.iter().all(|member| member.panels.len() == 1));
        assert_eq!(approve(&mut tx, &scene, (id, 1), scene.now).await, Err(NotApproved::Already));
        assert_eq!(create(&mut tx, &scene).await, Err(NotCreated::Approved));
        let round = rounds::read(&mut tx, &ask::<ReadRound>(scene.open())).await.unwrap();
        assert_eq!(round.done, Some(RoundStep::Allocate));
        assert!(!round.accepts_late(day(scene.now)), "late submissions go to another round");
        let all = panels::of_round(&mut tx, &at_allocation(&scene)).await.unwrap();
        assert_eq!(all.len(), 1);
        let mut on: Vec<_> = all[0].members.iter().map(|member| member.person).collect();
        on.sort_unstable();
        assert_eq!(on, [ada, bo]);
        assert_eq!(all[0].submissions[0].assessment, submitted(&scene));
        let events: Vec<(String,)> = tx
            .query(
                "select what ->> 'what' from event where kind = 'peer-review' and organisation_id is null order by id",
            )
            .all()
            .await
            .unwrap();
        let events: Vec<_> = events.into_iter().map(|(what,)| what).collect();
        assert!(events.ends_with(&["allocation-proposed".to_owned(), "allocation-approved".to_owned()]), "{events:?}");
    }
}

#[tokio::test]
async fn an_outdated_proposal_is_not_approved() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (ada, _) = reviewer(&mut tx, &scene, "Ada", "lead").await;
        let (bo, _) = reviewer(&mut tx, &scene, "Bo", "technician").await;
        let id = create(&mut tx, &scene).await.unwrap();
        compute(&mut tx, &scene, id).await;
        let left = "update reviewer set ended_at = enrolled_at where person_id = $1";
        tx.query(left).bind(ada.0).run().await.unwrap();
        let refused = approve(&mut tx, &scene, (id, 1), scene.now).await.unwrap_err();
        assert_eq!(refused, NotApproved::Outdated(vec![Outdated::ReviewerLeft(ada)]));
        tx.query("update reviewer set ended_at = null").run().await.unwrap();
        tx.query(
            "insert into declared_conflict (person_id, organisation_id, reason, declared_at) values ($1, $2, '', $3)",
        )
        .bind(bo.0)
        .bind(scene.world.organisation.0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
        let refused = approve(&mut tx, &scene, (id, 1), scene.now).await.unwrap_err();
        assert_eq!(refused, NotApproved::Outdated(vec![Outdated::NewConflict(bo, submitted(&scene))]));
        tx.query("delete from declared_conflict").run().await.unwrap();
        return_submission(&mut tx, &scene).await;
        let refused = approve(&mut tx, &scene, (id, 1), scene.now).await.unwrap_err();
        assert_eq!(refused, NotApproved::Outdated(vec![Outdated::SubmissionLeft(submitted(&scene))]));
    }
}

async fn return_submission(tx: &mut Tx, scene: &Scene) {
    let place = AtAssessment {
        organisation: scene.world.organisation,
        assessment: submitted(scene),
        step: model::assessment::Step::Submitted,
        shared: None,
    };
    let may = testing::lock(tx, &ask::<ReturnSubmission>(place)).await;
    assert!(submissions::return_for_changes(tx, &may, "Two answers are missing", scene.now).await.unwrap());
}

#[tokio::test]
async fn a_panel_that_breaks_a_rule_needs_a_reason_and_one_without_reviewers_is_never_approved() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let people = [("Ada", "lead"), ("Bo", "lead"), ("Cy", "lead")];
        let mut all = Vec::new();
        for (name, background) in people {
            all.push(reviewer(&mut tx, &scene, name, background).await.0);
        }
        let id = create(&mut tx, &scene).await.unwrap();
        compute(&mut tx, &scene, id).await;
        let latest = proposals::latest(&mut tx, &ask::<Allocate>(scene.open())).await.unwrap().remove(0);
        let on = &latest.version.unwrap().panels[0].reviewers;
        let left = all.iter().find(|person| !on.contains(person)).copied().unwrap();
        let may = testing::lock(&mut tx, &ask::<Allocate>(scene.open())).await;
        let join = PanelChange::Join { person: left, to: 0 };
        proposals::change(&mut tx, &may, (id, 1), join, scene.now).await.unwrap().unwrap();
        let input = facts(&mut tx, &scene).await.input;
        let may = testing::lock(&mut tx, &ask::<Allocate>(scene.open())).await;
        let refused = proposals::approve(&mut tx, &may, (id, 2), &input, "", scene.now).await.unwrap();
        assert!(matches!(refused, Err(NotApproved::Breaks(_))), "3 people are more than the charter says");
        let approved = proposals::approve(&mut tx, &may, (id, 2), &input, "Cy learns", scene.now).await.unwrap();
        assert_eq!(approved.unwrap().len(), 3);
        let approval = proposals::approval(&mut tx, &at_allocation(&scene)).await.unwrap().unwrap();
        assert_eq!(approval.reason, "Cy learns");
    }
}

#[tokio::test]
async fn a_reviewer_drops_out_and_is_replaced_and_a_returned_submission_leaves_its_panel() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (place, [ada, bo, cy]) = approved(&mut tx, &scene).await;
        let is_member = AtPanel { is_member: true, ..place };
        let mine = testing::relation(Author::Person(ada), None, None, None);
        let may = testing::lock(&mut tx, &Permit::<DropOut>::ask(&mine, is_member).unwrap()).await;
        assert!(panels::drop_out(&mut tx, &may, scene.now + 1.hour()).await.unwrap());
        let again = Permit::<DropOut>::ask(&mine, is_member).unwrap();
        assert!(testing::is_refused(&mut tx, &again).await, "they are not on it any more");
        let may = testing::lock(&mut tx, &ask::<KeepPanel>(place)).await;
        let later = scene.now + 2.hours();
        let joined = panels::change_members(&mut tx, &may, (Some(bo), Some(cy)), later).await.unwrap().unwrap();
        assert_eq!(joined.unwrap().email, "cy@cy.example");
        assert_eq!(panels::change_members(&mut tx, &may, (Some(bo), None), later).await.unwrap(), None, "Bo left");
        assert_eq!(panels::change_members(&mut tx, &may, (None, Some(cy)), later).await.unwrap(), None, "Cy is on it");
        assert_eq!(panels::left(&mut tx, &ask::<KeepPanel>(place)).await.unwrap(), [ada, bo].into());
        let panel = panels::read(&mut tx, &ask::<ReadPanel>(place)).await.unwrap();
        assert_eq!(panel.members.iter().map(|member| member.person).collect::<Vec<_>>(), [cy]);
        let of = |person| testing::relation(Author::Person(person), None, None, None);
        let own = |person| {
            let place = model::core::permit::AtReviewer { reviews_from: None };
            Permit::<ReadOwnPanels>::ask(&of(person), place).unwrap()
        };
        assert_eq!(panels::of_person(&mut tx, &own(cy)).await.unwrap().len(), 1);
        assert!(panels::of_person(&mut tx, &own(ada)).await.unwrap().is_empty());
        return_submission(&mut tx, &scene).await;
        let panel = panels::read(&mut tx, &ask::<ReadPanel>(place)).await.unwrap();
        assert!(panel.submissions.is_empty());
        let (until,): (Option<At>,) = tx.query("select until from panel_submission").one().await.unwrap();
        assert_eq!(until.map(|at| at.0), Some(scene.now));
    }
}

#[tokio::test]
async fn who_belongs_to_a_reviewed_organisation_does_not_find_the_panel() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let (place, [ada, _, cy]) = approved(&mut tx, &scene).await;
        let reads = async |tx: &mut Tx, person| {
            let found = relation::at_panel(tx, person, place.panel).await.unwrap().unwrap();
            Permit::<ReadPanel>::ask(&found.relation, found.place).is_ok()
        };
        assert!(reads(&mut tx, ada).await, "a member");
        assert!(!reads(&mut tx, cy).await, "another reviewer");
        let lead = scene.world.persona("lead").person.unwrap();
        assert!(!reads(&mut tx, lead).await, "a lead of the reviewed organisation");
        let board = scene.world.persona("board").person.unwrap();
        assert!(reads(&mut tx, board).await, "the board");
        tx.query("insert into member (organisation_id, person_id, role, since) values ($1, $2, 'contributor', $3)")
            .bind(scene.world.organisation.0)
            .bind(ada.0)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        assert!(!reads(&mut tx, ada).await, "a member who joined the organisation since");
        tx.query("update person set email = 'Board@Staff.Northmoor.Example' where id = $1")
            .bind(board.0)
            .run()
            .await
            .unwrap();
        assert!(!reads(&mut tx, board).await, "the board, whose address is at the organisation");
        let found = relation::at_allocation(&mut tx, board, scene.open().round).await.unwrap().unwrap();
        assert!(found.place.is_approved && found.place.is_own_reviewed);
        assert_eq!(found.relation.charter_role(), Some(CharterRole::Board));
        assert!(Permit::<ReadAllocation>::ask(&found.relation, found.place).is_err());
        assert!(Permit::<ReadAllocatedReviewers>::ask(&found.relation, found.place).is_err(), "names without panels");
    }
}

#[tokio::test]
async fn a_member_of_the_board_belongs_to_an_organisation_by_what_is_known_of_them_and_not_by_their_address_alone() {
    for was_member in [false, true] {
        for scene in Scene::all().await {
            let mut tx = scene.db.write().await.unwrap();
            let (place, [ada, ..]) = approved(&mut tx, &scene).await;
            let reads = async |tx: &mut Tx, person| {
                let found = relation::at_allocation(tx, person, scene.open().round).await.unwrap().unwrap();
                let panel = relation::at_panel(tx, person, place.panel).await.unwrap().unwrap();
                [found.place.is_own_reviewed, panel.place.is_reviewed]
            };
            let board = scene.world.persona("board").person.unwrap();
            assert_eq!(reads(&mut tx, board).await, [false; 2]);
            let organisation = scene.world.organisation;
            if was_member {
                // Where somebody was a member is known by this event once they have left.
                let name = NamedPerson::known("B. Board".to_owned(), board);
                let what = EventKind::PersonJoined { name, role: "a lead".to_owned() };
                let subject = Subject::organisation(organisation);
                events::record(&mut tx, Author::Person(board), subject, &what, scene.now).await.unwrap();
            } else {
                tx.query(
                    "insert into declared_conflict (person_id, organisation_id, reason, declared_at) values ($1, $2, 'Married', $3)",
                )
                .bind(board.0)
                .bind(organisation.0)
                .bind(At(scene.now))
                .run()
                .await
                .unwrap();
            }
            assert_eq!(reads(&mut tx, board).await, [true; 2], "was a member: {was_member}");
            assert_eq!(reads(&mut tx, ada).await, [false; 2], "nobody else");
        }
    }
}
