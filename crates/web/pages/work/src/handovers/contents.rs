//! The current contents of a handover.

use crate::overview::facts::OrganisationFacts;
use model::{
    assessment::{Step, completeness},
    core::{
        dates::{day, long_date, relative_to},
        permit::{AtAssessment, AtImports, ListImports, ReadAssessment, ReadInternal},
        short::Email,
    },
    register::calendar::{self, Feedback, Next},
    team::group::GroupMember,
    work::handover::{self, HandoverPart},
};
use store::{Tx, assessment::contents, imports, plan::owners, team::groups, work::handovers::Handover};
use web_shell::core::{app::App, authorize::May, problem::Problem};

/// Returns everything that is due, unsigned, planned or open.
pub(super) async fn of(
    tx: &mut Tx,
    app: &App,
    may: &May<ReadInternal>,
    one: &Handover,
) -> Result<Vec<HandoverPart>, Problem> {
    let today = may.visit.today();
    let organisation = OrganisationFacts::read(tx, may, may.visit.now).await?;
    let calendar_facts = organisation.calendar();
    let standing = calendar::standing(&app.charter, &calendar_facts, today);
    let missing = match organisation.all.iter().find(|one| one.state.step() == Step::Drafting) {
        Some(open) => {
            let place =
                AtAssessment { organisation: may.of(), assessment: open.id, step: Step::Drafting, shared: None };
            let contents = contents::load(tx, &may.at::<ReadAssessment>(place)?).await?;
            let edition = app.charter.edition(&contents.edition).ok_or(Problem::NotFound)?;
            let mut items = completeness::check(&contents, edition, &app.charter, today);
            items.retain(completeness::CompletenessItem::is_blocking);
            items
        }
        None => Vec::new(),
    };
    let listed = may.at::<ListImports>(AtImports { organisation: may.of(), has_members: true })?;
    let documents = imports::list(tx, &listed).await?;
    let undecided = documents.iter().filter(|one| one.decision.is_none());
    let waiting = undecided.map(|one| format!("Import of {} on {}.", one.file, long_date(day(one.at))));
    Ok(handover::parts(&handover::HandoverFacts {
        email: &one.from.email,
        due: due(&standing.next, today),
        needs: &organisation.todo(&app.charter, &standing.next, today),
        missing: &missing,
        assignments: &owners::assignments(tx, may).await?,
        owners: &owners::list(tx, may).await?,
        memberships: memberships(tx, may, one, today).await?,
        waiting: waiting.collect(),
    }))
}

/// Returns the current group memberships of the former lead, and the upcoming meetings of these groups.
async fn memberships(
    tx: &mut Tx,
    may: &May<ReadInternal>,
    one: &Handover,
    today: model::Date,
) -> Result<Vec<String>, Problem> {
    let meetings = groups::to_come(tx, may, today).await?;
    let is_theirs = |member: &&GroupMember| {
        let is_named = member.term.email.is_none() && member.term.name.as_str() == one.from.name;
        member.is_current(today) && (is_named || member.term.email.as_ref().map(Email::as_str) == Some(&one.from.email))
    };
    let mut lines = Vec::new();
    for (group, members) in groups::list(tx, may).await? {
        for member in members.iter().filter(is_theirs) {
            let name = group.about.name.as_str();
            lines.push(format!("{name}: {}. {}.", member.term.role.name(), member.in_words()));
            let upcoming = meetings.iter().filter(|(of, _)| *of == group.id).map(|(_, meeting)| meeting);
            lines.extend(upcoming.map(|meeting| {
                let place = if meeting.place.is_empty() { String::new() } else { format!(", {}", meeting.place) };
                format!("{name} meets on {}{place}.", long_date(meeting.on))
            }));
        }
    }
    Ok(lines)
}

fn due(next: &Next, today: model::Date) -> Vec<String> {
    match next {
        Next::Due(due) => {
            vec![format!("Stage {} is due on {} ({}).", due.stage, long_date(due.on), relative_to(today, due.on))]
        }
        Next::Submitted(done, feedback) => {
            let submitted = format!("Stage {} was submitted on {}.", done.stage, long_date(done.on));
            let feedback = feedback.map(|feedback| {
                let by = long_date(feedback.by());
                if matches!(feedback, Feedback::Sent(_)) {
                    format!("Feedback was sent on {by}.")
                } else if feedback.is_late(today) {
                    format!("Feedback was due by {by} ({}).", relative_to(today, feedback.by()))
                } else {
                    format!("Feedback by {by}.")
                }
            });
            std::iter::once(submitted).chain(feedback).collect()
        }
        Next::Unknown => Vec::new(),
    }
}
