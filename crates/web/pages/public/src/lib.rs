//! The public pages: the front page, the list of organisations, the page of each and its open data, and help. No page needs script.
//! None has an exact headcount, a draft or a private address, because `store::public` returns none.

pub mod about;
pub mod event_log;
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
pub mod you_said_we_did;

use askama::Template;
use axum::response::Response;
use model::assessment::locked_version::NotASubmission;
use store::{Error, Tx, public};
use web_shell::core::{app::App, cache, page, problem::Problem, request::Visit, shell::Shell};

/// Returns the shell of a public page at `path`, with its description for search engines.
#[must_use]
pub fn shell(app: &App, visit: &Visit, path: &str, description: String) -> Shell {
    Shell { canonical: Some(app.site.address(path)), description: Some(description), ..Shell::new(app, visit) }
}

/// Renders a page that is the same for everyone, with the headers that let it be cached.
pub fn public_page(visit: &Visit, template: &impl Template) -> Result<Response, Problem> {
    Ok(cache::mark_public(visit, page::page(template)?))
}

/// Reports a signed version that cannot be parsed as a database error: signed versions can always be parsed, unless the database was
/// tampered with.
#[must_use]
pub fn unreadable(error: NotASubmission) -> Error {
    Error::Decode(Box::new(error))
}

/// Finds the organisation at an address.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is none.
pub async fn find_signatory(tx: &mut Tx, slug: &str) -> Result<public::Signatory, Problem> {
    public::signatory(tx, slug).await?.ok_or(Problem::NotFound)
}

/// "1 action", "35 actions".
#[must_use]
pub fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
