//! Creates the invented plans: their actions, progress updates and next steps.

use super::{
    context::{Before, DemoContext, at},
    people::lock,
    sector::{Assessment, Colours, DemoAction},
};
use jiff::{ToSpan as _, civil::Date};
use model::{
    assessment::Step,
    charter::rating::Colour,
    core::permit::{AtAction, AtAssessment, AtPlan, ReadPlan},
    plan::{
        Origin, Outcome, Plan,
        action::{Action, ActionDetails, ActionDraft},
        progress::Progress,
    },
};
use store::{
    Error, Tx,
    assessment::outcomes,
    plan::{
        actions::{self, NewAction},
        plans, progress,
    },
};

/// Returns a pseudo-random number that depends only on its arguments, so that the demo is the same each time.
fn pseudo_random(seed: usize, index: usize) -> usize {
    let mut x = (seed as u64)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add((index as u64 + 1).wrapping_mul(0xbf58_476d_1ce4_e5b9));
    x = (x ^ (x >> 30)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((x ^ (x >> 31)) >> 40).expect("24 bits fit")
}

/// Returns a rating in these proportions; `None` is not rated.
fn colour(parts: Colours, random: usize) -> Option<Colour> {
    let mut left = random % parts.iter().sum::<usize>().max(1);
    for (part, colour) in parts.into_iter().zip([Some(Colour::Green), Some(Colour::Amber), Some(Colour::Red), None]) {
        if left < part {
            return colour;
        }
        left -= part;
    }
    None
}

async fn load(tx: &mut Tx, context: &DemoContext<'_>, place: AtPlan) -> Result<Plan, Error> {
    let plan = plans::read(tx, &context.team.lead.may::<ReadPlan>(place)).await?;
    Ok(plan.expect("the plan was just created"))
}

/// The plan of a self-assessment of the demo.
pub(super) async fn of(tx: &mut Tx, context: &DemoContext<'_>, before: Before) -> Result<Plan, Error> {
    load(tx, context, AtPlan { organisation: context.id, plan: before.plan, step: Some(before.step), shared: None })
        .await
}

/// Rates every action of a plan, once in its first year and once before `until`.
pub(super) async fn rate(
    tx: &mut Tx,
    context: &DemoContext<'_>,
    of: Before,
    parts: Colours,
    until: Date,
) -> Result<(), Error> {
    if parts.iter().sum::<usize>() == 0 {
        return Ok(());
    }
    let place = AtPlan { organisation: context.id, plan: of.plan, step: Some(of.step), shared: None };
    let plan = load(tx, context, place).await?;
    for (index, action) in plan.live().enumerate() {
        let random = pseudo_random(context.seed * 64 + usize::from(plan.starts.year().unsigned_abs()), index);
        let Some(last) = colour(parts, random) else { continue };
        let days = i32::try_from(random % 150).unwrap_or(0);
        let early = plan.starts.saturating_add((120 + days).days());
        let late = until.saturating_sub((5 + days / 5).days());
        let writer = context.team.writers[random % context.team.writers.len()];
        let place = AtAction {
            organisation: context.id,
            plan: of.plan,
            action: action.id,
            step: Some(of.step),
            shared: None,
            is_submitted: of.step == Step::Submitted,
        };
        if early < late && !random.is_multiple_of(3) {
            let update = progress_update(context, action, if last == Colour::Red { last } else { Colour::Amber }, "");
            let permit = lock(tx, &writer.may(place)).await?;
            progress::record(tx, &permit, &update, at(early, days.into())).await?;
        }
        let update = progress_update(context, action, last, if last == Colour::Red { "learned" } else { "" });
        let permit = lock(tx, &writer.may(place)).await?;
        progress::record(tx, &permit, &update, at(late.max(plan.starts), 300 + i64::from(days))).await?;
    }
    Ok(())
}

/// The progress update of an action for a rating.
fn progress_update(context: &DemoContext<'_>, action: &Action, colour: Colour, learned: &str) -> Progress {
    let invented = context.sector.actions.iter().find(|invented| action.details.text.contains(&invented.text[1..]));
    let (words, learning) =
        invented.map_or(("Work could not start until funding was confirmed.", ""), |invented| match colour {
            Colour::Green => (invented.green.as_str(), ""),
            Colour::Amber => (invented.amber.as_str(), ""),
            Colour::Red => (invented.red.as_str(), if learned.is_empty() { "" } else { invented.learned.as_str() }),
        });
    Progress::parse(colour.as_str(), words, learning).expect("the demo explains its red ratings")
}

/// What a related action adds to the text of the action that it replaces.
const MORE: &str = ", with a named contact in each faculty";

/// Chooses the next step of every action of the previous plan.
pub(super) async fn decide(
    tx: &mut Tx,
    context: &DemoContext<'_>,
    place: AtAssessment,
    new: model::PlanId,
    on: Date,
) -> Result<(), Error> {
    let lead = context.team.lead;
    let Some(rated) = plans::rated(tx, &lead.may(place)).await? else { return Ok(()) };
    for (index, action) in rated.live().enumerate() {
        let colour = action.progress_update.as_ref().map(|update| update.rating.colour());
        let outcome = match (colour, pseudo_random(context.seed, index) % 6) {
            (Some(Colour::Green), _) => Outcome::Stopped { reason: String::new() },
            (_, 0) => Outcome::Related,
            (Some(Colour::Red), 1) => Outcome::Stopped {
                reason: "The working group reviewed this and found that another team already does it.".to_owned(),
            },
            // Not rated yet, so there is no next step yet.
            (None, _) => continue,
            _ => Outcome::Continued,
        };
        let minutes = i64::try_from(index).unwrap_or(0);
        let permit = lock(tx, &lead.may(place)).await?;
        outcomes::decide(tx, &permit, action.id, Some(&outcome), at(on, minutes)).await?;
    }
    let place = AtPlan { organisation: context.id, plan: new, step: Some(Step::Drafting), shared: None };
    for placed in load(tx, context, place).await?.actions {
        if let Origin::Related(_) = placed.origin {
            let action = placed.action;
            if action.details.text.ends_with(MORE) {
                continue;
            }
            let text = format!("{}{MORE}", action.details.text);
            let details = ActionDetails { text, ..action.details };
            let place = AtAction {
                organisation: context.id,
                plan: new,
                action: action.id,
                step: Some(Step::Drafting),
                shared: None,
                is_submitted: false,
            };
            let permit = lock(tx, &lead.may(place)).await?;
            actions::edit(tx, &permit, action.revision, &details, at(on, 120)).await?;
        }
    }
    Ok(())
}

/// Adds actions until the plan has the number given in the sector's files.
pub(super) async fn write(
    tx: &mut Tx,
    context: &DemoContext<'_>,
    place: AtPlan,
    assessment: &Assessment,
    on: Date,
) -> Result<(), Error> {
    let plan = load(tx, context, place).await?;
    let wanted = assessment.actions.saturating_sub(plan.live().count());
    let catalogue = &context.sector.actions;
    let used = earlier_actions(tx, context).await?;
    // Nine has no common factor with the number of actions, so each organisation uses all of them, in a different order.
    let order = (0..catalogue.len()).map(|index| &catalogue[(index * 9 + context.seed * 5) % catalogue.len()]);
    let (known, fresh): (Vec<_>, Vec<_>) =
        order.partition(|invented| used.iter().any(|text| text.contains(&invented.text[1..])));
    let mut chosen: Vec<(&DemoAction, bool)> = fresh.into_iter().map(|invented| (invented, false)).collect();
    let is_live = |invented: &DemoAction| plan.live().any(|action| action.details.text.contains(&invented.text[1..]));
    chosen.extend(known.into_iter().filter(|invented| !is_live(invented)).map(|invented| (invented, true)));
    chosen.truncate(wanted);
    if context.invented.older_actions && assessment.stage == 1 {
        bring_forward(&mut chosen, catalogue);
    }
    let new: Vec<NewAction> = chosen
        .into_iter()
        .enumerate()
        .map(|(index, (invented, again))| new_action(context, invented, again, index, &plan))
        .collect();
    let writers = &context.team.writers;
    for (index, new) in new.chunks(8).enumerate() {
        let minutes = 130 + 10 * i64::try_from(index).unwrap_or(0);
        let permit = lock(tx, &writers[index % writers.len()].may(place)).await?;
        actions::add(tx, &permit, new, at(on, minutes)).await?;
    }
    Ok(())
}

/// Puts the action that is older than the plan first.
fn bring_forward<'s>(chosen: &mut Vec<(&'s DemoAction, bool)>, catalogue: &'s [DemoAction]) {
    if let Some(old) = catalogue.iter().find(|invented| invented.since.is_some()) {
        chosen.retain(|(invented, _)| invented.text != old.text);
        chosen.insert(0, (old, false));
    }
}

