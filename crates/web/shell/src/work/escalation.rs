//! Emails to the leads of an organisation about owners who have not replied for too long: once for each update request.

use crate::{
    core::{app::App, clock::day, problem::Problem},
    work::{emails, program},
};
use model::{
    Timestamp,
    core::dates::{count, long_date},
};
use store::{Tx, plan::update_requests};

/// Emails the leads of each organisation that has owners who have not replied for its number of days. Part of the nightly work. No instance emails
/// about the same request again. Returns the number of emails written.
///
/// # Errors
/// The database or a template failed.
pub async fn escalate(tx: &mut Tx, app: &App, now: Timestamp) -> Result<usize, Problem> {
    let mut written = 0;
    for silence in update_requests::take_escalations(tx, &program::permit(), now).await? {
        let link = app.site.address(&format!("/organisations/{}/update-requests", silence.organisation));
        for (name, email) in &silence.leads {
            let requests = silence.silent.iter();
            let message = emails::NoReplyEmail {
                name,
                organisation: &silence.name,
                escalation_days: count(silence.escalation_days, "day"),
                unanswered: requests
                    .map(|one| (one.name.clone(), one.title.clone(), long_date(day(one.asked))))
                    .collect(),
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
