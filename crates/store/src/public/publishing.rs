//! A lead publishes changes of a submitted plan. What was signed and what was published before is never changed.

pub use super::signed_plans::SignedPlans;

use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        ids, tampering,
        values::At,
        write_permit::WritePermit,
    },
    plan::plans,
};
use model::{
    ActionId, PublishedChangeId, Timestamp,
    assessment::locked_version::SubmittedPlan,
    core::permit::{AtPlan, Audience, Permit, PublishPlanChanges, ReadOrganisation, ReadPlan},
    plan::{
        Plan,
        published_change::{PlanChange, PublishedChange},
    },
    public::PublishedActions,
    work::event::EventKind,
};
use sqlx::types::Json;
use std::{collections::BTreeSet, ops::Range, sync::Arc};
use uuid::Uuid;

/// A submitted plan and what of it is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// When the signed version was locked for sign-off.
    pub locked: Timestamp,
    /// The changes that were published, oldest first, each with the name of who published it.
    pub published: Vec<(PublishedChange, Option<String>)>,
    /// What has changed and is not public, in the order of the plan.
    pub unpublished: Vec<PlanChange>,
    /// How many changed actions are continued in the draft of the next plan, and become public with it.
    pub in_next_plan: usize,
    /// Why no change can be published now.
    pub closed: Option<Closed>,
    version: String,
}

/// Why no change of a plan can be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// A later plan was submitted.
    Past,
    /// The next self-assessment, which rates this plan, is locked for sign-off: what its signatories read does not change.
    NextIsLocked,
}

impl Closed {
    /// A sentence for the lead.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Past => "A later plan has been submitted, so changes of this one cannot be published.",
            Self::NextIsLocked => {
                "The next self-assessment is locked for sign-off. Changes of this plan can be published after it is unlocked or submitted."
            }
        }
    }
}

/// What of a submitted plan is public, and what is not. None for a plan that is not submitted.
pub async fn publication(tx: &mut Tx, may: &Permit<ReadPlan>, plan: &Plan) -> Result<Option<Publication>, Error> {
    of_plan(tx, may.place(), plan, None).await
}

/// The same for a page on which nothing is published: a signed plan that was read and checked before is not read again.
pub async fn known_publication(
    tx: &mut Tx,
    may: &Permit<ReadPlan>,
    plan: &Plan,
    known: &SignedPlans,
) -> Result<Option<Publication>, Error> {
    of_plan(tx, may.place(), plan, Some(known)).await
}

/// The version of a submission, its text unless it is known, when it was locked, whether a later plan was submitted, whether the next
/// self-assessment is locked, whether changes were published, and whether actions are in the draft of a next plan.
type SignedRow = (String, Option<String>, At, bool, bool, bool, bool);

async fn of_plan(
    tx: &mut Tx,
    at: AtPlan,
    plan: &Plan,
    known: Option<&SignedPlans>,
) -> Result<Option<Publication>, Error> {
    let before = known.and_then(|known| known.get(at.plan));
    let row: Option<SignedRow> = tx
        .query(
            "select s.hash, case when s.hash = $3 then null else s.canonical end as canonical, coalesce(a.locked_at, s.created_at) as locked,
                 exists (select 1 from plan q join assessment b on b.plan_id = q.id join plan p on p.id = a.plan_id
                     where q.organisation_id = a.organisation_id and b.step = 'submitted' and q.id <> p.id
                       and (q.starts_on > p.starts_on or (q.starts_on = p.starts_on and q.created_at > p.created_at))) as is_past,
                 exists (select 1 from assessment n where n.rated_plan_id = a.plan_id
                     and n.step in ('ready', 'lead-signed', 'signed')) as next_is_locked,
                 exists (select 1 from published_change c where c.plan_id = a.plan_id) as is_changed,
                 exists (select 1 from plan_action x join plan_action y on y.action_id = x.action_id and y.plan_id <> x.plan_id
                     join assessment d on d.plan_id = y.plan_id
                     where x.plan_id = a.plan_id and d.step <> 'submitted') as has_next
             from assessment a join locked_version s on s.hash = coalesce(a.locked_version_hash, a.paper_hash)
             where a.plan_id = $1 and a.organisation_id = $2 and a.step = 'submitted'",
        )
        .bind(at.plan.0)
        .bind(at.organisation.0)
        .bind(before.as_ref().map_or("", |(hash, _)| hash.as_str()))
        .optional()
        .await?;
    let Some((version, text, At(locked), is_past, next_is_locked, is_changed, has_next)) = row else { return Ok(None) };
    let signed = match (before, text) {
        // It has this hash, so it is the text that was signed, whatever the database has now.
        (Some((_, signed)), None) => signed,
        (_, text) => {
            let text = tampering::genuine(tx, &version, text.ok_or(Error::RowNotFound)?)?;
            let signed = SubmittedPlan::parse(&text).map_err(|error| Error::Decode(Box::new(error)))?;
            let signed = Arc::new(signed);
            if let Some(known) = known {
                known.keep(at.plan, version.clone(), &signed, text.len());
            }
            signed
        }
    };
    // Most plans have no changes: then this is the only query.
    let published = if is_changed { published(tx, at).await? } else { Vec::new() };
    let changes: Vec<PublishedChange> = published.iter().map(|(change, _)| change.clone()).collect();
    let public = PublishedActions::new(&signed, &changes);
    let mut unpublished = public.unpublished(plan, &BTreeSet::new());
    let all = unpublished.len();
    if all > 0 && has_next {
        unpublished = public.unpublished(plan, &in_next_plan(tx, at).await?);
    }
    Ok(Some(Publication {
        locked,
        in_next_plan: all - unpublished.len(),
        unpublished,
        published,
        closed: match (is_past, next_is_locked) {
            (true, _) => Some(Closed::Past),
            (false, true) => Some(Closed::NextIsLocked),
            (false, false) => None,
        },
        version,
    }))
}