/// The texts of the actions of all plans of the organisation so far.
async fn earlier_actions(tx: &mut Tx, context: &DemoContext<'_>) -> Result<Vec<String>, Error> {
    let mut texts = Vec::new();
    for one in store::assessment::assessments::list(tx, &context.team.lead.may(context.at_organisation())).await? {
        let place = AtPlan { organisation: context.id, plan: one.plan, step: Some(one.state.step()), shared: None };
        texts.extend(load(tx, context, place).await?.actions.into_iter().map(|placed| placed.action.details.text));
    }
    Ok(texts)
}

fn new_action(context: &DemoContext<'_>, invented: &DemoAction, again: bool, index: usize, plan: &Plan) -> NewAction {
    let text =
        if again { format!("Extend to partner colleges: {}", lower(&invented.text)) } else { invented.text.clone() };
    let months = i32::from(plan.months) * i32::try_from(3 + pseudo_random(context.seed, index) % 9).unwrap_or(6) / 12;
    let due = plan.starts.saturating_add(months.months()).last_of_month().min(plan.ends);
    let draft = ActionDraft {
        category: invented.category.clone(),
        owner: invented.owner.clone(),
        starts: Some(plan.starts),
        due: Some(due),
        measure: invented.measure.clone(),
        resource: invented.resource.clone(),
        rationale: invented.rationale.clone(),
        recommendations: invented.recommendations.clone(),
        allied: invented.allied.clone(),
        ..ActionDraft::new(text, [&invented.theme])
    };
    let details = ActionDetails::parse(&draft, context.charter).expect("the demo's actions are valid for the charter");
    let since = invented.since.filter(|_| context.invented.older_actions);
    NewAction { details, progress: None, open_since: since.and_then(|year| Date::new(year, 10, 1).ok()) }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
