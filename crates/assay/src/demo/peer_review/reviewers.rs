//! Members of signatories volunteer as reviewers, answer how much they take in the rounds, and declare conflicts of interest.

use super::super::{
    context::{DemoContext, at},
    people::{Actor, line, lock},
    sector::DemoStatus,
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use model::{
    OrganisationId, PersonId, RoundId,
    core::permit::{AtCharter, KeepReviewers, KeepReviewing, Volunteer},
    peer_review::reviewer::{Availability, Background, Knowledge, ReviewerDraft},
    register::organisation::Standing,
};
use std::collections::BTreeMap;
use store::{
    Error, Tx,
    peer_review::reviewers::{self, availability, declared},
};

/// Somebody who volunteered.
pub(in super::super) struct DemoReviewer {
    pub(super) person: PersonId,
    pub(super) name: String,
    organisation: OrganisationId,
    since: Date,
}

/// The second lead and the contributors of a signatory volunteer. Where a self-assessment is in progress, nobody has the time.
pub(in super::super) async fn volunteer(tx: &mut Tx, context: &DemoContext<'_>) -> Result<Vec<DemoReviewer>, Error> {
    let (invented, leads) = (context.invented, context.invented.leads.len());
    let is_drafting = invented.assessments.last().is_some_and(|last| last.status == DemoStatus::Drafting);
    if invented.standing != Standing::Signatory || is_drafting || leads < 2 {
        return Ok(Vec::new());
    }
    let on = volunteered(context);
    let mut all = Vec::new();
    // The first lead has too much to do.
    let names = invented.leads.iter().chain(&invented.contributors);
    for (index, (writer, name)) in context.team.writers.iter().zip(names).enumerate().skip(1) {
        let background = if index < leads { Background::Lead } else { Background::Technician };
        let Some(person) = writer.person() else { continue };
        let draft = ReviewerDraft { organisation: context.id, background, knowledge: knowledge(context) };
        let (actor, place) = Actor::reviewer(tx, person).await?;
        let permit = lock(tx, &actor.may::<Volunteer>(place)).await?;
        let minutes = i64::try_from(10 * context.seed + index).unwrap_or(0);
        let enrolled = reviewers::enrol(tx, &permit, &draft, at(on, minutes)).await?;
        enrolled.expect("they are a member with this role");
        all.push(DemoReviewer { person, name: name.clone(), organisation: context.id, since: on });
    }
    Ok(all)
}

/// When the reviewers of an organisation volunteered: before the first round for which they can, and otherwise a few weeks ago.
fn volunteered(context: &DemoContext<'_>) -> Date {
    let (signed, today) = (context.invented.signed_on.day(context.today()), context.today());
    let (early, last_year) = (date(2022, 7, 4), today.saturating_sub(210.days()));
    if signed < early {
        early
    } else if signed < last_year {
        last_year
    } else {
        today.saturating_sub(20.days())
    }
}

/// The reviewer of that name.
pub(super) fn named(all: &[DemoReviewer], name: &str) -> PersonId {
    all.iter().find(|one| one.name == name).expect("they volunteered").person
}

/// The secretariat marks some as experienced, since they have reviewed before there were rounds here.
pub(super) async fn mark_experienced(tx: &mut Tx, all: &[DemoReviewer], secretariat: Actor) -> Result<(), Error> {
    for one in all.iter().step_by(3) {
        let keep = lock(tx, &secretariat.may::<KeepReviewers>(AtCharter)).await?;
        reviewers::experience(tx, &keep, one.person, true, at(one.since.saturating_add(3.days()), 30)).await?;
    }
    Ok(())
}

/// Some say how many submissions they take in a round.
pub(super) async fn take(
    tx: &mut Tx,
    all: &[DemoReviewer],
    (round, takes): (RoundId, &BTreeMap<String, u8>),
    on: Date,
) -> Result<(), Error> {
    for ((name, most), minutes) in takes.iter().zip(0..) {
        let (actor, place) = Actor::reviewer(tx, named(all, name)).await?;
        let permit = lock(tx, &actor.may::<KeepReviewing>(place)).await?;
        let answered =
            availability::answer(tx, &permit, round, Availability::AtMost(*most), at(on, 9 * minutes)).await?;
        answered.expect("the reviewers of the round are not allocated yet");
    }
    Ok(())
}

fn knowledge(context: &DemoContext<'_>) -> Knowledge {
    let themes = &context.charter.themes;
    let mut known = [0, 2].map(|after| themes[(context.seed + after) % themes.len()].id.clone()).to_vec();
    known.sort();
    known.dedup();
    let last = context.charter.last_stage();
    let first = if context.seed.is_multiple_of(2) { 1 } else { 2 };
    Knowledge { stages: (first.min(last)..=last).collect(), kinds: vec![context.invented.kind.clone()], themes: known }
}

/// Most of them answer for the round that recruits, and some declare a conflict with the organisation of another.
pub(super) async fn answer(tx: &mut Tx, all: &[DemoReviewer], round: RoundId, today: Date) -> Result<(), Error> {
    for (index, one) in all.iter().enumerate() {
        let answer = match index % 7 {
            2 => None,
            5 => Some(Availability::Break),
            0 | 3 => Some(Availability::AtMost(2)),
            _ => Some(Availability::AtMost(3)),
        };
        let (actor, place) = Actor::reviewer(tx, one.person).await?;
        let permit = lock(tx, &actor.may::<KeepReviewing>(place)).await?;
        let on = |minutes: i64| at(day_of(today, index), minutes);
        if let Some(answer) = answer {
            let saved = availability::answer(tx, &permit, round, answer, on(0)).await?;
            saved.expect("the round recruits");
        }
        let other = &all[(index + 3) % all.len()];
        if index % 6 == 4 && other.organisation != one.organisation {
            let reason = line("We run a technical skills project together");
            let declared = declared::declare(tx, &permit, other.organisation, &reason, on(4)).await?;
            declared.expect("it is a signatory");
        }
    }
    Ok(())
}

fn day_of(today: Date, index: usize) -> Date {
    today.saturating_sub(i32::try_from(2 + index % 9).unwrap_or(2).days())
}
