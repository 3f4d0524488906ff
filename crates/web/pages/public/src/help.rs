//! `/help`: the manual, with a page for each role.

pub(super) mod manual;

use super::{public_page, shell};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use manual::{MANUAL, ManualPage};
use web_shell::core::{app::App, problem::Problem, request::Visit, shell::Shell};

#[derive(Template)]
#[template(path = "public/help/list.html")]
struct HelpPage {
    shell: Shell,
    pages: &'static [ManualPage],
}

#[derive(Template)]
#[template(path = "public/help/page.html")]
struct RolePage {
    shell: Shell,
    page: &'static ManualPage,
}

/// `GET /help`: the list of roles, and who to ask.
pub async fn list(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    let description = format!("How to use the {} site: tasks for each role, and who to ask.", app.charter.name);
    public_page(&visit, &HelpPage { shell: shell(&app, &visit, "/help", description), pages: &MANUAL })
}

/// `GET /help/{page}`: the tasks of one role.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such page.
pub async fn show(visit: Visit, State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    let page = MANUAL.iter().find(|page| page.name == name).ok_or(Problem::NotFound)?;
    public_page(&visit, &RolePage { shell: shell(&app, &visit, &page.address(), page.summary.clone()), page })
}
