//! Names that belong to nobody and may be that of a person who deleted their account: a lead decides about each. They are in
//! events from before names had ids, and in the owner column of plans. Texts are left to those who edit them.

use super::forgetting::replace_event;
use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    values::{At, Number},
    wiping,
    write_permit::WritePermit,
};
use model::{
    ActionId, NameCheckId, OrganisationId, PersonId, Timestamp,
    accounts::name::look_alike,
    core::{
        dates::{day, long_date},
        permit::{CheckNames, Permit},
    },
    plan::action::ActionDetails,
    work::{
        erasure::{ErasedPerson, FORMER_OWNER, NameDecision},
        event::{EventKind, person::PersonEvent},
    },
};
use serde_json::{Map, Value};
use sqlx::types::Json;
use uuid::Uuid;

/// The most names that one deletion lists, so that a person who took the name of a common post for a moment does not fill the page.
const MAX_FOUND: usize = 200;

/// A name that may be that of a person who deleted their account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameCheck {
    /// The id.
    pub id: NameCheckId,
    /// The name, as it is there.
    pub name: String,
    /// What would replace it: the former role of the person.
    pub former: String,
    /// Where it is.
    pub place: NameCheckPlace,
    /// When the account was deleted.
    pub found: Timestamp,
}

/// Where such a name is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameCheckPlace {
    /// In an event: what happened, when, and who did it, if a name is known.
    Event(Box<EventKind>, Timestamp, Option<String>),
    /// In the owner column of an action, with its title.
    Action(ActionId, String),
}

impl NameCheckPlace {
    /// The place within a sentence of the activity log.
    fn words(&self) -> String {
        match self {
            Self::Event(_, at, _) => format!("an entry of {}", long_date(day(*at))),
            Self::Action(_, title) => format!("the owner of “{title}”"),
        }
    }
}

