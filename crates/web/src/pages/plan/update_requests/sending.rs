//! One letter to each who is asked, with all their actions and a link for each.

use crate::{
    core::{app::App, clock::day, problem::Problem, request::Visit},
    work::emails,
};
use model::{
    Date, Timestamp,
    charter::Charter,
    core::{dates::long_date, permit::AskOwners},
    plan::{action::News, update_request::LINK},
};
use store::{
    Tx,
    core::write_permit::WritePermit,
    plan::update_requests::{self, Debtor, Owed},
};

/// Why people are written to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Occasion {
    /// The lead's words; may be blank.
    pub(crate) note: String,
    /// When the working group meets, for a review of the plan.
    pub(crate) meets: Option<Date>,
}

/// Write to each of them, in the transaction that asks. Whoever calls this rings the bell after the commit. Gives how many letters.
pub(crate) async fn send(
    tx: &mut Tx,
    app: &App,
    may: &WritePermit<AskOwners>,
    from: (&Visit, &str),
    debtors: &[Debtor],
    occasion: &Occasion,
) -> Result<usize, Problem> {
    let (visit, organisation) = from;
    let visitor = visit.visitor.as_ref();
    for debtor in debtors {
        let secret = update_requests::link(tx, may, debtor.owner, visit.now).await?;
        let letter = emails::Asked {
            charter: &app.charter.name,
            organisation,
            name: debtor.name.as_str(),
            by: visitor.map_or("", |visitor| &visitor.name),
            reach: visitor.map_or("", |visitor| &visitor.email),
            note: occasion.note.trim(),
            meets: occasion.meets.map(long_date).unwrap_or_default(),
            is_reminder: debtor.owed.iter().all(|owed| owed.is_reminder),
            actions: debtor.owed.iter().map(|owed| line(app, &secret, owed, visit.now)).collect(),
            all: app.site.address(&format!("/tell/{secret}")),
            until: long_date(day(visit.now + LINK)),
        };
        let about = emails::About {
            organisation: Some(may.place().organisation),
            concerns: Some(debtor.name.as_str()),
            unsubscribe: None,
        };
        let id = emails::write_about(tx, debtor.email.as_str(), &letter, about, visit.now).await?;
        update_requests::lettered(tx, may, debtor, id, visit.now).await?;
    }
    Ok(debtors.len())
}

fn line(app: &App, secret: &str, owed: &Owed, now: Timestamp) -> emails::AskedAction {
    let is_late = owed.promise.due.is_some_and(|due| due < day(now));
    let by_when = match (owed.promise.timescale.trim(), owed.promise.due) {
        ("", Some(due)) if is_late => format!("was due {}", long_date(due)),
        ("", Some(due)) => format!("due {}", long_date(due)),
        (said, _) => said.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    emails::AskedAction {
        title: owed.promise.title(),
        by_when,
        last: owed.last.as_ref().map_or_else(|| "No progress update yet.".to_owned(), |news| last(news, &app.charter)),
        link: app.site.address(&format!("/tell/{secret}/{}", owed.ask)),
    }
}

/// "Last updated on 3 March 2026: In progress. The room is found."
fn last(news: &News, charter: &Charter) -> String {
    const MOST: usize = 200;
    let words = news.words().split_whitespace().collect::<Vec<_>>().join(" ");
    let words = match words.char_indices().nth(MOST) {
        Some((end, _)) => format!(" {}…", words[..end].trim_end()),
        None if words.is_empty() => String::new(),
        None => format!(" {words}"),
    };
    format!("Last updated on {}: {}.{words}", long_date(day(news.at)), charter.word(Some(news.rating.colour())))
}
