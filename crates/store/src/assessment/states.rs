//! The state of a self-assessment, read from its row and its signatures. Voided signatures and those of another
//! version do not count.

use crate::core::{
    db::{Error, Tx},
    values::{At, Day, Text},
};
use model::{
    OrganisationId,
    assessment::{
        AssessmentState, Locked, PaperSignatures, PaperSubmission, Returned, ReturnedBy, Signature, Step, Submission,
    },
    core::canonical::Hash,
};
use sqlx::types::Json;
use uuid::Uuid;

/// The columns of an assessment's row that hold its state, for `#[sqlx(flatten)]`.
#[derive(sqlx::FromRow)]
pub(crate) struct AssessmentStateColumns {
    step: String,
    locked_version_hash: Option<String>,
    locked_at: Option<At>,
    submitted_at: Option<At>,
    due_on: Option<Day>,
    returned_at: Option<At>,
    returned_reason: Option<String>,
    returned_by: Text<ReturnedBy>,
    paper: Option<Json<PaperSignatures>>,
    paper_on: Option<Day>,
    confirmed_at: Option<At>,
}

/// A signature that was given here and not voided.
#[derive(sqlx::FromRow)]
pub(crate) struct Signed {
    assessment_id: Uuid,
    role: String,
    name: String,
    post: String,
    locked_version_hash: String,
    given_at: At,
}

/// The signatures that are not voided, of all assessments of an organisation.
pub(crate) async fn signatures(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Signed>, Error> {
    tx.query(
        "select s.assessment_id, s.role, s.name, s.post, s.locked_version_hash, s.signed_at as given_at
         from signature s join assessment a on a.id = s.assessment_id
         where a.organisation_id = $1 and s.voided_at is null
         order by s.signed_at",
    )
    .bind(organisation.0)
    .all()
    .await
}

impl AssessmentStateColumns {
    /// The state of the assessment `id`, with those of `signatures` that are its own.
    ///
    /// # Errors
    /// If the row lacks a value that its step needs, which its check constraints and the functions that sign prevent.
    pub(crate) fn state(self, id: Uuid, signatures: &[Signed]) -> Result<AssessmentState<Hash>, Error> {
        let lacks = || Error::Decode(format!("assessment {id} lacks a value that its step needs").into());
        let step = Step::parse(&self.step).ok_or_else(lacks)?;
        let by = self.returned_by.0;
        let returned =
            self.returned_at.map(|at| Returned { by, at: at.0, reason: self.returned_reason.unwrap_or_default() });
        match (step, self.paper) {
            (Step::Drafting, _) => return Ok(AssessmentState::Drafting(returned)),
            (Step::Submitted, Some(Json(signatures))) => {
                let on = self.paper_on.ok_or_else(lacks)?.0;
                let confirmed = self.confirmed_at.map(|at| at.0);
                return Ok(AssessmentState::OnPaper(PaperSubmission { signatures, on, confirmed }));
            }
            _ => {}
        }
        let hash = self.locked_version_hash.ok_or_else(lacks)?;
        let signed = |role: &str| {
            let of_this =
                |one: &&Signed| one.assessment_id == id && one.role == role && one.locked_version_hash == hash;
            let one = signatures.iter().rev().find(of_this).ok_or_else(lacks)?;
            Ok::<_, Error>(Signature { name: one.name.clone(), post: one.post.clone(), at: one.given_at.0 })
        };
        let locked = Locked { hash: hash.parse().map_err(|_| lacks())?, at: self.locked_at.ok_or_else(lacks)?.0 };
        Ok(match step {
            Step::Drafting | Step::Ready => AssessmentState::Ready(locked),
            Step::LeadSigned => AssessmentState::LeadSigned(locked, signed("lead")?),
            Step::Signed => AssessmentState::Signed(locked, signed("lead")?, signed("leader")?),
            Step::Submitted => {
                let at = self.submitted_at.ok_or_else(lacks)?.0;
                let submission = Submission { at, due: self.due_on.map(|day| day.0) };
                AssessmentState::Submitted(locked, signed("lead")?, signed("leader")?, submission)
            }
        })
    }
}
