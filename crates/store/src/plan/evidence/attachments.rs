//! Attachments of evidence: to actions and answers, many to many, so that it can be used again at the next stage.

use super::{EvidenceRow, ListedEvidence, select_evidence};
use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    values::At,
    write_permit::WritePermit,
};
use model::{
    ActionId, AssessmentId, EvidenceId, OrganisationId, QuestionKey, Timestamp,
    core::permit::{Permit, ReadActionHistory, ReadInternal, ReadWorkings, RecordProgress, WriteAssessment},
    plan::{
        action::ActionDetails,
        evidence::{Attached, Evidence},
    },
    work::event::{EventKind, evidence::EvidenceEvent},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Attaches evidence to an action. False if the organisation has no such evidence, it was withdrawn, or it is attached already.
pub async fn attach_to_action(
    tx: &mut Tx,
    may: &WritePermit<RecordProgress>,
    id: EvidenceId,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let changed = tx
        .query(
            "insert into evidence_action (evidence_id, action_id, person_id, attached_at)
             select e.id, $2, $4, $5 from evidence e where e.id = $1 and e.organisation_id = $3 and e.withdrawn_at is null
             on conflict (evidence_id, action_id) do nothing",
        )
        .bind(id.0)
        .bind(at.action.0)
        .bind(at.organisation.0)
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let (title, to) = (title(tx, id).await?, action_title(tx, at.action).await?);
    let what = EventKind::Evidence(EvidenceEvent::EvidenceAttached { title, to });
    events::record(tx, may.author(), Subject::organisation(at.organisation).action(at.action), &what, now).await?;
    Ok(true)
}

/// Detaches evidence from an action. False if it is not attached.
pub async fn detach_from_action(
    tx: &mut Tx,
    may: &WritePermit<RecordProgress>,
    id: EvidenceId,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let changed = tx
        .query("delete from evidence_action where evidence_id = $1 and action_id = $2")
        .bind(id.0)
        .bind(at.action.0)
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let (title, from) = (title(tx, id).await?, action_title(tx, at.action).await?);
    let what = EventKind::Evidence(EvidenceEvent::EvidenceDetached { title, from });
    events::record(tx, may.author(), Subject::organisation(at.organisation).action(at.action), &what, now).await?;
    Ok(true)
}

/// Attaches evidence to an answer. False if there is no such evidence or it is attached already.
pub async fn attach_to_answer(
    tx: &mut Tx,
    may: &WritePermit<WriteAssessment>,
    (question, name): (&QuestionKey, &str),
    id: EvidenceId,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let changed = tx
        .query(
            "insert into evidence_answer (evidence_id, assessment_id, question, person_id, attached_at)
             select e.id, $2, $3, $5, $6 from evidence e where e.id = $1 and e.organisation_id = $4 and e.withdrawn_at is null
             on conflict (evidence_id, assessment_id, question) do nothing",
        )
        .bind(id.0)
        .bind(at.assessment.0)
        .bind(question.as_str())
        .bind(at.organisation.0)
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let what =
        EventKind::Evidence(EvidenceEvent::EvidenceAttached { title: title(tx, id).await?, to: name.to_owned() });
    events::record(tx, may.author(), Subject::organisation(at.organisation).assessment(at.assessment), &what, now)
        .await?;
    Ok(true)
}

/// Detaches evidence from an answer. False if it is not attached.
pub async fn detach_from_answer(
    tx: &mut Tx,
    may: &WritePermit<WriteAssessment>,
    (question, name): (&QuestionKey, &str),
    id: EvidenceId,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let changed = tx
        .query("delete from evidence_answer where evidence_id = $1 and assessment_id = $2 and question = $3")
        .bind(id.0)
        .bind(at.assessment.0)
        .bind(question.as_str())
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let what =
        EventKind::Evidence(EvidenceEvent::EvidenceDetached { title: title(tx, id).await?, from: name.to_owned() });
    events::record(tx, may.author(), Subject::organisation(at.organisation).assessment(at.assessment), &what, now)
        .await?;
    Ok(true)
}

async fn title(tx: &mut Tx, id: EvidenceId) -> Result<String, Error> {
    let (title,): (String,) = tx.query("select title from evidence where id = $1").bind(id.0).one().await?;
    Ok(title)
}

async fn action_title(tx: &mut Tx, id: ActionId) -> Result<String, Error> {
    let (text,): (String,) = tx.query("select text from action where id = $1").bind(id.0).one().await?;
    Ok(ActionDetails { text, ..ActionDetails::default() }.title())
}

/// The evidence that is attached to an action, the newest first.
pub async fn of_action(tx: &mut Tx, may: &Permit<ReadActionHistory>) -> Result<Vec<Evidence>, Error> {
    let rows: Vec<EvidenceRow> = tx
        .query(select_evidence!(
            "1" from "evidence_action a join evidence e on e.id = a.evidence_id"
            where "a.action_id = $1 and e.organisation_id = $2 order by a.attached_at desc, e.id desc"
        ))
        .bind(may.place().action.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| ListedEvidence::from(row).evidence).collect())
}

