//! Resolves and reopens a thread, and deletes a comment.

use super::{ThreadForms, draw};
use axum::{extract::State, response::Response};
use model::{
    core::permit::{ReopenThread, ResolveThread, WithdrawComment},
    team::comment,
};
use serde::Deserialize;
use store::team::comments;
use web_shell::core::{
    app::App,
    authorize::May,
    form::{
        Errors,
        extract::{Filled, NoFields},
    },
    page::{redirect_with_notice, unprocessable},
    problem::Problem,
};

/// The decision, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ResolutionFields {
    decided: String,
}

/// `POST /threads/{thread}/resolution`.
pub async fn resolve(
    may: May<ResolveThread>,
    State(app): State<App>,
    Filled(ResolutionFields { decided }): Filled<ResolutionFields>,
) -> Result<Response, Problem> {
    let words = match comment::decision(&decided) {
        Ok(words) => words,
        Err(error) => {
            let typed = ThreadForms { decided, errors: Errors::one("decided", error), ..ThreadForms::default() };
            return unprocessable(&draw(&app, &may, typed).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let resolved = comments::resolve(&mut tx, &permit, &words, may.visit.now).await?;
    tx.commit().await?;
    if !resolved {
        return Err(Problem::Forbidden("Someone else has already resolved this comment."));
    }
    Ok(redirect_with_notice(&app, &format!("/threads/{}", may.place().thread), "Comment resolved."))
}

/// `POST /threads/{thread}/reopening`.
pub async fn reopen(may: May<ReopenThread>, State(app): State<App>, _: Filled<NoFields>) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    comments::reopen(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("/threads/{}", may.place().thread), "Comment reopened."))
}

/// `POST /comments/{comment}/withdrawal`.
pub async fn withdraw(
    may: May<WithdrawComment>,
    State(app): State<App>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    comments::withdraw(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("/threads/{}", may.place().thread), "Comment deleted."))
}
