//! `GET /signatories/{slug}/submissions/{submission}/receipt`: who signed what, when and as what, signed by the register; and its file.

use super::find;
use crate::{public_page, shell, submission::submission_view::SubmissionView};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    assessment::receipt::{Receipt, RegisterKeys, StatedSignature},
    core::{
        dates::{capital, long_date},
        keys::KnownKey,
    },
};
use store::public::{self, SignedText};
use web_shell::core::{
    app::App,
    cache,
    clock::{date_and_time, day},
    page,
    problem::Problem,
    request::Visit,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "public/receipt.html")]
struct ReceiptPage {
    shell: Shell,
    organisation: String,
    /// The page of the submission.
    one: SubmissionView,
    /// "21 November 2026 at 11:00".
    submitted: String,
    due: String,
    signatures: Vec<SignatureView>,
    hash: String,
    key: String,
    signature: String,
    keys: &'static str,
}

struct SignatureView {
    title: &'static str,
    /// Labels and values.
    facts: Vec<(&'static str, String)>,
}

impl SignatureView {
    fn new(one: &StatedSignature) -> Self {
        let statement = &one.statement;
        let signed = match one.attestation {
            Some(_) => "Signed by the register when it was given",
            None => "Given before the register signed; recorded by it at submission",
        };
        let facts = [
            ("Name", statement.name.clone()),
            ("Job title", statement.post.clone()),
            ("For", statement.for_leader.clone().unwrap_or_default()),
            ("Signed on", date_and_time(statement.at)),
            ("How", capital(statement.basis.words())),
            ("Statement", signed.to_owned()),
        ];
        Self {
            title: statement.signed_as.title(),
            facts: facts.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        }
    }
}

/// `GET /signatories/{slug}/submissions/{submission}/receipt`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such submission, or it was submitted before receipts were signed.
pub async fn show(
    visit: Visit,
    State(app): State<App>,
    Path((slug, submission)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (receipt, submitted) = read(&app, &slug, &submission).await?;
    let one = SubmissionView::new(&app.charter, &slug, &submitted);
    let statement = &receipt.statement;
    let organisation = statement.organisation.name.clone();
    let description = format!("{organisation}: receipt of {}, {}.", one.title, long_date(day(statement.submitted)));
    let page = ReceiptPage {
        shell: shell(&app, &visit, &format!("{}/receipt", one.href), description),
        organisation,
        submitted: date_and_time(statement.submitted),
        due: statement.due.map(long_date).unwrap_or_default(),
        signatures: statement.signatures.iter().map(SignatureView::new).collect(),
        hash: statement.sha256.to_string(),
        key: receipt.attestation.key.to_string(),
        signature: receipt.attestation.signature.to_string(),
        keys: RegisterKeys::PATH,
        one,
    };
    public_page(&visit, &page)
}

/// `GET …/receipt.json`: the file that `assay verify` checks, without the text of the submission.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such submission, or it was submitted before receipts were signed.
pub async fn file(
    visit: Visit,
    State(app): State<App>,
    Path((slug, submission)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (receipt, submitted) = read(&app, &slug, &submission).await?;
    let name = format!("{slug}-stage-{}-{}-receipt.json", submitted.stage, submitted.edition);
    Ok(cache::mark_public(&visit, page::file("application/json", &name, receipt.write())))
}

async fn read(app: &App, slug: &str, submission: &str) -> Result<(Receipt, public::Submitted), Problem> {
    let mut tx = app.db.read().await?;
    let (organisation, submitted) = find(&mut tx, slug, submission).await?;
    let keys = app.signing_keys.known();
    let stored = public::signed_text(&mut tx, organisation.id, &submitted, &keys).await?.ok_or(Problem::NotFound)?;
    let receipt = of(app, &stored, keys)?.ok_or(Problem::NotFound)?;
    Ok((receipt, submitted))
}

/// Returns the receipt of what was signed; `None` if it was submitted before receipts were signed.
pub(super) fn of(app: &App, stored: &SignedText, keys: Vec<KnownKey>) -> Result<Option<Receipt>, Problem> {
    let receipt = stored.receipt.as_ref().map(|receipt| Receipt::of(receipt, &app.site.base, keys));
    Ok(receipt.transpose().map_err(|error| store::Error::Decode(error.into()))?)
}
