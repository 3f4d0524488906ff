//! Separation of duties: who receives a submission does not write or sign it, and contributors do not change what was submitted.

use crate::support::{Answer, Trial};
use axum::http::StatusCode;
use store::core::values::At;

struct Office {
    trial: Trial,
}

impl Office {
    async fn new() -> Self {
        Self { trial: Trial::new().await }
    }
    fn path(&self, rest: &str) -> String {
        format!("/organisations/{}/{rest}", self.trial.world.organisation)
    }
    async fn invite(&self, by: &str, email: &str, role: &str) -> Answer {
        let fields = [("name", "N. Newcomer"), ("email", email), ("role", role)];
        self.trial.browser(by).post(&self.path("invitations"), &fields).await
    }
    async fn invite_to_charter(&self, email: &str, role: &str) -> Answer {
        let fields = [("name", "N. Newcomer"), ("email", email), ("role", role)];
        self.trial.browser("secretariat").post("/secretariat/invitations", &fields).await
    }
    async fn emails(&self) -> Vec<(String, String, String)> {
        let mut tx = self.trial.app.db.read().await.unwrap();
        tx.query("select recipient, subject, body from email order by created_at, id").all().await.unwrap()
    }
}

#[tokio::test]
async fn the_secretariat_and_the_board_are_not_invited_to_an_organisation() {
    let office = Office::new().await;
    for (by, whom) in [
        ("secretariat", "secretariat@assay.example"),
        ("lead", "secretariat@assay.example"),
        ("lead", "board@assay.example"),
    ] {
        let answer = office.invite(by, whom, "lead").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{by} {whom}");
        assert!(answer.body.contains("cannot be a member of an organisation"), "{}", answer.body);
    }
    // Who is only invited to the secretariat counts as well, and so does who is invited to an organisation the other way.
    office.invite_to_charter("clerk@assay.example", "secretariat").await;
    assert_eq!(office.invite("lead", "clerk@assay.example", "lead").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.invite("lead", "writer@assay.example", "contributor").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        office.invite_to_charter("writer@assay.example", "board").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn members_are_not_invited_to_the_secretariat_or_the_board() {
    let office = Office::new().await;
    for whom in ["lead@assay.example", "contributor@assay.example"] {
        for role in ["secretariat", "board"] {
            let answer = office.invite_to_charter(whom, role).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{whom} {role}");
            assert!(answer.body.contains("is a member of Northmoor University"), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_new_organisation_has_no_first_lead_from_the_secretariat() {
    let office = Office::new().await;
    let fields = [
        ("name", "Westerby University"),
        ("standing", "signatory"),
        ("kind", "University"),
        ("country", "England"),
        ("stage", "1"),
        ("lead_name", "S. Clerk"),
        ("lead_email", "secretariat@assay.example"),
    ];
    let answer = office.trial.browser("secretariat").post("/organisations", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("cannot be a member of an organisation"), "{}", answer.body);
}

#[tokio::test]
async fn a_person_who_is_both_from_an_earlier_version_writes_and_signs_nothing() {
    let office = Office::new().await;
    let mut tx = office.trial.app.db.write().await.unwrap();
    let person = office.trial.world.persona("secretariat").person.unwrap();
    tx.query("insert into member (organisation_id, person_id, role, since) values ($1, $2, 'lead', $3)")
        .bind(office.trial.world.organisation.0)
        .bind(person.0)
        .bind(At(office.trial.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut both = office.trial.browser("secretariat");
    let [(drafting, _), (ready, _), _, (signed, _), _] = office.trial.world.assessments[..] else { panic!() };
    for path in [
        format!("/assessments/{drafting}/lock"),
        format!("/assessments/{ready}/lead-signature"),
        format!("/assessments/{signed}/submission"),
    ] {
        assert_eq!(both.post(&path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn an_invitation_from_before_is_not_accepted_into_both() {
    let office = Office::new().await;
    // Sent by a version that did not refuse it: the board member is invited as a lead.
    let mut tx = office.trial.app.db.write().await.unwrap();
    tx.query("update invitation set email = 'board@assay.example'").run().await.unwrap();
    tx.commit().await.unwrap();
    let link = format!("/invitations/{}", office.trial.world.invitation.1);
    office.trial.browser("board").post(&link, &[]).await;
    let mut tx = office.trial.app.db.read().await.unwrap();
    let member: Option<(i64,)> = tx
        .query("select cast(1 as bigint) from member where person_id = $1")
        .bind(office.trial.world.persona("board").person.unwrap().0)
        .optional()
        .await
        .unwrap();
    assert_eq!(member, None);
}

#[tokio::test]
async fn what_the_secretariat_does_to_the_members_is_told_to_the_leads() {
    let office = Office::new().await;
    assert_eq!(office.invite("secretariat", "stranger@northmoor.example", "lead").await.status, StatusCode::SEE_OTHER);
    let emails = office.emails().await;
    let told = emails.iter().find(|(to, ..)| to == "lead@assay.example").expect("the lead is told");
    assert_eq!(told.1, "Invitation sent: Northmoor University");
    assert!(
        told.2.contains("secretariat Example, of the secretariat, invited N. Newcomer as an institutional lead"),
        "{}",
        told.2
    );
    let contributor = office.trial.world.persona("contributor").person.unwrap();
    let path = office.path(&format!("people/{contributor}/role"));
    office.trial.browser("secretariat").post(&path, &[("role", "lead")]).await;
    assert!(
        office
            .emails()
            .await
            .iter()
            .any(|(to, subject, _)| to == "lead@assay.example" && subject.starts_with("Role changed"))
    );
    // A lead who invites tells nobody.
    let before = office.emails().await.len();
    office.invite("lead", "another@northmoor.example", "contributor").await;
    assert_eq!(office.emails().await.len(), before + 1);
}

#[tokio::test]
async fn a_contributor_rewrites_and_withdraws_nothing_of_a_submitted_plan_and_ends_no_consent() {
    let office = Office::new().await;
    let world = &office.trial.world;
    let (submitted, drafted) = (world.actions[4], world.actions[0]);
    let mut contributor = office.trial.browser("contributor");
    for path in ["withdraw", "edit", "split", "merge"] {
        let answer = contributor.get(&format!("/actions/{submitted}/{path}")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(answer.body.contains("Only an institutional lead"), "{}", answer.body);
    }
    let answer = contributor.post(&format!("/actions/{submitted}/withdraw"), &[("reason", "No")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(contributor.get(&format!("/actions/{drafted}/edit")).await.status, StatusCode::OK);
    let plan = world.assessments[4].1;
    assert_eq!(contributor.get(&format!("/plans/{plan}/actions/new")).await.status, StatusCode::FORBIDDEN);
    let consent = office.path(&format!("evidence/{}/consent-end", world.evidence.0));
    assert_eq!(contributor.post(&consent, &[]).await.status, StatusCode::FORBIDDEN);
    let mut lead = office.trial.browser("lead");
    assert_eq!(lead.get(&format!("/actions/{submitted}/edit")).await.status, StatusCode::OK);
    assert_eq!(lead.post(&consent, &[]).await.status, StatusCode::SEE_OTHER);
}
