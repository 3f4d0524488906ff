//! Checks `stages/*.toml`.

use super::{
    Charter, Edition, Question, QuestionKind,
    flaws::{cues, filled, key, keys},
    source::{CharterFlaw, Report},
};

pub(super) fn check(charter: &Charter, flaws: &mut Vec<CharterFlaw>) {
    if charter.editions.is_empty() {
        Report::on("stages", flaws).flaw("", "is empty: a charter needs at least one edition");
    }
    for stage in 1..=charter.last_stage() {
        if !has_stage(charter, stage) {
            Report::on("stages", flaws).flaw(format!("stage {stage}"), "has no edition, but a later stage has");
        }
    }
    for edition in &charter.editions {
        let report = &mut Report::on(format!("stages/{}.toml", edition.id), flaws);
        check_edition(charter, edition, report);
        check_unique_kinds(edition, report);
        keys("question", edition.questions.iter().map(|question| question.id.as_str()), report);
        for question in &edition.questions {
            let place = format!("question \"{}\"", question.id);
            filled(&place, "title", &question.title, report);
            filled(&place, "ask", &question.ask, report);
            cues(&place, &question.cues, report);
            if question.words == Some(0) {
                report.flaw(&*place, "words must be at least 1");
            }
            for source in &question.carries_from {
                if let Some(reason) = why_not_carried(charter, edition, source) {
                    report.flaw(&*place, reason);
                }
            }
        }
    }
}

pub(super) fn has_stage(charter: &Charter, stage: u8) -> bool {
    charter.editions.iter().any(|edition| edition.stage == stage)
}

fn check_edition(charter: &Charter, edition: &Edition, report: &mut Report<'_>) {
    key("id", edition.id.as_str(), report);
    filled("", "title", &edition.title, report);
    cues("cues", &edition.cues, report);
    if edition.stage == 0 {
        report.flaw("stage", "is 0; stages are counted from 1");
    }
    if edition.questions.is_empty() {
        report.flaw("question", "is missing: an edition needs at least one");
    }
    let twin = |other: &&Edition| other.id < edition.id && (other.stage, other.from) == (edition.stage, edition.from);
    if let Some(other) = charter.editions.iter().find(twin) {
        report.flaw("from", format!("is the date of \"{}\" too, so it is not clear which edition applies", other.id));
    }
    if edition.plan_months == 0 {
        report.flaw("plan_months", "is 0");
    }
    if let Some(months) = edition.rates_plan_of_months {
        let is_earlier_plan = |other: &Edition| other.stage < edition.stage && other.plan_months == months;
        if !charter.editions.iter().any(is_earlier_plan) {
            report.flaw("rates_plan_of_months", format!("is {months}, but no earlier stage has a plan of that length"));
        }
    }
    if let Some(set) = &edition.recommendations
        && charter.recommendation_set(set).is_none()
    {
        report.flaw("recommendations", format!("names \"{set}\", but there is no recommendations/{set}.toml"));
    }
}

/// Checks that only texts are asked for more than once: there is one plan, one address, and so on.
fn check_unique_kinds(edition: &Edition, report: &mut Report<'_>) {
    for (kind, name) in [
        (QuestionKind::Ratings, "ratings"),
        (QuestionKind::Plan, "plan"),
        (QuestionKind::Voice, "voice"),
        (QuestionKind::Address, "address"),
    ] {
        let all: Vec<&Question> = edition.questions.iter().filter(|question| question.kind == kind).collect();
        for second in all.iter().skip(1) {
            let place = format!("question \"{}\"", second.id);
            report.flaw(place, format!("is of kind \"{name}\", as is \"{}\"; only one may be", all[0].id));
        }
        if kind == QuestionKind::Ratings && all.is_empty() == edition.rates_plan_of_months.is_some() {
            report.flaw("rates_plan_of_months", "must be set if, and only if, a question has kind \"ratings\"");
        }
    }
}

/// Why an answer cannot be carried over from `source`, if it cannot. It must be a question of an earlier stage, or of an earlier
/// edition of this one.
fn why_not_carried(charter: &Charter, edition: &Edition, source: &str) -> Option<String> {
    let Some((from, question)) = source.split_once('/') else {
        return Some(format!("carries_from names \"{source}\"; write it as \"edition/question\""));
    };
    let found = charter.edition(&from.into()).filter(|found| found.question(&question.into()).is_some());
    let Some(found) = found else {
        return Some(format!("carries_from names \"{source}\", which no edition has"));
    };
    let earlier = found.stage < edition.stage || (found.stage == edition.stage && found.from < edition.from);
    (!earlier).then(|| format!("carries_from names \"{source}\", which is not asked before this edition"))
}
