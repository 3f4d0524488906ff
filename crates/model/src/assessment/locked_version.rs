//! Locking: a self-assessment as one text that does not change, and the hash that both signatures refer to.
//!
//! Equal contents give equal bytes. The time of locking and the signatures are stored separately from the text.

mod submission;

pub use submission::{
    Charter, Edition, Evidence, FORMAT, Leader, NotASubmission, RatedAction, RatedPlan, RatingTerm, Submission,
    SubmittedAction, SubmittedAnswer, SubmittedHeadcount, SubmittedOrganisation, SubmittedPlan, Theme, VERSION,
};

use crate::{
    assessment::{advice::AdviceReport, contents::AssessmentContents, headcount},
    charter,
    core::canonical::{Hash, canonical},
    plan::{
        Plan,
        evidence::{Attached, EvidenceKind},
    },
};
use serde::{Deserialize, Serialize};

/// A locked self-assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedVersion {
    /// The canonical JSON of its [`Submission`]: exactly what is signed. It is public once submitted.
    pub canonical: String,
    /// SHA-256 of that text.
    pub hash: Hash,
    /// What is stored and not published.
    pub withheld: Withheld,
}

/// What proves the exact headcount, and what was done about advice. It is never public, because with the salt the figures could be found by trying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// 256 random bits as 64 hexadecimal digits.
    pub salt: String,
    /// The exact table, as it was when it was locked.
    pub headcount: Option<headcount::Headcount>,
    /// What was done about the advice of the last peer review; none without an answer. It is for reviewers and the secretariat, because the
    /// feedback is published only if the organisation wishes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<AdviceReport>,
}

impl Withheld {
    /// The hash of the exact table, as it is in the submission; `None` if there is no headcount.
    #[must_use]
    pub fn exact_sha256(&self) -> Option<Hash> {
        let table = canonical(self.headcount.as_ref()?).expect("a headcount holds whole numbers up to a million");
        Some(Hash::of(&format!("{}{table}", self.salt)))
    }
    /// The hash of what was done about advice, as it is in the submission; `None` if nothing was written.
    #[must_use]
    pub fn advice_sha256(&self) -> Option<Hash> {
        let report =
            canonical(self.advice.as_ref()?).expect("a report on advice holds strings and small whole numbers");
        Some(Hash::of(&format!("{}{report}", self.salt)))
    }
    /// Whether these are the exact figures behind a submission's rounded ones, and what was signed about advice.
    #[must_use]
    pub fn proves(&self, submission: &Submission) -> bool {
        self.exact_sha256() == submission.headcount.as_ref().map(|table| table.exact_sha256)
            && self.advice_sha256() == submission.advice_sha256
    }
}

/// Locks the contents of a self-assessment. `edition` is the one that it answers, and `salt` a new secret
/// (`store::core::secrets::new`). The same contents with the same salt give the same bytes.
#[must_use]
pub fn lock(
    contents: &AssessmentContents,
    charter: &charter::Charter,
    edition: &charter::Edition,
    salt: &str,
) -> LockedVersion {
    lock_with_advice(contents, charter, edition, salt, None)
}

/// The same with what was done about the advice of the last peer review, if anything was written about it.
#[must_use]
pub fn lock_with_advice(
    contents: &AssessmentContents,
    charter: &charter::Charter,
    edition: &charter::Edition,
    salt: &str,
    advice: Option<AdviceReport>,
) -> LockedVersion {
    let advice = advice.filter(AdviceReport::has_answers);
    let withheld = Withheld { salt: salt.to_owned(), headcount: contents.headcount.clone(), advice };
    let submission = Submission::of(contents, charter, edition, &withheld);
    let canonical = canonical(&submission).expect("a submission holds strings and small whole numbers");
    LockedVersion { hash: Hash::of(&canonical), canonical, withheld }
}

