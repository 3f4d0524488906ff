//! Checks `calendar.toml`.

use super::{
    Charter, Phase,
    edition_flaws::has_stage,
    flaws::{filled, keys},
    source::{CharterFlaw, Report},
};
use std::collections::BTreeSet;

pub(super) fn check(charter: &Charter, flaws: &mut Vec<CharterFlaw>) {
    let report = &mut Report::on("calendar.toml", flaws);
    let calendar = &charter.calendar;
    keys("phase", calendar.phases.iter().map(|phase| phase.id.as_str()), report);
    if calendar.plan_review_months == Some(0) {
        report.flaw("plan_review_months", "must be at least 1; leave it out if plans are not reviewed");
    }
    for phase in &calendar.phases {
        check_signing(phase, report);
        check_due_dates(charter, phase, report);
    }
    for pair in calendar.phases.windows(2).filter(|pair| pair[1].signed_from < pair[0].signed_from) {
        report.flaw(place(&pair[1]), format!("starts before \"{}\", which is listed above it", pair[0].id));
    }
    for round in calendar.rounds.iter().filter(|round| round.feedback <= round.submissions) {
        report.flaw(format!("round \"{}\"", round.name), "feedback must be after submissions");
    }
    for pair in calendar.rounds.windows(2).filter(|pair| pair[1].submissions <= pair[0].submissions) {
        let name = format!("round \"{}\"", pair[1].name);
        report.flaw(name, format!("is not after \"{}\", which is listed above it", pair[0].name));
    }
    let mut seen = BTreeSet::new();
    for usual in &calendar.usual {
        let place = format!("usual for stage {}", usual.stage);
        if !has_stage(charter, usual.stage) {
            report.flaw(&*place, format!("stage {} has no edition", usual.stage));
        }
        if !seen.insert(usual.stage) {
            report.flaw(&*place, "is listed twice");
        }
        if usual.months == 0 || usual.feedback_months == 0 {
            report.flaw(&*place, "months and feedback_months must be at least 1");
        }
    }
}

fn place(phase: &Phase) -> String {
    format!("phase \"{}\"", phase.id)
}

fn check_signing(phase: &Phase, report: &mut Report<'_>) {
    filled(&place(phase), "name", &phase.name, report);
    if phase.signed_until.is_some_and(|until| until < phase.signed_from) {
        report.flaw(place(phase), "signed_until is before signed_from");
    }
}

fn check_due_dates(charter: &Charter, phase: &Phase, report: &mut Report<'_>) {
    for due in &phase.due {
        if !has_stage(charter, due.stage) {
            report.flaw(place(phase), format!("stage {} is due, but has no edition", due.stage));
        }
        if due.on <= phase.signed_from {
            report.flaw(place(phase), format!("the due date of stage {} must be after signed_from", due.stage));
        }
        if due.feedback.is_some_and(|feedback| feedback <= due.on) {
            report.flaw(place(phase), format!("feedback on stage {} must be after its due date", due.stage));
        }
    }
    for pair in phase.due.windows(2) {
        let (first, then) = (&pair[0], &pair[1]);
        if then.stage == first.stage {
            report.flaw(place(phase), format!("stage {} is due twice", then.stage));
        } else if then.stage < first.stage || then.on <= first.on {
            let reason = format!("stages {} and {} are not in the order of their dates", first.stage, then.stage);
            report.flaw(place(phase), reason);
        }
    }
}
