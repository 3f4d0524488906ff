//! Creates action owners from the names in the plans, their update requests and replies, and progress reviews.

use super::{
    context::{DemoContext, at},
    people::{email, lock},
};
use crate::program;
use jiff::{ToSpan as _, civil::Date};
use model::{
    OwnerId,
    core::{
        permit::{AtProgressReview, Permit},
        saving::Draft,
        short::Line,
    },
    plan::{
        owner::{OwnerDetails, proposals},
        progress::Progress,
        progress_review::ProgressReview,
    },
};
use store::{
    Error, Tx,
    core::relation,
    plan::{
        owners::{self, SaveOwnerResult},
        progress_reviews, update_approvals, update_requests,
    },
    work::emails,
};

/// The number of owners named in a plan who are not added as owners yet.
const UNNAMED: usize = 2;

/// Adds the owners named in the current plan and assigns their actions. One has no email address yet, and the last names in the plan
/// are not added.
pub(super) async fn add(tx: &mut Tx, context: &DemoContext<'_>, on: Date) -> Result<(), Error> {
    let (place, lead) = (context.at_organisation(), context.team.lead);
    let assignments = owners::assignments(tx, &lead.may(place)).await?;
    let proposed = proposals(&assignments, &[]);
    let named = proposed.len().saturating_sub(UNNAMED);
    for (index, proposal) in proposed.into_iter().take(named).enumerate() {
        let Ok(name) = Line::parse(&proposal.name) else { continue };
        let email = (index != 1).then(|| email(&without_symbols(name.as_str()), &context.invented.domain));
        let permit = lock(tx, &lead.may(place)).await?;
        let SaveOwnerResult::Saved(owner) = owners::add(tx, &permit, &OwnerDetails { name, email }, at(on, 0)).await?
        else {
            continue;
        };
        let actions: Vec<_> = proposal.assignments.iter().map(|assignment| assignment.action).collect();
        let permit = lock(tx, &lead.may(place)).await?;
        owners::assign(tx, &permit, owner, &actions, at(on, 5)).await?;
    }
    Ok(())
}

/// Returns the name without characters that an email address cannot have.
fn without_symbols(name: &str) -> String {
    let words = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect::<String>();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Requests updates from every owner; two in three reply. `review` also starts a progress review.
pub(super) async fn request_updates(
    tx: &mut Tx,
    context: &DemoContext<'_>,
    review: bool,
    on: Date,
) -> Result<(), Error> {
    let (place, lead) = (context.at_organisation(), context.team.lead);
    let review = if review {
        let permit = lock(tx, &lead.may(place)).await?;
        progress_reviews::open(tx, &permit, Some(on.saturating_add(30.days())), "", at(on, 0)).await?
    } else {
        None
    };
    let permit = lock(tx, &lead.may(place)).await?;
    update_requests::all(tx, &permit, review, context.charter.calendar.plan_review_months, at(on, 0)).await?;
    for (index, awaited_owner) in
        update_requests::awaited_owners(tx, &lead.may(place), None, at(on, 0)).await?.iter().enumerate()
    {
        let message =
            emails::write(tx, awaited_owner.email.as_str(), "Update requested: your actions", "", at(on, 1)).await?;
        let permit = lock(tx, &lead.may(place)).await?;
        update_requests::record_email(tx, &permit, awaited_owner, message, at(on, 1)).await?;
        if index == 2 {
            emails::give_up(tx, &program::permit(), message, "550 5.1.1 no such mailbox", at(on, 3)).await?;
        } else {
            emails::sent(tx, &program::permit(), message, at(on, 2)).await?;
        }
        if index % 3 != 2 {
            reply(tx, context, awaited_owner.owner, at(on.saturating_add(2.days()), i64::try_from(index).unwrap_or(0)))
                .await?;
        }
    }
    // The lead approves the replies but the last, which still awaits approval.
    let waiting = update_approvals::waiting(tx, &lead.may(place)).await?;
    let replies: Vec<_> = waiting.iter().map(|one| one.id).collect();
    let permit = lock(tx, &lead.may(place)).await?;
    let approved = at(on.saturating_add(3.days()), 0);
    update_approvals::approve(tx, &permit, &replies[..replies.len().saturating_sub(1)], approved).await?;
    Ok(())
}

/// An owner replies to their first update request.
async fn reply(tx: &mut Tx, context: &DemoContext<'_>, owner: OwnerId, now: jiff::Timestamp) -> Result<(), Error> {
    let read = context.team.lead.may(context.at_organisation());
    let list = update_requests::list(tx, &read, None).await?;
    let Some(request) = list.iter().find(|request| request.owner == owner && request.is_awaiting_reply()) else {
        return Ok(());
    };
    let update_request = request.id;
    let permit = lock(tx, &context.team.lead.may(context.at_organisation())).await?;
    let secret = update_requests::link(tx, &permit, owner, now).await?;
    let Some(found) = relation::at_update_request(tx, &secret, update_request, now).await? else { return Ok(()) };
    let may = Permit::ask(&found.relation, found.place).expect("owners may answer their update requests");
    let progress = Progress::parse("amber", "The first half is done; the rest depends on next year’s budget.", "");
    let may = lock(tx, &may).await?;
    update_requests::answer(tx, &may, &progress.expect("amber needs no learning"), None, now).await?;
    Ok(())
}

/// Creates a progress review, closes it and publishes it.
pub(super) async fn review(tx: &mut Tx, context: &DemoContext<'_>, on: Date) -> Result<(), Error> {
    let (place, lead) = (context.at_organisation(), context.team.lead);
    let opened = on.saturating_sub(21.days());
    let permit = lock(tx, &lead.may(place)).await?;
    let Some(review) = progress_reviews::open(tx, &permit, Some(on), "", at(opened, 0)).await? else {
        return Ok(());
    };
    let all: Vec<ProgressReview> = progress_reviews::list(tx, &lead.may(place)).await?;
    let plan = all.iter().find(|one| one.id == review).map(|one| one.plan).expect("it was just opened");
    let at_review = |is_open| AtProgressReview { organisation: context.id, review, plan, is_open };
    let minutes = "Present: the working group and six technicians.\n\n- The directory will continue, and the **Library** will \
                   join.\n- We will apply again in the spring for funding for registration.";
    let permit = lock(tx, &lead.may(at_review(true))).await?;
    progress_reviews::write_minutes(tx, &permit, &Draft::new(minutes, 1), at(on, 60)).await?;
    let permit = lock(tx, &lead.may(at_review(true))).await?;
    progress_reviews::close(tx, &permit, context.charter, at(on, 90)).await?;
    let permit = lock(tx, &lead.may(at_review(false))).await?;
    progress_reviews::publish(tx, &permit, Some(true), at(on, 95)).await
}
