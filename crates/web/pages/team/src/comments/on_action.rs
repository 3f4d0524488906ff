//! `/actions/{action}/comments`.

use super::{
    CommentFields,
    list::{CommentedItem, FULL, ListPage},
    members, notified, telling,
};
use axum::{extract::State, response::Response};
use model::core::permit::{DiscussAction, ReadAction};
use store::{plan::actions, team::comments};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
};

/// `GET /actions/{action}/comments`.
pub async fn show(may: May<DiscussAction>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&app, &may, CommentFields::default(), Errors::none()).await?)
}

async fn draw(app: &App, may: &May<DiscussAction>, fields: CommentFields, errors: Errors) -> Result<ListPage, Problem> {
    let mut tx = app.db.read().await?;
    let action = actions::read(&mut tx, &may.ask::<ReadAction>()?).await?.ok_or(Problem::NotFound)?.action;
    let threads = comments::of_action(&mut tx, may).await?;
    let members = members(&mut tx, may).await?;
    let path = format!("/actions/{}", action.id);
    let item = CommentedItem { path, what: "Action", about: action.details.text, section: Section::Plan };
    Ok(ListPage::new((app, may), item, &threads, &members, (fields, errors)))
}

/// `POST /actions/{action}/comments`: starts a thread.
pub async fn start(
    may: May<DiscussAction>,
    State(app): State<App>,
    Filled(fields): Filled<CommentFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let members = members(&mut tx, &may).await?;
    let new = match fields.parse(&members, may.author().person()) {
        Ok(new) => new,
        Err(errors) => {
            drop(tx);
            return unprocessable(&draw(&app, &may, fields, errors).await?);
        }
    };
    let Some(thread) = comments::begin_on_action(&mut tx, &permit, &new, may.visit.now).await? else {
        drop(tx);
        return unprocessable(&draw(&app, &may, fields, Errors::one("words", FULL)).await?);
    };
    let action = actions::read(&mut tx, &may.ask::<ReadAction>()?).await?.ok_or(Problem::NotFound)?.action;
    let about = (action.details.title(), format!("/threads/{thread}"));
    let emails = telling::write((&mut tx, &app, &may), &members, &new, &about).await?;
    tx.commit().await?;
    let here = format!("/actions/{}/comments#t-{thread}", may.place().action);
    Ok(redirect_with_notice(&app, &here, &notified(&app, "Comment added.", &emails)))
}
