//! The relation of a person to a place: the facts from which the policy decides about permits. The one file of this crate
//! that takes no permit, since it reads what permits are made from.

#![expect(clippy::disallowed_methods, reason = "relations are read from the database here alone")]

mod comments;
mod update_request;

pub use comments::{at_comment, at_thread};
pub(crate) use update_request::{StateColumns, is_recipient};

use crate::core::{
    db::{Error, FromDatabaseRow, Tx},
    secrets,
    values::{At, Text},
};
use model::{
    ActionId, AssessmentId, ConsultationId, ImportId, OrganisationId, OwnerId, PersonId, PlanId, ProgressReviewId,
    Timestamp, UpdateRequestId,
    assessment::Step,
    consultation::ConsultationStep,
    core::permit::{
        AtAccount, AtAction, AtAssessment, AtCharter, AtConsultation, AtImport, AtImports, AtOrganisation, AtOwner,
        AtPlan, AtProgram, AtProgressReview, AtUpdateRequest, Author, CharterRole, Permit, Place, Proposer, Relation,
        Role, RunProgram,
    },
    register::signatory_address::Capacity,
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

/// The relation of a person who came by a link, and has no role.
fn by_link(author: Author, organisation: Uuid) -> Relation {
    Relation::from_database(author, None, None, Some(OrganisationId(organisation)))
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

/// The relation of `person` to a plan, and the step of its self-assessment.
pub async fn at_plan(tx: &mut Tx, person: PersonId, plan: PlanId) -> Result<Option<Found<AtPlan>>, Error> {
    #[derive(sqlx::FromRow)]
    struct Columns {
        organisation_id: Uuid,
        step: Option<Text<Step>>,
        shared_at: Option<At>,
        #[sqlx(flatten)]
        roles: RoleColumns,
    }
    let sql = select_place!(
        ", a.step, a.shared_at"
        from "plan p join organisation o on o.id = p.organisation_id left join assessment a on a.plan_id = p.id"
        where "p.id = $1"
    );
    let row: Option<Columns> = find(tx, sql, plan.0, person).await?;
    Ok(row.map(|row| {
        let (organisation, step) = (OrganisationId(row.organisation_id), row.step.map(|step| step.0));
        let shared = row.shared_at.map(|at| at.0);
        row.roles.found(person, AtPlan { organisation, plan, step, shared })
    }))
}

/// The relation of `person` to an action, in the newest plan that holds it.
pub async fn at_action(tx: &mut Tx, person: PersonId, action: ActionId) -> Result<Option<Found<AtAction>>, Error> {
    #[derive(sqlx::FromRow)]
    struct Columns {
        organisation_id: Uuid,
        plan_id: Uuid,
        step: Option<Text<Step>>,
        shared_at: Option<At>,
        is_submitted: bool,
        #[sqlx(flatten)]
        roles: RoleColumns,
    }
    let sql = select_place!(
        ", p.id as plan_id, a.step, a.shared_at, exists (
              select 1 from plan_action y join assessment b on b.plan_id = y.plan_id or b.rated_plan_id = y.plan_id
              where y.action_id = c.id and b.step = 'submitted') as is_submitted"
        from "action c join organisation o on o.id = c.organisation_id
              join plan_action x on x.action_id = c.id join plan p on p.id = x.plan_id
              left join assessment a on a.plan_id = p.id"
        where "c.id = $1 order by p.starts_on desc, p.created_at desc limit 1"
    );
    let row: Option<Columns> = find(tx, sql, action.0, person).await?;
    Ok(row.map(|row| {
        let (organisation, plan) = (OrganisationId(row.organisation_id), PlanId(row.plan_id));
        let (step, shared) = (row.step.map(|step| step.0), row.shared_at.map(|at| at.0));
        row.roles.found(person, AtAction { organisation, plan, action, step, shared, is_submitted: row.is_submitted })
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

/// The relation of `person` to an import, and who proposed it as a submission made outside Assay, if it waits.
pub async fn at_import(tx: &mut Tx, person: PersonId, import: ImportId) -> Result<Option<Found<AtImport>>, Error> {
    #[derive(sqlx::FromRow)]
    struct Columns {
        organisation_id: Uuid,
        has_members: bool,
        is_proposed: bool,
        proposed_by: Option<Uuid>,
        #[sqlx(flatten)]
        roles: RoleColumns,
    }
    let sql = select_place!(
        ", exists (select 1 from member x where x.organisation_id = o.id)
            or exists (select 1 from invitation y where y.organisation_id = o.id and y.accepted_at is not null) as has_members,
          w.id is not null as is_proposed, w.proposed_by"
        from "import i join organisation o on o.id = i.organisation_id
              left join past_submission w on w.import_id = i.id and w.outcome is null"
        where "i.id = $1"
    );
    let row: Option<Columns> = find(tx, sql, import.0, person).await?;
    Ok(row.map(|row| {
        let by = row.proposed_by.map_or(Proposer::Other, |id| Proposer::Person(PersonId(id)));
        let proposed = row.is_proposed.then_some(by);
        let organisation = OrganisationId(row.organisation_id);
        row.roles.found(person, AtImport { organisation, import, has_members: row.has_members, proposed })
    }))
}

/// The relation of `person` to the imports of an organisation, and whether it has or had members: removing them does not open their draft; none if there is no such organisation.
pub async fn at_imports(
    tx: &mut Tx,
    person: PersonId,
    organisation: OrganisationId,
) -> Result<Option<Found<AtImports>>, Error> {
    let sql = select_place!(
        ", exists (select 1 from member x where x.organisation_id = o.id)
           or exists (select 1 from invitation y where y.organisation_id = o.id and y.accepted_at is not null) as has_members"
        from "organisation o"
        where "o.id = $1"
    );
    let row: Option<ImportsRow> = find(tx, sql, organisation.0, person).await?;
    Ok(row.map(|row| row.roles.found(person, AtImports { organisation, has_members: row.has_members })))
}

#[derive(sqlx::FromRow)]
struct ImportsRow {
    has_members: bool,
    #[sqlx(flatten)]
    roles: RoleColumns,
}

/// The self-assessment that the link of a leader or their deputy signs, while the link is valid: not expired, and sent for the current
/// version. `visitor` is the person who is signed in in the browser that opens it: their roles in the organisation and in the charter
/// decide whether they may use it.
pub async fn at_leader_link(
    tx: &mut Tx,
    token: &str,
    visitor: Option<PersonId>,
    now: Timestamp,
) -> Result<Option<Found<AtAssessment>>, Error> {
    #[derive(sqlx::FromRow)]
    struct Columns {
        id: Uuid,
        organisation_id: Uuid,
        step: Text<Step>,
        capacity: Text<Capacity>,
        #[sqlx(flatten)]
        roles: RoleColumns,
    }
    let row: Option<Columns> = tx
        .query(
            "select a.id, a.organisation_id, o.name, a.step, l.capacity, m.role, s.role as charter_role from leader_link l
             join assessment a on a.id = l.assessment_id and a.locked_version_hash = l.locked_version_hash
             join organisation o on o.id = a.organisation_id
             left join member m on m.organisation_id = o.id and m.person_id = $3
             left join charter_role s on s.person_id = $3
             where l.token_hash = $1 and l.expires_at > $2",
        )
        .bind(secrets::hash(token))
        .bind(At(now))
        .bind(visitor.map(|person| person.0))
        .optional()
        .await?;
    Ok(row.map(|row| {
        let (assessment, organisation) = (AssessmentId(row.id), OrganisationId(row.organisation_id));
        let author = match row.capacity.0 {
            Capacity::Leader => Author::Leader(assessment),
            Capacity::Deputy => Author::Deputy(assessment),
        };
        let (charter_role, role) = (row.roles.charter_role.map(|role| role.0), row.roles.role.map(|role| role.0));
        Found {
            relation: Relation::from_database(author, charter_role, role, Some(organisation)),
            place: AtAssessment { organisation, assessment, step: row.step.0, shared: None },
            organisation: row.roles.name,
        }
    }))
}

/// The owner with this link, while it is valid and they have not left.
pub async fn at_owner_link(tx: &mut Tx, token: &str, now: Timestamp) -> Result<Option<Found<AtOwner>>, Error> {
    let row: Option<(Uuid, Uuid, String)> = tx
        .query(
            "select w.id, o.id, o.name from owner_link l join owner w on w.id = l.owner_id and w.left_at is null
             join organisation o on o.id = w.organisation_id where l.token_hash = $1 and l.expires_at > $2",
        )
        .bind(secrets::hash(token))
        .bind(At(now))
        .optional()
        .await?;
    Ok(row.map(|(owner, organisation, name)| {
        let owner = OwnerId(owner);
        let place = AtOwner { organisation: OrganisationId(organisation), owner };
        Found { relation: by_link(Author::Owner(owner), organisation), place, organisation: name }
    }))
}

/// A current owner, without a link.
pub(super) async fn at_owner(tx: &mut Tx, owner: OwnerId) -> Result<Option<Found<AtOwner>>, Error> {
    let row: Option<(Uuid, String)> = tx
        .query(
            "select o.id, o.name from owner w join organisation o on o.id = w.organisation_id
             where w.id = $1 and w.left_at is null",
        )
        .bind(owner.0)
        .optional()
        .await?;
    Ok(row.map(|(organisation, name)| {
        let place = AtOwner { organisation: OrganisationId(organisation), owner };
        Found { relation: by_link(Author::Owner(owner), organisation), place, organisation: name }
    }))
}

#[derive(sqlx::FromRow)]
struct UpdateRequestRow {
    organisation_id: Uuid,
    name: String,
    action_id: Uuid,
    plan_id: Uuid,
    owner_id: Uuid,
    is_owner: bool,
    #[sqlx(flatten)]
    state: StateColumns,
}

/// SQL that finds an update request for one of its recipients.
macro_rules! select_update_request {
    ($($rest:literal)*) => { concat!(
        "select k.organisation_id, o.name, k.action_id, p.id as plan_id, w.id as owner_id, k.owner_id = w.id as is_owner,
             k.replied_at is not null as is_answered, k.end_reason, x.ended is not null as has_left_plan
         from owner w
         join update_request k on k.organisation_id = w.organisation_id and ", is_recipient!("w"), "
         join organisation o on o.id = k.organisation_id
         join plan_action x on x.action_id = k.action_id join plan p on p.id = x.plan_id ",
        $($rest,)*
        " order by p.starts_on desc, p.created_at desc limit 1"
    ) };
}

/// One update request, by a valid link of the owner or, if collaborators are asked too, of one of them.
pub async fn at_update_request(
    tx: &mut Tx,
    token: &str,
    update_request: UpdateRequestId,
    now: Timestamp,
) -> Result<Option<Found<AtUpdateRequest>>, Error> {
    let row = tx
        .query(select_update_request!(
            "join owner_link l on l.owner_id = w.id
             where w.left_at is null and l.token_hash = $1 and l.expires_at > $2 and k.id = $3"
        ))
        .bind(secrets::hash(token))
        .bind(At(now))
        .bind(update_request.0)
        .optional()
        .await?;
    Ok(found_update_request(row, update_request))
}

/// One update request, for its owner or a collaborator, without a link.
pub(super) async fn at_update_request_of(
    tx: &mut Tx,
    owner: OwnerId,
    update_request: UpdateRequestId,
) -> Result<Option<Found<AtUpdateRequest>>, Error> {
    let row = tx
        .query(select_update_request!("where w.left_at is null and w.id = $1 and k.id = $2"))
        .bind(owner.0)
        .bind(update_request.0)
        .optional()
        .await?;
    Ok(found_update_request(row, update_request))
}

fn found_update_request(
    row: Option<UpdateRequestRow>,
    update_request: UpdateRequestId,
) -> Option<Found<AtUpdateRequest>> {
    row.map(|row| {
        let owner = OwnerId(row.owner_id);
        let author = if row.is_owner { Author::Owner(owner) } else { Author::Collaborator(owner) };
        let place = AtUpdateRequest {
            organisation: OrganisationId(row.organisation_id),
            update_request,
            action: ActionId(row.action_id),
            plan: PlanId(row.plan_id),
            owner,
            state: row.state.read(),
        };
        Found { relation: by_link(author, row.organisation_id), place, organisation: row.name }
    })
}

/// The relation of `person` to a progress review, and whether it is open.
pub async fn at_progress_review(
    tx: &mut Tx,
    person: PersonId,
    review: ProgressReviewId,
) -> Result<Option<Found<AtProgressReview>>, Error> {
    #[derive(sqlx::FromRow)]
    struct Columns {
        organisation_id: Uuid,
        plan_id: Uuid,
        is_open: bool,
        #[sqlx(flatten)]
        roles: RoleColumns,
    }
    let sql = select_place!(
        ", r.plan_id, r.closed_at is null as is_open"
        from "progress_review r join organisation o on o.id = r.organisation_id"
        where "r.id = $1"
    );
    let row: Option<Columns> = find(tx, sql, review.0, person).await?;
    Ok(row.map(|row| {
        let (organisation, plan) = (OrganisationId(row.organisation_id), PlanId(row.plan_id));
        row.roles.found(person, AtProgressReview { organisation, review, plan, is_open: row.is_open })
    }))
}
