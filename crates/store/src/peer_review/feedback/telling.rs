//! Whom the program emails about feedback that was sent, or about a draft that was returned.

use crate::{
    core::{
        db::{Error, Tx},
        relation::is_reviewed,
        values::Number,
    },
    peer_review::reminding::Recipient,
};
use model::{
    AssessmentId, FeedbackId, ModerationId, OrganisationId, PanelId, PersonId, RoundId,
    core::permit::{Permit, RunProgram},
};
use uuid::Uuid;

/// Feedback that was sent, and who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldFeedback {
    /// The round.
    pub round: RoundId,
    /// The name of the round.
    pub round_name: String,
    /// The submission.
    pub assessment: AssessmentId,
    /// Its stage.
    pub stage: u8,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// The name of the organisation.
    pub name: String,
    /// The leads of the organisation.
    pub leads: Vec<Recipient>,
    /// The current members of the panel, without those who have a conflict of interest with the organisation.
    pub members: Vec<Recipient>,
}

/// Feedback that was sent, with who is told of it; none if it was not sent.
pub async fn told(tx: &mut Tx, _: &Permit<RunProgram>, feedback: FeedbackId) -> Result<Option<ToldFeedback>, Error> {
    let row: Option<(Uuid, String, Uuid, Number<u8>, Uuid, String)> = tx
        .query(
            "select r.id, r.name, a.id, a.stage, o.id, o.name from feedback f join round r on r.id = f.round_id
                 join assessment a on a.id = f.assessment_id join organisation o on o.id = a.organisation_id
             where f.id = $1 and f.sent_at is not null",
        )
        .bind(feedback.0)
        .optional()
        .await?;
    let Some((round, round_name, assessment, Number(stage), organisation, name)) = row else { return Ok(None) };
    let leads: Vec<PersonRow> = tx
        .query(
            "select p.id, p.name, p.email from member m join person p on p.id = m.person_id
             where m.organisation_id = $1 and m.role = 'lead' order by p.id",
        )
        .bind(organisation)
        .all()
        .await?;
    let members: Vec<PersonRow> = tx
        .query(concat!(
            "select p.id, p.name, p.email from feedback f join panel_member m on m.panel_id = f.panel_id and m.until is null
                 join person p on p.id = m.person_id join assessment a on a.id = f.assessment_id
             where f.id = $1 and not ",
            is_reviewed!("m.person_id"),
            " order by p.id"
        ))
        .bind(feedback.0)
        .all()
        .await?;
    Ok(Some(ToldFeedback {
        round: RoundId(round),
        round_name,
        assessment: AssessmentId(assessment),
        stage,
        organisation: OrganisationId(organisation),
        name,
        leads: leads.into_iter().map(recipient).collect(),
        members: members.into_iter().map(recipient).collect(),
    }))
}

/// A person: their id, name and email address.
type PersonRow = (Uuid, String, String);

fn recipient((person, name, email): PersonRow) -> Recipient {
    Recipient { person: PersonId(person), name, email }
}

/// A draft that a moderator returned, and who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedDraft {
    /// The panel.
    pub panel: PanelId,
    /// The submission.
    pub assessment: AssessmentId,
    /// The name of its organisation.
    pub name: String,
    /// The name of the round.
    pub round: String,
    /// The current members of the panel, without those who have a conflict of interest with the organisation.
    pub members: Vec<Recipient>,
}

/// A draft that was returned by this decision, with who is told of it; none if it was not.
pub async fn returned_draft(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    decision: ModerationId,
) -> Result<Option<ReturnedDraft>, Error> {
    let row: Option<(Uuid, Uuid, String, String)> = tx
        .query(
            "select d.panel_id, d.assessment_id, o.name, r.name from moderation d join panel p on p.id = d.panel_id
                 join round r on r.id = p.round_id
                 join assessment a on a.id = d.assessment_id join organisation o on o.id = a.organisation_id
             where d.id = $1 and d.decision = 'returned'",
        )
        .bind(decision.0)
        .optional()
        .await?;
    let Some((panel, assessment, name, round)) = row else { return Ok(None) };
    let members: Vec<PersonRow> = tx
        .query(concat!(
            "select p.id, p.name, p.email from panel_member m join person p on p.id = m.person_id
                 join assessment a on a.id = $2
             where m.panel_id = $1 and m.until is null and not ",
            is_reviewed!("m.person_id"),
            " order by p.id"
        ))
        .bind(panel)
        .bind(assessment)
        .all()
        .await?;
    Ok(Some(ReturnedDraft {
        panel: PanelId(panel),
        assessment: AssessmentId(assessment),
        name,
        round,
        members: members.into_iter().map(recipient).collect(),
    }))
}
