//! What a lead does about asks: ask everyone, chase those who owe, ask one again, ask no more.

use super::{Occasion, draw, send};
use crate::core::{
    app::App,
    authorize::May,
    form::{
        Errors,
        extract::{Filled, Nothing},
    },
    page::{done, refused},
    problem::Problem,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    AskId,
    core::permit::{AskOwner, AskOwners, AtOrganisation},
    plan::update_request::patience,
};
use serde::Deserialize;
use store::plan::{progress_reviews, update_requests};
use uuid::Uuid;

/// "3 emails sent."
fn on_the_way(letters: usize) -> String {
    match letters {
        0 => "No email sent: everyone awaiting reply was emailed today or has no email address.".to_owned(),
        1 => "1 email sent.".to_owned(),
        many => format!("{many} emails sent."),
    }
}

/// `POST /organisations/{organisation}/asks`: ask all who answer for open actions and are not asked yet.
pub async fn all(
    may: May<AskOwners>,
    State(app): State<App>,
    Filled(Nothing {}): Filled<Nothing>,
) -> Result<Response, Problem> {
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let brief = progress_reviews::brief(&mut tx, may.of()).await?;
    let asked = update_requests::all(&mut tx, &permit, brief.open, now).await?;
    let mut debtors = update_requests::debtors(&mut tx, &permit, None, now).await?;
    // Who was written to before is chased by another button.
    for debtor in &mut debtors {
        debtor.owed.retain(|owed| !owed.is_reminder);
    }
    debtors.retain(|debtor| !debtor.owed.is_empty());
    let letters = send(&mut tx, &app, &permit, (&may.visit, &may.organisation), &debtors, &Occasion::default()).await?;
    tx.commit().await?;
    app.bell.notify_one();
    let said = match asked {
        0 if letters == 0 => "All owners of open actions already have an update request.".to_owned(),
        1 => format!("Update requested for 1 action. {}", on_the_way(letters)),
        asked => format!("Updates requested for {asked} actions. {}", on_the_way(letters)),
    };
    Ok(done(&app, &here(&may), &said))
}

/// `POST /organisations/{organisation}/asks/chase`: write once more to all who owe an answer, and only to those.
pub async fn chase(
    may: May<AskOwners>,
    State(app): State<App>,
    Filled(Nothing {}): Filled<Nothing>,
) -> Result<Response, Problem> {
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let debtors = update_requests::debtors(&mut tx, &permit, None, now).await?;
    let letters = send(&mut tx, &app, &permit, (&may.visit, &may.organisation), &debtors, &Occasion::default()).await?;
    if letters > 0 {
        update_requests::chased(&mut tx, &permit, &debtors, now).await?;
    }
    tx.commit().await?;
    app.bell.notify_one();
    Ok(done(&app, &here(&may), &on_the_way(letters)))
}

/// `POST /organisations/{organisation}/asks/{ask}/again`: write once more about one.
pub async fn again(
    may: May<AskOwners>,
    State(app): State<App>,
    Path((_, ask)): Path<(Uuid, Uuid)>,
    Filled(Nothing {}): Filled<Nothing>,
) -> Result<Response, Problem> {
    let (now, ask) = (may.visit.now, AskId(ask));
    let (mut tx, permit) = may.begin(&app).await?;
    if !update_requests::again(&mut tx, &permit, ask).await? {
        return Ok(done(&app, &here(&may), "This update is no longer awaiting reply."));
    }
    let debtors = update_requests::debtors(&mut tx, &permit, Some(ask), now).await?;
    let letters = send(&mut tx, &app, &permit, (&may.visit, &may.organisation), &debtors, &Occasion::default()).await?;
    tx.commit().await?;
    app.bell.notify_one();
    Ok(done(&app, &here(&may), &on_the_way(letters)))
}

/// `POST /organisations/{organisation}/asks/{ask}/withdrawal`: ask no more.
pub async fn withdraw(
    may: May<AskOwners>,
    State(app): State<App>,
    Path((_, ask)): Path<(Uuid, Uuid)>,
    Filled(Nothing {}): Filled<Nothing>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let was_asked = update_requests::withdraw(&mut tx, &permit, AskId(ask), may.visit.now).await?;
    tx.commit().await?;
    let said = if was_asked { "Update request cancelled." } else { "This update is no longer awaiting reply." };
    Ok(done(&app, &here(&may), said))
}

/// How long the organisation waits.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Patience {
    days: String,
}

/// `POST /organisations/{organisation}/asks/patience`: after how many days of silence the leads are told.
pub async fn wait(
    may: May<AskOwners>,
    State(app): State<App>,
    Filled(form): Filled<Patience>,
) -> Result<Response, Problem> {
    let days = match patience(&form.days) {
        Ok(days) => days,
        Err(sentence) => {
            return refused(&draw(&app, &may, Some((form.days, Errors::one("days", sentence)))).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    update_requests::set_patience(&mut tx, &permit, days, may.visit.now).await?;
    tx.commit().await?;
    Ok(done(
        &app,
        &here(&may),
        &format!("Escalation saved: leads are emailed after {days} {}.", if days == 1 { "day" } else { "days" }),
    ))
}

/// Whether helpers are asked too.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OneForm {
    helpers: String,
}

/// `POST /actions/{action}/ask`: ask who answers for one action, and who helps if that is wanted.
pub async fn one(
    may: May<AskOwner>,
    State(app): State<App>,
    Filled(form): Filled<OneForm>,
) -> Result<Response, Problem> {
    let (now, action) = (may.visit.now, may.place().action);
    let (mut tx, _) = may.begin(&app).await?;
    let here = may.lock::<AskOwners>(&mut tx, AtOrganisation { organisation: may.of() }).await?;
    let back = format!("/actions/{action}");
    let Some(ask) = update_requests::one(&mut tx, &here, action, form.helpers == "yes", now).await? else {
        return Ok(done(
            &app,
            &back,
            "No update requested: the action has no owner, or already has an update request.",
        ));
    };
    let debtors = update_requests::debtors(&mut tx, &here, Some(ask), now).await?;
    let letters = send(&mut tx, &app, &here, (&may.visit, &may.organisation), &debtors, &Occasion::default()).await?;
    tx.commit().await?;
    app.bell.notify_one();
    Ok(done(&app, &back, &on_the_way(letters)))
}

fn here(may: &May<AskOwners>) -> String {
    format!("/organisations/{}/asks", may.of())
}
