//! The people who are notified about an organisation: its leads, and the secretariat.

use crate::core::db::{Error, Tx};
use model::core::permit::{InOrganisation, Permission, Permit};

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
