//! Plans that were submitted: the newest is the current one, the others are past.

use super::publishing;
use crate::{
    core::{
        db::{Error, Tx},
        tampering,
        values::{At, Day},
    },
    plan::plans,
};
use model::{
    AssessmentId, Date, OrganisationId, PlanId, Timestamp,
    assessment::{Step, locked_version::Submission},
    core::permit::{AtPlan, Audience},
    plan::action::PublicPlan,
    public::public_plan,
};
use uuid::Uuid;

/// A public plan, without its actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanFrame {
    /// Its identity.
    pub id: PlanId,
    /// The submission that contains it; none for a plan that is known only because a later submission rated it.
    pub submission: Option<AssessmentId>,
    /// Its length in months, as it states it.
    pub months: u16,
    /// Its first day.
    pub starts: Date,
    /// Its last day.
    pub ends: Date,
}

/// The public plans of an organisation, newest first: the first is the current one.
pub async fn plans(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<PlanFrame>, Error> {
    let rows: Vec<(Uuid, Option<Uuid>, i64, Day, Day)> = tx
        .query(
            "select p.id, a.id as submission, p.months, p.starts_on, p.ends_on
             from plan p left join assessment a on a.plan_id = p.id
             where p.organisation_id = $1 and (a.step = 'submitted' or (a.id is null and exists (
                 select 1 from assessment r where r.rated_plan_id = p.id and r.step = 'submitted')))
             order by p.starts_on desc, p.created_at desc",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let frame = |(id, submission, months, starts, ends): (_, Option<Uuid>, i64, Day, Day)| PlanFrame {
        id: PlanId(id),
        submission: submission.map(AssessmentId),
        months: u16::try_from(months).unwrap_or(u16::MAX),
        starts: starts.0,
        ends: ends.0,
    };
    Ok(rows.into_iter().map(frame).collect())
}

/// A public plan with its actions: as they were signed, with the changes that were published since and the latest progress update of
/// each. A previous plan, which a later submission rated, shows the ratings of that submission.
pub async fn plan(tx: &mut Tx, organisation: OrganisationId, frame: &PlanFrame) -> Result<Option<PublicPlan>, Error> {
    plan_until(tx, organisation, frame, None).await
}

/// A public plan with the changes that were published until then; without a time, with all.
pub(super) async fn plan_until(
    tx: &mut Tx,
    organisation: OrganisationId,
    frame: &PlanFrame,
    until: Option<Timestamp>,
) -> Result<Option<PublicPlan>, Error> {
    let Some(plan) = plans::load(tx, organisation, frame.id, Audience::Others).await? else { return Ok(None) };
    let texts: Vec<(Uuid, String, String, At, bool)> = tx
        .query(
            "select a.plan_id, s.hash, s.canonical, coalesce(a.submitted_at, s.created_at) as said_at,
                 exists (select 1 from published_change c where c.plan_id = a.plan_id) as is_changed
             from assessment a join locked_version s on s.hash = coalesce(a.locked_version_hash, a.paper_hash)
             where a.organisation_id = $2 and a.step = 'submitted' and (a.plan_id = $1 or a.rated_plan_id = $1)
             order by a.stage, said_at",
        )
        .bind(frame.id.0)
        .bind(organisation.0)
        .all()
        .await?;
    let (mut submitted, mut rated, mut has_changes) = (None, None, false);
    for (of, hash, text, at, is_changed) in texts {
        let text = tampering::genuine(tx, &hash, text)?;
        let submission = Submission::parse(&text).map_err(|error| Error::Decode(Box::new(error)))?;
        if of == frame.id.0 {
            (submitted, has_changes) = (Some(submission), is_changed);
        } else {
            rated = Some((submission, at.0));
        }
    }
    let at = AtPlan { organisation, plan: frame.id, step: Some(Step::Submitted), shared: None };
    let published = if has_changes { publishing::published(tx, at).await? } else { Vec::new() };
    let published = published.into_iter().map(|(change, _)| change);
    let published: Vec<_> = published.filter(|change| until.is_none_or(|until| change.at <= until)).collect();
    let rated = rated.as_ref().map(|(submission, at)| (submission, *at));
    let submitted = submitted.as_ref().map(|submission| (submission, &*published));
    Ok(Some(public_plan(plan, submitted, rated)))
}
