//! Members of signatories volunteer as reviewers, answer for the round that recruits, and declare conflicts of interest.

use super::{
    context::{DemoContext, at},
    people::{Actor, line, lock},
    sector::DemoStatus,
};
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use model::{
    OrganisationId, PersonId, RoundId,
    core::permit::{AtCharter, KeepReviewers, KeepReviewing, Volunteer},
    peer_review::reviewer::{Availability, Background, Knowledge, ReviewerDraft},
    register::organisation::Standing,
};
use store::{
    Error, Tx,
    peer_review::reviewers::{self, availability, declared},
};

/// Somebody who volunteered.
pub(super) struct DemoReviewer {
    person: PersonId,
    organisation: OrganisationId,
}

/// The second lead and the contributors of a signatory volunteer. Where a self-assessment is in progress, nobody has the time.
pub(super) async fn volunteer(tx: &mut Tx, context: &DemoContext<'_>) -> Result<Vec<DemoReviewer>, Error> {
    let (invented, leads) = (context.invented, context.invented.leads.len());
    let is_drafting = invented.assessments.last().is_some_and(|last| last.status == DemoStatus::Drafting);
    if invented.standing != Standing::Signatory || is_drafting || leads < 2 {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    // The first lead has too much to do.
    for (index, writer) in context.team.writers.iter().enumerate().skip(1) {
        let background = if index < leads { Background::Lead } else { Background::Technician };
        let Some(person) = writer.person() else { continue };
        let draft = ReviewerDraft { organisation: context.id, background, knowledge: knowledge(context) };
        let (actor, place) = Actor::reviewer(tx, person).await?;
        let permit = lock(tx, &actor.may::<Volunteer>(place)).await?;
        let on = context.today().saturating_sub(20.days());
        let minutes = i64::try_from(10 * context.seed + index).unwrap_or(0);
        let enrolled = reviewers::enrol(tx, &permit, &draft, at(on, minutes)).await?;
        enrolled.expect("they are a member with this role");
        all.push(DemoReviewer { person, organisation: context.id });
    }
    Ok(all)
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

/// Most of them answer for the round; some declare a conflict with the organisation of another, and the secretariat marks some as experienced.
pub(super) async fn answer(
    tx: &mut Tx,
    all: &[DemoReviewer],
    (round, secretariat): (RoundId, Actor),
    now: Timestamp,
) -> Result<(), Error> {
    let today = now.to_zoned(TimeZone::UTC).date();
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
        if index % 3 == 0 {
            let keep = lock(tx, &secretariat.may::<KeepReviewers>(AtCharter)).await?;
            reviewers::experience(tx, &keep, one.person, true, on(30)).await?;
        }
    }
    Ok(())
}

fn day_of(today: Date, index: usize) -> Date {
    today.saturating_sub(i32::try_from(2 + index % 9).unwrap_or(2).days())
}