/// The changes that were published of a submitted plan, oldest first. After a submission is returned and made again, those of the
/// earlier one no longer count.
pub(super) async fn published(tx: &mut Tx, at: AtPlan) -> Result<Vec<(PublishedChange, Option<String>)>, Error> {
    type Row = (Uuid, Json<Vec<PlanChange>>, String, At, Option<String>);
    let rows: Vec<Row> = tx
        .query(
            "select c.id, c.changes, c.reason, c.published_at, h.name
             from published_change c join assessment a on a.plan_id = c.plan_id left join person h on h.id = c.person_id
             where c.plan_id = $1 and c.organisation_id = $2 and a.step = 'submitted'
                 and c.locked_version_hash = coalesce(a.locked_version_hash, a.paper_hash)
                 and (a.submitted_at is null or c.published_at >= a.submitted_at)
             order by c.published_at, c.id",
        )
        .bind(at.plan.0)
        .bind(at.organisation.0)
        .all()
        .await?;
    let change = |(id, Json(changes), reason, At(at), who): Row| {
        (PublishedChange { id: PublishedChangeId(id), changes, reason, at }, who)
    };
    Ok(rows.into_iter().map(change).collect())
}

/// How many changes an organisation published in that time.
pub async fn published_in(tx: &mut Tx, may: &Permit<ReadOrganisation>, time: Range<Timestamp>) -> Result<usize, Error> {
    let rows: Vec<(Json<Vec<PlanChange>>,)> = tx
        .query("select changes from published_change where organisation_id = $1 and published_at >= $2 and published_at < $3")
        .bind(may.place().organisation.0)
        .bind(At(time.start))
        .bind(At(time.end))
        .all()
        .await?;
    Ok(rows.iter().map(|(Json(changes),)| changes.len()).sum())
}

/// The actions of a plan that are continued in a later plan that is not submitted yet.
async fn in_next_plan(tx: &mut Tx, at: AtPlan) -> Result<BTreeSet<ActionId>, Error> {
    let rows: Vec<(Uuid,)> = tx
        .query(
            "select distinct x.action_id from plan_action x join plan_action y on y.action_id = x.action_id and y.plan_id <> x.plan_id
             join assessment b on b.plan_id = y.plan_id
             where x.plan_id = $1 and b.organisation_id = $2 and b.step <> 'submitted'",
        )
        .bind(at.plan.0)
        .bind(at.organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(action,)| ActionId(action)).collect())
}

/// The result of publishing changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishResult {
    /// They are public.
    Published(PublishedChangeId),
    /// Exactly these changes were the last to be published, as by selecting the button twice: nothing was changed.
    PublishedBefore,
    /// The plan has changed since the page was opened: nothing was changed.
    Stale,
    /// Nothing can be published now: nothing was changed.
    Closed(Closed),
}

/// Publishes the changes with these [tokens](PlanChange::token), for a reason that is public.
pub async fn publish(
    tx: &mut Tx,
    may: &WritePermit<PublishPlanChanges>,
    tokens: &BTreeSet<String>,
    reason: &str,
    now: Timestamp,
) -> Result<PublishResult, Error> {
    let at = may.place();
    let Some(plan) = plans::load(tx, at.organisation, at.plan, Audience::Members).await? else {
        return Err(Error::RowNotFound);
    };
    let Some(publication) = of_plan(tx, at, &plan, None).await? else { return Err(Error::RowNotFound) };
    if let Some(closed) = publication.closed {
        return Ok(PublishResult::Closed(closed));
    }
    let changes: Vec<PlanChange> =
        publication.unpublished.into_iter().filter(|change| tokens.contains(&change.token())).collect();
    if changes.is_empty() || changes.len() < tokens.len() {
        let last = publication.published.last().map(|(last, _)| tokens_of(&last.changes));
        return Ok(if last.as_ref() == Some(tokens) { PublishResult::PublishedBefore } else { PublishResult::Stale });
    }
    let id = PublishedChangeId(ids::new(now));
    tx.query(
        "insert into published_change (id, organisation_id, plan_id, locked_version_hash, changes, reason, person_id, published_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.0)
    .bind(at.organisation.0)
    .bind(at.plan.0)
    .bind(&publication.version)
    .bind(Json(&changes))
    .bind(reason)
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    let actions = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    let what = EventKind::PlanChangesPublished { actions, reason: reason.to_owned() };
    let subject = Subject::organisation(at.organisation).public(true);
    events::record(tx, may.author(), subject, &what, now).await?;
    Ok(PublishResult::Published(id))
}

/// The tokens of changes.
#[must_use]
pub fn tokens_of(changes: &[PlanChange]) -> BTreeSet<String> {
    changes.iter().map(PlanChange::token).collect()
}
