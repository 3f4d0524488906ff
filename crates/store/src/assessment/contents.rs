//! A self-assessment with all its contents, in eight queries, or nine.

use crate::{
    assessment::{outcomes, states},
    core::{
        db::{Error, Tx},
        values::At,
    },
    plan::{evidence, plans},
    register::organisations,
};
use model::{
    AssessmentId, EditionKey, PlanId, QuestionKey,
    assessment::{
        contents::{Answer, AssessmentContents},
        headcount::Headcount,
    },
    core::permit::{AtAssessment, Permission, Permit},
};
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Loads a self-assessment with all its contents. Any permit for it is enough, such as that of the leader to sign: everyone
/// who may do something to it may read it.
pub async fn load<P>(tx: &mut Tx, may: &Permit<P>) -> Result<AssessmentContents, Error>
where
    P: Permission<Place = AtAssessment>,
{
    let AtAssessment { organisation, assessment, .. } = may.place();
    let row: Row = tx
        .query(
            "select a.edition, a.step, a.locked_version_hash, a.locked_at, a.submitted_at, a.due_on, a.returned_at, a.returned_reason, a.returned_by,
                    a.paper, a.paper_on, a.confirmed_at, a.plan_id, a.rated_plan_id,
                    h.people, o.slug, o.name, o.standing, o.kind, o.country, o.region, o.consortium, o.signed_on, o.phase,
                    o.stage, o.scope, o.contact_name, o.contact_email, o.contact_telephone, o.page_url, o.leader_name,
                    o.leader_post, o.leader_email, o.revision
             from assessment a join organisation o on o.id = a.organisation_id
             left join headcount h on h.assessment_id = a.id
             where a.id = $1 and a.organisation_id = $2",
        )
        .bind(assessment.0)
        .bind(organisation.0)
        .one()
        .await?;
    let leads: Vec<(String,)> = tx
        .query(
            "select p.name from member m join person p on p.id = m.person_id
             where m.organisation_id = $1 and m.role = 'lead' order by m.since, p.name",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let (plan, rated) = (row.plan_id, row.rated_plan_id);
    let rated_id = rated.unwrap_or(plan);
    let mut plans = plans::load_two(tx, organisation, [PlanId(plan), PlanId(rated_id)], may.audience()).await?;
    let mut take = |id| plans.iter().position(|plan| plan.id.0 == id).map(|at| plans.swap_remove(at));
    let (plan, rated) = (take(plan).ok_or(Error::RowNotFound)?, rated.and_then(take));
    let answers = answers(tx, assessment).await?;
    let evidence = evidence::of_assessment(tx, organisation, assessment, [plan.id.0, rated_id]).await?;
    let outcomes = outcomes::load(tx, assessment.0).await?;
    let signatures = states::signatures(tx, organisation).await?;
    Ok(AssessmentContents {
        id: assessment,
        organisation: row.organisation.read(organisation)?,
        leads: leads.into_iter().map(|(name,)| name).collect(),
        edition: EditionKey::from(row.edition.as_str()),
        state: row.state.state(assessment.0, &signatures)?,
        answers,
        rated,
        outcomes,
        plan,
        headcount: row.people.map(|Json(people)| people),
        evidence,
    })
}

#[derive(sqlx::FromRow)]
struct Row {
    edition: String,
    #[sqlx(flatten)]
    state: states::AssessmentStateColumns,
    plan_id: Uuid,
    rated_plan_id: Option<Uuid>,
    people: Option<Json<Headcount>>,
    #[sqlx(flatten)]
    organisation: organisations::OrganisationColumns,
}

async fn answers(tx: &mut Tx, assessment: AssessmentId) -> Result<BTreeMap<QuestionKey, Answer>, Error> {
    let rows: Vec<(String, String, i64, Option<String>, At)> = tx
        .query(
            "select a.question, a.body, a.revision, p.name, a.saved_at
             from answer a left join person p on p.id = a.person_id where a.assessment_id = $1",
        )
        .bind(assessment.0)
        .all()
        .await?;
    let answer = |(question, text, revision, who, at): (String, _, _, _, At)| {
        (QuestionKey::from(question.as_str()), Answer { text, revision, who, at: at.0 })
    };
    Ok(rows.into_iter().map(answer).collect())
}
