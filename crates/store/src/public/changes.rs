//! Public events.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{
    ActionId, OrganisationId, Timestamp,
    work::event::{EventCategory, EventKind},
};
use sqlx::types::Json;
use uuid::Uuid;

/// A public event, without its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicEvent {
    /// Its identity.
    pub id: Uuid,
    /// The action that it is about, where it is about one.
    pub action: Option<ActionId>,
    /// What happened.
    pub what: EventKind,
    /// When it happened.
    pub at: Timestamp,
}

/// The id of an event, that of its action, what happened and when.
type Row = (Uuid, Option<Uuid>, Json<EventKind>, At);

/// The last twenty public events of an organisation, newest first. One about an action counts only once a plan that
/// holds this action was submitted; a submission counts only while that version is submitted, and not once it was returned for
/// changes; that feedback or a progress review was published counts only while it is public; and an event only if
/// [`EventKind::may_be_public`] allows it, even if it is marked as public. All of this is decided before the last twenty are taken, so that what
/// was published and withdrawn again does not displace the others.
pub async fn changes(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<PublicEvent>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select e.id, e.action_id, e.what, e.happened_at from event e
             where e.organisation_id = $1 and e.public
               and (e.action_id is null or exists (
                   select 1 from plan_action x join assessment a on a.plan_id = x.plan_id
                   where x.action_id = e.action_id and a.step = 'submitted'))
               and case e.what ->> 'what'
                   when 'assessment-submitted' then exists (
                       select 1 from assessment s where s.id = e.assessment_id and s.step = 'submitted'
                           and s.locked_version_hash = e.what ->> 'version')
                   when 'feedback-published' then exists (
                       select 1 from feedback f where f.assessment_id = e.assessment_id and f.published_at = e.happened_at)
                   when 'plan-review-published' then exists (
                       select 1 from progress_review p where p.organisation_id = e.organisation_id and p.published_at = e.happened_at)
                   else true end
             order by e.happened_at desc, e.id desc limit 20",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let change = |(id, action, Json(what), At(at)): Row| {
        what.may_be_public().then_some(PublicEvent { id, action: action.map(ActionId), what, at })
    };
    Ok(rows.into_iter().filter_map(change).collect())
}

/// The identities of the newest events of all organisations that can change public pages, which show whether anything was changed, here or
/// by another instance. Several, because an instance whose clock is behind adds its event below the newest one.
pub async fn newest(tx: &mut Tx) -> Result<Vec<Uuid>, Error> {
    // These are the categories for which `EventCategory::changes_public_pages` is false.
    let rows: Vec<(Uuid,)> = tx
        .query("select id from event where kind not in ($1, $2, $3) order by id desc limit 32")
        .bind(EventCategory::Answers.as_str())
        .bind(EventCategory::Comments.as_str())
        .bind(EventCategory::PeerReview.as_str())
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
