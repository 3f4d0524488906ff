//! A reviewer drops out of their panel. A page first states what that means, because it cannot be undone.

use super::address;
use askama::Template;
use axum::{extract::State, response::Response};
use model::core::permit::{DropOut, ReadPanel};
use store::peer_review::panels;
use web_shell::core::{
    app::App,
    authorize::May,
    form::extract::{Filled, NoFields},
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/panels/drop_out.html")]
struct DropOutPage {
    shell: Shell,
    base: String,
    name: String,
}

/// `GET /peer-review/panels/{panel}/drop-out`
pub async fn ask(may: May<DropOut>, State(app): State<App>) -> Result<Response, Problem> {
    let panel = panels::read(&mut app.db.read().await?, &may.ask::<ReadPanel>()?).await?;
    let name = format!("Panel {}", panel.number);
    page(&DropOutPage { shell: Shell::new(&app, &may.visit), base: address(&may), name })
}

/// `POST /peer-review/panels/{panel}/drop-out`
pub async fn drop_out(may: May<DropOut>, State(app): State<App>, _: Filled<NoFields>) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    if !panels::drop_out(&mut tx, &permit, may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(
        &app,
        "/peer-review/panels",
        "You have left the panel. The secretariat will find someone else.",
    ))
}
