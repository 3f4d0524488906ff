//! A self-assessment with all its contents, in eight queries, or nine; and what the completeness check reads of it, in seven.

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
    AssessmentId, Date, EditionKey, PlanId, QuestionKey,
    assessment::{
        AssessmentState,
        completeness::{self, Task},
        contents::{Answer, AssessmentContents},
        headcount::Headcount,
    },
    charter::{Charter, Edition},
    core::{
        canonical::Hash,
        permit::{AtAssessment, Permission, Permit, ReadAssessment},
    },
    plan::{Plan, evidence::Attached},
    register::organisation::Organisation,
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
    let (row, leads) = row_and_leads(tx, may.place()).await?;
    let both = plans::load_two(tx, organisation, row.plans(), may.audience()).await?;
    let evidence = evidence::of_assessment(tx, organisation, assessment, row.plans().map(|plan| plan.0)).await?;
    completed(tx, may.place(), (row, leads), both, evidence).await
}

/// A self-assessment with what the completeness check reads of it, and nothing else: it is not signed or shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsToCheck(AssessmentContents);

impl ContentsToCheck {
    /// The id of the self-assessment.
    #[must_use]
    pub fn id(&self) -> AssessmentId {
        self.0.id
    }
    /// Its organisation.
    #[must_use]
    pub fn organisation(&self) -> &Organisation {
        &self.0.organisation
    }
    /// The edition that it answers.
    #[must_use]
    pub fn edition(&self) -> &EditionKey {
        &self.0.edition
    }
    /// Its state.
    #[must_use]
    pub fn state(&self) -> &AssessmentState<Hash> {
        &self.0.state
    }
    /// Its new plan.
    #[must_use]
    pub fn plan(&self) -> PlanId {
        self.0.plan.id
    }
    /// Its parts, with the progress of each and what is missing.
    #[must_use]
    pub fn tasks(&self, edition: &Edition, charter: &Charter, today: Date) -> Vec<Task> {
        completeness::tasks(&self.0, edition, charter, today)
    }
}

/// Loads what the completeness check reads of a self-assessment.
pub async fn to_check(tx: &mut Tx, may: &Permit<ReadAssessment>) -> Result<ContentsToCheck, Error> {
    let (row, leads) = row_and_leads(tx, may.place()).await?;
    let both = plans::checked::load_two(tx, may.place().organisation, row.plans(), may.audience()).await?;
    completed(tx, may.place(), (row, leads), both, Vec::new()).await.map(ContentsToCheck)
}

async fn row_and_leads(tx: &mut Tx, at: AtAssessment) -> Result<(Row, Vec<String>), Error> {
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
        .bind(at.assessment.0)
        .bind(at.organisation.0)
        .one()
        .await?;
    let leads: Vec<(String,)> = tx
        .query(
            "select p.name from member m join person p on p.id = m.person_id
             where m.organisation_id = $1 and m.role = 'lead' order by m.since, p.name",
        )
        .bind(at.organisation.0)
        .all()
        .await?;
    Ok((row, leads.into_iter().map(|(name,)| name).collect()))
}

/// Reads the rest of a self-assessment.
async fn completed(
    tx: &mut Tx,
    at: AtAssessment,
    (row, leads): (Row, Vec<String>),
    mut plans: Vec<Plan>,
    evidence: Vec<Attached>,
) -> Result<AssessmentContents, Error> {
    let mut take = |id| plans.iter().position(|plan| plan.id.0 == id).map(|at| plans.swap_remove(at));
    let (plan, rated) = (take(row.plan_id).ok_or(Error::RowNotFound)?, row.rated_plan_id.and_then(take));
    let answers = answers(tx, at.assessment).await?;
    let outcomes = outcomes::load(tx, at.assessment.0).await?;
    let signatures = states::signatures(tx, at.organisation).await?;
    Ok(AssessmentContents {
        id: at.assessment,
        organisation: row.organisation.read(at.organisation)?,
        leads,
        edition: EditionKey::from(row.edition.as_str()),
        state: row.state.state(at.assessment.0, &signatures)?,
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

impl Row {
    /// The new plan and the one that is rated, which may be none.
    fn plans(&self) -> [PlanId; 2] {
        [PlanId(self.plan_id), PlanId(self.rated_plan_id.unwrap_or(self.plan_id))]
    }
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