/// Lists the places of an organisation in which a name of the person belongs to nobody.
pub(super) async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    erased: &ErasedPerson,
    now: Timestamp,
) -> Result<(), Error> {
    /// An event: its id, what happened, the person, the name of the author, and whether that is nobody's.
    type EventRow = (Uuid, Json<EventKind>, Option<Uuid>, Option<String>, bool);
    let mut found: Vec<(Option<Uuid>, Option<Uuid>, String)> = Vec::new();
    let is_theirs = |called: &str| erased.names.iter().any(|name| look_alike(name, called));
    let events: Vec<EventRow> = tx
        .query(
            "select e.id, e.what, e.person_id, e.name, e.identity_id is null from event e where e.organisation_id = $1
                 and not exists (select 1 from name_check k where k.event_id = e.id and k.outcome is null)
             order by e.id",
        )
        .bind(organisation.0)
        .all()
        .await?;
    for (id, Json(what), person, author, is_nobodys) in events {
        // What the author of an older event is called in it is known.
        let what = what.without(erased, person.map(PersonId));
        let unknown = what.people().into_iter().filter(|named| named.person.is_none()).map(|named| named.name);
        let author = author.filter(|_| is_nobodys);
        let name = unknown.chain(author).find(|called| is_theirs(called));
        found.extend(name.map(|name| (Some(id), None, name)));
    }
    let actions: Vec<(Uuid, String)> = tx
        .query(
            "select c.id, c.owner from action c where c.organisation_id = $1 and c.owner <> ''
                 and not exists (select 1 from name_check k where k.action_id = c.id and k.outcome is null)
             order by c.id",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let actions = actions.into_iter().filter(|(_, owner)| is_theirs(owner));
    found.extend(actions.map(|(id, owner)| (None, Some(id), owner)));
    for (event, action, name) in found.into_iter().take(MAX_FOUND) {
        tx.query(
            "insert into name_check (id, organisation_id, event_id, action_id, name, former, found_at)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(ids::new(now))
        .bind(organisation.0)
        .bind(event)
        .bind(action)
        .bind(name)
        .bind(erased.former)
        .bind(At(now))
        .run()
        .await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    former: String,
    found_at: At,
    event_id: Option<Uuid>,
    what: Option<Json<EventKind>>,
    happened_at: Option<At>,
    author: Option<String>,
    action_id: Option<Uuid>,
    text: Option<String>,
}

impl Row {
    fn read(self) -> Option<NameCheck> {
        let place = match (self.what, self.happened_at, self.action_id, self.text) {
            (Some(Json(what)), Some(At(at)), ..) => NameCheckPlace::Event(Box::new(what), at, self.author),
            (_, _, Some(action), Some(text)) => {
                let title = ActionDetails { text, ..ActionDetails::default() }.title();
                NameCheckPlace::Action(ActionId(action), title)
            }
            _ => return None,
        };
        let Self { id, name, former, found_at: At(found), .. } = self;
        Some(NameCheck { id: NameCheckId(id), name, former, place, found })
    }
}

/// The names that wait for a decision, oldest first: at most two hundred.
pub async fn waiting(tx: &mut Tx, may: &Permit<CheckNames>) -> Result<Vec<NameCheck>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select k.id, k.name, k.former, k.found_at, k.event_id, e.what, e.happened_at, e.name as author, k.action_id, c.text
             from name_check k left join event e on e.id = k.event_id left join action c on c.id = k.action_id
             where k.organisation_id = $1 and k.outcome is null order by k.id limit 200",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().filter_map(Row::read).collect())
}

/// How many names wait for a decision.
pub async fn count_waiting(tx: &mut Tx, may: &Permit<CheckNames>) -> Result<usize, Error> {
    let (Number(number),): (Number<usize>,) = tx
        .query("select cast(count(*) as bigint) from name_check where organisation_id = $1 and outcome is null")
        .bind(may.place().organisation.0)
        .one()
        .await?;
    Ok(number)
}

/// Decides about a name: it is removed, or it is another person's and stays. False, and nothing is changed, if it does not wait for
/// a decision.
pub async fn decide(
    tx: &mut Tx,
    may: &WritePermit<CheckNames>,
    id: NameCheckId,
    decision: NameDecision,
    now: Timestamp,
) -> Result<bool, Error> {
    let organisation = may.place().organisation;
    let row: Option<Row> = tx
        .query(
            "select k.id, k.name, k.former, k.found_at, k.event_id, e.what, e.happened_at, e.name as author, k.action_id, c.text
             from name_check k left join event e on e.id = k.event_id left join action c on c.id = k.action_id
             where k.id = $1 and k.organisation_id = $2 and k.outcome is null",
        )
        .bind(id.0)
        .bind(organisation.0)
        .optional()
        .await?;
    let Some((event, check)) = row.and_then(|row| Some((row.event_id, row.read()?))) else { return Ok(false) };
    tx.query("update name_check set name = null, outcome = $2, decided_by = $3, decided_at = $4 where id = $1")
        .bind(id.0)
        .bind(decision.as_str())
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .run()
        .await?;
    if decision == NameDecision::Removed {
        match (&check.place, event) {
            (NameCheckPlace::Event(what, ..), Some(event)) => in_event(tx, event, what, &check, now).await?,
            (NameCheckPlace::Action(action, _), _) => in_owner_column(tx, organisation, *action, &check.name).await?,
            (NameCheckPlace::Event(..), None) => {}
        }
        wiping::request(tx).await?;
    }
    let what = EventKind::Person(PersonEvent::NameChecked { place: check.place.words(), outcome: decision });
    events::record(tx, may.author(), Subject::organisation(organisation), &what, now).await?;
    Ok(true)
}

async fn in_event(tx: &mut Tx, event: Uuid, what: &EventKind, check: &NameCheck, now: Timestamp) -> Result<(), Error> {
    let without = what.without_unknown(&check.name, what.former_role(&check.former));
    let (author, is_nobodys): (Option<String>, bool) =
        tx.query("select name, identity_id is null from event where id = $1").bind(event).one().await?;
    let called = match &author {
        Some(author) if is_nobodys && *author == check.name => Some(FORMER_OWNER),
        author => author.as_deref(),
    };
    if without != *what || called != author.as_deref() {
        replace_event(tx, event, &without, called, now).await?;
    }
    Ok(())
}

async fn in_owner_column(tx: &mut Tx, organisation: OrganisationId, action: ActionId, name: &str) -> Result<(), Error> {
    for owners in [
        "update action set owner = $3 where id = $1 and owner = $2",
        "update action_version set owner = $3 where action_id = $1 and owner = $2",
    ] {
        tx.query(owners).bind(action.0).bind(name).bind(FORMER_OWNER).run().await?;
    }
    // Published changes of a plan are not signed.
    let published: Vec<(Uuid, Json<Value>)> = tx
        .query("select id, changes from published_change where organisation_id = $1 and cast(changes as text) like $2")
        .bind(organisation.0)
        .bind(format!("%{action}%"))
        .all()
        .await?;
    for (id, Json(mut changes)) in published {
        let of_action = changes.as_array_mut().into_iter().flatten();
        let of_action = of_action.filter(|change| change["action"] == action.to_string());
        let details = of_action.flat_map(|change| change.as_object_mut().into_iter().flat_map(Map::values_mut));
        let owners = details.filter_map(|details| details.get_mut("owner")).filter(|owner| **owner == *name);
        owners.for_each(|owner| *owner = FORMER_OWNER.into());
        tx.query("update published_change set changes = $2 where id = $1").bind(id).bind(Json(changes)).run().await?;
    }
    Ok(())
}
