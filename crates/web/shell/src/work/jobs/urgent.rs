//! Reminders of what is due within a week are emails of their own: of a submission to all members, of an action to its
//! owner.

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

/// Something that is due within a week, and for whom: address and name.
struct Pressing {
    about: Uuid,
    due: Date,
    subject: String,
    says: String,
    href: String,
    readers: BTreeMap<String, String>,
}

/// What one reader is told.
#[derive(Default)]
struct Told {
    name: String,
    subject: String,
    items: Vec<WeeklySummaryItem>,
}

/// A night's look at what presses in one organisation.
pub(super) async fn work(app: &App, key: &str) -> Result<Tx, Problem> {
    let (_, organisation) = parts(key);
    let Some(organisation) = organisation_of(organisation) else { return Ok(app.db.write().await?) };
    let today = day(app.clock.now());
    let (name, pressing) = pressing(app, organisation, today).await?;
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    let mut told: BTreeMap<String, Told> = BTreeMap::new();
    for one in pressing {
        if !reminders::is_first(&mut tx, &program::permit(), one.about, one.due).await? {
            continue;
        }
        for (email, reader) in one.readers {
            let told = told.entry(email).or_insert_with(|| Told { subject: one.subject.clone(), ..Told::default() });
            told.name = reader;
            told.items.push(WeeklySummaryItem { says: one.says.clone(), href: Some(one.href.clone()) });
        }
    }
    for (email, told) in told {
        if reminders::is_stopped(&mut tx, &email).await? {
            continue;
        }
        let link = app.site.address(&format!("/unsubscribe/{}", reminders::link(&mut tx, &email, now).await?));
        let message = emails::Urgent {
            charter: &app.charter.name,
            name: &told.name,
            subject: &told.subject,
            part: &WeeklySummaryPart { organisation: name.clone(), items: told.items },
            base: &app.site.base,
            unsubscribe: &link,
        };
        let about =
            EmailContext { organisation: Some(organisation), concerns: Some(&told.name), unsubscribe: Some(&link) };
        emails::write_about(&mut tx, &email, &message, about, now).await?;
    }
    Ok(tx)
}

/// The name of an organisation, and what is due there within a week. Most nights it is nothing, and two questions tell.
async fn pressing(app: &App, organisation: OrganisationId, today: Date) -> Result<(String, Vec<Pressing>), Problem> {
    let (may, mut tx) = (program::permit(), app.db.read().await?);
    let mut all = Vec::new();
    let Some(dated) = due_dates::of(&mut tx, organisation).await? else { return Ok((String::new(), all)) };
    let standing = calendar::standing(&app.charter, &dated.facts, today);
    if let Next::Due(due) = standing.next
        && is_urgent(due.on, today)
    {
        all.push(Pressing {
            about: organisation.0,
            due: due.on,
            subject: format!("Due {}: stage {} self-assessment", long_date(due.on), due.stage),
            says: format!("Your stage {} self-assessment is due {}.", due.stage, when(due.on, today)),
            href: format!("/organisations/{organisation}"),
            readers: reminders::members(&mut tx, &may, organisation).await?,
        });
    }
    for (action, who) in reminders::due_actions(&mut tx, &may, organisation).await? {
        if let Some(who) = who.filter(|_| is_urgent(action.due, today)) {
            all.push(Pressing {
                about: action.action.0,
                due: action.due,
                subject: format!("Due {}: {}", long_date(action.due), action.title),
                says: format!("Your action “{}” is due {}.", action.title, when(action.due, today)),
                href: format!("/actions/{}", action.action),
                readers: BTreeMap::from([(who.email, who.name)]),
            });
        }
    }
    Ok((dated.name, all))
}
