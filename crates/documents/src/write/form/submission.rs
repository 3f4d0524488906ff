//! A written self-assessment.

use super::{Fact, Form, Orientation, Part, actions, evidence, heading, people};
use crate::{
    wording::{self, APPENDICES, UNANSWERED},
    write::prose::{Paragraph, read},
};
use model::{
    Date,
    assessment::{
        headcount::Headcount,
        locked_version::{RatedAction, Submission, SubmittedAnswer},
    },
    charter::{self, QuestionKind},
    core::dates::long_date,
};

/// The signatures so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signatures {
    /// The institutional lead.
    pub lead: Option<WrittenSignature>,
    /// The leader of the institution.
    pub leader: Option<WrittenSignature>,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenSignature {
    /// The name of the signatory.
    pub name: String,
    /// The date of signing.
    pub on: Date,
}

/// The document of a submission to `charter`, which answers `edition`.
///
/// `exact` shows the exact headcount, for the organisation itself and for those who run the charter. Otherwise the figures are
/// those that may be published.
#[must_use]
pub fn submission(
    submission: &Submission,
    charter: &charter::Charter,
    edition: &charter::Edition,
    exact: Option<&Headcount>,
    signatures: &Signatures,
) -> Form {
    let mut parts = vec![heading(1, "About this submission"), Part::Facts(about(submission, signatures))];
    for (index, answer) in submission.answers.iter().enumerate() {
        parts.push(heading(1, format!("{}. {}", index + 1, answer.title)));
        parts.push(Part::Question(answer.ask.clone()));
        let kind = edition.question(&answer.question).map_or(QuestionKind::Words, |question| question.kind);
        parts.extend(answered(submission, answer, kind));
    }
    parts.extend(signed(submission, signatures));
    parts.extend(appendices(submission, charter, edition, exact));
    Form { title: title(charter, edition), organisation: submission.organisation.name.clone(), banner: None, parts }
}

impl Form {
    /// The document as a dated draft: it is marked as one, and shows which answers are missing.
    #[must_use]
    pub fn into_draft(mut self, on: Date) -> Self {
        self.banner = Some(format!("Draft, {}, not signed", long_date(on)));
        let mut parts = Vec::with_capacity(self.parts.len());
        let mut rest = self.parts.into_iter().peekable();
        while let Some(part) = rest.next() {
            let is_asked = matches!(part, Part::Question(_));
            parts.push(part);
            if is_asked && !matches!(rest.peek(), Some(Part::Prose(_) | Part::Guidance(_))) {
                parts.push(Part::Guidance(UNANSWERED.to_owned()));
            }
        }
        Self { parts, ..self }
    }
}

/// "Technician Commitment: Stage 3 self-assessment, edition of December 2023".
pub(super) fn title(charter: &charter::Charter, edition: &charter::Edition) -> String {
    format!("{}: {}", charter.name, wording::edition_title(edition))
}

/// The leader whom the text names. The organisation wrote that name before it was locked, and nobody confirmed it: once another person has
/// signed for the institution, the document names that person alone.
fn leader<'s>(submission: &'s Submission, signatures: &Signatures) -> (&'s str, &'s str) {
    let (name, post) = (submission.leader.name.trim(), submission.leader.post.trim());
    match &signatures.leader {
        Some(signature) if !signature.name.is_empty() && signature.name != name => ("", ""),
        _ => (name, post),
    }
}

fn about(submission: &Submission, signatures: &Signatures) -> Vec<Fact> {
    let (organisation, contact) = (&submission.organisation, &submission.contact);
    let leader = match leader(submission, signatures) {
        (name, "") => name.to_owned(),
        ("", post) => post.to_owned(),
        (name, post) => format!("{name}, {post}"),
    };
    let facts = [
        Fact::of("Organisation", &organisation.name),
        Fact::of("Institutional lead", &submission.leads.join(", ")),
        Fact::of("Contact name", &contact.name),
        Fact::of("Email", &contact.email),
        Fact::of("Telephone", &contact.telephone),
        Fact::of("Leader of the institution", &leader),
        Fact::of("Scope", &organisation.scope),
    ];
    facts.into_iter().filter(|fact| !fact.value.is_empty()).collect()
}

