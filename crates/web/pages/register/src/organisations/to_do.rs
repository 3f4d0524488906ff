//! What the secretariat and the board have to do, as sentences with the pages that do it.

use jiff::ToSpan as _;
use model::{
    Date,
    charter::Charter,
    core::{
        dates::{long_date, relative_to},
        permit::{Permit, ReadRegister},
    },
    peer_review::round::{ReviewRound, RoundState, RoundStep, Turn, board, draft},
};
use store::{
    Tx,
    assessment::signatory_addresses,
    imports::past_submissions,
    peer_review::{board_reading::duties, panels, rounds},
};
use web_shell::core::problem::Problem;

/// Returns what the secretariat has to do: confirm email addresses and submissions made outside Assay, its turns in peer review, and panels that
/// lost a reviewer or have one with a conflict of interest.
pub(super) async fn to_do(
    tx: &mut Tx,
    may: &Permit<ReadRegister>,
    charter: &Charter,
    today: Date,
) -> Result<Vec<(String, String, &'static str)>, Problem> {
    let addresses = signatory_addresses::all_waiting(tx, may).await?.into_iter().map(|one| {
        let sentence = format!("{}: confirm the email address of {}.", one.organisation, one.name);
        (sentence, format!("/assessments/{}/signatory-address", one.assessment), "Check address")
    });
    let submissions = past_submissions::all_waiting(tx, may).await?.into_iter().map(|one| {
        let (name, stage, on) = (&one.organisation, one.stage, long_date(one.on));
        let sentence = format!("{name}: confirm the stage {stage} submission made outside Assay on {on}.");
        (sentence, format!("/imports/{}/submission", one.import), "Check submission")
    });
    let rounds = rounds::of_register(tx, may).await?;
    let panels = panels::warnings_of_register(tx, may).await?.into_iter().map(|one| {
        let sentence = format!("Peer review, {}: {}", one.round_name, one.sentence());
        (sentence, format!("/peer-review/rounds/{}", one.round), "View round")
    });
    let ready = rounds.iter().filter(|round| {
        round.awaits_moderation && matches!(round.state(today), RoundState::At(step) if step < RoundStep::Moderate)
    });
    let moderation = ready.map(|round| {
        let sentence = format!("Peer review, {}: a panel has agreed on feedback, which can be moderated.", round.name);
        (sentence, format!("/peer-review/rounds/{}/moderation", round.id), "View moderation")
    });
    let turns = turns(&rounds, today, &[Turn::Secretariat, Turn::Moderators]);
    Ok(addresses
        .chain(submissions)
        .chain(turns)
        .chain(moderation)
        .chain(panels)
        .chain(to_create(charter, &rounds, today))
        .collect())
}

/// Returns what a member of the Steering Board has to do: read submissions without a panel, and moderate the feedback of panels.
pub(super) async fn board_to_do(
    tx: &mut Tx,
    may: &Permit<ReadRegister>,
    today: Date,
) -> Result<Vec<(String, String, &'static str)>, Problem> {
    let rounds = rounds::of_register(tx, may).await?;
    let steps = duties::of_reader(tx, may).await?;
    let reading = board::tasks(&rounds, &steps, today)
        .into_iter()
        .map(|task| (task.sentence(today), task.href(), "View submissions"));
    Ok(reading.chain(turns(&rounds, today, &[Turn::Moderators])).collect())
}

/// Returns the peer review rounds where it is the reader's turn within a month, and those that are late, at whoever's turn: for the secretariat at
/// any step, and for the board once feedback is overdue.
fn turns(rounds: &[ReviewRound], today: Date, own: &[Turn]) -> Vec<(String, String, &'static str)> {
    let soon = today.saturating_add(1.month());
    let turn = |round: &ReviewRound| {
        let RoundState::At(step) = round.state(today) else { return None };
        let by = round.dates.of(step);
        let is_told = own.contains(&Turn::Secretariat) || round.dates.of(RoundStep::Send) < today;
        let is_due = (by < today && is_told) || (own.contains(&round.turn(step)) && by <= soon);
        let sentence = format!(
            "Peer review, {}: {} by {} ({}). Whose turn: {}.",
            round.name,
            step.name().to_lowercase(),
            long_date(by),
            relative_to(today, by),
            round.turn(step).name().to_lowercase()
        );
        is_due.then(|| (sentence, format!("/peer-review/rounds/{}", round.id), "View round"))
    };
    rounds.iter().filter_map(turn).collect()
}

/// Returns the rounds to create.
fn to_create(charter: &Charter, rounds: &[ReviewRound], today: Date) -> Vec<(String, String, &'static str)> {
    let create = |one: draft::SuggestedRound| {
        let by = long_date(one.dates.of(RoundStep::Recruit));
        let sentence =
            format!("Peer review, {}: create the round, so that reviewers can be recruited by {by}.", one.name);
        (sentence, format!("/peer-review/rounds/new?due={}", one.dates.due()), "Create round")
    };
    draft::to_create(charter, rounds, today).into_iter().map(create).collect()
}
