//! Permissions to write that have become outdated, on both databases: none outlives its reason.

use jiff::Timestamp;
use model::{
    OrganisationId, PersonId,
    assessment::locked_version,
    core::permit::{
        AcceptImport, AddImport, AssignOwner, CloseConsultation, CloseProgressReview, CountInvited, DiscussAction,
        DiscussAnswer, EditAction, EditConsultation, EditOrganisation, EditPlan, GiveCodes, KeepEvidence, KeepGroups,
        KeepOwners, LockAssessment, ManagePeople, OpenConsultation, OpenProgressReview, Permission, Permit,
        PrepareHandover, PublishEvidence, PublishProgressReview, RecordProgress, Refused, ReplyToComment,
        RequestLeaderSignature, RequestUpdate, RequestUpdates, ResolveThread, ShareAssessment, SignAsLead,
        SortResponses, StartAssessment, StartConsultation, SubmitAssessment, UnlockAssessment, WriteAssessment,
    },
    plan::action::ActionDetails,
};
use std::time::Duration;
use store::{
    Db, Tx,
    assessment::{contents, locked_versions},
    core::{
        relation::{self, Found},
        write_permit::{self, Lock, NotLocked},
    },
    plan::actions,
};
use testing::world::World;

/// A place as a page finds it for the lead, in a transaction that only reads.
macro_rules! found {
    ($db:ident, $world:ident, $at:ident, $id:expr) => {
        relation::$at(&mut $db.read().await.unwrap(), $world.persona("lead").person.unwrap(), $id)
            .await
            .unwrap()
            .unwrap()
    };
}

/// The permit that a page asks for.
fn permitted<P: Permission>(found: &Found<P::Place>) -> Permit<P> {
    Permit::ask(&found.relation, found.place).unwrap()
}

/// Why a permit is refused where it is used.
async fn refused<P: Permission>(tx: &mut Tx, may: &Permit<P>) -> Option<Refused>
where
    P::Place: Lock,
{
    match write_permit::lock(tx, may).await {
        Ok(_) => None,
        Err(NotLocked::Refused(refused)) => Some(refused),
        Err(NotLocked::Database(error)) => panic!("{error}"),
    }
}

/// What happens between the page's permit and its write; all of it is undone afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    /// Nothing: everything is still permitted.
    Nothing,
    /// The person is removed.
    Removed,
    /// The lead is a contributor now.
    Demoted,
    /// The self-assessments that are not submitted are in another step.
    Moved,
}

