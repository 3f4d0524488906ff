//! Leads are told when owners have not replied for too long: once about each update request, by an email to every lead
//! of the organisation.

use crate::{
    core::{app::App, clock::day, problem::Problem},
    work::{emails, program},
};
use model::{
    Timestamp,
    core::dates::{count, long_date},
};
use store::{Tx, plan::update_requests};

/// Emails the leads of every organisation whose owners have not replied for longer than it waits. Part of a night's
/// work; leads are not told twice, whichever instance comes next. Returns how many emails were written.
///
/// # Errors
/// The database or a template failed.
pub async fn escalate(tx: &mut Tx, app: &App, now: Timestamp) -> Result<usize, Problem> {
    let mut written = 0;
    for silence in update_requests::silent(tx, &program::permit(), now).await? {
        let link = app.site.address(&format!("/organisations/{}/update-requests", silence.organisation));
        for (name, email) in &silence.leads {
            let silent = silence.silent.iter();
            let message = emails::NoReplyEmail {
                name,
                organisation: &silence.name,
                escalation_days: count(silence.escalation_days, "day"),
                silent: silent.map(|one| (one.name.clone(), one.title.clone(), long_date(day(one.asked)))).collect(),
                link: link.clone(),
            };
            let about = emails::EmailContext {
                organisation: Some(silence.organisation),
                concerns: Some(name.as_str()),
                unsubscribe: None,
            };
            emails::write_about(tx, email.as_str(), &message, about, now).await?;
            written += 1;
        }
    }
    Ok(written)
}
