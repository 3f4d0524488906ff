//! How far each reviewer is in the course, for the secretariat. Answers and feedback do not leave this module.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{
    ChoiceKey, RoundId, Timestamp,
    core::permit::{Permit, ReadTrainingProgress},
    peer_review::training::{Practice, PracticeFeedback, Training, TrainingRecord, TrainingStep},
};
use sqlx::types::Json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How far a reviewer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewerProgress {
    /// Their name.
    pub name: String,
    /// The signatory that they review from.
    pub organisation: String,
    /// The step of the current edition.
    pub step: TrainingStep,
    /// When they last completed another edition, if they did.
    pub earlier: Option<Timestamp>,
}

/// All reviewers by name, or those who take submissions in a round.
pub async fn progress(
    tx: &mut Tx,
    _: &Permit<ReadTrainingProgress>,
    training: &Training<'_>,
    round: Option<RoundId>,
) -> Result<Vec<ReviewerProgress>, Error> {
    let reviewers: Vec<(Uuid, String, String)> = tx
        .query(
            "select p.id, p.name, o.name from reviewer r join person p on p.id = r.person_id
             join organisation o on o.id = r.organisation_id
             where r.ended_at is null and ($1 is null or exists (
                 select 1 from availability a where a.round_id = $1 and a.person_id = p.id and a.submissions is not null))
             order by lower(p.name), p.id",
        )
        .bind(round.map(|round| round.0))
        .all()
        .await?;
    let mut records = records(tx, training).await?;
    let earlier: Vec<(Uuid, At)> = tx
        .query("select person_id, max(completed_at) from completed_training where edition <> $1 group by person_id")
        .bind(training.course.edition.as_str())
        .all()
        .await?;
    let earlier: BTreeMap<Uuid, Timestamp> = earlier.into_iter().map(|(person, At(at))| (person, at)).collect();
    let progress = |(person, name, organisation): (Uuid, String, String)| ReviewerProgress {
        name,
        organisation,
        step: training.step(&records.remove(&person).unwrap_or_default()),
        earlier: earlier.get(&person).copied(),
    };
    Ok(reviewers.into_iter().map(progress).collect())
}

/// What every reviewer did in this edition.
async fn records(tx: &mut Tx, training: &Training<'_>) -> Result<BTreeMap<Uuid, TrainingRecord>, Error> {
    let edition = training.course.edition.as_str();
    let mut records: BTreeMap<Uuid, TrainingRecord> = BTreeMap::new();
    let pages: Vec<(Uuid, String)> =
        tx.query("select person_id, page from training_page where edition = $1").bind(edition).all().await?;
    for (person, page) in pages {
        records.entry(person).or_default().pages.insert(page.as_str().into());
    }
    let answers: Vec<(Uuid, String, Json<BTreeSet<ChoiceKey>>)> = tx
        .query("select person_id, question, choices from training_answer where edition = $1")
        .bind(edition)
        .all()
        .await?;
    for (person, question, Json(choices)) in answers {
        records.entry(person).or_default().answers.insert(question.as_str().into(), choices);
    }
    let practice: Vec<(Uuid, Json<PracticeFeedback>, Option<At>)> = tx
        .query("select person_id, feedback, compared_at from practice_feedback where edition = $1")
        .bind(edition)
        .all()
        .await?;
    for (person, Json(feedback), compared) in practice {
        records.entry(person).or_default().practice = match compared {
            Some(At(at)) => Practice::Compared { feedback, at },
            None => Practice::Writing(feedback),
        };
    }
    let completed: Vec<(Uuid, At)> = tx
        .query("select person_id, completed_at from completed_training where edition = $1")
        .bind(edition)
        .all()
        .await?;
    for (person, At(at)) in completed {
        records.entry(person).or_default().completed = Some(at);
    }
    Ok(records)
}
