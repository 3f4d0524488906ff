//! Creates the working group and committee of an organisation: members, terms of office and meetings.

use super::{
    context::{DemoContext, at},
    people::{email, line, lock},
};
use jiff::{ToSpan as _, civil::Date};
use model::{
    GroupId,
    core::saving::Draft,
    team::group::{GroupDetails, GroupKind, GroupRole, Term},
};
use store::{Error, Tx, team::groups};

const MINUTES: &str = "All owners had been asked for an update; most had replied.

* Workshop charges will go to the finance committee in the spring.
* Two actions have no funding yet; the dean is looking into it.
* The survey is on the agenda for the next meeting.";

/// Creates the groups if the organisation has a lead. The committee has only a chair, which shows the warning about that.
pub(super) async fn create(tx: &mut Tx, context: &DemoContext<'_>, today: Date) -> Result<(), Error> {
    let (Some(lead), leader) = (context.invented.leads.first(), &context.invented.leader.0) else { return Ok(()) };
    let created = today.saturating_sub(400.days());
    let working =
        details("Technicians’ working group", GroupKind::WorkingGroup, "Oversees the plan and meets every quarter.");
    let working = create_group(tx, context, &working, created).await?;
    add_member(tx, context, working, (lead, GroupRole::Chair), created, 3).await?;
    let others = context.invented.leads.iter().skip(1).chain(&context.invented.contributors);
    for (index, name) in others.enumerate() {
        let role = if index == 0 { GroupRole::Chair } else { GroupRole::Member };
        add_member(tx, context, working, (name, role), created, 2).await?;
    }
    let past = add_meeting(tx, context, working, today.saturating_sub(70.days()), "Room 2.14").await?;
    if let Some(meeting) = past {
        let on = at(today.saturating_sub(69.days()), 0);
        let may = context.team.lead.may(context.at_organisation());
        let may = lock(tx, &may).await?;
        let saved = groups::save_minutes(tx, &may, (working, meeting), &Draft::new(MINUTES, 1), on).await?;
        assert!(matches!(saved, groups::Saved::Yes(_)), "no conflicting edits in the demo");
    }
    add_meeting(tx, context, working, today.saturating_add(21.days()), "Room 2.14, or online").await?;
    let committee =
        details("Research culture committee", GroupKind::Committee, "Receives a report on the plan twice a year.");
    let committee = create_group(tx, context, &committee, created).await?;
    add_member(tx, context, committee, (leader, GroupRole::Chair), created, 4).await
}

fn details(name: &str, kind: GroupKind, remit: &str) -> GroupDetails {
    GroupDetails { name: line(name), kind, remit: remit.to_owned() }
}

async fn create_group(
    tx: &mut Tx,
    context: &DemoContext<'_>,
    details: &GroupDetails,
    on: Date,
) -> Result<GroupId, Error> {
    let permit = lock(tx, &context.team.lead.may(context.at_organisation())).await?;
    groups::create(tx, &permit, details, at(on, 0)).await
}

async fn add_member(
    tx: &mut Tx,
    context: &DemoContext<'_>,
    group: GroupId,
    (name, role): (&str, GroupRole),
    from: Date,
    years: i16,
) -> Result<(), Error> {
    let ends = from.saturating_add(years.years()).yesterday().ok();
    let term = Term { name: line(name), email: Some(email(name, &context.invented.domain)), role, starts: from, ends };
    let permit = lock(tx, &context.team.lead.may(context.at_organisation())).await?;
    groups::add_member(tx, &permit, group, &term, at(from, 10)).await?;
    Ok(())
}

async fn add_meeting(
    tx: &mut Tx,
    context: &DemoContext<'_>,
    group: GroupId,
    on: Date,
    place: &str,
) -> Result<Option<model::MeetingId>, Error> {
    let added = at(on.saturating_sub(90.days()), 0);
    let permit = lock(tx, &context.team.lead.may(context.at_organisation())).await?;
    groups::add_meeting(tx, &permit, group, (on, place), added).await
}
