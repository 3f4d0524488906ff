//! `/verify`: whether a file is what the register signed; and what others need to find out by themselves: the public keys of the register,
//! and what it knows of a version.

use crate::{open_data::json, shell};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    assessment::{
        receipt::RegisterKeys,
        verify::{self, MAX_FILE_BYTES, Refusal, Verification},
    },
    core::canonical::Hash,
};
use store::public;
use web_shell::core::{
    app::App,
    clock::date_and_time,
    form::{Errors, upload::Upload},
    page::{page, unprocessable},
    problem::Problem,
    request::Visit,
    shell::Shell,
};

/// The maximum size of the form: twice that of a file, so that a file slightly too large is refused with a reason.
pub const MAX_BODY_BYTES: usize = 2 * MAX_FILE_BYTES;

#[derive(Template)]
#[template(path = "public/verify.html")]
struct VerifyPage {
    shell: Shell,
    errors: Errors,
    result: Option<ResultView>,
    keys: &'static str,
    megabytes: usize,
}

struct ResultView {
    file: String,
    title: &'static str,
    /// The class of the box: what is not authentic is a warning.
    class: &'static str,
    sentences: Vec<String>,
    signatures: Vec<String>,
    submitted: String,
    /// The page of the submission, if it is the current one.
    link: String,
}

impl ResultView {
    fn new(file: &str, outcome: &Verification) -> Self {
        let submission = outcome.submission();
        let link = match outcome {
            Verification::Authentic(one) if one.is_recorded == Some(true) => {
                format!("/signatories/{}/submissions/{}", one.slug, one.assessment)
            }
            _ => String::new(),
        };
        Self {
            file: file.to_owned(),
            title: outcome.title(),
            class: if matches!(outcome, Verification::Authentic(_)) { "card" } else { "warning" },
            sentences: outcome.sentences(),
            signatures: submission
                .map(|one| one.signatures.iter().map(verify::VerifiedSignature::sentence).collect())
                .unwrap_or_default(),
            submitted: submission.and_then(|one| one.submitted).map(date_and_time).unwrap_or_default(),
            link,
        }
    }
}

fn form(app: &App, visit: &Visit, errors: Errors, result: Option<ResultView>) -> VerifyPage {
    let description = "Check whether a file is a submission that this register signed.".to_owned();
    let (keys, megabytes) = (RegisterKeys::PATH, MAX_FILE_BYTES / 1024 / 1024);
    VerifyPage { shell: shell(app, visit, "/verify", description), errors, result, keys, megabytes }
}

/// `GET /verify`
pub async fn show(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    page(&form(&app, &visit, Errors::none(), None))
}

/// `POST /verify`: verifies a file. Nothing of it is stored or logged, so the response is the result and not a redirect: reloading the page
/// verifies the file again.
pub async fn check(visit: Visit, State(app): State<App>, upload: Upload) -> Result<Response, Problem> {
    app.verification_limits.count(visit.client)?;
    let Some(file) = upload.files.first().filter(|file| !file.bytes.is_empty()) else {
        let errors = Errors::one("file", "Select a submission file or a receipt (JSON)");
        return unprocessable(&form(&app, &visit, errors, None));
    };
    let outcome = outcome(&app, &file.bytes).await?;
    page(&form(&app, &visit, Errors::none(), Some(ResultView::new(&file.name, &outcome))))
}

async fn outcome(app: &App, bytes: &[u8]) -> Result<Verification, Problem> {
    if bytes.len() > MAX_FILE_BYTES {
        return Ok(Verification::Refused(Refusal::TooLarge));
    }
    let keys = app.signing_keys.known();
    let outcome = verify::check(bytes, &keys);
    let Some(version) = outcome.version() else { return Ok(outcome) };
    let record = public::record(&mut app.db.read().await?, version, &keys).await?;
    Ok(outcome.compare(record.as_ref()))
}

/// `GET /verify/{sha256}`: what the register knows of a version, for `assay verify --register`.
///
/// # Errors
/// Returns 404 if no such version was submitted here.
pub async fn record(visit: Visit, State(app): State<App>, Path(sha256): Path<String>) -> Result<Response, Problem> {
    let version: Hash = sha256.parse().map_err(|_| Problem::NotFound)?;
    let record = public::record(&mut app.db.read().await?, version, &app.signing_keys.known()).await?;
    Ok(json(&visit, &record.ok_or(Problem::NotFound)?))
}

/// `GET /.well-known/assay-keys.json`: the public keys of the register.
pub async fn keys(visit: Visit, State(app): State<App>) -> Response {
    json(&visit, &RegisterKeys::new(&app.site.base, app.signing_keys.known()))
}
