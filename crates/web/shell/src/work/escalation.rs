//! Emails to the leads of an organisation about owners who have not replied for too long: once for each update request.

use crate::{
    core::{app::App, clock::day, problem::Problem},
    work::{emails, program},
};
use model::{
    OrganisationId, Timestamp,
    core::dates::{count, long_date},
};
use store::{Tx, plan::update_requests};

/// Tells the leads of one organisation. The key is the night, `/`, and the organisation.
pub(super) async fn work(app: &App, key: &str) -> Result<Tx, Problem> {
    let organisation = key.split_once('/').and_then(|(_, organisation)| organisation.parse().ok());
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    if let Some(organisation) = organisation {
        escalate(&mut tx, app, organisation, now).await?;
    }
    Ok(tx)
}

/// Emails the leads of an organisation if it has owners who have not replied for its number of days. No instance emails about the same
/// request again. Returns the number of emails written.
///
/// # Errors
/// The database or a template failed.
pub async fn escalate(tx: &mut Tx, app: &App, organisation: OrganisationId, now: Timestamp) -> Result<usize, Problem> {
    let Some(silence) = update_requests::take_escalation(tx, &program::permit(), organisation, now).await? else {
        return Ok(0);
    };
    let link = app.site.address(&format!("/organisations/{organisation}/update-requests"));
    for (name, email) in &silence.leads {
        let requests = silence.silent.iter();
        let message = emails::NoReplyEmail {
            name,
            organisation: &silence.name,
            escalation_days: count(silence.escalation_days, "day"),
            unanswered: requests.map(|one| (one.name.clone(), one.title.clone(), long_date(day(one.asked)))).collect(),
            link: link.clone(),
        };
        let about = emails::EmailContext {
            organisation: Some(organisation),
            concerns: Some(name.as_str()),
            ..emails::EmailContext::default()
        };
        emails::write_about(tx, email.as_str(), &message, about, now).await?;
    }
    Ok(silence.leads.len())
}
