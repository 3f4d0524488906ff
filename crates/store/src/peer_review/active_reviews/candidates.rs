//! The submissions of a round that can be chosen for active review, with the facts on which a suggestion is based.

use crate::{
    core::{
        db::{Error, Tx},
        relation::is_board_of,
        tampering,
        values::{At, Day, Text},
    },
    peer_review::rounds,
};
use model::{
    AssessmentId, Date, OrganisationId,
    assessment::locked_version::Submission,
    charter::ActiveReviewRules,
    core::{
        dates,
        permit::{AtRound, Author, Permit, ReadActiveReviews},
        short::Line,
    },
    peer_review::{
        active_review::{ActiveReview, ActiveReviewChoice, ActiveReviewRecord, Candidate, lines},
        round::ReviewRound,
        round::submission::RoundMembership,
    },
    plan::Tally,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A submission that can be chosen, and what was decided about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveReviewCandidate {
    /// The facts on which a suggestion is based.
    pub candidate: Candidate,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The name of the organisation.
    pub name: String,
    /// The stable address of the organisation.
    pub slug: String,
    /// The day of the submission.
    pub on: Date,
    /// What was decided about it, if anything was.
    pub review: Option<ActiveReview>,
}

/// The facts of a submission, beside those of the round.
#[derive(sqlx::FromRow)]
struct FactsRow {
    id: Uuid,
    kind: String,
    country: String,
    last: Option<At>,
    #[sqlx(flatten)]
    review: ReviewColumns,
}

/// The columns of a decision where there may be none.
#[derive(sqlx::FromRow)]
struct ReviewColumns {
    is_chosen: Option<bool>,
    reason: Option<Text<Line>>,
    decided_at: Option<At>,
    meeting_on: Option<Day>,
    notes: Option<String>,
    outcome: Option<String>,
    agreed_actions: Option<String>,
    revision: Option<i64>,
    who: Option<String>,
}

impl ReviewColumns {
    fn review(self) -> Option<ActiveReview> {
        let choice = ActiveReviewChoice { is_chosen: self.is_chosen?, reason: self.reason?.0 };
        let record = ActiveReviewRecord {
            meeting: self.meeting_on.map(|Day(on)| on),
            notes: self.notes.unwrap_or_default(),
            outcome: self.outcome.unwrap_or_default(),
            agreed_actions: lines(&self.agreed_actions.unwrap_or_default()),
        };
        Some(ActiveReview { choice, decided: self.decided_at?.0, who: self.who, record, revision: self.revision? })
    }
}

/// The submissions of a round that can be chosen, by organisation: those of the stage that the charter says. A member of the board does not see
/// that of the organisation where they work, which their email address tells.
pub async fn candidates(
    tx: &mut Tx,
    may: &Permit<ReadActiveReviews>,
    of: (ActiveReviewRules, &ReviewRound),
    today: Date,
) -> Result<Vec<ActiveReviewCandidate>, Error> {
    let mut all = of_round(tx, may.place(), may.author(), of, today).await?;
    let mut signed = signed(tx, of).await?;
    for one in &mut all {
        if let Some((hash, canonical)) = signed.remove(&one.candidate.assessment) {
            one.candidate.tally = tally(tx, &hash, canonical)?;
        }
    }
    Ok(all)
}

/// The same without the ratings, for callers in this module that hold a permit at the round: a decision does not need them, and reading them
/// out of every signed text would keep other writers waiting.
pub(super) async fn of_round(
    tx: &mut Tx,
    at: AtRound,
    author: Author,
    (rules, round): (ActiveReviewRules, &ReviewRound),
    today: Date,
) -> Result<Vec<ActiveReviewCandidate>, Error> {
    let gathered = rounds::gathered(tx, at, round, today).await?;
    let first = round.dates.first();
    let rows: Vec<FactsRow> = tx
        .query(concat!(
            "select a.id, o.kind, o.country, r.is_chosen, r.reason, r.decided_at, r.meeting_on, r.notes, r.outcome,
                 r.agreed_actions, r.revision, h.name as who,
                 (select max(x.decided_at) from active_review x join assessment b on b.id = x.assessment_id
                  where b.organisation_id = o.id and (b.id <> a.id or x.round_id <> $5) and x.is_chosen) as last
             from assessment a join organisation o on o.id = a.organisation_id
                 left join active_review r on r.assessment_id = a.id and r.round_id = $5 left join person h on h.id = r.person_id
             where a.step = 'submitted' and a.stage = $1 and (a.paper_on >= $2 or (a.paper_on is null and a.submitted_at >= $3))
                 and not ",
            is_board_of!("$4", "o.id")
        ))
        .bind(i64::from(rules.stage))
        .bind(Day(first))
        .bind(At(dates::start_of(first)))
        .bind(author.person().map_or(Uuid::nil(), |person| person.0))
        .bind(round.id.0)
        .all()
        .await?;
    let mut facts: BTreeMap<Uuid, FactsRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut all = Vec::new();
    for one in gathered {
        let Some(row) = facts.remove(&one.assessment.0) else { continue };
        if one.membership == RoundMembership::CanBeAccepted {
            continue;
        }
        all.push(ActiveReviewCandidate {
            candidate: Candidate {
                assessment: AssessmentId(row.id),
                kind: row.kind,
                country: row.country,
                tally: Tally::default(),
                last: row.last.map(|At(at)| dates::day(at)),
            },
            organisation: one.organisation,
            name: one.name,
            slug: one.slug,
            on: one.on,
            review: row.review.review(),
        });
    }
    Ok(all)
}

/// The hash and the text of each submission from the first day of the round on.
async fn signed(
    tx: &mut Tx,
    (rules, round): (ActiveReviewRules, &ReviewRound),
) -> Result<BTreeMap<AssessmentId, (String, String)>, Error> {
    let first = round.dates.first();
    let rows: Vec<(Uuid, String, String)> = tx
        .query(
            "select a.id, s.hash, s.canonical from assessment a
                 join locked_version s on s.hash = coalesce(a.locked_version_hash, a.paper_hash)
             where a.step = 'submitted' and a.stage = $1 and (a.paper_on >= $2 or (a.paper_on is null and a.submitted_at >= $3))",
        )
        .bind(i64::from(rules.stage))
        .bind(Day(first))
        .bind(At(dates::start_of(first)))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id, hash, canonical)| (AssessmentId(id), (hash, canonical))).collect())
}

/// The final ratings of the previous plan, as they were signed.
fn tally(tx: &Tx, hash: &str, canonical: String) -> Result<Tally, Error> {
    let text = tampering::genuine(tx, hash, canonical)?;
    let submission = Submission::parse(&text).map_err(|error| Error::Decode(Box::new(error)))?;
    let rated = submission.rated.map(|plan| plan.actions).unwrap_or_default();
    Ok(rated.into_iter().filter(|action| action.left.is_none()).map(|action| action.rating).collect())
}
