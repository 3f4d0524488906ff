//! Reminders of what is due within a week, sent as separate emails: of a submission to all members, of an action to its owner.

use super::night::{organisation_of, parts};
use crate::{
    core::{app::App, problem::Problem},
    work::{
        emails::{self, EmailContext},
        program,
    },
};
use model::{
    Date, OrganisationId,
    core::dates::{day, long_date},
    register::calendar::{self, Next},
    work::{
        reminder::{is_urgent, when},
        weekly_summary::{WeeklySummaryItem, WeeklySummaryPart},
    },
};
use std::collections::BTreeMap;
use store::{Tx, register::due_dates, work::reminders};
use uuid::Uuid;

/// Something that is due within a week, with its recipients.
struct DueSoon {
    about: Uuid,
    due: Date,
    subject: String,
    says: String,
    href: String,
    /// The name of each recipient, by email address.
    recipients: BTreeMap<String, String>,
}

/// The reminder for one recipient.
#[derive(Default)]
struct Reminder {
    name: String,
    subject: String,
    items: Vec<WeeklySummaryItem>,
}

/// Writes the reminders of one organisation.
pub(super) async fn work(app: &App, key: &str) -> Result<Tx, Problem> {
    let (_, organisation) = parts(key);
    let Some(organisation) = organisation_of(organisation) else { return Ok(app.db.write().await?) };
    let today = day(app.clock.now());
    let (name, due_soon) = due_soon(app, organisation, today).await?;
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    let mut by_email: BTreeMap<String, Reminder> = BTreeMap::new();
    for one in due_soon {
        if !reminders::is_first(&mut tx, &program::permit(), one.about, one.due).await? {
            continue;
        }
        for (email, name) in one.recipients {
            let reminder = by_email
                .entry(email)
                .or_insert_with(|| Reminder { subject: one.subject.clone(), ..Reminder::default() });
            reminder.name = name;
            reminder.items.push(WeeklySummaryItem { says: one.says.clone(), href: Some(one.href.clone()) });
        }
    }
    for (email, reminder) in by_email {
        if reminders::is_stopped(&mut tx, &email).await? {
            continue;
        }
        let link = app.site.address(&format!("/unsubscribe/{}", reminders::link(&mut tx, &email, now).await?));
        let message = emails::DueSoonEmail {
            charter: &app.charter.name,
            name: &reminder.name,
            subject: &reminder.subject,
            part: &WeeklySummaryPart { organisation: name.clone(), items: reminder.items },
            base: &app.site.base,
            unsubscribe: &link,
        };
        let about = EmailContext {
            organisation: Some(organisation),
            concerns: Some(&reminder.name),
            unsubscribe: Some(&link),
            ..EmailContext::default()
        };
        emails::write_about(&mut tx, &email, &message, about, now).await?;
    }
    Ok(tx)
}

/// Returns the name of an organisation and what is due there within a week. Most nights that is nothing, which takes two queries.
async fn due_soon(app: &App, organisation: OrganisationId, today: Date) -> Result<(String, Vec<DueSoon>), Problem> {
    let (may, mut tx) = (program::permit(), app.db.read().await?);
    let mut all = Vec::new();
    let Some(dated) = due_dates::of(&mut tx, organisation).await? else { return Ok((String::new(), all)) };
    let standing = calendar::standing(&app.charter, &dated.facts, today);
    if let Next::Due(due) = standing.next
        && is_urgent(due.on, today)
    {
        all.push(DueSoon {
            about: organisation.0,
            due: due.on,
            subject: format!("Due {}: stage {} self-assessment", long_date(due.on), due.stage),
            says: format!("Your stage {} self-assessment is due {}.", due.stage, when(due.on, today)),
            href: format!("/organisations/{organisation}"),
            recipients: reminders::members(&mut tx, &may, organisation).await?,
        });
    }
    for (action, owner) in reminders::due_actions(&mut tx, &may, organisation).await? {
        if let Some(owner) = owner.filter(|_| is_urgent(action.due, today)) {
            all.push(DueSoon {
                about: action.action.0,
                due: action.due,
                subject: format!("Due {}: {}", long_date(action.due), action.title),
                says: format!("Your action “{}” is due {}.", action.title, when(action.due, today)),
                href: format!("/actions/{}", action.action),
                recipients: BTreeMap::from([(owner.email, owner.name)]),
            });
        }
    }
    Ok((dated.name, all))
}
