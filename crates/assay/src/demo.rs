//! `serve --demo`: fills an empty database with invented organisations. All data is written by the functions that pages use, with the times
//! at which people would have acted, so that every rule applies and every version ID can be verified.

mod answers;
mod assessments;
mod comments;
mod consultations;
mod context;
mod evidence;
mod groups;
mod links;
mod owners;
mod peer_review;
mod people;
mod plans;
mod register;
mod sector;

pub(crate) use links::make as links;

use crate::program;
use context::{DemoContext, at};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use model::{
    charter::Charter,
    core::{keys::SigningKeys, permit::AtOrganisation},
};
use peer_review::DemoReviewer;
use people::Actor;
use sector::{DemoOrganisation, DemoStatus, Sector};
use store::{
    Db, Error, Tx,
    register::invented::{self, Contents},
};

/// The time from which the demo's keys sign: before its first organisation.
pub(crate) fn began() -> Timestamp {
    at(jiff::civil::date(2017, 4, 3), 0)
}

/// Fills an empty database, and marks it as that of the demo. Returns false and does nothing if it holds anything already. The keys must sign
/// since [`began`].
pub(crate) async fn fill(db: &Db, charter: &Charter, keys: &SigningKeys, now: Timestamp) -> Result<bool, Error> {
    let sector = Sector::read();
    let mut tx = db.write().await?;
    let program = program::permit();
    if invented::contents(&mut tx, &program).await? != Contents::Nothing {
        return Ok(false);
    }
    invented::mark(&mut tx, &program, now).await?;
    let secretariat = people::secretariat_and_board(&mut tx, &sector, began()).await?;
    let mut volunteers = Vec::new();
    for numbered in sector.organisations.iter().enumerate() {
        volunteers.extend(organisation(&mut tx, &sector, (charter, keys), numbered, secretariat, now).await?);
    }
    peer_review::create(&mut tx, charter, &volunteers, secretariat, now).await?;
    // One transaction, because a database filled in part would be taken for a complete one.
    tx.commit().await?;
    Ok(true)
}

/// Creates one organisation with its history from signing until now. Returns who volunteers there as a reviewer.
async fn organisation(
    tx: &mut Tx,
    sector: &Sector,
    (charter, keys): (&Charter, &SigningKeys),
    (seed, invented): (usize, &DemoOrganisation),
    secretariat: Actor,
    now: Timestamp,
) -> Result<Vec<DemoReviewer>, Error> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let signed = invented.signed_on.day(today);
    let id = register::register(tx, secretariat, invented, signed, at(signed, 0)).await?;
    let team = people::create_team(tx, invented, id, at(signed, 60)).await?;
    let context = DemoContext { sector, charter, invented, seed, id, team, secretariat, now, keys };
    let place = AtOrganisation { organisation: id };
    let (mut stage, mut before) = (1, None);
    for assessment in &invented.assessments {
        let begins = assessment.started.day(today).saturating_sub(30.days());
        if assessment.stage != stage {
            stage = assessment.stage;
            register::move_stage(tx, secretariat, charter, place, stage, at(begins, 0)).await?;
        }
        if let Some(due) = assessment.due {
            let reason = assessment.extended.as_deref().unwrap_or("Provisional date, confirmed");
            register::set_due(tx, secretariat, place, stage, due.day(today), reason, at(begins, 5)).await?;
        }
        context.create_assessment(tx, assessment, &mut before).await?;
    }
    // The date since which the current plan applies.
    let submitted = |one: &&sector::Assessment| one.status == DemoStatus::Submitted;
    let in_force =
        invented.assessments.iter().rev().find(submitted).and_then(|one| one.submitted).map(|when| when.day(today));
    let reviewed = in_force.map(|on| on.saturating_add(150.days())).filter(|on| *on < today.saturating_sub(60.days()));
    if let Some(on) = in_force {
        owners::add(tx, &context, on.saturating_add(14.days()).min(today.saturating_sub(20.days()))).await?;
    }
    if let Some(on) = reviewed {
        owners::review(tx, &context, on).await?;
    }
    if let (Some(last), Some(before)) = (invented.assessments.last(), before) {
        plans::rate(tx, &context, before, last.since, today).await?;
        let is_drafting = |invented: &DemoOrganisation| {
            invented.assessments.last().is_some_and(|last| last.status == DemoStatus::Drafting)
        };
        if sector.organisations.iter().position(is_drafting) == Some(seed) {
            let plan = plans::of(tx, &context, before).await?;
            consultations::create(tx, &context, &plan).await?;
            comments::create(tx, &context, &plan).await?;
        }
    }
    if in_force.is_some() {
        // Organisations with a draft plan review the current one.
        let is_drafting = invented.assessments.last().is_some_and(|last| last.status != DemoStatus::Submitted);
        owners::request_updates(tx, &context, is_drafting, today.saturating_sub(9.days())).await?;
    }
    if !invented.leads.is_empty() {
        let plan = match before {
            Some(before) => Some(plans::of(tx, &context, before).await?),
            None => None,
        };
        evidence::add(tx, &context, plan.as_ref()).await?;
    }
    if invented.assessments.last().is_some_and(|last| last.status == DemoStatus::Drafting) {
        groups::create(tx, &context, today).await?;
        people::prepare_handover(tx, &context.team, place, at(today.saturating_sub(3.days()), 30)).await?;
    }
    if let Some(next) = invented.then_stage {
        let moved = today.saturating_sub(50.days());
        register::move_stage(tx, secretariat, charter, place, next, at(moved, 0)).await?;
        if let Some(due) = &invented.then_due {
            register::set_due(tx, secretariat, place, next, due.on.day(today), &due.reason, at(moved, 5)).await?;
        }
    }
    peer_review::volunteer(tx, &context).await
}

#[cfg(test)]
mod tests;
