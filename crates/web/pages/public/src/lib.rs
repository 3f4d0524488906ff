//! What everyone sees: the front page, the register, the page of each organisation and what can be taken from it, the
//! charter. No page needs script, and none has an exact headcount, a draft or a private address: `store::public` gives none.

pub mod about;
pub mod feed;
pub mod front;
pub mod headcount;
pub mod help;
pub mod open_data;
pub mod plan;
pub mod plan_view;
pub mod progress_review;
pub mod routes;
pub mod signatories;
pub mod signatory;
pub mod submission;
pub mod submission_view;
pub mod you_said_we_did;

use askama::Template;
use axum::response::Response;
use model::assessment::locked_version::NotASubmission;
use store::{Error, Tx, public};
use web_shell::core::{app::App, cache, page, problem::Problem, request::Visit, shell::Shell};

/// The frame of a public page at that path, with its description for search engines.
#[must_use]
pub fn shell(app: &App, visit: &Visit, path: &str, description: String) -> Shell {
    Shell { canonical: Some(app.site.address(path)), description: Some(description), ..Shell::new(app, visit) }
}

/// A page for everyone.
///
/// # Errors
/// A template that fails is our mistake.
pub fn shown(visit: &Visit, template: &impl Template) -> Result<Response, Problem> {
    Ok(cache::for_everyone(visit, page::page(template)?))
}

/// What was signed here is always readable; if it is not, the database was tampered with.
#[must_use]
pub fn unreadable(error: NotASubmission) -> Error {
    Error::Decode(Box::new(error))
}

/// The organisation at that address, or that there is none.
pub async fn found(tx: &mut Tx, slug: &str) -> Result<public::Signatory, Problem> {
    public::signatory(tx, slug).await?.ok_or(Problem::NotFound)
}

/// "one action", "35 actions".
#[must_use]
pub fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
