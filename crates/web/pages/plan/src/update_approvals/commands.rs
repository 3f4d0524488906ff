//! Approving updates of action owners, sending one back, and deciding whether updates have to wait.

use super::{address, decided_before, draw, draw_send_back};
use crate::update_requests::{Occasion, emails_sent, send};
use axum::{extract::State, response::Response};
use model::{
    ProgressUpdateId,
    core::permit::ApproveUpdates,
    plan::update_approval::{ApprovalComment, OwnerUpdates},
};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::plan::{
    update_approvals::{self, Approved, SentBack},
    update_requests,
};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Errors, extract::Filled},
    page::{redirect_with_notice, unprocessable},
    problem::Problem,
};

/// The updates to approve: those that the page showed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ApproveForm {
    update: Vec<String>,
}

/// `POST /organisations/{organisation}/update-approvals`: approves the updates that the page showed, or one of them.
pub async fn approve(
    may: May<ApproveUpdates>,
    State(app): State<App>,
    Filled(form): Filled<ApproveForm>,
) -> Result<Response, Problem> {
    // Each once, oldest first, and no more than a page shows.
    let updates: BTreeSet<ProgressUpdateId> = form.update.iter().filter_map(|id| id.parse().ok()).collect();
    let updates: Vec<ProgressUpdateId> = updates.into_iter().take(update_approvals::PAGE).collect();
    let (mut tx, permit) = may.begin(&app).await?;
    let approved = update_approvals::approve(&mut tx, &permit, &updates, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &address(&may), &notice(approved)))
}

fn notice(Approved { approved, decided_before }: Approved) -> String {
    let done = match approved {
        0 => "No update approved.".to_owned(),
        1 => "1 update approved.".to_owned(),
        number => format!("{number} updates approved."),
    };
    match decided_before {
        0 => done,
        1 => {
            format!("{done} 1 no longer awaited approval: a lead has decided about it, or the owner has sent another.")
        }
        number => format!(
            "{done} {number} no longer awaited approval: a lead has decided about them, or the owners have sent others."
        ),
    }
}

/// The update to send back, and why.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SendBackForm {
    update: String,
    comment: String,
}

/// `POST /organisations/{organisation}/update-approvals/send-back`: asks its author for another update, by email.
pub async fn send_back(
    may: May<ApproveUpdates>,
    State(app): State<App>,
    Filled(form): Filled<SendBackForm>,
) -> Result<Response, Problem> {
    let Ok(update) = form.update.parse::<ProgressUpdateId>() else { return Ok(decided_before(&app, &may)) };
    let comment = match ApprovalComment::parse(&form.comment) {
        Ok(comment) => comment,
        Err(message) => {
            let errors = Errors::one("comment", message);
            return match draw_send_back(&app, &may, &form.update, form.comment, errors).await? {
                Some(view) => unprocessable(&view),
                None => Ok(decided_before(&app, &may)),
            };
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let (request, author) = match update_approvals::send_back(&mut tx, &permit, update, &comment, may.visit.now).await?
    {
        SentBack::AskedAgain { request, author } => (request, author),
        SentBack::NotAsked => {
            tx.commit().await?;
            let notice = "Update sent back. No email was sent, because its author can no longer reply. Request an update from the current owner.";
            return Ok(redirect_with_notice(&app, &address(&may), notice));
        }
        SentBack::DecidedBefore => return Ok(decided_before(&app, &may)),
    };
    let asks = permit.ask()?;
    let mut awaited_owners = update_requests::awaited_owners(&mut tx, &asks, Some(request), may.visit.now).await?;
    // The comment is for the author, and not for others who are asked about the action.
    awaited_owners.retain(|awaited| awaited.owner == author);
    let occasion = Occasion { note: comment.to_string(), ..Occasion::default() };
    let emails = send(&mut tx, &app, &asks, (&may.visit, &may.organisation), &awaited_owners, &occasion).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(&app, &address(&may), &format!("Update sent back. {}", emails_sent(emails))))
}

/// The setting, as chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SettingForm {
    setting: String,
}

/// `POST /organisations/{organisation}/update-approvals/setting`: decides whether updates of owners have to wait.
pub async fn set(
    may: May<ApproveUpdates>,
    State(app): State<App>,
    Filled(form): Filled<SettingForm>,
) -> Result<Response, Problem> {
    let Some(setting) = OwnerUpdates::parse(&form.setting) else {
        let errors = Errors::one("setting", "Select when updates are published");
        return unprocessable(&draw(&app, &may, Some(&form.setting), errors).await?);
    };
    let (mut tx, permit) = may.begin(&app).await?;
    update_approvals::set(&mut tx, &permit, setting, may.visit.now).await?;
    tx.commit().await?;
    let notice = match setting {
        OwnerUpdates::AfterApproval => "Saved: updates of owners are published after a lead approves them.",
        OwnerUpdates::AtOnce => "Saved: updates of owners are published at once.",
    };
    Ok(redirect_with_notice(&app, &address(&may), notice))
}
