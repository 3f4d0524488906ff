//! Downloads of a plan.

use axum::{
    extract::{Path, State},
    response::Response,
};
use documents::write::{self, csv, form};
use model::{Date, PlanId, core::permit::ReadPlan, plan::action::PublicPlan, register::organisation::slug};
use pages_public as public;
use pages_public::open_data;
use store::plan::plans;
use web_shell::core::{
    app::App,
    authorize::May,
    cache,
    download::{
        DownloadFormat, WORD,
        typesetting::{Reader, typeset},
    },
    page,
    problem::Problem,
    request::Visit,
};

/// `GET /plans/{plan}/files/{format}`: the current plan. The CSV has every field that the visitor reads; the other formats are what would be
/// submitted and published, and have what is public.
pub async fn show(
    may: May<ReadPlan>,
    State(app): State<App>,
    Path((_, format)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let format = DownloadFormat::parse(&format)?;
    let plan = plans::read(&mut app.db.read().await?, &may).await?.ok_or(Problem::NotFound)?;
    if let DownloadFormat::Csv = format {
        let rows = csv::write_members_plan(plan.clone(), &app.charter, may.audience());
        return Ok(page::file(CSV, &name(&plan.into(), &may.organisation, "csv"), rows));
    }
    file(&app, Reader::Known, format, plan.into(), &may.organisation, may.visit.today()).await
}

/// `GET /signatories/{slug}/plans/{plan}/files/{format}`: the public content of a published plan.
pub async fn published(
    visit: Visit,
    State(app): State<App>,
    Path((slug, plan, format)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let format = DownloadFormat::parse(&format)?;
    let mut tx = app.db.read().await?;
    let organisation = public::find_signatory(&mut tx, &slug).await?;
    let plan: PlanId = plan.parse().map_err(|_| Problem::NotFound)?;
    let frames = store::public::plans(&mut tx, organisation.id).await?;
    let frame = frames.iter().find(|frame| frame.id == plan).ok_or(Problem::NotFound)?;
    let plan = store::public::plan(&mut tx, organisation.id, frame).await?.ok_or(Problem::NotFound)?;
    drop(tx);
    let file = file(&app, Reader::Anyone, format, plan, &organisation.name, visit.today()).await?;
    Ok(cache::mark_public(&visit, file))
}

const CSV: &str = "text/csv; charset=utf-8";

fn name(plan: &PublicPlan, organisation: &str, ending: &str) -> String {
    format!("{}-plan-{}-{}.{ending}", slug(organisation), plan.starts, plan.ends)
}

/// The public content of a plan as a file.
async fn file(
    app: &App,
    reader: Reader,
    format: DownloadFormat,
    plan: PublicPlan,
    organisation: &str,
    today: Date,
) -> Result<Response, Problem> {
    let name = |ending: &str| name(&plan, organisation, ending);
    let form = || form::plan(&plan, organisation, &app.charter);
    Ok(match format {
        DownloadFormat::Word => page::file(WORD, &name("docx"), write::docx(&form())),
        DownloadFormat::Pdf => {
            page::file("application/pdf", &name("pdf"), typeset(app, reader, form(), None, today).await?)
        }
        DownloadFormat::Html => page::file("text/html; charset=utf-8", &name("html"), write::html(&form())),
        DownloadFormat::Csv => page::file(CSV, &name("csv"), csv::write_plan(&plan, &app.charter)),
        DownloadFormat::Json => {
            let name = name("json");
            page::file("application/json", &name, open_data::plan(plan))
        }
    })
}
