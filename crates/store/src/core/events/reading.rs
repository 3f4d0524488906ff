//! Reads the activity log.

use crate::core::{
    db::{Error, Tx},
    ids,
    values::At,
};
use model::{
    ActionId, AssessmentId, Date, OrganisationId, PersonId, ThemeKey, Timestamp,
    accounts::name::{distinction, without_address},
    core::{
        dates,
        permit::{Audience, Permit, ReadActionHistory, ReadActivity, ReadInternal},
    },
    plan::action::ActionDetails,
    work::event::{EventCategory, EventKind},
};
use sqlx::types::Json;
use uuid::Uuid;

/// An event of the activity log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its identity, which is where the next page of the log starts.
    pub id: Uuid,
    /// Who did it: a name as it was then, "Director of Estates (action owner)", "The leader of the institution" or "The operator".
    pub who: String,
    /// What happened.
    pub what: EventKind,
    /// When it happened.
    pub at: Timestamp,
    /// The action that it is about, where it is about one.
    pub action: Option<ActionId>,
    /// The self-assessment that it is about.
    pub assessment: Option<AssessmentId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: Option<String>,
    identity_id: Option<Uuid>,
    author: String,
    what: Json<EventKind>,
    happened_at: At,
    action_id: Option<Uuid>,
    assessment_id: Option<Uuid>,
}

impl From<Row> for Event {
    fn from(row: Row) -> Self {
        let name = row.name.map(|name| without_address(&name, row.identity_id.map(PersonId)));
        let who = match (row.author.as_str(), name) {
            ("owner", Some(name)) => format!("{name} (action owner)"),
            ("helper", Some(name)) => format!("{name} (collaborator)"),
            (_, Some(name)) => name,
            ("owner" | "helper", None) => "A former action owner".to_owned(),
            ("leader", None) => "The leader of the institution".to_owned(),
            ("deputy", None) => "The leader’s deputy".to_owned(),
            _ => "The operator".to_owned(),
        };
        Self {
            id: row.id,
            who,
            what: row.what.0,
            at: row.happened_at.0,
            action: row.action_id.map(ActionId),
            assessment: row.assessment_id.map(AssessmentId),
        }
    }
}

impl Event {
    /// The event as that audience reads it.
    fn for_audience(self, audience: Audience) -> Self {
        Self { what: self.what.for_audience(audience), ..self }
    }
}

/// How many events a page of the activity log has.
pub const PAGE: usize = 50;

/// A filter of the activity log; a field that is not set matches all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Events of this kind.
    pub kind: Option<EventCategory>,
    /// Events by this person.
    pub person: Option<PersonId>,
    /// Events about this action.
    pub action: Option<ActionId>,
    /// Events about actions under this theme.
    pub theme: Option<ThemeKey>,
    /// Events from this day on.
    pub from: Option<Date>,
    /// Events until the end of this day.
    pub until: Option<Date>,
}

/// A page of an organisation's activity log, newest first, from the event before `before` on. It has one event more than
/// [`PAGE`] if there is a next page. Readers other than members get the events of the register and of sign-off alone.
pub async fn of_organisation(
    tx: &mut Tx,
    may: &Permit<ReadActivity>,
    filter: &EventFilter,
    before: Option<Uuid>,
) -> Result<Vec<Event>, Error> {
    // Identities are in order of time, so that days limit their range, and one index serves the query.
    let first = filter.from.map_or(Uuid::nil(), |day| ids::first_at(dates::start_of(day)));
    let end = filter.until.map_or(Uuid::max(), |day| ids::first_at(dates::end_of(day)));
    // Members read all kinds.
    let kinds = (may.audience() != Audience::Members).then(|| {
        let read = EventCategory::ALL.into_iter().filter(|kind| kind.is_read_by(may.audience()));
        read.fold(",".to_owned(), |kinds, kind| kinds + kind.as_str() + ",")
    });
    let rows: Vec<Row> = tx
        .query(
            "select e.id, e.name, e.identity_id, e.author, e.what, e.happened_at, e.action_id, e.assessment_id from event e
             left join action c on c.id = e.action_id
             where e.organisation_id = $1 and e.id < $2 and e.id >= $3 and ($4 is null or e.kind = $4)
               and ($5 is null or e.person_id = $5) and ($6 is null or e.action_id = $6)
               and ($7 is null or cast(c.themes as text) like $7) and ($8 is null or $8 like '%,' || e.kind || ',%')
             order by e.id desc limit 51",
        )
        .bind(may.place().organisation.0)
        .bind(before.map_or(end, |before| before.min(end)))
        .bind(first)
        .bind(filter.kind.map(EventCategory::as_str))
        .bind(filter.person.map(|person| person.0))
        .bind(filter.action.map(|action| action.0))
        .bind(filter.theme.as_ref().map(|theme| format!("%\"{theme}\"%")))
        .bind(kinds)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| Event::from(row).for_audience(may.audience())).collect())
}

/// Everyone who did something in an organisation, by name; people of one name with what tells them apart.
pub async fn people(tx: &mut Tx, may: &Permit<ReadInternal>) -> Result<Vec<(PersonId, String)>, Error> {
    let rows: Vec<(Uuid, String)> = tx
        .query(
            "select p.id, p.name from person p
             where p.id in (select e.person_id from event e where e.organisation_id = $1 and e.person_id is not null)
             order by lower(p.name), p.id",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let is_shared = |called: &str| rows.iter().filter(|(_, name)| name.eq_ignore_ascii_case(called)).count() > 1;
    let person = |(id, name): &(Uuid, String)| {
        let person = PersonId(*id);
        (person, if is_shared(name) { format!("{name} {}", distinction(person)) } else { name.clone() })
    };
    Ok(rows.iter().map(person).collect())
}

/// The actions of an organisation with their texts, newest first: the last five hundred.
pub async fn actions(tx: &mut Tx, may: &Permit<ReadInternal>) -> Result<Vec<(ActionId, String)>, Error> {
    let rows: Vec<(Uuid, String)> = tx
        .query("select id, text from action where organisation_id = $1 order by id desc limit 500")
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let title = |text| ActionDetails { text, ..ActionDetails::default() }.title();
    Ok(rows.into_iter().map(|(id, text)| (ActionId(id), title(text))).collect())
}

/// The activity of an action, newest first: the last five hundred events.
pub async fn of_action(tx: &mut Tx, may: &Permit<ReadActionHistory>) -> Result<Vec<Event>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select e.id, e.name, e.identity_id, e.author, e.what, e.happened_at, e.action_id, e.assessment_id from event e
             where e.action_id = $1 and e.organisation_id = $2
             order by e.id desc limit 500",
        )
        .bind(may.place().action.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| Event::from(row).for_audience(may.audience())).collect())
}

/// The public events of an organisation, newest first: the last twenty.
pub async fn public(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Event>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select e.id, cast(null as text) as name, cast(null as uuid) as identity_id, e.author, e.what, e.happened_at, e.action_id, e.assessment_id from event e
             where e.organisation_id = $1 and e.public
             order by e.happened_at desc limit 20",
        )
        .bind(organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(Event::from).collect())
}
