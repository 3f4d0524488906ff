//! Peer review rounds: created, edited and cancelled by the secretariat.

mod columns;
mod gathering;

pub(crate) use gathering::gathered;
pub(in crate::peer_review) use gathering::on_panels;
pub use gathering::{NotAccepted, RoundSubmission, accept_late, submissions, take_out};

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    relation::lacks_agreement,
    values::{At, Day},
    write_permit::WritePermit,
};
use columns::{RoundRow, none_is_open, select_rounds};
use model::{
    RoundId, Timestamp,
    core::{
        permit::{
            AtCharter, AtRound, CancelRound, CreateRound, EditRound, KeepReviewing, Permission, Permit, ReadRegister,
            ReadRounds, RunProgram,
        },
        short::Line,
    },
    peer_review::{
        event::RoundEvent,
        round::draft::RoundDraft,
        round::{ReviewRound, RoundStep},
    },
    work::event::EventKind,
};
/// Why a round was not saved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoundNotSaved {
    /// Another round of that name gathers submissions in common with it.
    #[error("“{0}” already gathers submissions of some of these days. Change the first or the last day of submission")]
    Overlaps(Line),
    /// Another round has the same name.
    #[error("There is another round with this name. Enter another name")]
    NameTaken,
    /// Someone else changed it.
    #[error("Someone else changed this round while you edited it")]
    Changed,
}

pub(super) async fn all(tx: &mut Tx) -> Result<Vec<ReviewRound>, Error> {
    let rows: Vec<RoundRow> = tx.query(select_rounds!("order by due_on desc, id desc")).all().await?;
    rounds(tx, rows).await
}

async fn rounds(tx: &mut Tx, rows: Vec<RoundRow>) -> Result<Vec<ReviewRound>, Error> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push(row.round(tx).await?);
    }
    Ok(all)
}

/// All rounds, the latest first, also those that were cancelled.
pub async fn list(tx: &mut Tx, _: &Permit<ReadRounds>) -> Result<Vec<ReviewRound>, Error> {
    all(tx).await
}

/// All rounds, the latest first, for the list of what the secretariat has to do.
pub async fn of_register(tx: &mut Tx, _: &Permit<ReadRegister>) -> Result<Vec<ReviewRound>, Error> {
    all(tx).await
}

/// The rounds whose dates are in the calendar of the person with that email address: those that are not cancelled, for people with a role in the
/// charter.
pub async fn of_reader(tx: &mut Tx, _: &Permit<RunProgram>, email: &str) -> Result<Vec<ReviewRound>, Error> {
    let rows: Vec<RoundRow> = tx
        .query(select_rounds!(
            "where cancelled_at is null and exists (
                 select 1 from person p join charter_role s on s.person_id = p.id where p.email = $1) order by due_on, id"
        ))
        .bind(email)
        .all()
        .await?;
    rounds(tx, rows).await
}

/// All rounds, the latest first, for a reviewer, who is asked what they can take in each.
pub async fn for_reviewers(tx: &mut Tx, _: &Permit<KeepReviewing>) -> Result<Vec<ReviewRound>, Error> {
    all(tx).await
}

/// One round.
pub async fn read<P: Permission<Place = AtRound>>(tx: &mut Tx, may: &Permit<P>) -> Result<ReviewRound, Error> {
    by_id(tx, may.place().round).await
}

/// The round with that id.
pub(super) async fn by_id(tx: &mut Tx, round: RoundId) -> Result<ReviewRound, Error> {
    let row: RoundRow = tx.query(select_rounds!("where id = $1")).bind(round.0).one().await?;
    row.round(tx).await
}

/// Checks that a round can have this name and these dates beside the others. `own` is the round itself, if it exists.
async fn check(tx: &mut Tx, draft: &RoundDraft, own: Option<RoundId>) -> Result<Result<(), RoundNotSaved>, Error> {
    let others = all(tx).await?.into_iter().filter(|round| round.cancelled.is_none() && Some(round.id) != own);
    for other in others {
        if other.dates.overlaps(&draft.dates) {
            return Ok(Err(RoundNotSaved::Overlaps(other.name)));
        }
        if other.name.as_str().to_lowercase() == draft.name.as_str().to_lowercase() {
            return Ok(Err(RoundNotSaved::NameTaken));
        }
    }
    Ok(Ok(()))
}

