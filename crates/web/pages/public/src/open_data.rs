//! `GET /open-data`, and the open data: the list of organisations and each organisation, as CSV and JSON. That page describes the
//! format. Fields keep their names and meanings; new ones may be added.

mod plan;

pub use plan::plan;

use super::{find_signatory, public_page, shell, signatory::current};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use documents::write::csv;
use model::{Date, assessment::hesa::Published, register::organisation::Standing};
use plan::PlanData;
use serde::Serialize;
use store::public::{self, ListedSignatory, PublicRegisterFilter, Submitted};
use web_shell::core::{app::App, cache, clock::day, page, problem::Problem, request::Visit, shell::Shell};

/// More organisations than any charter has, so that the list is complete.
const ALL: u32 = 100_000;

#[derive(Template)]
#[template(path = "public/open_data.html")]
struct OpenDataPage {
    shell: Shell,
}

/// `GET /open-data`
pub async fn show(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    let description =
        format!("Organisations of the {}, their action plans and submissions, as open data.", app.charter.name);
    public_page(&visit, &OpenDataPage { shell: shell(&app, &visit, "/open-data", description) })
}

/// `GET /signatories.csv`
pub async fn rows(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    let head = ["Name", "Standing", "Kind", "Country", "Signed on", "Phase", "Stage", "Own page", "Address"];
    let listed = public::list(&mut app.db.read().await?, &PublicRegisterFilter::default(), 0, ALL).await?;
    let rows = listed.into_iter().map(|one| {
        [
            one.name,
            one.standing.as_str().to_owned(),
            one.kind,
            one.country,
            one.signed_on.map(|day| day.to_string()).unwrap_or_default(),
            one.phase.map(|key| key.to_string()).unwrap_or_default(),
            one.stage.to_string(),
            one.page_url,
            app.site.address(&format!("/signatories/{}", one.slug)),
        ]
    });
    let file = page::file("text/csv; charset=utf-8", "signatories.csv", csv::write(head, rows));
    Ok(cache::mark_public(&visit, file))
}

/// An organisation in the list.
#[derive(Serialize)]
struct Entry {
    address: String,
    name: String,
    standing: Standing,
    kind: String,
    country: String,
    signed_on: Option<Date>,
    phase: Option<String>,
    stage: u8,
    page: String,
}

/// `GET /signatories.json`
pub async fn list(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    let listed = public::list(&mut app.db.read().await?, &PublicRegisterFilter::default(), 0, ALL).await?;
    let entries: Vec<_> = listed.into_iter().map(|one| Entry::new(&app, one)).collect();
    Ok(json(&visit, &entries))
}

impl Entry {
    fn new(app: &App, one: ListedSignatory) -> Self {
        Self {
            address: app.site.address(&format!("/signatories/{}", one.slug)),
            name: one.name,
            standing: one.standing,
            kind: one.kind,
            country: one.country,
            signed_on: one.signed_on,
            phase: one.phase.map(|key| key.to_string()),
            stage: one.stage,
            page: one.page_url,
        }
    }
}

/// An organisation with its current plan and its submissions.
#[derive(Serialize)]
struct OrganisationData {
    #[serde(flatten)]
    entry: Entry,
    scope: String,
    contact: model::register::organisation::Contact,
    plan: Option<PlanData>,
    headcount: Option<Published>,
    submissions: Vec<SubmissionData>,
}

#[derive(Serialize)]
struct SubmissionData {
    stage: u8,
    edition: String,
    submitted_on: Option<Date>,
    /// Whether it was made outside Assay.
    outside: bool,
    /// If so: when the secretariat confirmed it; none if it has not.
    confirmed_on: Option<Date>,
    sha256: Option<model::core::canonical::Hash>,
    address: String,
}

/// `GET /signatories/{slug}/organisation.json`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such organisation.
pub async fn organisation(visit: Visit, State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let organisation = find_signatory(&mut tx, &slug).await?;
    let frames = public::plans(&mut tx, organisation.id).await?;
    let plan = current(&mut tx, &organisation, &frames).await?;
    let submitted = public::submissions(&mut tx, organisation.id).await?;
    let headcount = match submitted.first() {
        Some(newest) => public::headcount(&mut tx, organisation.id, newest.id).await?,
        None => None,
    };
    drop(tx);
    let submission = |one: &Submitted| SubmissionData {
        stage: one.stage,
        edition: one.edition.to_string(),
        submitted_on: one.at.map(day).or_else(|| one.paper.as_ref().map(|paper| paper.on)),
        outside: one.paper.is_some(),
        confirmed_on: one.paper.as_ref().and_then(|paper| paper.confirmed).map(day),
        sha256: one.hash,
        address: app.site.address(&format!("/signatories/{slug}/submissions/{}", one.id)),
    };
    let submissions = submitted.iter().map(submission).collect();
    let entry = Entry {
        address: app.site.address(&format!("/signatories/{slug}")),
        name: organisation.name,
        standing: organisation.standing,
        kind: organisation.kind,
        country: organisation.country,
        signed_on: organisation.signed_on,
        phase: organisation.phase.map(|key| key.to_string()),
        stage: organisation.stage,
        page: organisation.page_url,
    };
    let (scope, contact) = (organisation.scope, organisation.contact);
    Ok(json(&visit, &OrganisationData { entry, scope, contact, plan: plan.map(PlanData::new), headcount, submissions }))
}

/// Responds with JSON that scripts on other sites may read too, because it is public.
pub(crate) fn json(visit: &Visit, data: &impl Serialize) -> Response {
    use axum::{
        http::{HeaderValue, header},
        response::IntoResponse as _,
    };
    let text = serde_json::to_string_pretty(data).expect("strings, numbers and lists are JSON");
    let mut response = ([(header::CONTENT_TYPE, "application/json")], text).into_response();
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    cache::mark_public(visit, response)
}
