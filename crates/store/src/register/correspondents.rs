//! The people who are notified about an organisation: its leads, the secretariat, and deputies whose links end.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{
    Timestamp,
    core::permit::{InOrganisation, Permission, Permit},
};

/// A person who is emailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondent {
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: String,
}

/// The people who are emailed about an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correspondents {
    /// Its institutional leads.
    pub leads: Vec<Correspondent>,
    /// The members of the secretariat.
    pub secretariat: Vec<Correspondent>,
}

/// The people who are emailed about the organisation of the place, in the order of their addresses. Any permit there is enough.
pub async fn of<P>(tx: &mut Tx, may: &Permit<P>) -> Result<Correspondents, Error>
where
    P: Permission,
    P::Place: InOrganisation,
{
    let rows: Vec<(String, String, String)> = tx
        .query(
            "select 'lead', p.name, p.email from member m join person p on p.id = m.person_id
             where m.organisation_id = $1 and m.role = 'lead'
             union all select 'secretariat', p.name, p.email from charter_role s join person p on p.id = s.person_id
                 where s.role = 'secretariat'
             order by 3",
        )
        .bind(may.place().in_organisation().0)
        .all()
        .await?;
    let mut all = Correspondents::default();
    for (kind, name, email) in rows {
        let list = if kind == "lead" { &mut all.leads } else { &mut all.secretariat };
        list.push(Correspondent { name, email });
    }
    Ok(all)
}

/// The deputies of the leader who can still sign for the organisation by a link. What ends their links notifies them, so this has to be
/// called before. Any permit there is enough.
pub async fn deputies<P>(tx: &mut Tx, may: &Permit<P>, now: Timestamp) -> Result<Vec<Correspondent>, Error>
where
    P: Permission,
    P::Place: InOrganisation,
{
    let rows: Vec<(String, String)> = tx
        .query(
            "select l.name, l.email from leader_link l
             join assessment a on a.id = l.assessment_id and a.locked_version_hash = l.locked_version_hash
             where a.organisation_id = $1 and a.step = 'lead-signed' and l.capacity = 'deputy' and l.used_at is null
                 and l.ended_at is null and l.expires_at > $2 and l.email <> ''
             order by l.created_at",
        )
        .bind(may.place().in_organisation().0)
        .bind(At(now))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(name, email)| Correspondent { name, email }).collect())
}
