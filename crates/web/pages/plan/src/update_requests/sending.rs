//! Sends 1 email to each owner, with all their actions and a link for each.

use model::{
    Date, Timestamp,
    charter::Charter,
    core::{dates::long_date, permit::RequestUpdates},
    plan::{action::ProgressUpdate, update_request::LINK_VALIDITY},
};
use store::{
    Tx,
    core::write_permit::WritePermit,
    plan::update_requests::{self, AwaitedOwner, AwaitedUpdate},
};
use web_shell::{
    core::{app::App, clock::day, problem::Problem, request::Visit},
    work::emails,
};

/// What an email says in addition to the request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Occasion {
    /// The lead's message; may be blank.
    pub(crate) note: String,
    /// The date of the working group meeting, for a progress review.
    pub(crate) meets: Option<Date>,
}

/// Queues an email to each of them in the given transaction. The caller wakes the email worker after the commit. Returns the
/// number of emails.
pub(crate) async fn send(
    tx: &mut Tx,
    app: &App,
    may: &WritePermit<RequestUpdates>,
    from: (&Visit, &str),
    awaited_owners: &[AwaitedOwner],
    occasion: &Occasion,
) -> Result<usize, Problem> {
    let (visit, organisation) = from;
    let visitor = visit.visitor.as_ref();
    for awaited_owner in awaited_owners {
        let secret = update_requests::link(tx, may, awaited_owner.owner, visit.now).await?;
        let message = emails::UpdateRequestEmail {
            charter: &app.charter.name,
            organisation,
            name: awaited_owner.name.as_str(),
            by: visitor.map_or("", |visitor| &visitor.name),
            reply_address: visitor.map_or("", |visitor| &visitor.email),
            note: occasion.note.trim(),
            meets: occasion.meets.map(long_date).unwrap_or_default(),
            is_reminder: awaited_owner.awaited.iter().all(|awaited| awaited.is_reminder),
            actions: awaited_owner.awaited.iter().map(|awaited| requested(app, &secret, awaited, visit.now)).collect(),
            all: app.site.address(&format!("/updates/{secret}")),
            until: long_date(day(visit.now + LINK_VALIDITY)),
        };
        let about = emails::EmailContext {
            organisation: Some(may.place().organisation),
            concerns: Some(awaited_owner.name.as_str()),
            ..emails::EmailContext::default()
        };
        let id = emails::write_about(tx, awaited_owner.email.as_str(), &message, about, visit.now).await?;
        update_requests::record_email(tx, may, awaited_owner, id, visit.now).await?;
    }
    Ok(awaited_owners.len())
}

fn requested(app: &App, secret: &str, awaited: &AwaitedUpdate, now: Timestamp) -> emails::RequestedAction {
    let is_late = awaited.details.due.is_some_and(|due| due < day(now));
    let by_when = match (awaited.details.timescale.trim(), awaited.details.due) {
        ("", Some(due)) if is_late => format!("was due {}", long_date(due)),
        ("", Some(due)) => format!("due {}", long_date(due)),
        (timescale, _) => timescale.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    emails::RequestedAction {
        title: awaited.details.title(),
        by_when,
        last: awaited
            .last
            .as_ref()
            .map_or_else(|| "No progress update yet.".to_owned(), |update| last(update, &app.charter)),
        link: app.site.address(&format!("/updates/{secret}/{}", awaited.update_request)),
    }
}

/// "Last updated on 3 March 2026: In progress. The room is found."
fn last(update: &ProgressUpdate, charter: &Charter) -> String {
    const MAX_CHARS: usize = 200;
    let text = update.explanation().split_whitespace().collect::<Vec<_>>().join(" ");
    let text = match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!(" {}…", text[..end].trim_end()),
        None if text.is_empty() => String::new(),
        None => format!(" {text}"),
    };
    format!("Last updated on {}: {}.{text}", long_date(day(update.at)), charter.word(Some(update.rating.colour())))
}
