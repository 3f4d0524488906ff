//! Progress: what was said of an action. It is only ever added; the newest is what stands.

use crate::{
    actions::Into,
    db::{Error, Tx},
    fresh,
    history::{self, Subject},
    plans,
    values::At,
};
use model::{
    ActionId, Timestamp,
    action::News,
    event::What,
    permit::{Permit, ReadAction, RecordProgress},
    progress::Progress,
};
use uuid::Uuid;

/// Say how an action stands. Everyone may read it if the action is in a plan that was submitted.
pub async fn record(
    tx: &mut Tx,
    may: &Permit<RecordProgress>,
    progress: &Progress,
    now: Timestamp,
) -> Result<(), Error> {
    let at = may.place();
    let Some(placed) = plans::placed(tx, at.plan, Some(at.action)).await?.pop() else {
        return Err(Error::RowNotFound);
    };
    let (submitted,): (i64,) = tx
        .query(
            "select cast(count(*) as bigint) from plan_action x join assessment a on a.plan_id = x.plan_id
             where x.action_id = $1 and a.step = 'submitted'",
        )
        .bind(at.action.0)
        .one()
        .await?;
    let into = Into { author: may.author(), organisation: at.organisation, plan: at.plan, is_public: submitted > 0 };
    write(tx, into, at.action, &placed.action.promise.title(), progress, now).await
}

/// Write progress and its event, for those in this crate who looked at a permit.
pub(crate) async fn write(
    tx: &mut Tx,
    into: Into,
    action: ActionId,
    title: &str,
    progress: &Progress,
    now: Timestamp,
) -> Result<(), Error> {
    let (id, colour) = (fresh::id(now), progress.rating.colour());
    tx.query(
        "insert into progress (id, action_id, colour, explanation, learning, person_id, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(action.0)
    .bind(colour.as_str())
    .bind(progress.words())
    .bind(progress.learning.as_str())
    .bind(into.author.person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    tx.query("update action set progress_id = $1 where id = $2 and organisation_id = $3")
        .bind(id)
        .bind(action.0)
        .bind(into.organisation.0)
        .run()
        .await?;
    let what = What::ActionRated { promise: title.to_owned(), colour, explanation: progress.words().to_owned() };
    let subject = Subject::organisation(into.organisation).action(action).public(into.is_public);
    history::record(tx, into.author, subject, &what, now).await
}

/// Everything that was said of an action, newest first.
pub async fn of_action(tx: &mut Tx, may: &Permit<ReadAction>) -> Result<Vec<News>, Error> {
    let rows: Vec<(Uuid, String, String, String, At, Option<String>)> = tx
        .query(
            "select g.id, g.colour, g.explanation, g.learning, g.recorded_at, h.name from progress g
             join action c on c.id = g.action_id left join person h on h.id = g.person_id
             where g.action_id = $1 and c.organisation_id = $2 order by g.recorded_at desc, g.id desc",
        )
        .bind(may.place().action.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(_, colour, explanation, learning, at, who)| plans::news(&colour, explanation, learning, at, who))
        .collect())
}
