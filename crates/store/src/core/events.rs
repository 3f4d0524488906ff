//! The activity log: an event for every change, recorded in the transaction of the change.

mod reading;

pub use reading::{Event, EventFilter, PAGE, actions, of_action, of_organisation, people, public};

use crate::core::{
    db::{Error, Tx},
    ids, secrets,
    values::At,
};
use model::{
    ActionId, AssessmentId, OrganisationId, Timestamp, accounts::name::distinction, core::permit::Author,
    work::event::EventKind,
};
use sqlx::types::Json;

/// What an event is about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject {
    /// The organisation whose activity log it belongs to; none if it concerns the charter alone.
    pub organisation: Option<OrganisationId>,
    /// The self-assessment, where there is one.
    pub assessment: Option<AssessmentId>,
    /// The action, where there is one.
    pub action: Option<ActionId>,
    /// Whether everyone may read it.
    pub public: bool,
}

impl Subject {
    /// The subject of an event about an organisation, not public.
    #[must_use]
    pub fn organisation(organisation: OrganisationId) -> Self {
        Self { organisation: Some(organisation), ..Self::default() }
    }
    /// Adds one of its self-assessments.
    #[must_use]
    pub fn assessment(self, assessment: AssessmentId) -> Self {
        Self { assessment: Some(assessment), ..self }
    }
    /// Adds one of its actions.
    #[must_use]
    pub fn action(self, action: ActionId) -> Self {
        Self { action: Some(action), ..self }
    }
    /// Sets whether everyone may read the event.
    #[must_use]
    pub fn public(self, public: bool) -> Self {
        Self { public, ..self }
    }
}

/// Records an event. Every change calls this in its own transaction. Its entry in the event log follows when the transaction is
/// committed (`work::event_log`); the salt that the entry needs is stored with it.
pub async fn record(
    tx: &mut Tx,
    author: Author,
    subject: Subject,
    what: &EventKind,
    now: Timestamp,
) -> Result<(), Error> {
    tx.note_event(what.category().changes_public_pages());
    let kind = match author {
        Author::Person(_) => "person",
        Author::Leader(_) => "leader",
        Author::Deputy(_) => "deputy",
        Author::Owner(_) => "owner",
        Author::Collaborator(_) => "helper",
        Author::Operator => "operator",
    };
    tx.query(
        // The name is as it is now, and stays. Of two members of one name each has part of the id beside it, and not the address, which
        // not every reader may see.
        "insert into event (id, organisation_id, assessment_id, action_id, person_id, author, what, public, happened_at, owner_id, kind,
             salt, name, identity_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
             coalesce(
                 (select case when exists (
                      select 1 from member m join person q on q.id = m.person_id
                      where m.organisation_id = $2 and q.id <> p.id and lower(q.name) = lower(p.name))
                      then p.name || ' ' || cast($13 as text) else p.name end from person p where p.id = $5),
                 (select w.name from owner w where w.id = $10)),
             coalesce($5, (select coalesce(p.id, k.id) from owner w left join person p on p.email = lower(w.email)
                 left join known_address k on k.email = lower(w.email) where w.id = $10)))",
    )
    .bind(ids::new(now))
    .bind(subject.organisation.map(|id| id.0))
    .bind(subject.assessment.map(|id| id.0))
    .bind(subject.action.map(|id| id.0))
    .bind(author.person().map(|id| id.0))
    .bind(kind)
    .bind(Json(what))
    .bind(subject.public)
    .bind(At(now))
    .bind(author.owner().map(|id| id.0))
    .bind(what.category().as_str())
    .bind(secrets::new())
    .bind(author.person().map(distinction))
    .run()
    .await?;
    Ok(())
}