impl Submission {
    fn of(
        contents: &AssessmentContents,
        charter: &charter::Charter,
        edition: &charter::Edition,
        withheld: &Withheld,
    ) -> Self {
        let organisation = &contents.organisation;
        let headcount = contents.headcount.as_ref().zip(withheld.exact_sha256());
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            assessment: contents.id,
            charter: Charter::of(charter),
            edition: Edition {
                key: edition.id.clone(),
                title: edition.title.clone(),
                stage: edition.stage,
                sha256: edition.hash.clone(),
            },
            organisation: SubmittedOrganisation {
                name: organisation.name.clone(),
                slug: organisation.slug.clone(),
                stage: organisation.stage,
                scope: organisation.scope.clone(),
            },
            leads: contents.leads.clone(),
            leader: Leader { name: organisation.leader.name.clone(), post: organisation.leader.post.clone() },
            contact: organisation.contact.clone(),
            page: organisation.page_url.clone(),
            answers: answers(contents, edition),
            rated: contents.rated.as_ref().map(|plan| rated(plan, contents)),
            plan: submitted(&contents.plan),
            headcount: headcount
                .map(|(table, exact_sha256)| SubmittedHeadcount { published: table.published(), exact_sha256 }),
            evidence: contents.evidence.iter().map(|attached| evidence(attached, &withheld.salt)).collect(),
            advice_sha256: withheld.advice_sha256(),
        }
    }
}

impl Charter {
    fn of(charter: &charter::Charter) -> Self {
        let themes = charter.themes.iter().map(|theme| Theme { id: theme.id.clone(), name: theme.name.clone() });
        let ratings = charter.ratings.iter().map(|one| RatingTerm { colour: one.colour, word: one.word.clone() });
        Self {
            key: charter.key.clone(),
            name: charter.name.clone(),
            themes: themes.collect(),
            ratings: ratings.collect(),
        }
    }
}

/// The answers to all questions. One that was not answered has an empty text, so that its absence is signed too.
fn answers(contents: &AssessmentContents, edition: &charter::Edition) -> Vec<SubmittedAnswer> {
    let answer = |question: &charter::Question| SubmittedAnswer {
        question: question.id.clone(),
        title: question.title.clone(),
        ask: question.ask.clone(),
        text: contents.answers.get(&question.id).map(|answer| answer.text.clone()).unwrap_or_default(),
    };
    edition.questions.iter().map(answer).collect()
}

/// Internal evidence and testimonials are listed by their hash only. The salt prevents guessing their text from the hash.
fn evidence(attached: &Attached, salt: &str) -> Evidence {
    let one = &attached.evidence;
    let is_testimonial = one.content.kind() == EvidenceKind::Testimonial;
    let shown = (one.is_for_everyone() && !is_testimonial).then(|| one.content.clone());
    let text = canonical(&one.content).expect("evidence holds strings and whole numbers");
    Evidence {
        id: one.id,
        kind: one.content.kind(),
        sha256: Hash::of(&format!("{salt}{text}")),
        title: shown.as_ref().map(|_| one.title.clone()),
        shown,
        actions: attached.actions.clone(),
        questions: attached.questions.clone(),
    }
}

fn rated(plan: &Plan, contents: &AssessmentContents) -> RatedPlan {
    let actions = plan.actions.iter().map(|placed| {
        let (action, update) = (&placed.action, placed.action.progress_update.as_ref());
        RatedAction {
            id: action.id,
            details: action.details.clone().into(),
            open_since: action.open_since,
            rating: update.map(|update| update.rating.colour()),
            explanation: update.map(|update| update.explanation().to_owned()).unwrap_or_default(),
            learning: update.map(|update| update.learning.clone()).unwrap_or_default(),
            becomes: contents.outcomes.get(&action.id).cloned(),
            left: placed.ended.clone(),
        }
    });
    RatedPlan { starts: plan.starts, ends: plan.ends, months: plan.months, actions: actions.collect() }
}

fn submitted(plan: &Plan) -> SubmittedPlan {
    let actions = plan.actions.iter().filter(|placed| placed.ended.is_none()).map(|placed| SubmittedAction {
        id: placed.action.id,
        details: placed.action.details.clone().into(),
        open_since: placed.action.open_since,
        origin: placed.origin,
    });
    SubmittedPlan { starts: plan.starts, ends: plan.ends, months: plan.months, actions: actions.collect() }
}

#[cfg(test)]
pub(crate) mod tests;