impl Between {
    async fn happen(self, tx: &mut Tx, organisation: OrganisationId, person: PersonId) {
        let statements: &[&'static str] = match self {
            Self::Nothing => return,
            Self::Removed => &["delete from member where organisation_id = $1 and person_id = $2"],
            Self::Demoted => &["update member set role = 'contributor' where organisation_id = $1 and person_id = $2"],
            Self::Moved => {
                &["update assessment set locked_at = started_at, locked_version_hash = (select max(hash) from locked_version),
                     step = case step when 'drafting' then 'ready' else 'lead-signed' end
                 where organisation_id = $1 and step <> 'submitted' and step <> 'lead-signed' and $2 = $2"]
            }
        };
        for statement in statements {
            tx.query(statement).bind(organisation.0).bind(person.0).run().await.unwrap();
        }
    }
}

/// Every permission to write that a lead has, its place, and the changes besides [`Between::Removed`] after which it is refused.
#[tokio::test]
async fn a_permit_does_not_outlive_its_reason() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let lead = world.persona("lead").person.unwrap();
        let (organisation, action) = (world.organisation, world.actions[0]);
        let [drafting, ready, lead_signed, signed] = [0, 1, 2, 3].map(|index| world.assessments[index].0);
        for between in [Between::Nothing, Between::Removed, Between::Demoted, Between::Moved] {
            macro_rules! check { ($($permission:ty, $at:ident, $id:expr, [$($ends:ident)*];)*) => {$(
                let may = permitted::<$permission>(&found!(db, world, $at, $id));
                let mut tx = db.write().await.unwrap();
                between.happen(&mut tx, organisation, lead).await;
                let expected = between == Between::Removed $(|| between == Between::$ends)*;
                let name = stringify!($permission);
                assert_eq!(refused(&mut tx, &may).await.is_some(), expected, "{name}, {between:?}");
                drop(tx);
            )*} }
            check! {
                WriteAssessment, at_assessment, drafting, [Moved];
                LockAssessment, at_assessment, drafting, [Demoted Moved];
                SignAsLead, at_assessment, ready, [Demoted Moved];
                RequestLeaderSignature, at_assessment, lead_signed, [Demoted];
                UnlockAssessment, at_assessment, ready, [Demoted];
                SubmitAssessment, at_assessment, signed, [Demoted Moved];
                DiscussAnswer, at_assessment, drafting, [];
                EditPlan, at_plan, world.assessments[0].1, [Moved];
                EditAction, at_action, action, [Moved];
                RecordProgress, at_action, action, [];
                AssignOwner, at_action, action, [];
                RequestUpdate, at_action, action, [Demoted];
                DiscussAction, at_action, action, [];
                KeepOwners, at_organisation, organisation, [];
                RequestUpdates, at_organisation, organisation, [Demoted];
                KeepEvidence, at_organisation, organisation, [];
                PublishEvidence, at_organisation, organisation, [Demoted];
                KeepGroups, at_organisation, organisation, [];
                StartAssessment, at_organisation, organisation, [Demoted];
                StartConsultation, at_organisation, organisation, [Demoted];
                OpenProgressReview, at_organisation, organisation, [Demoted];
                EditOrganisation, at_organisation, organisation, [Demoted];
                ManagePeople, at_organisation, organisation, [Demoted];
                PrepareHandover, at_organisation, organisation, [Demoted];
                ShareAssessment, at_assessment, drafting, [Demoted];
                AddImport, at_imports, organisation, [Demoted];
                AcceptImport, at_import, world.import, [Demoted];
                EditConsultation, at_consultation, world.consultations[0], [Demoted];
                OpenConsultation, at_consultation, world.consultations[0], [Demoted];
                CloseConsultation, at_consultation, world.consultations[1], [Demoted];
                CountInvited, at_consultation, world.consultations[1], [Demoted];
                GiveCodes, at_consultation, world.consultations[1], [Demoted];
                SortResponses, at_consultation, world.consultations[2], [Demoted];
                PublishProgressReview, at_progress_review, world.progress_review, [Demoted];
                ReplyToComment, at_thread, world.thread, [];
                ResolveThread, at_thread, world.thread, [];
            }
        }
    }
}

#[tokio::test]
async fn a_permit_ends_with_the_state_of_its_own_place() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        macro_rules! check { ($($permission:ty, $at:ident, $id:expr, $order:literal;)*) => {$(
            let may = permitted::<$permission>(&found!(db, world, $at, $id));
            let mut tx = db.write().await.unwrap();
            assert_eq!(refused(&mut tx, &may).await, None, stringify!($permission));
            assert!(tx.query($order).bind(($id).0).run().await.unwrap() > 0);
            assert!(matches!(refused(&mut tx, &may).await, Some(Refused::Forbidden(_))), stringify!($permission));
            drop(tx);
        )*} }
        check! {
            EditConsultation, at_consultation, world.consultations[0],
                "update consultation set step = 'open', code = 'x', opened_on = closes_on, offered = '[]' where id = $1";
            PublishProgressReview, at_progress_review, world.progress_review,
                "update progress_review set closed_at = null, record = null, published_at = null where id = $1";
            ReplyToComment, at_thread, world.thread,
                "insert into resolution (id, thread_id, words, resolved_at) select id, id, '', begun_at from thread where id = $1";
        }
        let mut tx = db.write().await.unwrap();
        tx.query("update progress_review set closed_at = null, record = null, published_at = null where id = $1")
            .bind(world.progress_review.0)
            .run()
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let may = permitted::<CloseProgressReview>(&found!(db, world, at_progress_review, world.progress_review));
        let mut tx = db.write().await.unwrap();
        tx.query("update progress_review set closed_at = opened_at, record = '{}' where id = $1")
            .bind(world.progress_review.0)
            .run()
            .await
            .unwrap();
        assert!(matches!(refused(&mut tx, &may).await, Some(Refused::Forbidden(_))));
    }
}

