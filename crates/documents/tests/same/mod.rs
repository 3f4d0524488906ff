//! Whether what was read is what was written.

use crate::generated::Written;
use documents::reading::{Action, Plan, Reading, Role};
use model::{action::Promise, dates::long_date, rating::Colour, snapshot::Submission};

/// Panics at the first difference, saying which.
pub(crate) fn assert_same(reading: &Reading, written: &Written) {
    let submission = &written.submission;
    assert_eq!(reading.edition.as_ref(), Some(&submission.edition.key), "edition");
    assert_eq!(reading.stage, Some(submission.edition.stage), "stage");
    assert_eq!(reading.organisation.as_deref(), Some(submission.organisation.name.as_str()), "organisation");
    let lead = &reading.lead;
    let found = [&lead.name, &lead.email, &lead.telephone].map(Option::as_deref);
    let contact = &submission.contact;
    assert_eq!(found, [&contact.name, &contact.email, &contact.telephone].map(|words| said(words)), "lead");
    assert_eq!(reading.publication_url.as_deref(), said(&submission.page), "address");
    answers(reading, submission);
    actions(reading, submission);
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

/// An action as it can be read.
type Fields<'a> =
    (&'a str, Vec<&'a str>, Option<&'a str>, Option<String>, Option<model::Date>, Option<&'a str>, Option<&'a str>);

/// An action with how it stands, what happened and what was learned.
type Rated<'a> = (Fields<'a>, Option<Colour>, Option<&'a str>, Option<&'a str>);

fn read(action: &Action) -> Fields<'_> {
    (
        &action.text,
        action.themes.iter().map(model::ThemeKey::as_str).collect(),
        action.owner.as_deref(),
        action.timescale.clone(),
        action.due,
        action.measure.as_deref(),
        action.resource.as_deref(),
    )
}

fn promised(promise: &Promise) -> Fields<'_> {
    (
        &promise.text,
        promise.themes.iter().map(model::ThemeKey::as_str).collect(),
        said(&promise.owner),
        said(&promise.timescale).map(str::to_owned).or_else(|| promise.due.map(long_date)),
        promise.due,
        said(&promise.measure),
        said(&promise.resource),
    )
}

fn said(words: &str) -> Option<&str> {
    Some(words).filter(|words| !words.is_empty())
}

fn actions(reading: &Reading, submission: &Submission) {
    let of = |plan: Plan| reading.actions.iter().filter(move |action| action.plan == plan);
    let new: Vec<_> = of(Plan::New).map(read).collect();
    assert_eq!(
        new,
        submission.plan.actions.iter().map(|action| promised(&action.promise)).collect::<Vec<_>>(),
        "new plan"
    );
    let rated = submission.rated.iter().flat_map(|plan| &plan.actions);
    let rated: Vec<Rated<'_>> = rated
        .map(|action| (promised(&action.promise), action.rating, said(&action.explanation), said(&action.learning)))
        .collect();
    let found: Vec<_> = of(Plan::Rated)
        .map(|action| (read(action), action.rag, action.comment.as_deref(), action.learning.as_deref()))
        .collect();
    for (found, rated) in found.iter().zip(&rated) {
        assert_eq!(found, rated, "rated action");
    }
    assert_eq!(found.len(), rated.len(), "rated plan");
}

fn people(reading: &Reading, written: &Written) {
    let Some(table) = &written.exact else {
        assert!(reading.headcount.units.is_empty(), "nobody was counted");
        return;
    };
    assert_eq!(reading.headcount.as_at, table.as_at(), "day of counting");
    let row = |unit: &model::headcount::Unit| {
        let counts = table.groups().iter().cloned().zip(&unit.counts);
        let counts: Vec<(String, u32)> = counts.filter_map(|(group, count)| Some((group, (*count)?))).collect();
        (unit.name.clone(), counts, Some(unit.printed_total.unwrap_or_else(|| unit.sum())))
    };
    let found: Vec<_> =
        reading.headcount.units.iter().map(|unit| (unit.unit.clone(), unit.counts.0.clone(), unit.total)).collect();
    assert_eq!(found, table.units().iter().map(row).collect::<Vec<_>>(), "people");
}

fn signatures(reading: &Reading, written: &Written) {
    let of = |role: Role| reading.signatures.iter().find(|signature| signature.role == role);
    for (role, signed) in [(Role::Lead, &written.signatures.lead), (Role::Leader, &written.signatures.leader)] {
        let found = of(role).map(|signature| (signature.name.clone(), signature.date));
        let expected = signed.as_ref().map(|signature| (Some(signature.name.clone()), Some(signature.on)));
        assert_eq!(found, expected, "signature of {role:?}");
    }
}
