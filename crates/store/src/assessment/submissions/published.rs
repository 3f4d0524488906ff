//! What everyone may read of submissions.

use crate::{
    assessment::{
        locked_versions::parse_hash,
        signatures::{self, CurrentSignature},
    },
    core::{
        db::{Error, Tx},
        tampering,
        values::{At, Day},
    },
};
use model::{
    AssessmentId, Date, EditionKey, OrganisationId, Timestamp,
    assessment::{PaperSignatures, PaperSubmission, verify::Signed},
    core::{canonical::Hash, permit::AtAssessment},
};
use sqlx::types::Json;
use uuid::Uuid;

/// A submission in the list of an organisation's submissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSubmission {
    /// Its identity.
    pub assessment: AssessmentId,
    /// The edition that it answers.
    pub edition: EditionKey,
    /// Its stage.
    pub stage: u8,
    /// How it was submitted.
    pub medium: Medium,
}

/// How a submission was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Medium {
    /// Signed and submitted here, as this version.
    Here {
        /// The hash of the version.
        hash: Hash,
        /// When it was submitted.
        at: Timestamp,
        /// Its due date at that moment.
        due: Option<Date>,
    },
    /// Outside Assay.
    OnPaper(PaperSubmission),
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    organisation_id: Uuid,
    edition: String,
    stage: i64,
    locked_version_hash: Option<String>,
    submitted_at: Option<At>,
    due_on: Option<Day>,
    paper: Option<Json<PaperSignatures>>,
    paper_on: Option<Day>,
    confirmed_at: Option<At>,
    canonical: Option<String>,
}

impl Row {
    fn listed(self) -> Result<ListedSubmission, Error> {
        let lacks = || Error::Decode(format!("submission {} lacks its hash or its time", self.id).into());
        let medium = match (self.paper, self.paper_on) {
            (Some(Json(signatures)), Some(Day(on))) => {
                Medium::OnPaper(PaperSubmission { signatures, on, confirmed: self.confirmed_at.map(|at| at.0) })
            }
            _ => Medium::Here {
                hash: parse_hash(self.locked_version_hash.as_deref().ok_or_else(lacks)?)?,
                at: self.submitted_at.ok_or_else(lacks)?.0,
                due: self.due_on.map(|day| day.0),
            },
        };
        Ok(ListedSubmission {
            assessment: AssessmentId(self.id),
            edition: EditionKey::from(self.edition.as_str()),
            stage: u8::try_from(self.stage).unwrap_or(u8::MAX),
            medium,
        })
    }
}

/// The submissions of an organisation, newest first, for everyone.
pub async fn list(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<ListedSubmission>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select a.id, a.organisation_id, a.edition, a.stage, a.locked_version_hash, a.submitted_at, a.due_on, a.paper, a.paper_on,
                    a.confirmed_at, null as canonical
             from assessment a where a.organisation_id = $1 and a.step = 'submitted'
             order by a.stage desc, a.started_at desc",
        )
        .bind(organisation.0)
        .all()
        .await?;
    rows.into_iter().map(Row::listed).collect()
}

/// A submission, for everyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicSubmission {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its entry in the list of submissions.
    pub listed: ListedSubmission,
    /// The canonical text of what was signed here; none for one on paper.
    pub canonical: Option<String>,
    /// The signatures that were given here.
    pub signatures: Vec<CurrentSignature>,
}

impl PublicSubmission {
    /// The signatures, as the submission file has them.
    #[must_use]
    pub fn signed(&self) -> Vec<Signed> {
        self.signatures
            .iter()
            .map(|signature| Signed {
                role: signature.signatory,
                name: signature.name.clone(),
                post: signature.post.clone(),
                at: signature.at,
                sha256: signature.hash,
            })
            .collect()
    }
}

/// A submission, for everyone; none if there is no such assessment or it is not submitted.
pub async fn public(tx: &mut Tx, assessment: AssessmentId) -> Result<Option<PublicSubmission>, Error> {
    let row: Option<Row> = tx
        .query(
            "select a.id, a.organisation_id, a.edition, a.stage, a.locked_version_hash, a.submitted_at, a.due_on, a.paper, a.paper_on,
                    a.confirmed_at, s.canonical
             from assessment a left join locked_version s on s.hash = a.locked_version_hash
             where a.id = $1 and a.step = 'submitted'",
        )
        .bind(assessment.0)
        .optional()
        .await?;
    let Some(mut row) = row else { return Ok(None) };
    let organisation = OrganisationId(row.organisation_id);
    let place = AtAssessment { organisation, assessment, step: model::assessment::Step::Submitted, shared: None };
    let canonical = match (row.canonical.take(), &row.locked_version_hash) {
        (Some(text), Some(hash)) => Some(tampering::genuine(tx, hash, text)?),
        _ => None,
    };
    let signatures = signatures::current(tx, place).await?;
    Ok(Some(PublicSubmission { organisation, listed: row.listed()?, canonical, signatures }))
}
