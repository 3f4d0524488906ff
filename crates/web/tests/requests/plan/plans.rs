//! Plans: the page of a plan, its dates, pasted rows, earlier states and downloads.

use crate::support::TestServer;
use axum::http::StatusCode;
use model::{
    PlanId,
    core::permit::{EditPlan, Permit},
    plan::{
        action::{ActionDetails, ActionDraft},
        progress::Progress,
    },
};
use store::{
    core::relation,
    plan::actions::{self, NewAction},
};

impl TestServer {
    /// Adds `count` actions to a plan: a third of them completed, a third red, a third unknown.
    pub(crate) async fn add_actions(&self, plan: PlanId, count: usize) {
        let mut tx = self.app.db.write().await.unwrap();
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_plan(&mut tx, lead, plan).await.unwrap().unwrap();
        let may = Permit::<EditPlan>::ask(&found.relation, found.place).unwrap();
        let themes = &self.app.charter.themes;
        let new: Vec<NewAction> = (0..count)
            .map(|index| {
                let theme = themes[index % themes.len()].id.to_string();
                let draft = ActionDraft::new(format!("Action {index}"), [theme]);
                let progress = match index % 3 {
                    0 => Progress::parse("green", "It shines", "").ok(),
                    1 => Progress::parse("red", "No funds", "Ask earlier").ok(),
                    _ => None,
                };
                NewAction { progress, ..NewAction::from(ActionDetails::parse(&draft, &self.app.charter).unwrap()) }
            })
            .collect();
        let may = testing::lock(&mut tx, &may).await;
        actions::add(&mut tx, &may, &new, self.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_plan_starts_with_its_progress_and_needs_at_most_ten_queries() {
    let server = TestServer::new().await;
    let plan = server.world.assessments[4].1;
    let mut lead = server.browser("lead");
    for count in [39, 360] {
        server.add_actions(plan, count).await;
        let (before, connections) = (server.app.db.queries(), server.app.db.connections());
        let response = lead.get(&format!("/plans/{plan}")).await;
        assert_eq!(response.status, StatusCode::OK);
        let queries = server.app.db.queries() - before;
        assert!(queries <= 10, "{queries} queries");
        // One for the visitor and the place, and one for the page.
        assert_eq!(server.app.db.connections() - connections, 2);
    }
    let response = lead.get(&format!("/plans/{plan}")).await;
    assert!(response.body.contains("<p class=\"then\">133 of 400 actions are done."), "{}", &response.body[..3_000]);
    assert!(response.body.contains("<strong>Explanation:</strong> No funds"));
    assert!(response.body.contains("<strong>Learning:</strong> Ask earlier"));
}

#[tokio::test]
async fn a_plan_is_filtered_without_script() {
    let server = TestServer::new().await;
    let plan = server.world.assessments[4].1;
    server.add_actions(plan, 6).await;
    let mut contributor = server.browser("contributor");
    let theme = server.app.charter.themes[1].id.to_string();
    let response = contributor.get(&format!("/plans/{plan}?rag=red&theme={theme}")).await;
    assert!(response.body.contains("2 of 7 actions shown"), "{}", response.body);
    assert!(response.body.contains("Action 1</a>") && !response.body.contains("Action 2</a>"));
    assert!(!response.body.contains("Add action"), "a contributor cannot edit a submitted plan");
}

#[tokio::test]
async fn the_action_plan_tab_opens_the_current_plan() {
    let server = TestServer::new().await;
    let (organisation, plan) = (server.world.organisation, server.world.assessments[4].1);
    let mut lead = server.browser("lead");
    let response = lead.get(&format!("/organisations/{organisation}/plan")).await;
    assert_eq!(response.location(), format!("/plans/{plan}"));
    let response = lead.get(&format!("/organisations/{organisation}/plans")).await;
    assert!(response.body.contains("6 action plans."));
}

#[tokio::test]
async fn the_dates_of_a_plan_are_changed_or_refused() {
    let server = TestServer::new().await;
    let plan = server.world.assessments[0].1;
    let mut lead = server.browser("lead");
    let path = format!("/plans/{plan}/term");
    let day = [("starts-day", "1"), ("starts-month", "10"), ("starts-year", "2030")];
    let response = lead.post(&path, &[&day[..], &[("months", "many")]].concat()).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(response.body.contains("value=\"many\"") && response.body.contains("value=\"2030\""));
    let response = lead.post(&path, &[&day[..], &[("months", "24")]].concat()).await;
    assert_eq!(response.status, StatusCode::SEE_OTHER);
    let response = lead.get(&format!("/plans/{plan}")).await;
    assert!(response.body.contains("October 2030 to September 2032"));
}

#[tokio::test]
async fn dates_of_another_century_are_refused_however_they_are_entered() {
    let server = TestServer::new().await;
    let mut contributor = server.browser("contributor");
    let plan = server.world.assessments[0].1;
    let path = format!("/plans/{plan}/paste");
    for due in ["30 September 1999", "1 January 2999"] {
        let rows = format!("Action\tDue\nOil the door\t{due}\nSweep the stairs\t30 September 2029");
        for button in ["read", "add"] {
            let form = [("rows", rows.as_str()), ("theme", "light"), ("button", button)];
            let refused = contributor.post(&path, &form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{due} {button}");
            assert!(refused.body.contains("Row 2: Due date must be on or"), "{}", refused.body);
            assert!(
                refused.body.contains("Oil the door") && refused.body.contains("Sweep the stairs"),
                "the rows are kept"
            );
        }
        // The form refuses a due date that it takes from the timescale, too.
        let form = [("text", "Oil the door"), ("themes", "light"), ("timescale", due)];
        let refused = contributor.post(&format!("/plans/{plan}/actions"), &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("Due date must be on or") && refused.body.contains(due), "{}", refused.body);
    }
    assert!(!contributor.get(&format!("/plans/{plan}")).await.body.contains("Oil the door"));
}

#[tokio::test]
async fn pasted_rows_are_shown_before_they_are_added() {
    let server = TestServer::new().await;
    let plan = server.world.assessments[0].1;
    let mut lead = server.browser("lead");
    let path = format!("/plans/{plan}/paste");
    let rows = "Action\tOwner\tBy when\nPaint the tower\tMaster\tBy March 2027\nOil the door\tMaster\tongoing";
    let refused = lead.post(&path, &[("rows", rows), ("button", "add")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Row 3: Select at least one theme"), "{}", refused.body);
    assert!(refused.body.contains("Paint the tower\tMaster"), "the form keeps the text");
    let shown = lead.post(&path, &[("rows", rows), ("theme", "light"), ("button", "read")]).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("2 actions found") && shown.body.contains("31 March 2027"));
    let before = lead.get(&format!("/plans/{plan}")).await;
    assert!(!before.body.contains("Paint the tower"), "nothing was saved");
    let with_costs = "Action\tCost\tRationale\tStart date\nPaint the tower\t£900\tIt rusts\t1 May 2027";
    let shown = lead.post(&path, &[("rows", with_costs), ("theme", "light"), ("button", "read")]).await.body;
    assert!(shown.contains("column “Cost” was not recognised and is ignored"), "{shown}");
    assert!(
        shown.contains("Rationale: It rusts") && shown.contains("Start date: 1 May 2027"),
        "all that is added is shown"
    );
    let added = lead.post(&path, &[("rows", rows), ("theme", "light"), ("button", "add")]).await;
    assert_eq!(added.location(), format!("/plans/{plan}"));
    let after = lead.get(&format!("/plans/{plan}")).await;
    assert!(after.body.contains("2 actions added.") && after.body.contains("Oil the door"));
}

#[tokio::test]
async fn the_current_plan_and_the_draft_link_to_each_other() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let (drafted, current) = (server.world.assessments[0].1, server.world.assessments[4].1);
    // Of several drafts it is the newest, which in the world awaits the leader's signature.
    let newest = server.world.assessments[3].1;
    let page = lead.get(&format!("/plans/{current}")).await;
    assert!(page.body.contains(&format!("<a href=\"/plans/{newest}\">Draft action plan: ")), "{}", page.body);
    let page = lead.get(&format!("/plans/{drafted}")).await;
    assert!(page.body.contains(&format!("<a href=\"/plans/{current}\">Current action plan: ")), "{}", page.body);
}

#[tokio::test]
async fn a_plan_is_shown_as_at_an_earlier_day() {
    let server = TestServer::new().await;
    let (plan, action) = (server.world.assessments[0].1, server.world.actions[0]);
    let (mut lead, today) = (server.browser("lead"), web::core::clock::day(server.now()));
    let words = [("revision", "1"), ("themes", "light"), ("text", "Light both lamps")];
    let changed = lead.post(&format!("/actions/{action}/edit"), &words).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    let before = server.app.db.queries();
    let then = lead.get(&format!("/plans/{plan}?on={}", today.yesterday().unwrap())).await.body;
    assert!(server.app.db.queries() - before <= 10);
    assert!(then.contains("No actions yet"), "the actions were added today: {then}");
    assert!(then.contains("Action plan as at the end of") && !then.contains("Add action"), "{then}");
    let now = lead.get(&format!("/plans/{plan}?on={today}")).await.body;
    assert!(now.contains("Light both lamps") && !now.contains("on that day is not known"), "{now}");
    for (day, why) in [
        (today.tomorrow().unwrap().to_string(), "must be today or in the past"),
        ("soon".into(), "must be a real date"),
    ] {
        let refused = lead.get(&format!("/plans/{plan}?on={day}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(why) && refused.body.contains(&format!("value=\"{day}\"")), "{}", refused.body);
    }
}

#[tokio::test]
async fn actions_that_support_another_charter_are_listed_and_downloaded() {
    let server = TestServer::new().await;
    let plan = server.world.assessments[0].1;
    let mut lead = server.browser("lead");
    for (text, allied) in [("Light the harbour", "harbour-code"), ("Feed the keeper", "")] {
        let mut fields = vec![("text", text), ("themes", "light")];
        if !allied.is_empty() {
            fields.push(("allied", allied));
        }
        assert_eq!(lead.post(&format!("/plans/{plan}/actions"), &fields).await.status, StatusCode::SEE_OTHER);
    }
    let page = lead.get(&format!("/plans/{plan}?charter=harbour-code")).await.body;
    assert!(page.contains("Light the harbour") && !page.contains("Feed the keeper"), "{page}");
    let file = format!("/plans/{plan}/charters/harbour-code/actions");
    assert!(page.contains(&format!("{file}.csv")));
    attach_figure(&server, "Light the harbour", "A page about the lamp").await;
    let rows = lead.get(&format!("{file}.csv")).await.body;
    assert!(rows.contains("A page about the lamp: 42"), "{rows}");
    assert!(rows.contains("Light the harbour") && !rows.contains("Feed the keeper"), "{rows}");
    assert!(lead.get(&format!("{file}.xlsx")).await.bytes.starts_with(b"PK"));
    let unknown = lead.get(&format!("/plans/{plan}/charters/weather/actions.csv")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

/// Attaches a figure to the action with this text.
async fn attach_figure(server: &TestServer, text: &str, title: &str) {
    let mut tx = server.app.db.write().await.unwrap();
    let (action,): (uuid::Uuid,) = tx.query("select id from action where text = $1").bind(text).one().await.unwrap();
    let evidence = store::core::ids::new(server.now());
    let number = r#"{"kind":"number","value":"42","counts":"visitors","on":"2026-01-01"}"#;
    tx.query(
        "insert into evidence (id, organisation_id, kind, title, content, themes, allied, created_at)
         values ($1, $2, 'number', $3, $4, $5, $5, $6)",
    )
    .bind(evidence)
    .bind(server.world.organisation.0)
    .bind(title)
    .bind(number)
    .bind("[]")
    .bind(store::core::values::At(server.now()))
    .run()
    .await
    .unwrap();
    tx.query("insert into evidence_action (evidence_id, action_id, attached_at) values ($1, $2, $3)")
        .bind(evidence)
        .bind(action)
        .bind(store::core::values::At(server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn changes_since_sign_off_are_shown_to_members_and_are_not_public() {
    let server = TestServer::new().await;
    let (plan, action) = (server.world.assessments[4].1, server.world.actions[4]);
    let mut lead = server.browser("lead");
    let page = lead.get(&format!("/plans/{plan}")).await.body;
    assert!(page.contains("Signed and public version") && page.contains("Nothing else has changed since."), "{page}");
    let draft = server.world.assessments[0].1;
    assert!(!lead.get(&format!("/plans/{draft}")).await.body.contains("Signed and public version"));
    let form = [("revision", "1"), ("themes", "light"), ("text", "Count everyone twice")];
    let saved = lead.post(&format!("/actions/{action}/edit"), &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = lead.get(&format!("/plans/{plan}")).await.body;
    assert!(page.contains("1 action has changed since, and the change is not public."), "{page}");
    assert!(page.contains("Count everyone twice</a> <span class=\"quiet\">Changed</span>"), "{page}");
    let public = server.browser("nobody").get("/signatories/northmoor/plan").await.body;
    assert!(public.contains("Count everyone in 2028") && !public.contains("Count everyone twice"), "{public}");
}