fn answered(submission: &Submission, answer: &SubmittedAnswer, kind: QuestionKind) -> Vec<Part> {
    let mut parts: Vec<Part> = pointer(kind, submission.rated.is_some()).into_iter().collect();
    if kind == QuestionKind::Address && !submission.page.is_empty() {
        parts.push(Part::Prose(vec![Paragraph::link(&submission.page)]));
    }
    let prose = read(&answer.text);
    if !prose.is_empty() {
        parts.push(Part::Prose(prose));
    }
    parts
}

/// The reference to an appendix.
pub(super) fn pointer(kind: QuestionKind, rates: bool) -> Option<Part> {
    let appendix = match kind {
        QuestionKind::Ratings if rates => APPENDICES[0],
        QuestionKind::Plan => APPENDICES[1],
        _ => return None,
    };
    Some(Part::Guidance(wording::pointer(appendix)))
}

fn signed(submission: &Submission, signatures: &Signatures) -> Vec<Part> {
    let of = |signature: &Option<WrittenSignature>| {
        let signature = signature.as_ref();
        vec![
            Fact::of("Signed", signature.map(|one| one.name.as_str()).unwrap_or_default()),
            Fact::of("Date", &signature.map(|one| long_date(one.on)).unwrap_or_default()),
        ]
    };
    let (_, post) = leader(submission, signatures);
    let leader = if post.is_empty() { String::new() } else { format!(" ({post})") };
    vec![
        heading(1, "Signatures"),
        heading(2, "Institutional lead"),
        Part::Facts(of(&signatures.lead)),
        heading(2, format!("Leader of the institution{leader}")),
        Part::Facts(of(&signatures.leader)),
    ]
}

fn appendices(
    submission: &Submission,
    charter: &charter::Charter,
    edition: &charter::Edition,
    exact: Option<&Headcount>,
) -> Vec<Part> {
    let terms = &submission.charter;
    let previous: &[RatedAction] = submission.rated.as_ref().map_or(&[], |plan| &plan.actions);
    let mut parts = Vec::new();
    if let Some(plan) = &submission.rated {
        let when = span(plan.starts, plan.ends);
        parts.push(Part::NewPage(Orientation::Landscape));
        parts.push(heading(1, format!("{}: RAG-rated action plan, {when}", APPENDICES[0])));
        parts.extend(actions::rated(previous, terms, charter));
    }
    let when = span(submission.plan.starts, submission.plan.ends);
    parts.push(Part::NewPage(Orientation::Landscape));
    parts.push(heading(1, format!("{}: New action plan, {when}", APPENDICES[1])));
    parts.extend(actions::new_plan(&submission.plan.actions, previous, terms, charter));
    let people = exact.map(people::exact).or_else(|| submission.headcount.as_ref().map(people::published));
    if people.is_some() || edition.headcount {
        parts.push(Part::NewPage(Orientation::Portrait));
        parts.push(heading(1, format!("{}: Headcount", APPENDICES[2])));
    }
    if people.is_none() && edition.headcount {
        parts.push(Part::Guidance("No headcount.".to_owned()));
    }
    if let Some((as_at, table)) = people {
        parts.extend(as_at.map(|day| Part::Guidance(format!("Counted on {}.", long_date(day)))));
        parts.push(Part::Table(table));
    }
    if !submission.evidence.is_empty() {
        parts.push(heading(1, format!("{}: Evidence", APPENDICES[3])));
        parts.push(Part::Table(evidence::table(submission)));
    }
    parts
}

/// "1 January 2025 to 31 December 2026".
pub(super) fn span(starts: Date, ends: Date) -> String {
    format!("{} to {}", long_date(starts), long_date(ends))
}
