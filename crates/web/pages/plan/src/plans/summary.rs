//! The summary at the top of an action plan.

use model::{
    assessment::Step,
    charter::Charter,
    core::dates::long_date,
    plan::{Origin, Placed, Plan},
};

/// The first sentence and the rest of the summary: ratings for a current or previous plan, missing details for a draft.
pub(super) fn summarise(plan: &Plan, step: Option<Step>, charter: &Charter) -> (String, String) {
    let tally = plan.tally();
    if step == Some(Step::Submitted) || step.is_none() || tally.rated() > 0 && step != Some(Step::Drafting) {
        let last = plan.live().filter_map(|action| action.progress_update.as_ref()).map(|update| update.at).max();
        let update = last.map(|at| format!("Last progress update on {}.", long_date(web_shell::core::clock::day(at))));
        let rest = Some(tally.rest(charter)).filter(|rest| !rest.is_empty()).map(|rest| format!("{rest}."));
        return (tally.sentence(charter), rest.into_iter().chain(update).collect::<Vec<_>>().join(" "));
    }
    let sentence = match tally.all() {
        0 => "No actions yet".to_owned(),
        1 => "1 action".to_owned(),
        all => format!("{all} actions"),
    };
    (sentence, missing(plan))
}

/// "12 are continued from the previous plan. 3 have no owner. 5 have no success measure."
fn missing(plan: &Plan) -> String {
    let live = || plan.actions.iter().filter(|placed| placed.ended.is_none());
    let count = |wanted: fn(&Placed) -> bool| live().filter(|placed| wanted(placed)).count();
    let mut sentences = Vec::new();
    match count(|placed| placed.origin == Origin::Continued) {
        0 => {}
        1 => sentences.push("1 is continued from the previous plan.".to_owned()),
        many => sentences.push(format!("{many} are continued from the previous plan.")),
    }
    let lacking = [
        (count(|placed| placed.action.details.owner.is_empty()), "owner"),
        (
            count(|placed| placed.action.details.due.is_none() && placed.action.details.timescale.is_empty()),
            "timescale",
        ),
        (count(|placed| placed.action.details.measure.is_empty()), "success measure"),
    ];
    for (number, what) in lacking.into_iter().filter(|(number, _)| *number > 0) {
        sentences.push(format!("{number} {} no {what}.", if number == 1 { "has" } else { "have" }));
    }
    sentences.join(" ")
}