/// The evidence that is attached to an answer, the newest first.
pub async fn of_answer(
    tx: &mut Tx,
    may: &Permit<ReadWorkings>,
    question: &QuestionKey,
) -> Result<Vec<Evidence>, Error> {
    let rows: Vec<EvidenceRow> = tx
        .query(select_evidence!(
            "1" from "evidence_answer a join evidence e on e.id = a.evidence_id"
            where "a.assessment_id = $1 and a.question = $2 and e.organisation_id = $3 order by a.attached_at desc, e.id desc"
        ))
        .bind(may.place().assessment.0)
        .bind(question.as_str())
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| ListedEvidence::from(row).evidence).collect())
}

/// What a piece of evidence is attached to: actions with their titles, answers by their questions.
pub async fn uses(
    tx: &mut Tx,
    may: &Permit<ReadInternal>,
    id: EvidenceId,
) -> Result<(Vec<(ActionId, String)>, Vec<(AssessmentId, String, QuestionKey)>), Error> {
    let actions: Vec<(Uuid, String)> = tx
        .query(
            "select c.id, c.text from evidence_action a join action c on c.id = a.action_id
             where a.evidence_id = $1 and c.organisation_id = $2 order by a.attached_at",
        )
        .bind(id.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let answers: Vec<(Uuid, String, String)> = tx
        .query(
            "select s.id, s.edition, a.question from evidence_answer a join assessment s on s.id = a.assessment_id
             where a.evidence_id = $1 and s.organisation_id = $2 order by a.attached_at",
        )
        .bind(id.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let titled = |(id, text)| (ActionId(id), ActionDetails { text, ..ActionDetails::default() }.title());
    let answer =
        |(id, edition, question): (_, _, String)| (AssessmentId(id), edition, QuestionKey::from(question.as_str()));
    Ok((actions.into_iter().map(titled).collect(), answers.into_iter().map(answer).collect()))
}

/// All evidence of a self-assessment: of its answers and of the actions of its two plans. Withdrawn evidence does not
/// count. It is sorted by identity, so that equal assessments give equal text.
pub(crate) async fn of_assessment(
    tx: &mut Tx,
    organisation: OrganisationId,
    assessment: AssessmentId,
    plans: [Uuid; 2],
) -> Result<Vec<Attached>, Error> {
    let rows: Vec<EvidenceRow> = tx
        .query(
            "select e.id, e.revision, e.title, e.content, e.themes, e.allied, e.public, cast(null as text) as who, e.created_at, e.withdrawn_at,
                    e.withdrawn_reason, cast(null as date) as dead_since, cast(1 as bigint) as uses
             from evidence e where e.organisation_id = $1 and e.withdrawn_at is null and (
                 exists (select 1 from evidence_answer a where a.evidence_id = e.id and a.assessment_id = $2)
                 or exists (select 1 from evidence_action a join plan_action x on x.action_id = a.action_id
                            where a.evidence_id = e.id and x.plan_id in ($3, $4)))
             order by e.id",
        )
        .bind(organisation.0)
        .bind(assessment.0)
        .bind(plans[0])
        .bind(plans[1])
        .all()
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let attachments: Vec<(Uuid, Option<Uuid>, Option<String>)> = tx
        .query(
            "select a.evidence_id, a.action_id, cast(null as text) as question from evidence_action a
             where exists (select 1 from plan_action x where x.action_id = a.action_id and x.plan_id in ($2, $3))
             union all
             select a.evidence_id, cast(null as uuid), a.question from evidence_answer a where a.assessment_id = $1
             order by 1, 2, 3",
        )
        .bind(assessment.0)
        .bind(plans[0])
        .bind(plans[1])
        .all()
        .await?;
    let mut places = BTreeMap::<Uuid, (Vec<ActionId>, Vec<QuestionKey>)>::new();
    for (evidence, action, question) in attachments {
        let (actions, questions) = places.entry(evidence).or_default();
        actions.extend(action.map(ActionId));
        questions.extend(question.as_deref().map(QuestionKey::from));
    }
    let attached = |row: EvidenceRow| {
        let evidence = ListedEvidence::from(row).evidence;
        let (actions, questions) = places.remove(&evidence.id.0).unwrap_or_default();
        Attached { evidence, actions, questions }
    };
    Ok(rows.into_iter().map(attached).collect())
}
