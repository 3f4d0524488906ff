//! Rows that hold what this version of the program does not know, on both databases: reading one is an error and no panic.

use jiff::Timestamp;
use model::{
    assessment::Step,
    consultation::ConsultationStep,
    core::{
        permit::{
            AtAction, AtConsultation, AtOrganisation, AtPlan, ReadAction, ReadConsultation, ReadInternal, ReadPeople,
            ReadPlan, RequestUpdates,
        },
        short::Email,
    },
};
use store::{
    Db, Error, Tx,
    accounts::{invitations, sign_ins},
    consultation::consultations,
    core::{ids, values::At},
    plan::{owners, plans, progress, update_requests},
    team::groups,
};
use testing::world::{World, consultations::permit};

/// A transaction in which rows were damaged. Dropping it restores them.
async fn damaged(db: &Db, damages: &[&'static str]) -> Tx {
    let mut tx = db.write().await.unwrap();
    for &damage in damages {
        assert!(tx.query(damage).run().await.unwrap() > 0, "{damage}");
    }
    tx
}

fn is_unreadable<T>(result: &Result<T, Error>) -> bool {
    matches!(result, Err(Error::Decode(_) | Error::ColumnDecode { .. }))
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_an_error() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let here = AtOrganisation { organisation: world.organisation };
        let read = permit::<ReadInternal>(here);
        for damage in [
            "update working_group set name = ' '",
            "update group_member set name = ' '",
            "update group_member set email = 'no address'",
        ] {
            let mut tx = damaged(&db, &[damage]).await;
            assert!(is_unreadable(&groups::list(&mut tx, &read).await), "{damage}");
        }

        for damage in ["update owner set name = ' '", "update owner set email = 'no address'"] {
            let mut tx = damaged(&db, &["update update_request set ended_at = null, end_reason = null", damage]).await;
            assert!(is_unreadable(&owners::list(&mut tx, &read).await), "{damage}");
            let ask = permit::<RequestUpdates>(here);
            let awaited = update_requests::awaited_owners(&mut tx, &ask, None, now).await;
            assert!(is_unreadable(&awaited), "{damage}");
        }

        let (consultation, step) = (world.consultations[0], ConsultationStep::Drafting);
        let may = permit::<ReadConsultation>(AtConsultation { organisation: world.organisation, consultation, step });
        let mut tx = damaged(&db, &["update consultation set title = ' '"]).await;
        assert!(is_unreadable(&consultations::read(&mut tx, &may).await));
    }
}

#[tokio::test]
async fn an_invitation_or_a_sign_in_that_cannot_be_read_is_an_error() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let invited = Email::parse("new@northmoor.example").unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let read = permit::<ReadPeople>(AtOrganisation { organisation: world.organisation });
        let mut tx = damaged(&db, &["update invitation set role = 'janitor'"]).await;
        assert!(is_unreadable(&invitations::open_to_organisation(&mut tx, &read, now).await));
        assert!(is_unreadable(&invitations::by_link(&mut tx, &world.invitation.1, now).await));
        assert!(is_unreadable(&invitations::accept(&mut tx, &invited, now).await));
        drop(tx);

        let mut tx = damaged(&db, &["update invitation set name = ' '"]).await;
        assert!(is_unreadable(&invitations::accept(&mut tx, &invited, now).await));
        drop(tx);

        let mut tx = damaged(&db, &["update sign_in set email = 'no address'"]).await;
        assert!(is_unreadable(&sign_ins::use_link(&mut tx, &world.sign_in_link, "a browser", now).await));
    }
}

#[tokio::test]
async fn a_plan_that_cannot_be_read_is_an_error() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let (organisation, plan, step) = (world.organisation, world.assessments[4].1, Some(Step::Submitted));
        let action = world.actions[4];
        let read = permit::<ReadPlan>(AtPlan { organisation, plan, step, shared: None });
        let mut tx = damaged(&db, &["update plan set months = 100000"]).await;
        assert!(is_unreadable(&plans::read(&mut tx, &read).await));
        assert!(is_unreadable(&plans::before(&mut tx, &read, now).await));
        drop(tx);

        // A red rating with an explanation of blanks passes the check constraint.
        let (mut tx, id) = (db.write().await.unwrap(), ids::new(now));
        tx.query(
            "insert into progress_update (id, action_id, colour, explanation, learning, recorded_at)
             values ($1, $2, 'red', ' ', '', $3)",
        )
        .bind(id)
        .bind(action.0)
        .bind(At(now))
        .run()
        .await
        .unwrap();
        tx.query("update action set progress_update_id = $1 where id = $2")
            .bind(id)
            .bind(action.0)
            .run()
            .await
            .unwrap();
        assert!(is_unreadable(&plans::read(&mut tx, &read).await));
        let read =
            permit::<ReadAction>(AtAction { organisation, plan, action, step, shared: None, is_submitted: true });
        assert!(is_unreadable(&progress::of_action(&mut tx, &read).await));
    }
}
