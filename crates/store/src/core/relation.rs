//! The relation of a person to a place: the facts from which the policy decides about permits. The one file of this crate
//! that takes no permit, since it reads what permits are made from.

#![expect(clippy::disallowed_methods, reason = "relations are read from the database here alone")]

mod comments;
mod conflict;
mod imports;
mod links;
mod plans;
mod review;
mod review_step;
mod update_request;

pub use comments::{at_comment, at_thread};
pub(crate) use conflict::{belongs_to, has_conflict, is_board_of, is_of_panel, is_reviewed, works_at};
pub use imports::{at_import, at_imports};
pub(super) use links::at_owner;
pub use links::{at_leader_link, at_owner_link};
pub use plans::{at_action, at_plan, at_progress_review};
pub use review::{at_review, at_review_in_round};
pub(crate) use review_step::{StepColumns, join_step, lacks_agreement, step_columns};
pub use update_request::at_update_request;
pub(super) use update_request::at_update_request_of;
pub(crate) use update_request::{StateColumns, is_recipient};

use crate::core::{
    db::{Error, FromDatabaseRow, Tx},
    values::{At, Text},
};
use model::{
    AssessmentId, ConsultationId, OrganisationId, PanelId, PersonId, RoundId,
    assessment::Step,
    consultation::ConsultationStep,
    core::permit::{
        AtAccount, AtAllocation, AtAssessment, AtCharter, AtConsultation, AtOrganisation, AtPanel, AtProgram,
        AtReviewer, AtRound, Author, CharterRole, Permit, Place, Relation, Role, RunProgram,
    },
};
use uuid::Uuid;

/// A place that was found, and the relation of the person to it.
#[derive(Debug, Clone)]
pub struct Found<P> {
    /// The relation of the person to the place.
    pub relation: Relation,
    /// The place.
    pub place: P,
    /// The name of its organisation; empty for the charter and an account.
    pub organisation: String,
}

/// The columns of every place, for `#[sqlx(flatten)]`: the name of its organisation, the person's role there and in the charter.
#[derive(sqlx::FromRow)]
struct RoleColumns {
    name: String,
    role: Option<Text<Role>>,
    charter_role: Option<Text<CharterRole>>,
}

impl RoleColumns {
    fn found<P: Place>(self, person: PersonId, place: P) -> Found<P> {
        let (charter_role, role) = (self.charter_role.map(|role| role.0), self.role.map(|role| role.0));
        let relation = Relation::from_database(Author::Person(person), charter_role, role, place.organisation());
        Found { relation, place, organisation: self.name }
    }
}

/// SQL that finds a place by its id for a person: the columns of the place, the name of its organisation `o`, and the
/// person's roles there and in the charter.
macro_rules! select_place {
    ($columns:literal from $from:literal where $rest:literal) => {
        concat!(
            "select o.id as organisation_id, o.name, m.role, s.role as charter_role",
            $columns,
            " from ",
            $from,
            " left join member m on m.organisation_id = o.id and m.person_id = $2
          left join charter_role s on s.person_id = $2
          where ",
            $rest
        )
    };
}
use select_place;

/// The place that a statement of [`select_place!`] finds; none if it does not exist.
async fn find<T: FromDatabaseRow>(
    tx: &mut Tx,
    sql: &'static str,
    place: Uuid,
    person: PersonId,
) -> Result<Option<T>, Error> {
    tx.query(sql).bind(place).bind(person.0).optional().await
}

/// The permit for the program's own work. `clippy.toml` forbids this function to pages: only the command line, the background jobs
/// and the tests call it.
///
/// # Panics
/// Never: the policy lets the operator run the program.
#[must_use]
pub fn program() -> Permit<RunProgram> {
    let operator = Relation::from_database(Author::Operator, None, None, None);
    Permit::ask(&operator, AtProgram).expect("the operator may run the program")
}

/// The relation of the program to every place. The operator of the machine has access to the data anyway.
#[must_use]
pub fn operator(program: &Permit<RunProgram>) -> Relation {
    Relation::from_database(program.author(), None, None, None)
}

/// The relation of a person who is signed in to their own account.
#[must_use]
pub fn at_account(person: PersonId) -> Found<AtAccount> {
    let relation = Relation::from_database(Author::Person(person), None, None, None);
    Found { relation, place: AtAccount, organisation: String::new() }
}

/// Returns the same place and roles with another author.
pub(super) fn with_author<P>(author: Author, found: Found<P>) -> Found<P> {
    let Found { relation, place, organisation } = found;
    let relation = Relation::from_database(author, relation.charter_role(), relation.role(), relation.organisation());
    Found { relation, place, organisation }
}

/// The relation of `person` to the charter.
pub async fn at_charter(tx: &mut Tx, person: PersonId) -> Result<Found<AtCharter>, Error> {
    let found: Option<(Text<CharterRole>,)> =
        tx.query("select role from charter_role where person_id = $1").bind(person.0).optional().await?;
    let charter_role = found.map(|(Text(role),)| role);
    let relation = Relation::from_database(Author::Person(person), charter_role, None, None);
    Ok(Found { relation, place: AtCharter, organisation: String::new() })
}

/// The relation of `person` to the charter at a round of peer review, and whether the round was cancelled.
pub async fn at_round(tx: &mut Tx, person: PersonId, round: RoundId) -> Result<Option<Found<AtRound>>, Error> {
    let found: Option<(bool, Option<Text<CharterRole>>)> = tx
        .query(
            "select r.cancelled_at is not null, s.role from round r left join charter_role s on s.person_id = $2
             where r.id = $1",
        )
        .bind(round.0)
        .bind(person.0)
        .optional()
        .await?;
    Ok(found.map(|(is_cancelled, role)| {
        let relation = Relation::from_database(Author::Person(person), role.map(|Text(role)| role), None, None);
        Found { relation, place: AtRound { round, is_cancelled }, organisation: String::new() }
    }))
}