/// Creates a round.
pub async fn create(
    tx: &mut Tx,
    may: &WritePermit<CreateRound>,
    draft: &RoundDraft,
    now: Timestamp,
) -> Result<Result<RoundId, RoundNotSaved>, Error> {
    let AtCharter = may.place();
    if let Err(refused) = check(tx, draft, None).await? {
        return Ok(Err(refused));
    }
    let id = RoundId(ids::new(now));
    let dates = &draft.dates;
    let insert = tx
        .query(
            "insert into round (id, name, first_on, due_on, recruit_on, train_on, allocate_on, read_on, agree_on, moderate_on,
                 send_on, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(id.0)
        .bind(draft.name.as_str())
        .bind(Day(dates.first()))
        .bind(Day(dates.due()));
    dates.steps().into_iter().fold(insert, |insert, on| insert.bind(Day(on))).bind(At(now)).run().await?;
    record(tx, may, RoundEvent::RoundCreated { round: draft.name.to_string() }, now).await?;
    Ok(Ok(id))
}

/// Edits the name and the dates of a round. `revision` is that of the round that the form showed.
pub async fn edit(
    tx: &mut Tx,
    may: &WritePermit<EditRound>,
    revision: i64,
    draft: &RoundDraft,
    now: Timestamp,
) -> Result<Result<(), RoundNotSaved>, Error> {
    let before = read(tx, may).await?;
    if before.revision != revision {
        return Ok(Err(RoundNotSaved::Changed));
    }
    if let Err(refused) = check(tx, draft, Some(before.id)).await? {
        return Ok(Err(refused));
    }
    let fields = changed(&before, draft);
    if fields.is_empty() {
        return Ok(Ok(()));
    }
    let dates = &draft.dates;
    let update = tx
        .query(
            "update round set name = $3, first_on = $4, due_on = $5, recruit_on = $6, train_on = $7, allocate_on = $8,
                 read_on = $9, agree_on = $10, moderate_on = $11, send_on = $12, revision = revision + 1
             where id = $1 and revision = $2",
        )
        .bind(before.id.0)
        .bind(revision)
        .bind(draft.name.as_str())
        .bind(Day(dates.first()))
        .bind(Day(dates.due()));
    dates.steps().into_iter().fold(update, |update, on| update.bind(Day(on))).run().await?;
    record(tx, may, RoundEvent::RoundChanged { round: before.name.to_string(), fields }, now).await?;
    Ok(Ok(()))
}

/// The labels of what an edit changes, within a sentence.
fn changed(before: &ReviewRound, draft: &RoundDraft) -> Vec<String> {
    let (was, is) = (&before.dates, &draft.dates);
    let submission = [
        (before.name != draft.name, "name"),
        (was.first() != is.first(), "first day of submission"),
        (was.due() != is.due(), "last day of submission"),
    ];
    let label = |step: RoundStep| format!("date to {}", step.name().to_lowercase());
    let steps = RoundStep::ALL.into_iter().filter(|step| was.of(*step) != is.of(*step)).map(label);
    submission
        .into_iter()
        .filter(|(is_changed, _)| *is_changed)
        .map(|(_, label)| label.to_owned())
        .chain(steps)
        .collect()
}

/// Whether feedback of the round has been sent, so that it cannot be cancelled.
pub async fn has_sent(tx: &mut Tx, may: &Permit<CancelRound>) -> Result<bool, Error> {
    let (has_sent,): (bool,) = tx
        .query("select exists (select 1 from feedback where round_id = $1 and sent_at is not null)")
        .bind(may.place().round.0)
        .one()
        .await?;
    Ok(has_sent)
}

/// Cancels a round, unless it [has sent](has_sent) feedback. Its submissions are free for another round. Returns whether it is cancelled.
pub async fn cancel(tx: &mut Tx, may: &WritePermit<CancelRound>, reason: &Line, now: Timestamp) -> Result<bool, Error> {
    if has_sent(tx, may).await? {
        return Ok(false);
    }
    let before = read(tx, may).await?;
    tx.query("update round set cancelled_at = $2, cancelled_reason = $3, revision = revision + 1 where id = $1")
        .bind(before.id.0)
        .bind(At(now))
        .bind(reason.as_str())
        .run()
        .await?;
    let what = RoundEvent::RoundCancelled { round: before.name.to_string(), reason: reason.to_string() };
    record(tx, may, what, now).await?;
    Ok(true)
}

pub(super) async fn record<P: Permission>(
    tx: &mut Tx,
    may: &WritePermit<P>,
    what: impl Into<EventKind>,
    now: Timestamp,
) -> Result<(), Error> {
    events::record(tx, may.author(), Subject::default(), &what.into(), now).await
}
