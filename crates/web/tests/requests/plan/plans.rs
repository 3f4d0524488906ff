//! The page of a plan: what it says first, what it shows, what it costs.

use crate::support::Trial;
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

impl Trial {
    /// Put so many actions into a plan: a third of them completed, a third red, a third unknown.
    pub(crate) async fn fill(&self, plan: PlanId, count: usize) {
        let mut tx = self.app.db.write().await.unwrap();
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_plan(&mut tx, lead, plan).await.unwrap().unwrap();
        let may = Permit::<EditPlan>::ask(&found.relation, found.place).unwrap();
        let themes = &self.app.charter.themes;
        let new: Vec<NewAction> = (0..count)
            .map(|index| {
                let theme = themes[index % themes.len()].id.to_string();
                let draft =
                    ActionDraft { text: format!("Action {index}"), themes: vec![theme], ..ActionDraft::default() };
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
async fn a_plan_begins_with_how_far_it_has_come_and_costs_few_queries() {
    let trial = Trial::new().await;
    let plan = trial.world.assessments[4].1;
    let mut lead = trial.browser("lead");
    for count in [39, 360] {
        trial.fill(plan, count).await;
        let before = trial.app.db.queries();
        let answer = lead.get(&format!("/plans/{plan}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        let queries = trial.app.db.queries() - before;
        assert!(queries <= 10, "{queries} queries");
    }
    let answer = lead.get(&format!("/plans/{plan}")).await;
    assert!(answer.body.contains("<p class=\"then\">133 of 400 actions are done."), "{}", &answer.body[..3_000]);
    assert!(answer.body.contains("<strong>Explanation:</strong> No funds"));
    assert!(answer.body.contains("<strong>Learning:</strong> Ask earlier"));
}

#[tokio::test]
async fn a_plan_can_be_narrowed_without_script() {
    let trial = Trial::new().await;
    let plan = trial.world.assessments[4].1;
    trial.fill(plan, 6).await;
    let mut board = trial.browser("board");
    let theme = trial.app.charter.themes[1].id.to_string();
    let answer = board.get(&format!("/plans/{plan}?rag=red&theme={theme}")).await;
    assert!(answer.body.contains("2 of 7 actions shown"), "{}", answer.body);
    assert!(answer.body.contains("Action 1</a>") && !answer.body.contains("Action 2</a>"));
    assert!(!answer.body.contains("Add action"), "the board does not write");
}

#[tokio::test]
async fn the_way_to_the_plan_leads_to_the_one_in_force() {
    let trial = Trial::new().await;
    let (organisation, plan) = (trial.world.organisation, trial.world.assessments[4].1);
    let mut lead = trial.browser("lead");
    let answer = lead.get(&format!("/organisations/{organisation}/plan")).await;
    assert_eq!(answer.location(), format!("/plans/{plan}"));
    let answer = lead.get(&format!("/organisations/{organisation}/plans")).await;
    assert!(answer.body.contains("6 action plans."));
}

#[tokio::test]
async fn a_plan_changes_its_dates_and_refuses_nonsense_with_the_words_kept() {
    let trial = Trial::new().await;
    let plan = trial.world.assessments[0].1;
    let mut lead = trial.browser("lead");
    let path = format!("/plans/{plan}/term");
    let day = [("starts-day", "1"), ("starts-month", "10"), ("starts-year", "2030")];
    let answer = lead.post(&path, &[&day[..], &[("months", "many")]].concat()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("value=\"many\"") && answer.body.contains("value=\"2030\""));
    let answer = lead.post(&path, &[&day[..], &[("months", "24")]].concat()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let answer = lead.get(&format!("/plans/{plan}")).await;
    assert!(answer.body.contains("October 2030 to September 2032"));
}

#[tokio::test]
async fn rows_are_shown_before_they_are_added() {
    let trial = Trial::new().await;
    let plan = trial.world.assessments[0].1;
    let mut lead = trial.browser("lead");
    let path = format!("/plans/{plan}/paste");
    let rows = "Action\tOwner\tBy when\nPaint the tower\tMaster\tBy March 2027\nOil the door\tMaster\tongoing";
    let refused = lead.post(&path, &[("rows", rows), ("button", "add")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Row 3: Select at least one theme"), "{}", refused.body);
    assert!(refused.body.contains("Paint the tower\tMaster"), "the words are kept");
    let shown = lead.post(&path, &[("rows", rows), ("theme", "light"), ("button", "read")]).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("2 actions found") && shown.body.contains("31 March 2027"));
    let before = lead.get(&format!("/plans/{plan}")).await;
    assert!(!before.body.contains("Paint the tower"), "nothing was written");
    let added = lead.post(&path, &[("rows", rows), ("theme", "light"), ("button", "add")]).await;
    assert_eq!(added.location(), format!("/plans/{plan}"));
    let after = lead.get(&format!("/plans/{plan}")).await;
    assert!(after.body.contains("2 actions added.") && after.body.contains("Oil the door"));
}

#[tokio::test]
async fn the_plan_in_force_leads_to_the_one_that_is_written_and_back() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let (drafted, in_force) = (trial.world.assessments[0].1, trial.world.assessments[4].1);
    // Of several that are written the newest is meant: in the world, one that waits for the leader.
    let newest = trial.world.assessments[3].1;
    let page = lead.get(&format!("/plans/{in_force}")).await;
    assert!(page.body.contains(&format!("<a href=\"/plans/{newest}\">Draft action plan: ")), "{}", page.body);
    let page = lead.get(&format!("/plans/{drafted}")).await;
    assert!(page.body.contains(&format!("<a href=\"/plans/{in_force}\">Current action plan: ")), "{}", page.body);
}

#[tokio::test]
async fn a_plan_is_seen_as_it_stood_on_a_day() {
    let trial = Trial::new().await;
    let (plan, action) = (trial.world.assessments[0].1, trial.world.actions[0]);
    let (mut lead, today) = (trial.browser("lead"), web::core::clock::day(trial.now()));
    let words = [("revision", "1"), ("themes", "light"), ("text", "Light both lamps")];
    let changed = lead.post(&format!("/actions/{action}/edit"), &words).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    let before = trial.app.db.queries();
    let then = lead.get(&format!("/plans/{plan}?on={}", today.yesterday().unwrap())).await.body;
    assert!(trial.app.db.queries() - before <= 10);
    assert!(then.contains("No actions yet"), "it was written only today: {then}");
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
async fn what_serves_another_charter_is_listed_and_taken_along() {
    let trial = Trial::new().await;
    let plan = trial.world.assessments[0].1;
    let mut lead = trial.browser("lead");
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
    show(&trial, "Light the harbour", "A page about the lamp").await;
    let rows = lead.get(&format!("{file}.csv")).await.body;
    assert!(rows.contains("A page about the lamp: 42"), "{rows}");
    assert!(rows.contains("Light the harbour") && !rows.contains("Feed the keeper"), "{rows}");
    assert!(lead.get(&format!("{file}.xlsx")).await.bytes.starts_with(b"PK"));
    let none = lead.get(&format!("/plans/{plan}/charters/weather/actions.csv")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

/// Attach a figure to the action with that text.
async fn show(trial: &Trial, text: &str, title: &str) {
    let mut tx = trial.app.db.write().await.unwrap();
    let (action,): (uuid::Uuid,) = tx.query("select id from action where text = $1").bind(text).one().await.unwrap();
    let evidence = store::core::ids::new(trial.now());
    let number = r#"{"kind":"number","value":"42","counts":"visitors","on":"2026-01-01"}"#;
    tx.query(
        "insert into evidence (id, organisation_id, kind, title, content, themes, allied, created_at)
         values ($1, $2, 'number', $3, $4, $5, $5, $6)",
    )
    .bind(evidence)
    .bind(trial.world.organisation.0)
    .bind(title)
    .bind(number)
    .bind("[]")
    .bind(store::core::values::At(trial.now()))
    .run()
    .await
    .unwrap();
    tx.query("insert into evidence_action (evidence_id, action_id, attached_at) values ($1, $2, $3)")
        .bind(evidence)
        .bind(action)
        .bind(store::core::values::At(trial.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_changed_since_a_plan_was_signed_is_told_to_its_members_and_not_public() {
    let trial = Trial::new().await;
    let (plan, action) = (trial.world.assessments[4].1, trial.world.actions[4]);
    let mut lead = trial.browser("lead");
    let page = lead.get(&format!("/plans/{plan}")).await.body;
    assert!(page.contains("Signed and public version") && page.contains("Nothing else has changed since."), "{page}");
    let draft = trial.world.assessments[0].1;
    assert!(!lead.get(&format!("/plans/{draft}")).await.body.contains("Signed and public version"));
    let form = [("revision", "1"), ("themes", "light"), ("text", "Count everyone twice")];
    let saved = lead.post(&format!("/actions/{action}/edit"), &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = lead.get(&format!("/plans/{plan}")).await.body;
    assert!(page.contains("1 action has changed since, and the change is not public."), "{page}");
    assert!(page.contains("Count everyone twice</a> <span class=\"quiet\">Changed</span>"), "{page}");
    let public = trial.browser("nobody").get("/signatories/northmoor/plan").await.body;
    assert!(public.contains("Count everyone in 2028") && !public.contains("Count everyone twice"), "{public}");
}
