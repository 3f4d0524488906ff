//! The facts that a proposal is computed from.

use crate::{
    core::{
        db::{Error, Tx},
        values::{At, Day},
    },
    peer_review::{
        reviewers::{self, RoundReviewer},
        rounds,
    },
};
use model::{
    AssessmentId, Date, ThemeKey,
    charter::Charter,
    core::{
        dates,
        permit::{Allocate, Permit, ReadReviewers},
    },
    peer_review::{
        allocation::{
            input::{AllocationInput, ConflictKind, KnownConflict, LeftOut, ReviewerFacts, SubmissionFacts},
            naming::RoundNames,
            rules::PanelRules,
        },
        round::ReviewRound,
        round::submission::RoundMembership,
    },
};
use sqlx::types::Json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The facts about a round, with the names that pages need.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// The facts.
    pub input: AllocationInput,
    /// Names of the people and submissions of the round, and of everyone who was a reviewer.
    pub names: RoundNames,
    /// The names of the organisations that people review from.
    pub from: BTreeMap<model::PersonId, String>,
    /// The stable addresses of the organisations of submissions.
    pub slugs: BTreeMap<AssessmentId, String>,
}

/// Gathers the submissions and reviewers of a round as they are now, without the submissions that the Steering Board reads. `edition` is that of the training; a charter without training has none, and
/// then everybody may review.
pub async fn gather(
    tx: &mut Tx,
    (may, reviewers): (&Permit<Allocate>, &Permit<ReadReviewers>),
    (charter, edition): (&Charter, Option<&str>),
    round: &ReviewRound,
    today: Date,
) -> Result<Gathered, Error> {
    let rules = PanelRules::of(&charter.review);
    let mut names = RoundNames { people: people(tx).await?, ..RoundNames::default() };
    let mut slugs = BTreeMap::new();
    let mut facts = submission_facts(tx, round).await?;
    let mut submissions = Vec::new();
    let with_board: Vec<(Uuid,)> = tx
        .query(
            "select s.assessment_id from panel_submission s join panel p on p.id = s.panel_id
             where p.round_id = $1 and p.kind = 'board' and s.until is null",
        )
        .bind(round.id.0)
        .all()
        .await?;
    for one in rounds::submissions(tx, may, round, today).await? {
        if one.membership == RoundMembership::CanBeAccepted || with_board.contains(&(one.assessment.0,)) {
            continue;
        }
        let Some((version, kind, themes)) = facts.remove(&one.assessment) else { continue };
        names.submissions.insert(one.assessment, format!("{}, stage {}", one.name, one.stage));
        slugs.insert(one.assessment, one.slug);
        submissions.push(SubmissionFacts {
            assessment: one.assessment,
            version,
            organisation: one.organisation,
            stage: one.stage,
            kind,
            themes: themes.into_iter().collect(),
        });
    }
    let organisations: BTreeSet<_> = submissions.iter().map(|one| one.organisation).collect();
    let (mut able, mut left_out, mut from) = (Vec::new(), Vec::new(), BTreeMap::new());
    for reviewer in reviewers::of_round(tx, reviewers, edition).await? {
        from.insert(reviewer.person, reviewer.organisation_name.clone());
        if !reviewer.completed_training {
            left_out.push((reviewer.person, LeftOut::Untrained));
        } else if reviewer.submissions < rules.submissions[0] {
            left_out.push((reviewer.person, LeftOut::TakesTooFew));
        } else {
            able.push(reviewer_facts(reviewer, &organisations));
        }
    }
    Ok(Gathered { input: AllocationInput { rules, submissions, reviewers: able, left_out }, names, from, slugs })
}

fn reviewer_facts(reviewer: RoundReviewer, organisations: &BTreeSet<model::OrganisationId>) -> ReviewerFacts {
    let conflicts = reviewer.conflicts.iter().filter(|conflict| organisations.contains(&conflict.organisation));
    let conflicts = conflicts.filter_map(|conflict| {
        let kind = ConflictKind::of(&conflict.reason).filter(|kind| *kind != ConflictKind::Possible)?;
        Some(KnownConflict { organisation: conflict.organisation, kind })
    });
    ReviewerFacts::new(
        (reviewer.person, reviewer.organisation),
        (reviewer.background, reviewer.is_experienced),
        reviewer.knowledge,
        reviewer.submissions,
        conflicts.collect(),
    )
}

/// The names of everyone who is or was a reviewer.
async fn people(tx: &mut Tx) -> Result<BTreeMap<model::PersonId, String>, Error> {
    let rows: Vec<(Uuid, String)> =
        tx.query("select p.id, p.name from person p join reviewer r on r.person_id = p.id").all().await?;
    Ok(rows.into_iter().map(|(id, name)| (model::PersonId(id), name)).collect())
}

/// The version, the kind of organisation and the themes of each submission that the round may have.
type Facts = BTreeMap<AssessmentId, (String, String, BTreeSet<ThemeKey>)>;

/// A submission, its version, the kind of its organisation, and the themes of one action of its plan.
type FactsRow = (Uuid, String, String, Option<Json<Vec<ThemeKey>>>);

async fn submission_facts(tx: &mut Tx, round: &ReviewRound) -> Result<Facts, Error> {
    let first = round.dates.first();
    let rows: Vec<FactsRow> = tx
        .query(
            "select a.id, coalesce(a.locked_version_hash, a.paper_hash, ''), o.kind, x.themes
             from assessment a join organisation o on o.id = a.organisation_id
                 left join plan_action p on p.plan_id = a.plan_id left join action x on x.id = p.action_id
             where a.step = 'submitted' and (a.paper_on >= $1 or (a.paper_on is null and a.submitted_at >= $2))",
        )
        .bind(Day(first))
        .bind(At(dates::start_of(first)))
        .all()
        .await?;
    let mut facts = Facts::new();
    for (id, version, kind, themes) in rows {
        let entry = facts.entry(AssessmentId(id)).or_insert_with(|| (version, kind, BTreeSet::new()));
        entry.2.extend(themes.into_iter().flat_map(|Json(themes)| themes));
    }
    Ok(facts)
}
