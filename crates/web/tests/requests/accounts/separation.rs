//! Separation of duties: those who receive a submission do not write or sign it, and contributors do not change what was submitted.

use crate::support::{Response, TestServer};
use axum::http::StatusCode;
use store::core::values::At;

struct Scene {
    server: TestServer,
}

impl Scene {
    async fn new() -> Self {
        Self { server: TestServer::new().await }
    }
    fn path(&self, rest: &str) -> String {
        format!("/organisations/{}/{rest}", self.server.world.organisation)
    }
    async fn invite(&self, by: &str, email: &str, role: &str) -> Response {
        let fields = [("name", "N. Newcomer"), ("email", email), ("role", role)];
        self.server.browser(by).post(&self.path("invitations"), &fields).await
    }
    async fn invite_to_charter(&self, email: &str, role: &str) -> Response {
        let fields = [("name", "N. Newcomer"), ("email", email), ("role", role)];
        self.server.browser("secretariat").post("/secretariat/invitations", &fields).await
    }
    async fn emails(&self) -> Vec<(String, String, String)> {
        let mut tx = self.server.app.db.read().await.unwrap();
        tx.query("select recipient, subject, body from email order by created_at, id").all().await.unwrap()
    }
}

#[tokio::test]
async fn the_secretariat_and_the_board_are_not_invited_to_an_organisation() {
    let scene = Scene::new().await;
    for (by, whom) in [
        ("secretariat", "secretariat@assay.example"),
        ("lead", "secretariat@assay.example"),
        ("lead", "board@assay.example"),
    ] {
        let response = scene.invite(by, whom, "lead").await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY, "{by} {whom}");
        assert!(response.body.contains("cannot be a member of an organisation"), "{}", response.body);
    }
    // A person who is only invited to the secretariat or to an organisation is refused as well.
    scene.invite_to_charter("clerk@assay.example", "secretariat").await;
    assert_eq!(scene.invite("lead", "clerk@assay.example", "lead").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(scene.invite("lead", "writer@assay.example", "contributor").await.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.invite_to_charter("writer@assay.example", "board").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn members_are_not_invited_to_the_secretariat_or_the_board() {
    let scene = Scene::new().await;
    for whom in ["lead@assay.example", "contributor@assay.example"] {
        for role in ["secretariat", "board"] {
            let response = scene.invite_to_charter(whom, role).await;
            assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY, "{whom} {role}");
            assert!(response.body.contains("is a member of Northmoor University"), "{}", response.body);
        }
    }
}

#[tokio::test]
async fn the_first_lead_of_a_new_organisation_cannot_be_in_the_secretariat() {
    let scene = Scene::new().await;
    let fields = [
        ("name", "Westerby University"),
        ("standing", "signatory"),
        ("kind", "University"),
        ("country", "England"),
        ("stage", "1"),
        ("lead_name", "S. Clerk"),
        ("lead_email", "secretariat@assay.example"),
    ];
    let response = scene.server.browser("secretariat").post("/organisations", &fields).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(response.body.contains("cannot be a member of an organisation"), "{}", response.body);
}

#[tokio::test]
async fn a_person_with_both_roles_from_an_earlier_version_cannot_write_or_sign() {
    let scene = Scene::new().await;
    let mut tx = scene.server.app.db.write().await.unwrap();
    let person = scene.server.world.persona("secretariat").person.unwrap();
    tx.query("insert into member (organisation_id, person_id, role, since) values ($1, $2, 'lead', $3)")
        .bind(scene.server.world.organisation.0)
        .bind(person.0)
        .bind(At(scene.server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut both = scene.server.browser("secretariat");
    let [(drafting, _), (ready, _), _, (signed, _), _] = scene.server.world.assessments[..] else { panic!() };
    for path in [
        format!("/assessments/{drafting}/lock"),
        format!("/assessments/{ready}/lead-signature"),
        format!("/assessments/{signed}/submission"),
    ] {
        assert_eq!(both.post(&path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn an_earlier_invitation_does_not_give_a_second_role() {
    let scene = Scene::new().await;
    // A version of the program that did not refuse it has invited the board member as a lead.
    let mut tx = scene.server.app.db.write().await.unwrap();
    tx.query("update invitation set email = 'board@assay.example'").run().await.unwrap();
    tx.commit().await.unwrap();
    let link = format!("/invitations/{}", scene.server.world.invitation.1);
    scene.server.browser("board").post(&link, &[]).await;
    let mut tx = scene.server.app.db.read().await.unwrap();
    let member: Option<(i64,)> = tx
        .query("select cast(1 as bigint) from member where person_id = $1")
        .bind(scene.server.world.persona("board").person.unwrap().0)
        .optional()
        .await
        .unwrap();
    assert_eq!(member, None);
}

#[tokio::test]
async fn the_leads_are_notified_of_what_the_secretariat_does_to_the_members() {
    let scene = Scene::new().await;
    assert_eq!(scene.invite("secretariat", "stranger@northmoor.example", "lead").await.status, StatusCode::SEE_OTHER);
    let emails = scene.emails().await;
    let email = emails.iter().find(|(to, ..)| to == "lead@assay.example").expect("the lead is notified");
    assert_eq!(email.1, "Invitation sent: Northmoor University");
    assert!(
        email.2.contains("secretariat Example, of the secretariat, invited N. Newcomer as an institutional lead"),
        "{}",
        email.2
    );
    let contributor = scene.server.world.persona("contributor").person.unwrap();
    let path = scene.path(&format!("people/{contributor}/role"));
    scene.server.browser("secretariat").post(&path, &[("role", "lead")]).await;
    assert!(
        scene
            .emails()
            .await
            .iter()
            .any(|(to, subject, _)| to == "lead@assay.example" && subject.starts_with("Role changed"))
    );
    // The invitation of a lead notifies nobody else.
    let before = scene.emails().await.len();
    scene.invite("lead", "another@northmoor.example", "contributor").await;
    assert_eq!(scene.emails().await.len(), before + 1);
}

#[tokio::test]
async fn a_contributor_cannot_change_actions_of_a_submitted_plan_or_end_a_consent() {
    let scene = Scene::new().await;
    let world = &scene.server.world;
    let (submitted, drafted) = (world.actions[4], world.actions[0]);
    let mut contributor = scene.server.browser("contributor");
    for path in ["withdraw", "edit", "split", "merge"] {
        let response = contributor.get(&format!("/actions/{submitted}/{path}")).await;
        assert_eq!(response.status, StatusCode::FORBIDDEN, "{path}");
        assert!(response.body.contains("Only an institutional lead"), "{}", response.body);
    }
    let response = contributor.post(&format!("/actions/{submitted}/withdraw"), &[("reason", "No")]).await;
    assert_eq!(response.status, StatusCode::FORBIDDEN);
    assert_eq!(contributor.get(&format!("/actions/{drafted}/edit")).await.status, StatusCode::OK);
    let plan = world.assessments[4].1;
    assert_eq!(contributor.get(&format!("/plans/{plan}/actions/new")).await.status, StatusCode::FORBIDDEN);
    let consent = scene.path(&format!("evidence/{}/consent-end", world.evidence.0));
    assert_eq!(contributor.post(&consent, &[]).await.status, StatusCode::FORBIDDEN);
    let mut lead = scene.server.browser("lead");
    assert_eq!(lead.get(&format!("/actions/{submitted}/edit")).await.status, StatusCode::OK);
    assert_eq!(lead.post(&consent, &[]).await.status, StatusCode::SEE_OTHER);
}

/// The draft of the next plan continues the action of the submitted plan, so that its text is that of both.
#[tokio::test]
async fn a_contributor_cannot_change_a_submitted_action_by_way_of_the_next_draft() {
    let scene = Scene::new().await;
    let world = &scene.server.world;
    let (submitted, drafted, draft) = (world.actions[4], world.actions[0], world.assessments[0].1);
    let mut tx = scene.server.app.db.write().await.unwrap();
    tx.query("update plan set starts_on = '2035-01-01', ends_on = '2036-12-31' where id = $1")
        .bind(draft.0)
        .run()
        .await
        .unwrap();
    tx.query(
        "insert into plan_action (plan_id, action_id, position, origin, added_at) values ($1, $2, 2, 'continued', $3)",
    )
    .bind(draft.0)
    .bind(submitted.0)
    .bind(At(scene.server.now()))
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let mut contributor = scene.server.browser("contributor");
    for path in ["withdraw", "edit", "split", "merge"] {
        let response = contributor.get(&format!("/actions/{submitted}/{path}")).await;
        assert_eq!(response.status, StatusCode::FORBIDDEN, "{path}");
        assert!(response.body.contains("Only an institutional lead"), "{}", response.body);
    }
    let edit = [("revision", "1"), ("themes", "light"), ("text", "Count nobody")];
    let path = format!("/actions/{submitted}/edit");
    assert_eq!(contributor.post(&path, &edit).await.status, StatusCode::FORBIDDEN);
    // Nor by merging it into an action that is only in the draft. What was typed comes back.
    let merge = format!("/actions/{drafted}/merge");
    let other = submitted.to_string();
    let fields = [("revision", "1"), ("others", other.as_str()), ("text", "Count nobody"), ("reason", "One is enough")];
    let refused = contributor.post(&merge, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Only an institutional lead can merge an action of a submitted plan"),
        "{}",
        refused.body
    );
    assert!(refused.body.contains("Count nobody") && refused.body.contains("One is enough"));
    // Its place in the draft and its progress are theirs, and all of it is the lead's.
    let moved = contributor.post(&format!("/actions/{submitted}/place"), &[("to", "up")]).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    let progress = [("rating", "green"), ("explanation", "Done")];
    assert_eq!(
        contributor.post(&format!("/actions/{submitted}/progress"), &progress).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(scene.server.browser("lead").post(&path, &edit).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_secretariat_does_not_read_the_addresses_of_invited_contributors() {
    let scene = Scene::new().await;
    scene.invite("lead", "writer@assay.example", "contributor").await;
    let fields = [("name", "L. Lead"), ("email", "second@assay.example"), ("role", "lead")];
    scene.server.browser("lead").post(&scene.path("invitations"), &fields).await;
    for (persona, sees) in [("lead", true), ("secretariat", false)] {
        let page = scene.server.browser(persona).get(&scene.path("people")).await.body;
        assert!(
            page.contains("<strong>N. Newcomer</strong>") && page.contains("second@assay.example"),
            "{persona}: {page}"
        );
        assert_eq!(page.contains("writer@assay.example"), sees, "{persona}: {page}");
        for path in [scene.path(""), scene.path("activity")] {
            let page = scene.server.browser(persona).get(path.trim_end_matches('/')).await.body;
            assert!(!page.contains("writer@assay.example"), "{persona} {path}");
        }
    }
}
