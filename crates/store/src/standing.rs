//! What somebody is at a place: the facts that a permit is asked for with. The one file of this crate that takes no
//! permit, since it is where permits come from.

use crate::db::{Error, Tx};
use model::{
    ActionId, AssessmentId, ImportId, OrganisationId, PersonId, PlanId,
    assessment::Step,
    permit::{AtAction, AtAssessment, AtImport, AtOrganisation, AtPlan, Author, Role, Standing, Steward},
};
use uuid::Uuid;

fn standing(person: PersonId, role: Option<&str>, steward: Option<&str>) -> Standing {
    Standing {
        author: Author::Person(person),
        steward: steward.and_then(Steward::parse),
        role: role.and_then(Role::parse),
    }
}

/// A place's columns: organisation, the newest plan, the step, then the person's role and stewardship.
#[derive(sqlx::FromRow)]
struct Row {
    organisation_id: Uuid,
    plan_id: Uuid,
    step: Option<String>,
    role: Option<String>,
    steward: Option<String>,
}

impl Row {
    fn standing(&self, person: PersonId) -> Standing {
        standing(person, self.role.as_deref(), self.steward.as_deref())
    }
    fn step(&self) -> Option<Step> {
        self.step.as_deref().map(step)
    }
}

fn step(word: &str) -> Step {
    Step::parse(word).expect("a check constraint knows the steps")
}

/// What `person` is to the charter.
pub async fn at_charter(tx: &mut Tx, person: PersonId) -> Result<Standing, Error> {
    let found: Option<(String,)> =
        tx.query("select role from steward where person_id = $1").bind(person.0).optional().await?;
    Ok(standing(person, None, found.as_ref().map(|(role,)| role.as_str())))
}

/// What `person` is to an organisation; none if there is no such organisation.
pub async fn at_organisation(
    tx: &mut Tx,
    person: PersonId,
    organisation: OrganisationId,
) -> Result<Option<(Standing, AtOrganisation)>, Error> {
    let found: Option<(Option<String>, Option<String>)> = tx
        .query(
            "select m.role, s.role from organisation o
             left join member m on m.organisation_id = o.id and m.person_id = $2
             left join steward s on s.person_id = $2
             where o.id = $1",
        )
        .bind(organisation.0)
        .bind(person.0)
        .optional()
        .await?;
    Ok(found.map(|(role, steward)| {
        (standing(person, role.as_deref(), steward.as_deref()), AtOrganisation { organisation })
    }))
}

/// What `person` is to an assessment, and how far it is.
pub async fn at_assessment(
    tx: &mut Tx,
    person: PersonId,
    assessment: AssessmentId,
) -> Result<Option<(Standing, AtAssessment)>, Error> {
    let found: Option<(Uuid, String, Option<String>, Option<String>)> = tx
        .query(
            "select a.organisation_id, a.step, m.role, s.role from assessment a
             left join member m on m.organisation_id = a.organisation_id and m.person_id = $2
             left join steward s on s.person_id = $2
             where a.id = $1",
        )
        .bind(assessment.0)
        .bind(person.0)
        .optional()
        .await?;
    Ok(found.map(|(organisation, word, role, steward)| {
        let place = AtAssessment { organisation: OrganisationId(organisation), assessment, step: step(&word) };
        (standing(person, role.as_deref(), steward.as_deref()), place)
    }))
}

/// What `person` is to a plan, and how far its assessment is.
pub async fn at_plan(tx: &mut Tx, person: PersonId, plan: PlanId) -> Result<Option<(Standing, AtPlan)>, Error> {
    let found: Option<Row> = tx
        .query(
            "select p.organisation_id, p.id as plan_id, a.step, m.role, s.role as steward from plan p
             left join assessment a on a.plan_id = p.id
             left join member m on m.organisation_id = p.organisation_id and m.person_id = $2
             left join steward s on s.person_id = $2
             where p.id = $1",
        )
        .bind(plan.0)
        .bind(person.0)
        .optional()
        .await?;
    Ok(found.map(|row| {
        let place = AtPlan { organisation: OrganisationId(row.organisation_id), plan, step: row.step() };
        (row.standing(person), place)
    }))
}

/// What `person` is to an action, in the newest plan that holds it.
pub async fn at_action(tx: &mut Tx, person: PersonId, action: ActionId) -> Result<Option<(Standing, AtAction)>, Error> {
    let found: Option<Row> = tx
        .query(
            "select c.organisation_id, p.id as plan_id, a.step, m.role, s.role as steward from action c
             join plan_action x on x.action_id = c.id
             join plan p on p.id = x.plan_id
             left join assessment a on a.plan_id = p.id
             left join member m on m.organisation_id = c.organisation_id and m.person_id = $2
             left join steward s on s.person_id = $2
             where c.id = $1
             order by p.starts_on desc, p.created_at desc limit 1",
        )
        .bind(action.0)
        .bind(person.0)
        .optional()
        .await?;
    Ok(found.map(|row| {
        let organisation = OrganisationId(row.organisation_id);
        let place = AtAction { organisation, plan: PlanId(row.plan_id), action, step: row.step() };
        (row.standing(person), place)
    }))
}

/// What `person` is to a document that was read.
pub async fn at_import(tx: &mut Tx, person: PersonId, import: ImportId) -> Result<Option<(Standing, AtImport)>, Error> {
    let found: Option<(Uuid, Option<String>, Option<String>)> = tx
        .query(
            "select i.organisation_id, m.role, s.role from import i
             left join member m on m.organisation_id = i.organisation_id and m.person_id = $2
             left join steward s on s.person_id = $2
             where i.id = $1",
        )
        .bind(import.0)
        .bind(person.0)
        .optional()
        .await?;
    Ok(found.map(|(organisation, role, steward)| {
        let place = AtImport { organisation: OrganisationId(organisation), import };
        (standing(person, role.as_deref(), steward.as_deref()), place)
    }))
}
