//! What comes in the organisations of one reader: for their calendar, and for their weekly summary.

use super::{program, progress_reviews::review_due};
use crate::core::problem::Problem;
use model::{
    Date, OrganisationId,
    assessment::Step,
    charter::Charter,
    core::permit::{AtOrganisation, ReadOrganisation},
    work::weekly_summary::{Coming, DueAction},
};
use store::{
    Tx,
    accounts::calendar_links,
    assessment::assessments,
    register::due_dates::{self, Dated},
    work::{
        overview,
        reminders::{self, Answerable, Tie},
    },
};

/// What comes in one organisation.
pub struct WhatComes {
    /// What the reader has to do with it.
    pub tie: Tie,
    /// Its due dates, for its members.
    pub dated: Option<Dated>,
    /// When its plan is due for a progress review, for its members.
    pub review: Option<Date>,
    /// Meetings, and for its members open reviews and consultations.
    pub coming: Vec<Coming>,
    /// The actions that are due, each with its owner: for members all of them, for others their own.
    pub due_actions: Vec<DueAction>,
}

/// What comes from the day `since` on for the person whose calendar has the secret `link`. Returns `None` if there is no such link.
///
/// The secret names the reader, so that no permit of theirs is needed; the program reads for them what they may see.
pub async fn by_calendar_link(
    tx: &mut Tx,
    charter: &Charter,
    link: &str,
    since: Date,
) -> Result<Option<Vec<WhatComes>>, Problem> {
    let Some(email) = calendar_links::reader(tx, link).await? else { return Ok(None) };
    let may = program::permit();
    let mut all = Vec::new();
    for tie in reminders::ties(tx, &may, &email).await? {
        let (organisation, is_member) = (tie.organisation, tie.role.is_some());
        let (dated, review) = if is_member {
            (due_dates::of(tx, organisation).await?, next_review(charter, tx, organisation).await?)
        } else {
            (None, None)
        };
        let coming = reminders::coming(tx, &may, organisation, (&email, is_member), since).await?;
        let due_actions = reminders::due_actions(tx, &may, organisation).await?.into_iter();
        let is_theirs = |who: Option<Answerable>| is_member || who.is_some_and(|who| who.email == email);
        let due_actions = due_actions.filter_map(|(action, who)| is_theirs(who).then_some(action)).collect();
        all.push(WhatComes { tie, dated, review, coming, due_actions });
    }
    Ok(Some(all))
}

/// When the current plan of an organisation is due for a progress review, unless one is open.
pub(super) async fn next_review(
    charter: &Charter,
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Option<Date>, Problem> {
    let read = program::at::<ReadOrganisation>(AtOrganisation { organisation })?;
    let all = assessments::list(tx, &read).await?;
    let Some(one) = all.iter().find(|one| one.state.step() == Step::Submitted) else { return Ok(None) };
    let plan = overview::plan(tx, &read, one.plan).await?;
    Ok(plan.and_then(|plan| review_due(charter, one, &plan)))
}
