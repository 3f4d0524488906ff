//! Requesting updates, sending reminders, cancelling requests and setting the escalation.

use super::{Occasion, draw, send};
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    UpdateRequestId,
    core::permit::{AtOrganisation, ReadInternal, RequestUpdate, RequestUpdates},
    plan::update_request::{Delivery, parse_escalation_days},
};
use serde::Deserialize;
use std::collections::HashSet;
use store::plan::{progress_reviews, update_requests};
use uuid::Uuid;
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

/// "3 emails sent."
pub(crate) fn emails_sent(emails: usize) -> String {
    match emails {
        0 => "No email sent: everyone awaiting reply was emailed today or has no email address.".to_owned(),
        1 => "1 email sent.".to_owned(),
        many => format!("{many} emails sent."),
    }
}

/// "7 emails sent, about 10 actions. 2 actions not asked about: their owner has no email address."
fn reminders_sent(emails: usize, asked: usize, not_asked: usize) -> String {
    let actions = |number: usize| if number == 1 { "1 action".to_owned() } else { format!("{number} actions") };
    let sent = match emails {
        0 => emails_sent(0),
        1 => format!("1 email sent, about {}.", actions(asked)),
        many => format!("{many} emails sent, about {}.", actions(asked)),
    };
    match (emails, not_asked) {
        (0, _) | (_, 0) => sent,
        (_, number) => format!("{sent} {} not asked about: their owner has no email address.", actions(number)),
    }
}

/// `POST /organisations/{organisation}/update-requests`: requests updates for all open actions that have an owner and no request.
pub async fn request_all(
    may: May<RequestUpdates>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let brief = progress_reviews::brief(&mut tx, may.of()).await?;
    let requested =
        update_requests::all(&mut tx, &permit, brief.open, app.charter.calendar.plan_review_months, now).await?;
    let mut awaited_owners = update_requests::awaited_owners(&mut tx, &permit, None, now).await?;
    // Reminders are sent by another button.
    for awaited_owner in &mut awaited_owners {
        awaited_owner.awaited.retain(|awaited| !awaited.is_reminder);
    }
    awaited_owners.retain(|awaited_owner| !awaited_owner.awaited.is_empty());
    let emails =
        send(&mut tx, &app, &permit, (&may.visit, &may.organisation), &awaited_owners, &Occasion::default()).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    let notice = match requested {
        0 if emails == 0 => {
            "No update requested: all owners of open actions already have an update request, or replied in this period."
                .to_owned()
        }
        1 => format!("Update requested for 1 action. {}", emails_sent(emails)),
        number => format!("Updates requested for {number} actions. {}", emails_sent(emails)),
    };
    Ok(redirect_with_notice(&app, &address(&may), &notice))
}

/// `POST /organisations/{organisation}/update-requests/remind`: sends reminders to everyone awaiting reply.
pub async fn remind(
    may: May<RequestUpdates>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let awaited_owners = update_requests::awaited_owners(&mut tx, &permit, None, now).await?;
    let emails =
        send(&mut tx, &app, &permit, (&may.visit, &may.organisation), &awaited_owners, &Occasion::default()).await?;
    if emails > 0 {
        update_requests::record_reminders(&mut tx, &permit, &awaited_owners, now).await?;
    }
    let all = update_requests::list(&mut tx, &may.ask::<ReadInternal>()?, None).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    // An owner gets one email about all their actions, so the emails are fewer than the reminders that the button counted.
    let asked: HashSet<UpdateRequestId> =
        awaited_owners.iter().flat_map(|owner| &owner.awaited).map(|awaited| awaited.update_request).collect();
    let not_asked = all
        .iter()
        .filter(|request| {
            request.is_awaiting_reply()
                && matches!(request.delivery, Delivery::NoAddress)
                && !asked.contains(&request.id)
        })
        .count();
    Ok(redirect_with_notice(&app, &address(&may), &reminders_sent(emails, asked.len(), not_asked)))
}

/// `POST /organisations/{organisation}/update-requests/{update_request}/remind`: sends a reminder about one action.
pub async fn remind_one(
    may: May<RequestUpdates>,
    State(app): State<App>,
    Path((_, request)): Path<(Uuid, Uuid)>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (now, request) = (may.visit.now, UpdateRequestId(request));
    let (mut tx, permit) = may.begin(&app).await?;
    if !update_requests::is_awaiting_reply(&mut tx, &permit, request).await? {
        return Ok(redirect_with_notice(&app, &address(&may), "No email sent: this request no longer awaits a reply."));
    }
    let awaited_owners = update_requests::awaited_owners(&mut tx, &permit, Some(request), now).await?;
    let emails =
        send(&mut tx, &app, &permit, (&may.visit, &may.organisation), &awaited_owners, &Occasion::default()).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(&app, &address(&may), &emails_sent(emails)))
}

/// `POST /organisations/{organisation}/update-requests/{update_request}/cancel`: cancels a request.
pub async fn cancel(
    may: May<RequestUpdates>,
    State(app): State<App>,
    Path((_, request)): Path<(Uuid, Uuid)>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let was_open = update_requests::withdraw(&mut tx, &permit, UpdateRequestId(request), may.visit.now).await?;
    tx.commit().await?;
    let notice = if was_open { "Update request cancelled." } else { "This request no longer awaits a reply." };
    Ok(redirect_with_notice(&app, &address(&may), notice))
}

/// The number of days, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EscalationForm {
    days: String,
}

/// `POST /organisations/{organisation}/update-requests/escalation`: sets after how many days leads are emailed.
pub async fn set_escalation(
    may: May<RequestUpdates>,
    State(app): State<App>,
    Filled(form): Filled<EscalationForm>,
) -> Result<Response, Problem> {
    let days = match parse_escalation_days(&form.days) {
        Ok(days) => days,
        Err(sentence) => {
            return unprocessable(&draw(&app, &may, Some((form.days, Errors::one("days", sentence)))).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    update_requests::set_escalation_days(&mut tx, &permit, days, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(
        &app,
        &address(&may),
        &format!("Escalation saved: leads are emailed after {days} {}.", if days == 1 { "day" } else { "days" }),
    ))
}

/// Whether to include collaborators.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct UpdateRequestForm {
    collaborators: String,
}

/// `POST /actions/{action}/update-request`: requests an update from the owner of one action, and optionally its collaborators.
pub async fn request_one(
    may: May<RequestUpdate>,
    State(app): State<App>,
    Filled(form): Filled<UpdateRequestForm>,
) -> Result<Response, Problem> {
    let (now, action) = (may.visit.now, may.place().action);
    let (mut tx, _) = may.begin(&app).await?;
    let permit = may.lock::<RequestUpdates>(&mut tx, AtOrganisation { organisation: may.of() }).await?;
    let back = format!("/actions/{action}");
    let Some(request) = update_requests::one(&mut tx, &permit, action, form.collaborators == "yes", now).await? else {
        return Ok(redirect_with_notice(
            &app,
            &back,
            "No update requested: the action has no owner, or already has an update request.",
        ));
    };
    let awaited_owners = update_requests::awaited_owners(&mut tx, &permit, Some(request), now).await?;
    let emails =
        send(&mut tx, &app, &permit, (&may.visit, &may.organisation), &awaited_owners, &Occasion::default()).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(&app, &back, &emails_sent(emails)))
}

fn address(may: &May<RequestUpdates>) -> String {
    format!("/organisations/{}/update-requests", may.of())
}
