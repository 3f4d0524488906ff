//! `GET /`: the front page, with the charter's commitment and themes, and the number of organisations that take part.

use super::{counted, public_page, shell};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{charter::Charter, register::organisation::Standing};
use std::sync::Arc;
use store::public;
use web_shell::core::{app::App, problem::Problem, request::Visit, shell::Shell};

#[derive(Template)]
#[template(path = "public/front.html")]
struct FrontPage {
    shell: Shell,
    charter: Arc<Charter>,
    first: String,
    supporters: String,
}

/// `GET /`
pub async fn show(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    let facets = public::facets(&mut app.db.read().await?).await?;
    let number = |standing| {
        let matching = facets.iter().filter(|facet| facet.standing == standing);
        matching.map(|facet| facet.number as usize).sum::<usize>()
    };
    let (signatories, supporters) = (number(Standing::Signatory), number(Standing::Supporter));
    let charter = app.charter.clone();
    let first = match signatories {
        0 => format!("No organisation has signed the {} yet", charter.name),
        1 => format!("1 organisation has signed the {}", charter.name),
        number => format!("{number} organisations have signed the {}", charter.name),
    };
    let supporters = match supporters {
        0 => String::new(),
        number => format!("{} it.", counted(number, "organisation supports", "organisations support")),
    };
    let shell = shell(&app, &visit, "/", charter.commitment.trim().to_owned());
    public_page(&visit, &FrontPage { shell, charter, first, supporters })
}