/// The relation of `person` to the allocation of a round.
pub async fn at_allocation(
    tx: &mut Tx,
    person: PersonId,
    round: RoundId,
) -> Result<Option<Found<AtAllocation>>, Error> {
    let Some(found) = at_round(tx, person, round).await? else { return Ok(None) };
    let (is_approved, is_own_reviewed): (bool, bool) = tx
        .query(concat!(
            "select exists (select 1 from panel where round_id = $1 and kind = 'reviewers'),
                 exists (select 1 from panel l join panel_submission s on s.panel_id = l.id and s.until is null
                         join assessment a on a.id = s.assessment_id
                         where l.round_id = $1 and ",
            belongs_to!("$2", "a.organisation_id"),
            ")"
        ))
        .bind(round.0)
        .bind(person.0)
        .one()
        .await?;
    let place = AtAllocation { round: found.place, is_approved, is_own_reviewed };
    Ok(Some(Found { relation: found.relation, place, organisation: String::new() }))
}

/// The relation of `person` to a panel: whether they are on it, and whether it reviews an organisation of theirs.
pub async fn at_panel(tx: &mut Tx, person: PersonId, panel: PanelId) -> Result<Option<Found<AtPanel>>, Error> {
    let facts: Option<(Uuid, bool, bool)> = tx
        .query(concat!(
            "select l.round_id,
                 exists (select 1 from panel_member m where m.panel_id = l.id and m.person_id = $2 and m.until is null),
                 exists (select 1 from panel_submission s join assessment a on a.id = s.assessment_id
                         where s.panel_id = l.id and s.until is null and ",
            belongs_to!("$2", "a.organisation_id"),
            ")
             from panel l where l.id = $1 and l.kind = 'reviewers'"
        ))
        .bind(panel.0)
        .bind(person.0)
        .optional()
        .await?;
    let Some((round, is_member, is_reviewed)) = facts else { return Ok(None) };
    let Some(found) = at_round(tx, person, RoundId(round)).await? else { return Ok(None) };
    let place = AtPanel { panel, round: found.place, is_member, is_reviewed };
    Ok(Some(Found { relation: found.relation, place, organisation: String::new() }))
}

/// The relation of `person` to the charter, and the signatory that they review submissions from.
pub async fn at_reviewer(tx: &mut Tx, person: PersonId) -> Result<Found<AtReviewer>, Error> {
    let (reviews_from, role): (Option<Uuid>, Option<Text<CharterRole>>) = tx
        .query(
            "select (select organisation_id from reviewer where person_id = $1 and ended_at is null),
                 (select role from charter_role where person_id = $1)",
        )
        .bind(person.0)
        .one()
        .await?;
    let relation = Relation::from_database(Author::Person(person), role.map(|Text(role)| role), None, None);
    let place = AtReviewer { reviews_from: reviews_from.map(OrganisationId) };
    Ok(Found { relation, place, organisation: String::new() })
}

/// The relation of `person` to an organisation; none if there is no such organisation.
pub async fn at_organisation(
    tx: &mut Tx,
    person: PersonId,
    organisation: OrganisationId,
) -> Result<Option<Found<AtOrganisation>>, Error> {
    let sql = select_place!("" from "organisation o" where "o.id = $1");
    let roles: Option<RoleColumns> = find(tx, sql, organisation.0, person).await?;
    Ok(roles.map(|roles| roles.found(person, AtOrganisation { organisation })))
}

/// The relation of `person` to a self-assessment, and its step.
pub async fn at_assessment(
    tx: &mut Tx,
    person: PersonId,
    assessment: AssessmentId,
) -> Result<Option<Found<AtAssessment>>, Error> {
    #[derive(sqlx::FromRow)]
    struct Columns {
        organisation_id: Uuid,
        step: Text<Step>,
        shared_at: Option<At>,
        #[sqlx(flatten)]
        roles: RoleColumns,
    }
    let sql = select_place!(", a.step, a.shared_at" from "assessment a join organisation o on o.id = a.organisation_id" where "a.id = $1");
    let row: Option<Columns> = find(tx, sql, assessment.0, person).await?;
    Ok(row.map(|row| {
        let organisation = OrganisationId(row.organisation_id);
        let shared = row.shared_at.map(|at| at.0);
        let place = AtAssessment { organisation, assessment, step: row.step.0, shared };
        row.roles.found(person, place)
    }))
}

/// The relation of `person` to a consultation, and its step.
pub async fn at_consultation(
    tx: &mut Tx,
    person: PersonId,
    consultation: ConsultationId,
) -> Result<Option<Found<AtConsultation>>, Error> {
    #[derive(sqlx::FromRow)]
    struct Columns {
        organisation_id: Uuid,
        step: Text<ConsultationStep>,
        #[sqlx(flatten)]
        roles: RoleColumns,
    }
    let sql = select_place!(
        ", c.step"
        from "consultation c join organisation o on o.id = c.organisation_id"
        where "c.id = $1"
    );
    let row: Option<Columns> = find(tx, sql, consultation.0, person).await?;
    Ok(row.map(|row| {
        let (organisation, Text(step)) = (OrganisationId(row.organisation_id), row.step);
        row.roles.found(person, AtConsultation { organisation, consultation, step })
    }))
}