/// Locks a self-assessment for sign-off, as its page does.
async fn lock_for_sign_off(tx: &mut Tx, world: &World, now: Timestamp) {
    let charter = testing::invented_charter();
    let lead = world.persona("lead").person.unwrap();
    let found = relation::at_assessment(tx, lead, world.assessments[0].0).await.unwrap().unwrap();
    let may = testing::lock(tx, &permitted::<LockAssessment>(&found)).await;
    let contents = contents::load(tx, &may).await.unwrap();
    let edition = charter.edition(&contents.edition).unwrap();
    let version = locked_version::lock(&contents, &charter, edition, "salt");
    assert!(locked_versions::lock(tx, &may, &version, now).await.unwrap());
}

/// Adds an action to the plan of the open assessment by an earlier permit. False if that was refused.
async fn add(db: &Db, may: &Permit<EditPlan>, now: Timestamp) -> bool {
    let mut tx = db.write().await.unwrap();
    let permit = match write_permit::lock(&mut tx, may).await {
        Ok(permit) => permit,
        Err(NotLocked::Refused(_)) => return false,
        Err(NotLocked::Database(error)) => panic!("{error}"),
    };
    let details = ActionDetails { text: "Paint the tower".into(), ..ActionDetails::default() };
    actions::add(&mut tx, &permit, &[details.into()], now).await.unwrap();
    tx.commit().await.unwrap();
    true
}

#[tokio::test]
async fn a_plan_is_not_edited_while_its_assessment_is_locked() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let plan = world.assessments[0].1;
        let may = permitted::<EditPlan>(&found!(db, world, at_plan, plan));
        assert!(add(&db, &may, now).await);
        let mut tx = db.write().await.unwrap();
        lock_for_sign_off(&mut tx, &world, now).await;
        // The other write waits until the lock is committed, and is refused then.
        let other = tokio::spawn({
            let db = db.clone();
            async move { add(&db, &may, now).await }
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!other.is_finished());
        tx.commit().await.unwrap();
        assert!(!other.await.unwrap());
        let (actions,): (i64,) = db
            .read()
            .await
            .unwrap()
            .query("select count(*) from plan_action where plan_id = $1")
            .bind(plan.0)
            .one()
            .await
            .unwrap();
        assert_eq!(actions, 2);
    }
}

#[tokio::test]
async fn a_removed_member_waits_and_is_refused() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let may = permitted::<EditPlan>(&found!(db, world, at_plan, world.assessments[0].1));
        let mut tx = db.write().await.unwrap();
        // As the deletion of an account does, which is not limited to one organisation.
        let person = world.persona("lead").person.unwrap();
        tx.query("delete from member where person_id = $1").bind(person.0).run().await.unwrap();
        let other = tokio::spawn({
            let db = db.clone();
            async move { add(&db, &may, now).await }
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!other.is_finished());
        tx.commit().await.unwrap();
        assert!(!other.await.unwrap());
    }
}

#[tokio::test]
async fn a_transaction_for_reading_locks_nothing_and_a_permit_ends_with_its_transaction() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let may = permitted::<EditPlan>(&found!(db, world, at_plan, world.assessments[0].1));
        let locked = write_permit::lock(&mut db.read().await.unwrap(), &may).await;
        assert!(matches!(locked, Err(NotLocked::Database(_))));
        let mut tx = db.write().await.unwrap();
        let permit = testing::lock(&mut tx, &may).await;
        assert_eq!(permit.place(), may.place());
        drop(tx);
        let late = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| permit.place()));
        assert!(late.is_err());
    }
}
