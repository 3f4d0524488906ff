//! Due dates: the facts that [`model::register::calendar`] computes them from, and the dates that the secretariat set. These
//! are only ever added; the newest for a stage is in force.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    values::{At, Day, Text},
    write_permit::WritePermit,
};
use model::{
    Date, OrganisationId, PhaseKey, Timestamp,
    core::{
        dates::day,
        permit::{AtOrganisation, KeepOrganisation, Permission, Permit, ReadRegister},
    },
    register::{
        calendar::{CalendarFacts, Recorded, ReviewProgress, Submitted},
        organisation::{Standing, calendar_facts},
    },
    work::event::EventKind,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A recorded date, with who set it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedDueDate {
    /// The date that was set.
    pub set: Recorded,
    /// Who set it; none for the operator.
    pub who: Option<String>,
    /// When it was set.
    pub at: Timestamp,
}

/// Sets a due date of one organisation: an extension, or a provisional date that this confirms.
pub async fn record(
    tx: &mut Tx,
    may: &WritePermit<KeepOrganisation>,
    set: &Recorded,
    now: Timestamp,
) -> Result<(), Error> {
    let organisation = may.place().organisation;
    tx.query(
        "insert into due_date (id, organisation_id, stage, due_on, feedback_on, reason, person_id, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(ids::new(now))
    .bind(organisation.0)
    .bind(i64::from(set.stage))
    .bind(Day(set.due))
    .bind(set.feedback.map(Day))
    .bind(set.reason.as_str())
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    let what =
        EventKind::DueDateSet { stage: set.stage, due: set.due, feedback: set.feedback, reason: set.reason.clone() };
    // The event is not public, since the reason of an extension concerns the organisation alone.
    events::record(tx, may.author(), Subject::organisation(organisation), &what, now).await
}

/// The dates that were recorded for an organisation, oldest record first.
pub async fn recorded<P>(tx: &mut Tx, may: &Permit<P>) -> Result<Vec<RecordedDueDate>, Error>
where
    P: Permission<Place = AtOrganisation>,
{
    let rows: Vec<RecordedRow> = tx
        .query(
            "select d.stage, d.due_on, d.feedback_on, d.reason, p.name, d.recorded_at
             from due_date d left join person p on p.id = d.person_id
             where d.organisation_id = $1 order by d.recorded_at, d.id",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    rows.into_iter()
        .map(|row| {
            let set = recorded_date(row.stage, row.due_on, row.feedback_on, row.reason)?;
            Ok(RecordedDueDate { set, who: row.name, at: row.recorded_at.0 })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct RecordedRow {
    stage: i64,
    due_on: Day,
    feedback_on: Option<Day>,
    reason: String,
    name: Option<String>,
    recorded_at: At,
}

/// The facts that [`model::register::calendar::standing`] needs about one organisation, in three queries.
pub async fn facts<P>(tx: &mut Tx, may: &Permit<P>) -> Result<Option<CalendarFacts>, Error>
where
    P: Permission<Place = AtOrganisation>,
{
    Ok(load(tx, Some(may.place().organisation), None, true).await?.pop().map(|dated| dated.facts))
}

/// The calendar facts of one organisation with its name and address, for everyone: without the reasons of recorded dates.
pub async fn of(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<OrganisationCalendar>, Error> {
    Ok(load(tx, Some(organisation), None, false).await?.pop())
}

/// An organisation and its calendar facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationCalendar {
    /// Its identity.
    pub organisation: OrganisationId,
    /// Its stable address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether it signed or supports.
    pub standing: Standing,
    /// The facts that its calendar is computed from.
    pub facts: CalendarFacts,
}

/// Every organisation, by name, for everyone: **without the reasons** of recorded dates.
pub async fn public(tx: &mut Tx) -> Result<Vec<OrganisationCalendar>, Error> {
    load(tx, None, None, false).await
}

/// The organisation with that address, for everyone: without the reasons of recorded dates.
pub async fn public_of(tx: &mut Tx, slug: &str) -> Result<Option<OrganisationCalendar>, Error> {
    Ok(load(tx, None, Some(slug), false).await?.pop())
}

/// Every organisation, by name, for those who may see all of the register.
pub async fn all(tx: &mut Tx, _: &Permit<ReadRegister>) -> Result<Vec<OrganisationCalendar>, Error> {
    load(tx, None, None, true).await
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    slug: String,
    name: String,
    standing: Text<Standing>,
    signed_on: Option<Day>,
    phase: Option<String>,
    stage: i64,
}

/// Loads the organisation with an identity or with an address, or all of them, by name, in three queries.
async fn load(
    tx: &mut Tx,
    id: Option<OrganisationId>,
    slug: Option<&str>,
    with_reasons: bool,
) -> Result<Vec<OrganisationCalendar>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select id, slug, name, standing, signed_on, phase, stage from organisation
             where (cast($1 as uuid) is null or id = $1) and (cast($2 as text) is null or slug = $2)
             order by lower(name), id",
        )
        .bind(id.map(|id| id.0))
        .bind(slug)
        .all()
        .await?;
    let of = match rows.as_slice() {
        [] => return Ok(Vec::new()),
        [one] => Some(one.id),
        _ => None,
    };
    let mut submitted = submitted(tx, of, with_reasons).await?;
    let mut recorded = BTreeMap::<Uuid, Vec<Recorded>>::new();
    let set_dates: Vec<(Uuid, i64, Day, Option<Day>, String)> = tx
        .query(
            "select organisation_id, stage, due_on, feedback_on, case when $2 then reason else '' end from due_date
             where cast($1 as uuid) is null or organisation_id = $1 order by recorded_at, id",
        )
        .bind(of)
        .bind(with_reasons)
        .all()
        .await?;
    for (organisation, stage, due, feedback, reason) in set_dates {
        recorded.entry(organisation).or_default().push(recorded_date(stage, due, feedback, reason)?);
    }
    let with_facts = |row: Row| {
        let Text(standing) = row.standing;
        let facts = calendar_facts(
            standing,
            row.phase.as_deref().map(PhaseKey::from),
            row.signed_on.map(|day| day.0),
            stage(row.stage)?,
            submitted.remove(&row.id).unwrap_or_default(),
            recorded.remove(&row.id).unwrap_or_default(),
        );
        Ok(OrganisationCalendar {
            organisation: OrganisationId(row.id),
            slug: row.slug,
            name: row.name,
            standing,
            facts,
        })
    };
    rows.into_iter().map(with_facts).collect()
}

/// An organisation, and a stage that it submitted here or on paper; the last day to send of the round whose panel has it, and when its
/// feedback was sent.
type SubmittedRow = (Uuid, i64, Option<At>, Option<Day>, Option<Day>, Option<At>);

/// The submissions, made here or on paper, by organisation. How far their peer review is is not for everyone.
async fn submitted(tx: &mut Tx, of: Option<Uuid>, with_review: bool) -> Result<BTreeMap<Uuid, Vec<Submitted>>, Error> {
    let rows: Vec<SubmittedRow> = tx
        .query(
            "select a.organisation_id, a.stage, a.submitted_at, a.paper_on,
                 (select max(r.send_on) from panel_submission x join panel p on p.id = x.panel_id join round r on r.id = p.round_id
                  where $2 and x.assessment_id = a.id and x.until is null and r.cancelled_at is null),
                 (select max(f.sent_at) from feedback f where $2 and f.assessment_id = a.id and f.withdrawn_at is null)
             from assessment a
             where a.step = 'submitted' and (cast($1 as uuid) is null or a.organisation_id = $1) order by a.stage",
        )
        .bind(of)
        .bind(with_review)
        .all()
        .await?;
    let mut all = BTreeMap::<Uuid, Vec<Submitted>>::new();
    for (organisation, number, at, on, send_by, sent) in rows {
        let review = match (sent, send_by) {
            (Some(At(at)), _) => ReviewProgress::Sent(day(at)),
            (None, Some(Day(by))) => ReviewProgress::InRound(by),
            (None, None) => ReviewProgress::Awaited,
        };
        // A submission made outside Assay counts from its own date, not from that of its import.
        if let Some(on) = on.map(|day| day.0).or(at.map(|at| day(at.0))) {
            all.entry(organisation).or_default().push(Submitted { stage: stage(number)?, on, review });
        }
    }
    Ok(all)
}

fn recorded_date(number: i64, due: Day, feedback: Option<Day>, reason: String) -> Result<Recorded, Error> {
    let feedback: Option<Date> = feedback.map(|day| day.0);
    Ok(Recorded { stage: stage(number)?, due: due.0, feedback, reason })
}

fn stage(number: i64) -> Result<u8, Error> {
    u8::try_from(number).map_err(|error| Error::Decode(error.into()))
}
