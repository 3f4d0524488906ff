//! Reads submissions that Assay wrote (`docs/submission-format.md`). Their fields become a [`Reading`] without interpretation. They can also be
//! laid out as a [`Manuscript`], for the preview and for imports of several files.

mod layout;

use crate::{
    ReadError, charter_names,
    manuscript::Manuscript,
    read::decode,
    reading::{
        Certainty, Counts, DocumentFormat, EarlyEnd, FoundAction, FoundAnswer, FoundHeadcount, FoundSignature, Lead,
        Notice, PlanOrigin, Reading, Severity, SignerRole, Unit, WhichPlan,
    },
};
use model::{
    ActionId, AlliedKey, RecommendationKey, ThemeKey,
    assessment::{
        locked_version::{self, NotASubmission, Submission},
        verify::{Signatory, Signed, Verdict, verify},
    },
    charter::Charter,
    core::dates::day,
    plan::{self, Ended, action::PublicDetails, timescale},
};

/// A submission with the signatures of its file.
struct SubmissionFile {
    submission: Submission,
    signatures: Vec<Signed>,
    notices: Vec<Notice>,
}

/// Reads a submission file, or the canonical text of a submission alone.
///
/// # Errors
/// The file is not a submission, has a newer version or is damaged.
pub(crate) fn read(name: &str, bytes: &[u8], charter: &Charter) -> Result<Reading, ReadError> {
    let SubmissionFile { submission, signatures, mut notices } = parse(name, bytes, charter.name.as_str())?;
    let edition = charter.edition(&submission.edition.key).filter(|_| submission.charter.key == charter.key);
    if edition.is_none() {
        let message = format!(
            "This submission uses the form “{}”, which this charter does not have. Select the stage.",
            submission.edition.title
        );
        notices.push(Notice::warning("edition-unknown", message, None));
    }
    if submission.headcount.is_some() {
        let message = "The headcounts in this file are rounded.";
        notices.push(Notice::note("headcount-rounded", message, None));
    }
    let signatures = signatures.into_iter().map(|signed| FoundSignature {
        role: match signed.role {
            Signatory::Lead => SignerRole::Lead,
            Signatory::Leader => SignerRole::Leader,
        },
        name: non_blank(&signed.name),
        date: Some(day(signed.at)),
    });
    Ok(Reading {
        file: name.to_owned(),
        format: DocumentFormat::Json,
        organisation: non_blank(&submission.organisation.name),
        stage: Some(submission.edition.stage),
        edition: edition.map(|edition| edition.id.clone()),
        lead: lead(&submission),
        answers: answers(&submission),
        actions: actions(&submission, charter, &mut notices),
        headcount: submission.headcount.as_ref().map(headcount).unwrap_or_default(),
        publication_url: non_blank(&submission.page),
        signatures: signatures.collect(),
        notices,
        unused: Vec::new(),
    })
}

/// Lays out a submission file as a document.
///
/// # Errors
/// As [`read`].
pub(crate) fn manuscript(name: &str, bytes: &[u8]) -> Result<Manuscript, ReadError> {
    let SubmissionFile { submission, signatures, notices } = parse(name, bytes, "the charter")?;
    Ok(Manuscript { blocks: layout::blocks(&submission, &signatures), notices })
}

fn parse(name: &str, bytes: &[u8], charter: &str) -> Result<SubmissionFile, ReadError> {
    let text = decode::decode(name, bytes)?;
    let text = text.trim_start_matches('\u{feff}');
    let to_read_error = |error| match error {
        NotASubmission::OtherFormat => ReadError::NotASubmission { file: name.to_owned(), charter: charter.to_owned() },
        NotASubmission::TooNew(_) => {
            ReadError::Unsupported { file: name.to_owned(), kind: "submissions of a newer version" }
        }
        NotASubmission::Invalid(_) => ReadError::Damaged { file: name.to_owned(), kind: ".json" },
    };
    // The file may be the signed text alone.
    if let Ok(submission) = Submission::parse(text) {
        return Ok(SubmissionFile { submission, signatures: Vec::new(), notices: Vec::new() });
    }
    match verify(text) {
        Verdict::Verified(genuine) => {
            let foreign = genuine.other_signatures.iter().map(|signed| {
                let message = format!("The signature of {} belongs to another text and was left out.", signed.name);
                Notice::warning("signature-foreign", message, None)
            });
            Ok(SubmissionFile {
                notices: foreign.collect(),
                submission: genuine.submission,
                signatures: genuine.signatures,
            })
        }
        Verdict::Changed { .. } => {
            let message = "The file was changed after it was signed, so its signatures were left out.";
            let notices = vec![Notice::new(Severity::Error, "submission-changed", message, None)];
            Ok(SubmissionFile {
                submission: parse_changed(text).map_err(to_read_error)?,
                signatures: Vec::new(),
                notices,
            })
        }
        Verdict::NotASubmission(error) => Err(to_read_error(error)),
    }
}

/// The submission in a file that was changed after signing.
fn parse_changed(text: &str) -> Result<Submission, NotASubmission> {
    let mut file: serde_json::Value = serde_json::from_str(text).map_err(|_| NotASubmission::OtherFormat)?;
    Submission::from_value(file.get_mut("submission").map(serde_json::Value::take).unwrap_or_default())
}

fn non_blank(words: &str) -> Option<String> {
    Some(words.trim()).filter(|words| !words.is_empty()).map(str::to_owned)
}

fn lead(submission: &Submission) -> Lead {
    let contact = &submission.contact;
    let name = submission.leads.iter().find_map(|name| non_blank(name)).or_else(|| non_blank(&contact.name));
    Lead { name, email: non_blank(&contact.email), telephone: non_blank(&contact.telephone) }
}

