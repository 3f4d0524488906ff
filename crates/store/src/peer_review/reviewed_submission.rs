//! The submission that a panel reviews: as it was signed, and never as its organisation edits it now.

use crate::core::{
    db::{Error, Tx},
    tampering,
    values::{At, Day, Number},
};
use model::{
    Date, EditionKey, OrganisationId, QuestionKey,
    core::{
        dates,
        permit::{AtReview, Permission, Permit, ReviewSubmission},
    },
};
use uuid::Uuid;

/// A submission and what a reviewer needs to know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedSubmission {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The stable address of the organisation.
    pub slug: String,
    /// The edition that it answers.
    pub edition: EditionKey,
    /// Its stage.
    pub stage: u8,
    /// When it was submitted.
    pub on: Option<Date>,
    /// The canonical text of its locked version; none for one that was made outside Assay and not confirmed.
    pub canonical: Option<String>,
    /// The name of the round.
    pub round: String,
    /// The last day to read, and the last day to agree.
    pub dates: [Date; 2],
    /// The number of the panel.
    pub panel: u32,
    /// Whether the Steering Board reads it, without reviewers.
    pub is_read_by_board: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    organisation_id: Uuid,
    name: String,
    slug: String,
    edition: String,
    stage: Number<u8>,
    submitted_at: Option<At>,
    paper_on: Option<Day>,
    hash: Option<String>,
    canonical: Option<String>,
    round: String,
    read_on: Day,
    agree_on: Day,
    number: Number<u32>,
    is_read_by_board: bool,
}

/// The submission of a review. One that was returned for changes is a draft of its organisation, of which nothing but its name and stage is read.
pub async fn read<P: Permission<Place = AtReview>>(tx: &mut Tx, may: &Permit<P>) -> Result<ReviewedSubmission, Error> {
    let at = may.place();
    let row: Row = tx
        .query(
            "select a.organisation_id, o.name, o.slug, a.edition, a.stage, a.submitted_at, a.paper_on, s.hash, s.canonical, r.name as round,
                 r.read_on, r.agree_on, p.number, p.kind = 'board' as is_read_by_board
             from assessment a join organisation o on o.id = a.organisation_id
                 left join locked_version s on a.step = 'submitted' and s.hash = coalesce(a.locked_version_hash, a.paper_hash),
                 panel p join round r on r.id = p.round_id
             where a.id = $1 and p.id = $2",
        )
        .bind(at.assessment.0)
        .bind(at.panel.0)
        .one()
        .await?;
    let canonical = match (row.hash, row.canonical) {
        (Some(hash), Some(text)) => Some(tampering::genuine(tx, &hash, text)?),
        _ => None,
    };
    Ok(ReviewedSubmission {
        organisation: OrganisationId(row.organisation_id),
        name: row.name,
        slug: row.slug,
        edition: EditionKey::from(row.edition.as_str()),
        stage: row.stage.0,
        on: row.paper_on.map(|Day(on)| on).or(row.submitted_at.map(|At(at)| dates::day(at))),
        canonical,
        round: row.round,
        dates: [row.read_on.0, row.agree_on.0],
        panel: row.number.0,
        is_read_by_board: row.is_read_by_board,
    })
}

/// An answer of an earlier submission of the same organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierStageAnswer {
    /// The edition that it answered.
    pub edition: EditionKey,
    /// The question.
    pub question: QuestionKey,
    /// Its text.
    pub text: String,
}

/// The answers of the earlier stages that the organisation has submitted, the latest first. Those of a submission do not change.
pub async fn earlier_answers(tx: &mut Tx, may: &Permit<ReviewSubmission>) -> Result<Vec<EarlierStageAnswer>, Error> {
    let rows: Vec<(String, String, String)> = tx
        .query(
            "select e.edition, n.question, n.body from assessment a
                 join assessment e on e.organisation_id = a.organisation_id and e.stage < a.stage and e.step = 'submitted'
                 join answer n on n.assessment_id = e.id and n.body <> ''
             where a.id = $1 order by e.stage desc, e.started_at desc",
        )
        .bind(may.place().assessment.0)
        .all()
        .await?;
    let answer = |(edition, question, text): (String, String, String)| EarlierStageAnswer {
        edition: EditionKey::from(edition.as_str()),
        question: QuestionKey::from(question.as_str()),
        text,
    };
    Ok(rows.into_iter().map(answer).collect())
}
