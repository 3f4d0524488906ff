//! The people who are emailed about panels.

use crate::core::{
    db::{Error, Tx},
    write_permit::WritePermit,
};
use model::{
    PanelId,
    core::permit::{Allocate, CancelRound},
};
use uuid::Uuid;

/// A person who is emailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelPerson {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

fn people(rows: Vec<(String, String)>) -> Vec<PanelPerson> {
    rows.into_iter().map(|(name, email)| PanelPerson { name, email }).collect()
}

/// The current members of a panel of the round.
pub async fn of_panel(tx: &mut Tx, may: &WritePermit<Allocate>, panel: PanelId) -> Result<Vec<PanelPerson>, Error> {
    let rows = tx
        .query(
            "select p.name, p.email from panel l join panel_member m on m.panel_id = l.id and m.until is null
                 join person p on p.id = m.person_id
             where l.id = $1 and l.round_id = $2 order by p.id",
        )
        .bind(panel.0)
        .bind(may.place().round.0)
        .all()
        .await?;
    Ok(people(rows))
}

/// Everyone who has a part in a round that is cancelled, each once: the members of its panels, or, before it is allocated, the reviewers who offered to
/// take submissions.
pub async fn of_cancelled(tx: &mut Tx, may: &WritePermit<CancelRound>) -> Result<Vec<PanelPerson>, Error> {
    let round: Uuid = may.place().round.0;
    let rows = tx
        .query(
            "select p.name, p.email from person p
             where exists (select 1 from panel_member m join panel l on l.id = m.panel_id
                     where m.person_id = p.id and m.until is null and l.round_id = $1)
                 or (not exists (select 1 from panel l where l.round_id = $1 and l.kind = 'reviewers')
                     and exists (select 1 from availability v join reviewer r on r.person_id = v.person_id and r.ended_at is null
                         where v.person_id = p.id and v.round_id = $1 and v.submissions is not null))
             order by p.id",
        )
        .bind(round)
        .all()
        .await?;
    Ok(people(rows))
}
