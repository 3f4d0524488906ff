//! The weekly summary for one email address: an email if it has items, and none otherwise.

use super::night::parts;
use crate::{
    core::{app::App, problem::Problem},
    work::{
        emails::{self, EmailContext},
        program,
        what_comes::next_review,
    },
};
use jiff::ToSpan as _;
use model::{
    Date,
    core::{
        dates::{self, count},
        permit::{AtOrganisation, CheckNames, ReadOrganisation, ReadPeople, ReadWaitingUpdates, Role},
    },
    register::calendar::{self, Next},
    work::weekly_summary::{self, SummaryFacts, WeeklySummaryPart},
};
use store::{
    Tx,
    core::db::Failure,
    plan::{evidence, update_approvals},
    public::publishing,
    register::due_dates,
    work::{
        emails as stored_emails,
        personal::name_checks,
        reminders::{self, Affiliation},
    },
};

/// Writes the weekly summary. The key is the Monday of the week, `/`, and the reader.
pub(super) async fn write(app: &App, key: &str) -> Result<Tx, Problem> {
    let (monday, reader) = parts(key);
    let mut email = String::new();
    let mut parts = Vec::new();
    if let (Ok(monday), Ok(reader)) = (monday.parse(), reader.parse())
        && let Some(address) = reminders::address(&mut app.db.read().await?, &program::permit(), reader).await?
    {
        parts = gather(app, &address, monday).await?;
        email = address;
    }
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    // For a reader with several organisations, the email belongs to the first.
    let Some((tie, _)) = parts.first() else { return Ok(tx) };
    let link = app.site.address(&format!("/unsubscribe/{}", reminders::link(&mut tx, &email, now).await?));
    let about = EmailContext {
        organisation: Some(tie.organisation),
        concerns: Some(&tie.name),
        unsubscribe: Some(&link),
        ..EmailContext::default()
    };
    let name = tie.name.clone();
    let summary: Vec<WeeklySummaryPart> = parts.iter().map(|(_, part)| part.clone()).collect();
    let number = summary.iter().map(|part| part.items.len()).sum::<usize>();
    let message = emails::WeeklySummaryEmail {
        charter: &app.charter.name,
        name: &name,
        items: &count(i64::try_from(number).unwrap_or(i64::MAX), "item"),
        parts: &summary,
        base: &app.site.base,
        unsubscribe: &link,
    };
    emails::write_about(&mut tx, &email, &message, about, now).await?;
    Ok(tx)
}

/// Returns the items, by organisation; none for people who have unsubscribed.
async fn gather(app: &App, email: &str, monday: Date) -> Result<Vec<(Affiliation, WeeklySummaryPart)>, Problem> {
    let mut tx = app.db.read().await?;
    let mut parts = Vec::new();
    if reminders::is_stopped(&mut tx, email).await? {
        return Ok(parts);
    }
    for tie in reminders::affiliations(&mut tx, &program::permit(), email).await? {
        let part = match facts(app, &mut tx, &tie, email, monday).await {
            Ok(facts) => weekly_summary::part(&facts, monday),
            // A row that cannot be read costs the reader its organisation, and not what the others have to say.
            Err(Problem::Database(error)) if Failure::of(&error) == Failure::Fault => {
                tracing::error!(%error, organisation = %tie.organisation, "a weekly summary is incomplete");
                let home = tie.role.map(|_| format!("/organisations/{}", tie.organisation));
                Some(WeeklySummaryPart::unreadable(tie.organisation_name.clone(), home))
            }
            Err(problem) => return Err(problem),
        };
        parts.extend(part.map(|part| (tie, part)));
    }
    Ok(parts)
}

/// Reads what a summary of one organisation is made from.
async fn facts(app: &App, tx: &mut Tx, tie: &Affiliation, email: &str, monday: Date) -> Result<SummaryFacts, Problem> {
    let may = program::permit();
    let mut facts = SummaryFacts {
        organisation: tie.organisation_name.clone(),
        id: Some(tie.organisation),
        role: tie.role,
        ..SummaryFacts::default()
    };
    if tie.role.is_some()
        && let Some(dated) = due_dates::of(tx, tie.organisation).await?
        && let Next::Due(due) = calendar::standing(&app.charter, &dated.facts, monday).next
    {
        facts.stage = Some(due);
    }
    facts.coming = reminders::coming(tx, &may, tie.organisation, (email, tie.role.is_some()), monday).await?;
    if tie.role.is_some() {
        let read = program::at::<ReadOrganisation>(AtOrganisation { organisation: tie.organisation })?;
        let week = dates::start_of(monday.saturating_sub(7.days()))..dates::start_of(monday);
        facts.published_changes = publishing::published_in(tx, &read, week).await?;
    }
    if tie.role == Some(Role::Lead) {
        let read = program::at::<ReadPeople>(AtOrganisation { organisation: tie.organisation })?;
        facts.undelivered = stored_emails::undelivered(tx, &read).await?.into_iter().map(|one| one.name).collect();
        facts.dead_links = evidence::dead_links(tx, &read).await?;
        let read = program::at::<ReadWaitingUpdates>(AtOrganisation { organisation: tie.organisation })?;
        facts.waiting_updates = update_approvals::count(tx, &read).await?;
        let check = program::at::<CheckNames>(AtOrganisation { organisation: tie.organisation })?;
        facts.names_to_check = name_checks::count_waiting(tx, &check).await?;
        facts.review = next_review(&app.charter, tx, tie.organisation).await?;
    }
    for (mut action, owner) in reminders::due_actions(tx, &may, tie.organisation).await? {
        action.is_mine = owner.is_some_and(|owner| owner.email == email);
        facts.actions.push(action);
    }
    Ok(facts)
}