fn answers(submission: &Submission) -> Vec<FoundAnswer> {
    let answered = submission.answers.iter().filter(|answer| !answer.text.trim().is_empty());
    let answer = |answer: &locked_version::SubmittedAnswer| FoundAnswer {
        question: answer.question.clone(),
        text: answer.text.clone(),
        place: format!("answer to “{}”", answer.title),
        certainty: Certainty::Certain,
    };
    answered.map(answer).collect()
}

fn actions(submission: &Submission, charter: &Charter, notices: &mut Vec<Notice>) -> Vec<FoundAction> {
    let mut unknown: Vec<&ThemeKey> = Vec::new();
    let previous: &[locked_version::RatedAction] = submission.rated.as_ref().map_or(&[], |plan| &plan.actions);
    let mut actions = Vec::new();
    for (number, one) in (1..).zip(previous) {
        unknown.extend(one.details.themes.iter().filter(|theme| charter.theme(theme).is_none()));
        actions.push(with_rating(action(WhichPlan::Rated, number, &one.details, charter), one, previous));
    }
    for (number, one) in (1..).zip(&submission.plan.actions) {
        unknown.extend(one.details.themes.iter().filter(|theme| charter.theme(theme).is_none()));
        let origin = origin(one.origin, previous);
        actions.push(FoundAction {
            open_since: one.open_since,
            origin,
            ..action(WhichPlan::New, number, &one.details, charter)
        });
    }
    unknown.sort();
    unknown.dedup();
    for theme in unknown {
        let message =
            format!("This charter has no theme “{}”. Select themes for its actions.", submission.theme(theme));
        notices.push(Notice::warning("theme-unknown", message, None));
    }
    actions
}

/// Adds the rating and outcome to an action of the previous plan.
fn with_rating(
    action: FoundAction,
    one: &locked_version::RatedAction,
    previous: &[locked_version::RatedAction],
) -> FoundAction {
    FoundAction {
        rag: one.rating,
        comment: non_blank(&one.explanation),
        learning: non_blank(&one.learning),
        open_since: one.open_since,
        becomes: one.becomes.clone(),
        left: one.left.as_ref().map(|ended| match ended {
            Ended::Withdrawn { reason } => EarlyEnd::Withdrawn { reason: reason.clone() },
            Ended::Merged { into, reason } => {
                EarlyEnd::Merged { into: number_of(*into, previous), reason: reason.clone() }
            }
        }),
        ..action
    }
}

fn origin(origin: plan::Origin, previous: &[locked_version::RatedAction]) -> Option<PlanOrigin> {
    match origin {
        plan::Origin::New => None,
        plan::Origin::Continued => Some(PlanOrigin::Continued),
        plan::Origin::Related(id) => Some(PlanOrigin::Related { number: number_of(id, previous) }),
    }
}

fn number_of(id: ActionId, previous: &[locked_version::RatedAction]) -> Option<usize> {
    previous.iter().position(|action| action.id == id).map(|at| at + 1)
}

fn action(plan: WhichPlan, number: usize, details: &PublicDetails, charter: &Charter) -> FoundAction {
    let named = match plan {
        WhichPlan::Rated => "the previous plan",
        WhichPlan::New => "the new plan",
    };
    FoundAction {
        text: details.text.clone(),
        themes: details.themes.iter().filter(|theme| charter.theme(theme).is_some()).cloned().collect(),
        owner: non_blank(&details.owner),
        timescale: non_blank(&details.timescale).or_else(|| details.due.map(model::core::dates::long_date)),
        due: details.due.or_else(|| timescale::due(&details.timescale)),
        measure: non_blank(&details.measure),
        resource: non_blank(&details.resource),
        rag: None,
        comment: None,
        learning: None,
        starts: details.starts,
        open_since: None,
        rationale: non_blank(&details.rationale),
        category: details.category.clone().filter(|key| charter.category(key).is_some()),
        recommendations: known_keys(
            &details.recommendations,
            charter_names::recommendations(charter),
            RecommendationKey::as_str,
        ),
        allied: known_keys(&details.allied, charter_names::allied(charter), AlliedKey::as_str),
        becomes: None,
        left: None,
        origin: None,
        plan,
        place: format!("action {number} of {named}"),
        certainty: Certainty::Certain,
    }
}

/// The keys that the charter knows.
fn known_keys<'a, K: Clone>(
    keys: &[K],
    known: impl Iterator<Item = (&'a str, &'a str)>,
    text: fn(&K) -> &str,
) -> Vec<K> {
    let known: Vec<&str> = known.map(|(key, _)| key).collect();
    keys.iter().filter(|key| known.contains(&text(key))).cloned().collect()
}

fn headcount(table: &locked_version::SubmittedHeadcount) -> FoundHeadcount {
    let published = &table.published;
    let names = || published.groups.iter().map(|group| group.name.clone());
    let unit = |unit: &model::assessment::hesa::PublishedUnit| Unit {
        unit: unit.name.clone(),
        counts: Counts(names().zip(unit.counts.iter().map(|count| count.get())).collect()),
        total: Some(unit.all.get()),
    };
    let totals = published.groups.iter().map(|group| (group.name.clone(), group.all.get()));
    FoundHeadcount {
        as_at: published.as_at,
        units: published.units.iter().map(unit).collect(),
        totals: Counts(totals.chain([(FoundHeadcount::ALL.to_owned(), published.all.get())]).collect()),
    }
}

#[cfg(test)]
mod tests;
