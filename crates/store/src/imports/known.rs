//! What exists already that a document may refer to: the plan that it rates, and the self-assessment that is open.

use crate::{
    core::{
        db::{Error, Tx},
        values::Day,
    },
    plan::plans,
};
use model::{
    ActionId, AssessmentId, Date, EditionKey, OrganisationId, PlanId, QuestionKey,
    assessment::Step,
    core::permit::{AtImport, Audience, Permission, Permit},
    imports::import::{ExistingContent, Open, SeenRevisions},
};
use uuid::Uuid;

/// Reads what exists already. A document of the day `on`, or of today, rates the plan that was in force before it.
pub async fn known<P>(tx: &mut Tx, may: &Permit<P>, on: Option<Date>) -> Result<ExistingContent, Error>
where
    P: Permission<Place = AtImport>,
{
    let organisation = may.place().organisation;
    let last = match plan_before(tx, organisation, on).await? {
        Some(plan) => live(tx, plan).await?,
        None => Vec::new(),
    };
    let all: Vec<Row> = tx
        .query(
            "select a.id, a.edition, a.plan_id, a.stage, a.step, h.revision as headcount from assessment a
             left join headcount h on h.assessment_id = a.id
             where a.organisation_id = $1 order by a.started_at desc, a.id desc",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let stage = |row: &Row| Some((AssessmentId(row.id), u8::try_from(row.stage).ok()?, Step::parse(&row.step)?));
    let stages: Vec<_> = all.iter().filter_map(stage).collect();
    let open = all.into_iter().find(|row| row.step == Step::Drafting.as_str());
    let Some(row) = open else { return Ok(ExistingContent { last, open: None, stages }) };
    let answers: Vec<(String, String, i64)> =
        tx.query("select question, body, revision from answer where assessment_id = $1").bind(row.id).all().await?;
    let key = |key: &str| QuestionKey::from(key);
    let open = Open {
        assessment: AssessmentId(row.id),
        edition: EditionKey::from(row.edition.as_str()),
        seen: SeenRevisions {
            answers: answers.iter().map(|(question, _, revision)| (key(question), *revision)).collect(),
            headcount: row.headcount.unwrap_or(0),
        },
        answers: answers
            .into_iter()
            .filter(|(_, words, _)| !words.is_empty())
            .map(|(question, words, _)| (key(&question), words))
            .collect(),
        plan: live(tx, PlanId(row.plan_id)).await?,
    };
    Ok(ExistingContent { last, open: Some(open), stages })
}

/// A self-assessment, and the revision of its headcount.
#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    edition: String,
    plan_id: Uuid,
    stage: i64,
    step: String,
    headcount: Option<i64>,
}

/// The newest plan in force that holds an action.
pub(super) async fn plan_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    action: ActionId,
) -> Result<Option<PlanId>, Error> {
    let row: Option<(Uuid,)> = tx
        .query(
            "select p.id from plan_action x join plan p on p.id = x.plan_id left join assessment a on a.plan_id = p.id
             where x.action_id = $1 and p.organisation_id = $2 and (a.id is null or a.step = 'submitted')
             order by p.starts_on desc, p.created_at desc limit 1",
        )
        .bind(action.0)
        .bind(organisation.0)
        .optional()
        .await?;
    Ok(row.map(|(id,)| PlanId(id)))
}

/// The newest plan in force, submitted or imported alone, that began before that day.
async fn plan_before(tx: &mut Tx, organisation: OrganisationId, on: Option<Date>) -> Result<Option<PlanId>, Error> {
    let row: Option<(Uuid,)> = tx
        .query(
            "select p.id from plan p left join assessment a on a.plan_id = p.id
             where p.organisation_id = $1 and (a.id is null or a.step = 'submitted') and p.starts_on < $2
             order by p.starts_on desc, p.created_at desc limit 1",
        )
        .bind(organisation.0)
        .bind(Day(on.unwrap_or(Date::MAX)))
        .optional()
        .await?;
    Ok(row.map(|(id,)| PlanId(id)))
}

async fn live(tx: &mut Tx, plan: PlanId) -> Result<Vec<(ActionId, String)>, Error> {
    let placed =
        plans::placed(tx, plan, None, Audience::Members).await?.into_iter().filter(|placed| placed.ended.is_none());
    Ok(placed.map(|placed| (placed.action.id, placed.action.details.text)).collect())
}
