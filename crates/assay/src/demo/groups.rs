//! Creates the working group and committee of an organisation: members, terms of office and meetings.

use super::{
    context::{Teller, at},
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

/// Creates the groups if the organisation has a lead. A committee with only a chair shows the warning about that.
pub(super) async fn form(tx: &mut Tx, teller: &Teller<'_>, today: Date) -> Result<(), Error> {
    let (Some(lead), leader) = (teller.invented.leads.first(), &teller.invented.leader.0) else { return Ok(()) };
    let formed = today.saturating_sub(400.days());
    let working =
        about("Technicians’ working group", GroupKind::WorkingGroup, "Oversees the plan and meets every quarter.");
    let working = group(tx, teller, &working, formed).await?;
    sit(tx, teller, working, (lead, GroupRole::Chair), formed, 3).await?;
    let others = teller.invented.leads.iter().skip(1).chain(&teller.invented.contributors);
    for (place, name) in others.enumerate() {
        let role = if place == 0 { GroupRole::Chair } else { GroupRole::Member };
        sit(tx, teller, working, (name, role), formed, 2).await?;
    }
    let met = meet(tx, teller, working, today.saturating_sub(70.days()), "Room 2.14").await?;
    if let Some(meeting) = met {
        let on = at(today.saturating_sub(69.days()), 0);
        let may = teller.team.lead.may(teller.at_organisation());
        let may = lock(tx, &may).await?;
        let saved = groups::minute(tx, &may, (working, meeting), &Draft::new(MINUTES, 1), on).await?;
        assert!(matches!(saved, groups::Saved::Yes(_)), "no conflicting edits in the demo");
    }
    meet(tx, teller, working, today.saturating_add(21.days()), "Room 2.14, or online").await?;
    let committee =
        about("Research culture committee", GroupKind::Committee, "Receives a report on the plan twice a year.");
    let committee = group(tx, teller, &committee, formed).await?;
    sit(tx, teller, committee, (leader, GroupRole::Chair), formed, 4).await
}

fn about(name: &str, kind: GroupKind, remit: &str) -> GroupDetails {
    GroupDetails { name: line(name), kind, remit: remit.to_owned() }
}

async fn group(tx: &mut Tx, teller: &Teller<'_>, about: &GroupDetails, on: Date) -> Result<GroupId, Error> {
    let permit = lock(tx, &teller.team.lead.may(teller.at_organisation())).await?;
    groups::form(tx, &permit, about, at(on, 0)).await
}

async fn sit(
    tx: &mut Tx,
    teller: &Teller<'_>,
    group: GroupId,
    (name, role): (&str, GroupRole),
    from: Date,
    years: i16,
) -> Result<(), Error> {
    let ends = from.saturating_add(years.years()).yesterday().ok();
    let term = Term { name: line(name), email: Some(email(name, &teller.invented.domain)), role, starts: from, ends };
    let permit = lock(tx, &teller.team.lead.may(teller.at_organisation())).await?;
    groups::add_member(tx, &permit, group, &term, at(from, 10)).await?;
    Ok(())
}

async fn meet(
    tx: &mut Tx,
    teller: &Teller<'_>,
    group: GroupId,
    on: Date,
    place: &str,
) -> Result<Option<model::MeetingId>, Error> {
    let set = at(on.saturating_sub(90.days()), 0);
    let permit = lock(tx, &teller.team.lead.may(teller.at_organisation())).await?;
    groups::meet(tx, &permit, group, (on, place), set).await
}
