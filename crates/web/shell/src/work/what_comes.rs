//! What is due in the organisations of one person, for their calendar and their weekly summary.

use super::{program, progress_reviews::review_due};
use crate::core::problem::Problem;
use model::{
    Date, OrganisationId,
    assessment::Step,
    charter::Charter,
    core::permit::{AtOrganisation, ReadInternal, ReadOrganisation},
    peer_review::round::ReviewRound,
    work::weekly_summary::{DueAction, UpcomingDate},
};
use store::{
    Tx,
    accounts::calendar_links,
    assessment::assessments,
    peer_review::rounds,
    register::due_dates::{self, OrganisationCalendar},
    work::{
        overview,
        reminders::{self, Affiliation, Answerable},
    },
};

/// What is due in one organisation.
pub struct UpcomingItems {
    /// The relation of the person to the organisation.
    pub tie: Affiliation,
    /// The due dates of the organisation, for its members.
    pub dated: Option<OrganisationCalendar>,
    /// The date by which its plan is due for a progress review, for its members.
    pub review: Option<Date>,
    /// Meetings, and for members open reviews and consultations.
    pub coming: Vec<UpcomingDate>,
    /// The actions with due dates: all of them for members, their own for others.
    pub due_actions: Vec<DueAction>,
}

/// Returns what is due from the day `since` on for the person whose calendar has the secret `link`, and the peer review rounds for the secretariat
/// and the board; `None` if there is no such link.
///
/// The secret identifies the person, so no permit of theirs is needed: the program reads what they may see.
pub async fn by_calendar_link(
    tx: &mut Tx,
    charter: &Charter,
    link: &str,
    since: Date,
) -> Result<Option<(Vec<UpcomingItems>, Vec<ReviewRound>)>, Problem> {
    let Some(email) = calendar_links::reader(tx, link).await? else { return Ok(None) };
    let may = program::permit();
    let mut all = Vec::new();
    for tie in reminders::affiliations(tx, &may, &email).await? {
        let (organisation, is_member) = (tie.organisation, tie.role.is_some());
        let (dated, review) = if is_member {
            (due_dates::of(tx, organisation).await?, next_review(charter, tx, organisation).await?)
        } else {
            (None, None)
        };
        let coming = reminders::coming(tx, &may, organisation, (&email, is_member), since).await?;
        let due_actions = reminders::due_actions(tx, &may, organisation).await?.into_iter();
        let is_shown = |owner: Option<Answerable>| is_member || owner.is_some_and(|owner| owner.email == email);
        let due_actions = due_actions.filter_map(|(action, owner)| is_shown(owner).then_some(action)).collect();
        all.push(UpcomingItems { tie, dated, review, coming, due_actions });
    }
    let rounds = rounds::of_reader(tx, &may, &email).await?;
    Ok(Some((all, rounds)))
}

/// Returns the date by which the current plan of an organisation is due for a progress review, unless one is open.
pub(super) async fn next_review(
    charter: &Charter,
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Option<Date>, Problem> {
    let at = AtOrganisation { organisation };
    let read = program::at::<ReadOrganisation>(at)?;
    let all = assessments::list(tx, &read).await?;
    let Some(one) = all.iter().find(|one| one.state.step() == Step::Submitted) else { return Ok(None) };
    let plan = overview::plan(tx, &program::at::<ReadInternal>(at)?, one.plan).await?;
    Ok(plan.and_then(|plan| review_due(charter, one, &plan)))
}
