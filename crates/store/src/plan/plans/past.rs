//! A plan as it was at an earlier moment.

use super::rows::PlacedActionRow;
use crate::{
    core::{
        db::{Error, Tx},
        values::{At, Day, Number},
    },
    plan::actions::columns,
};
use model::{
    ActionId, Timestamp,
    core::permit::{Permit, ReadPlan},
    plan::{Placed, Plan},
};
use std::sync::LazyLock;

/// A plan as it was at an earlier moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastPlan {
    /// The plan, with its actions as they were. Its own dates are the current ones.
    pub plan: Plan,
    /// The actions whose text at that moment is not known, since they were changed before every version was kept. They have
    /// the earliest text that is known.
    pub uncertain: Vec<ActionId>,
}

/// The plan as it was just before that moment. Two queries.
pub async fn before(tx: &mut Tx, may: &Permit<ReadPlan>, moment: Timestamp) -> Result<Option<PastPlan>, Error> {
    static ACTIONS: LazyLock<String> = LazyLock::new(|| {
        let details = columns::names_of("v");
        format!(
            "select c.id, {details}, c.open_since, v.revision, c.created_at,
                 case when s.origin = 'continued' then
                     (select min(q.starts_on) from plan_action y join plan q on q.id = y.plan_id where y.action_id = c.id)
                 else p.starts_on end as first_planned,
                 s.plan_id, s.origin, s.follows, s.ended, s.ended_reason, s.merged_into,
                 g.colour, g.explanation, g.learning, g.recorded_at, coalesce(h.name, o.name) as who, v.since < $2 as is_certain
             from plan p join plan_action_version s on s.plan_id = p.id join action c on c.id = s.action_id
             join action_version v on v.action_id = c.id and v.revision = coalesce(
                 (select max(w.revision) from action_version w where w.action_id = c.id and w.since < $2),
                 (select min(w.revision) from action_version w where w.action_id = c.id))
             left join progress_update g on g.id = (
                 select r.id from progress_update r left join update_approval a on a.progress_update_id = r.id
                 where r.action_id = c.id and r.recorded_at < $2
                     and (a.progress_update_id is null or (a.decision = 'approved' and a.decided_at < $2))
                 order by r.recorded_at desc, r.id desc limit 1)
             left join person h on h.id = g.person_id left join owner o on o.id = g.owner_id
             where p.id = $1 and s.revision = (
                 select max(t.revision) from plan_action_version t
                 where t.plan_id = s.plan_id and t.action_id = s.action_id and t.since < $2)
               and (s.ended is null or s.ended <> 'gone')
             order by s.position, c.id"
        )
    });
    #[derive(sqlx::FromRow)]
    struct PastRow {
        #[sqlx(flatten)]
        row: PlacedActionRow,
        is_certain: bool,
    }
    let at = may.place();
    let head: Option<(Number<u16>, Day, Day)> = tx
        .query("select months, starts_on, ends_on from plan where id = $1 and organisation_id = $2")
        .bind(at.plan.0)
        .bind(at.organisation.0)
        .optional()
        .await?;
    let Some((Number(months), Day(starts), Day(ends))) = head else { return Ok(None) };
    let rows: Vec<PastRow> = tx.query(&ACTIONS).bind(at.plan.0).bind(At(moment)).all().await?;
    let uncertain = rows.iter().filter(|past| !past.is_certain).map(|past| past.row.action()).collect();
    let placed = |past: PastRow| Ok(Placed::try_from(past.row)?.for_audience(may.audience()));
    let actions = rows.into_iter().map(placed).collect::<Result<Vec<_>, Error>>()?;
    let plan = Plan { id: at.plan, organisation: at.organisation, months, starts, ends, actions };
    Ok(Some(PastPlan { plan, uncertain }))
}
