//! Compares a reading with the submission that was written.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use crate::generated::GeneratedSubmission;
use documents::reading::{DocumentFormat, EarlyEnd, FoundAction, PlanOrigin, Reading, SignerRole, WhichPlan};
use model::{
    ActionId, Date,
    assessment::locked_version::{RatedAction, Submission, SubmittedAction},
    core::dates::long_date,
    plan::{self, Ended, Outcome, action::PublicDetails},
};

/// Panics with a message at the first difference.
pub(crate) fn assert_same(reading: &Reading, written: &GeneratedSubmission) {
    let submission = &written.submission;
    assert_eq!(reading.edition.as_ref(), Some(&submission.edition.key), "edition");
    assert_eq!(reading.stage, Some(submission.edition.stage), "stage");
    assert_eq!(reading.organisation.as_deref(), Some(submission.organisation.name.as_str()), "organisation");
    let lead = &reading.lead;
    let found = [&lead.name, &lead.email, &lead.telephone].map(Clone::clone);
    let contact = &submission.contact;
    assert_eq!(found, [&contact.name, &contact.email, &contact.telephone].map(|words| non_blank(words)), "lead");
    assert_eq!(reading.publication_url, non_blank(&submission.page), "address");
    answers(reading, submission);
    actions(reading, submission, |_| {});
    people(reading, written);
    signatures(reading, written);
}

fn answers(reading: &Reading, submission: &Submission) {
    let written = submission.answers.iter().filter(|answer| !answer.text.is_empty());
    for answer in written.clone() {
        let read = reading.answers.iter().find(|read| read.question == answer.question);
        assert_eq!(read.map(|read| read.text.as_str()), Some(answer.text.as_str()), "answer to {}", answer.title);
    }
    assert_eq!(reading.answers.len(), written.count(), "answers");
}

fn non_blank(words: &str) -> Option<String> {
    Some(words.to_owned()).filter(|words| !words.is_empty())
}

/// Every field of every action. A printed plan orders actions by their first theme; a file keeps the order of the plan. `as_read`
/// converts what was written to what the format shows.
pub(crate) fn actions(reading: &Reading, submission: &Submission, as_read: fn(&mut FoundAction)) {
    let mut previous: Vec<&RatedAction> = submission.rated.iter().flat_map(|plan| &plan.actions).collect();
    let mut new: Vec<&SubmittedAction> = submission.plan.actions.iter().collect();
    if reading.format != DocumentFormat::Json {
        previous.sort_by_key(|action| theme(&action.details, submission));
        new.sort_by_key(|action| theme(&action.details, submission));
    }
    let number = |id: ActionId| previous.iter().position(|action| action.id == id).map(|at| at + 1);
    let of = |plan: WhichPlan| reading.actions.iter().filter(move |action| action.plan == plan);
    for (found, one) in of(WhichPlan::New).zip(&new) {
        let origin = match one.origin {
            plan::Origin::New => None,
            plan::Origin::Continued => Some(PlanOrigin::Continued),
            plan::Origin::Related(id) => Some(PlanOrigin::Related { number: number(id) }),
        };
        let mut wanted = FoundAction { origin, ..expected(found, &one.details, one.open_since) };
        as_read(&mut wanted);
        assert_eq!(*found, wanted, "new action");
    }
    assert_eq!(of(WhichPlan::New).count(), new.len(), "new plan");
    for (found, one) in of(WhichPlan::Rated).zip(&previous) {
        let mut wanted = FoundAction {
            rag: one.rating,
            comment: non_blank(&one.explanation),
            learning: non_blank(&one.learning),
            becomes: one.becomes.clone(),
            left: one.left.clone().map(|ended| match ended {
                Ended::Withdrawn { reason } => EarlyEnd::Withdrawn { reason },
                Ended::Merged { into, reason } => EarlyEnd::Merged { into: number(into), reason },
            }),
            ..expected(found, &one.details, one.open_since)
        };
        as_read(&mut wanted);
        assert_eq!(*found, wanted, "rated action");
    }
    assert_eq!(of(WhichPlan::Rated).count(), previous.len(), "rated plan");
}

/// Compares texts by letters and digits only, because a line break in "C++" may make the next line look like a list item.
pub(crate) fn flatten(action: &mut FoundAction) {
    let flat = |text: &mut String| text.retain(char::is_alphanumeric);
    flat(&mut action.text);
    let others = [
        &mut action.owner,
        &mut action.timescale,
        &mut action.measure,
        &mut action.resource,
        &mut action.comment,
        &mut action.learning,
        &mut action.rationale,
    ];
    others.into_iter().flatten().for_each(flat);
    match (&mut action.becomes, &mut action.left) {
        (Some(Outcome::Stopped { reason }), _)
        | (_, Some(EarlyEnd::Withdrawn { reason } | EarlyEnd::Merged { reason, .. })) => flat(reason),
        _ => {}
    }
}

fn theme(details: &PublicDetails, submission: &Submission) -> Option<usize> {
    submission.charter.themes.iter().position(|theme| Some(&theme.id) == details.themes.first())
}

/// The expected reading of an action, at the place where it was `found`.
fn expected(found: &FoundAction, details: &PublicDetails, open_since: Option<Date>) -> FoundAction {
    FoundAction {
        text: details.text.clone(),
        themes: details.themes.clone(),
        owner: non_blank(&details.owner),
        timescale: non_blank(&details.timescale).or_else(|| details.due.map(long_date)),
        due: details.due,
        measure: non_blank(&details.measure),
        resource: non_blank(&details.resource),
        rag: None,
        comment: None,
        learning: None,
        starts: details.starts,
        open_since,
        rationale: non_blank(&details.rationale),
        category: details.category.clone(),
        recommendations: details.recommendations.clone(),
        allied: details.allied.clone(),
        becomes: None,
        left: None,
        origin: None,
        plan: found.plan,
        place: found.place.clone(),
        certainty: found.certainty,
    }
}

fn people(reading: &Reading, written: &GeneratedSubmission) {
    let Some(table) = &written.exact else {
        assert!(reading.headcount.units.is_empty(), "there is no headcount");
        return;
    };
    assert_eq!(reading.headcount.as_at, table.as_at(), "day of counting");
    let row = |unit: &model::assessment::headcount::Unit| {
        let counts = table.groups().iter().cloned().zip(&unit.counts);
        let counts: Vec<(String, u32)> = counts.filter_map(|(group, count)| Some((group, (*count)?))).collect();
        (unit.name.clone(), counts, Some(unit.printed_total.unwrap_or_else(|| unit.sum())))
    };
    let found: Vec<_> =
        reading.headcount.units.iter().map(|unit| (unit.unit.clone(), unit.counts.0.clone(), unit.total)).collect();
    assert_eq!(found, table.units().iter().map(row).collect::<Vec<_>>(), "people");
}

fn signatures(reading: &Reading, written: &GeneratedSubmission) {
    let of = |role: SignerRole| reading.signatures.iter().find(|signature| signature.role == role);
    for (role, signed) in
        [(SignerRole::Lead, &written.signatures.lead), (SignerRole::Leader, &written.signatures.leader)]
    {
        let found = of(role).map(|signature| (signature.name.clone(), signature.date));
        let expected = signed.as_ref().map(|signature| (Some(signature.name.clone()), Some(signature.on)));
        assert_eq!(found, expected, "signature of {role:?}");
    }
}
