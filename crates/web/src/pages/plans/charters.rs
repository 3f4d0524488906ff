//! What of a plan serves another charter, to take along: for whoever writes for that one.

use crate::{app::App, may::May, page, problem::Problem};
use axum::{
    extract::{Path, State},
    response::Response,
};
use documents::{
    plan_sheet::{self, Cover},
    rows,
};
use model::{AlliedKey, permit::ReadPlan, plan::Plan};
use store::plans;
use uuid::Uuid;

/// `GET /plans/{plan}/charters/{charter}/actions.csv`.
pub async fn rows(
    may: May<ReadPlan>,
    State(app): State<App>,
    Path((_, charter)): Path<(Uuid, String)>,
) -> Result<Response, Problem> {
    let (plan, name) = serving(&may, &app, &charter).await?;
    Ok(page::file("text/csv; charset=utf-8", &format!("{name}.csv"), rows::plan(&plan, &app.charter)))
}

/// `GET /plans/{plan}/charters/{charter}/actions.xlsx`.
pub async fn workbook(
    may: May<ReadPlan>,
    State(app): State<App>,
    Path((_, charter)): Path<(Uuid, String)>,
) -> Result<Response, Problem> {
    let (plan, name) = serving(&may, &app, &charter).await?;
    let cover = Cover { organisation: may.organisation.clone(), made: may.visit.today() };
    let file = plan_sheet::write(&plan, &app.charter, &cover);
    Ok(page::file(super::EXCEL, &format!("{name}.xlsx"), file))
}

/// The plan with the live actions alone that serve the other charter, and what a file of them is called.
async fn serving(may: &May<ReadPlan>, app: &App, charter: &str) -> Result<(Plan, String), Problem> {
    let key = AlliedKey::from(charter);
    if !app.charter.allied.iter().any(|allied| allied.id == key) {
        return Err(Problem::NotFound);
    }
    let mut plan = plans::read(&mut app.db.read().await?, may).await?.ok_or(Problem::NotFound)?;
    plan.actions.retain(|placed| placed.ended.is_none() && placed.action.promise.allied.contains(&key));
    let name = format!("{key}-{}-{}", plan.starts, plan.ends);
    Ok((plan, name))
}
