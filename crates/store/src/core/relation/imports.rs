//! The relation of a person to the imports of an organisation, and to one import.

use super::{Found, RoleColumns, find, select_place};
use crate::core::db::{Error, Tx};
use model::{
    ImportId, OrganisationId, PersonId,
    core::permit::{AtImport, AtImports, Proposer},
};
use uuid::Uuid;

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

/// The relation of `person` to the imports of an organisation, and whether it has or had members: removing them does not open their draft;
/// none if there is no such organisation.
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
