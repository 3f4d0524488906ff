//! Downloads of the actions that support another charter. They are for people outside, so they take only what is public of an action, and
//! its evidence.

use axum::{
    extract::{Path, State},
    response::Response,
};
use documents::{
    plan_sheet::{self, Cover},
    write::csv,
};
use model::{
    ActionId, AlliedKey, Date,
    charter::Charter,
    core::{dates::day, permit::ReadPlan},
    plan::{
        action::{PublicAction, PublicPlan, PublicProgress},
        evidence::EvidenceContent,
    },
};
use store::plan::{evidence, plans};
use uuid::Uuid;
use web_shell::core::{app::App, authorize::May, page, problem::Problem};

/// The column headings.
const HEAD: [&str; 10] = [
    "Action",
    "Themes",
    "Owner",
    "Timescale",
    "Success measure",
    "RAG rating",
    "Explanation",
    "Learning",
    "Last progress update",
    "Evidence",
];

/// `GET /plans/{plan}/charters/{charter}/actions.csv`: each action with its rating and evidence.
pub async fn rows(
    may: May<ReadPlan>,
    State(app): State<App>,
    Path((_, charter)): Path<(Uuid, String)>,
) -> Result<Response, Problem> {
    let (plan, name) = supporting(&may, &app, &charter).await?;
    let attached = evidence::of_plan(&mut app.db.read().await?, &may).await?;
    let today = may.visit.today();
    let rows = plan.live().map(|action| row(action, &attached, &app.charter, today));
    Ok(page::file("text/csv; charset=utf-8", &format!("{name}.csv"), csv::write(HEAD, rows)))
}

fn row(
    action: &PublicAction,
    attached: &[(ActionId, String, EvidenceContent)],
    charter: &Charter,
    today: Date,
) -> [String; HEAD.len()] {
    let (details, update) = (&action.details, action.progress.as_ref());
    let themes = details.themes.iter().filter_map(|key| charter.theme(key)).map(|theme| theme.name.as_str());
    let evidence = attached.iter().filter(|(of, ..)| *of == action.id);
    let evidence = evidence.map(|(_, title, content)| format!("{title}: {}", content.words()));
    [
        details.text.clone(),
        themes.collect::<Vec<_>>().join("; "),
        details.owner.clone(),
        details.by_when(action.colour(), today),
        details.measure.clone(),
        charter.word(action.colour()).to_owned(),
        update.map(PublicProgress::explanation).unwrap_or_default().to_owned(),
        update.map(|update| update.learning.clone()).unwrap_or_default(),
        update.map(|update| day(update.at).to_string()).unwrap_or_default(),
        evidence.collect::<Vec<_>>().join("\n"),
    ]
}

/// `GET /plans/{plan}/charters/{charter}/actions.xlsx`.
pub async fn workbook(
    may: May<ReadPlan>,
    State(app): State<App>,
    Path((_, charter)): Path<(Uuid, String)>,
) -> Result<Response, Problem> {
    let (plan, name) = supporting(&may, &app, &charter).await?;
    let cover = Cover { organisation: may.organisation.clone(), made: may.visit.today() };
    let file = plan_sheet::write_public(&plan, &app.charter, &cover);
    Ok(page::file(super::EXCEL, &format!("{name}.xlsx"), file))
}

/// Returns the plan with only the live actions that support the other charter, and the file name without extension.
async fn supporting(may: &May<ReadPlan>, app: &App, charter: &str) -> Result<(PublicPlan, String), Problem> {
    let key = AlliedKey::from(charter);
    if !app.charter.allied.iter().any(|allied| allied.id == key) {
        return Err(Problem::NotFound);
    }
    let plan = plans::read(&mut app.db.read().await?, may).await?.ok_or(Problem::NotFound)?;
    let mut plan = PublicPlan::from(plan);
    plan.actions.retain(|action| action.ended.is_none() && action.details.allied.contains(&key));
    let name = format!("{key}-{}-{}", plan.starts, plan.ends);
    Ok((plan, name))
}
