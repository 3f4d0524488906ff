//! The emails of peer review rounds: to reviewers who have to answer, complete the training, review or agree, and to the secretariat about its steps and
//! what is late. Each is sent once to a person in a round.

use super::night::parts;
use crate::{
    core::{app::App, problem::Problem},
    work::{
        emails::{self, EmailContext, reviewers::RoundReminderEmail},
        program,
    },
};
use model::{
    RoundId,
    core::dates::day,
    peer_review::{
        round::ReviewRound,
        round::email::{RoundEmail, to_panel_member, to_reviewer, to_secretariat},
    },
    work::job::JobKind,
};
use store::{
    Tx,
    peer_review::reminding::{self, Recipient},
    work::{jobs, reminders},
};

/// Queues a job for each round that is neither finished nor cancelled. The key is the night.
pub(super) async fn begin(app: &App, night: &str) -> Result<Tx, Problem> {
    let may = program::permit();
    let all = reminding::rounds(&mut app.db.read().await?, &may).await?;
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    for round in all.iter().filter(|round| round.is_open(day(now))) {
        let key = format!("{night}/{}", round.id);
        jobs::enqueue(&mut tx, &may, JobKind::Round, &key, now, now).await?;
        jobs::enqueue(&mut tx, &may, JobKind::Feedback, &key, now, now).await?;
    }
    Ok(tx)
}

/// Writes the emails of one round. The key is the night, `/`, and the round.
pub(super) async fn work(app: &App, key: &str) -> Result<Tx, Problem> {
    let (may, now) = (program::permit(), app.clock.now());
    let (_, id) = parts(key);
    let due = match id.parse::<RoundId>() {
        Ok(id) => due(app, id).await?,
        Err(_) => None,
    };
    let mut tx = app.db.write().await?;
    let Some((round, emails)) = due else { return Ok(tx) };
    for (recipient, email) in emails {
        if reminders::is_stopped(&mut tx, &recipient.email).await?
            || !reminding::is_first(&mut tx, &may, (round.id, recipient.person), email, now).await?
        {
            continue;
        }
        let reminder = RoundReminder {
            subject: email.subject(&round),
            sentence: email.sentence(&round),
            href: email.href(&round),
        };
        write(&mut tx, app, &recipient, &reminder).await?;
    }
    Ok(tx)
}

/// A round and the emails that are due about it, whether or not they were sent before; none if it is gone.
async fn due(app: &App, id: RoundId) -> Result<Option<(ReviewRound, Vec<(Recipient, RoundEmail)>)>, Problem> {
    let (may, today) = (program::permit(), day(app.clock.now()));
    let mut tx = app.db.read().await?;
    let Some(round) = reminding::rounds(&mut tx, &may).await?.into_iter().find(|round| round.id == id) else {
        return Ok(None);
    };
    let mut emails = Vec::new();
    for one in reminding::reviewers(&mut tx, &may, id, app.charter.course_edition()).await? {
        emails.extend(to_reviewer(&round, one.answer, one.is_trained, today).map(|email| (one.recipient, email)));
    }
    for (recipient, duties) in reminding::panel_members(&mut tx, &may, id).await? {
        emails.extend(to_panel_member(&round, &duties, today).into_iter().map(|email| (recipient.clone(), email)));
    }
    if let Some(email) = to_secretariat(&round, today) {
        emails.extend(reminding::secretariat(&mut tx, &may).await?.into_iter().map(|recipient| (recipient, email)));
    }
    Ok(Some((round, emails)))
}

/// What an email about a round says.
pub(super) struct RoundReminder {
    pub(super) subject: String,
    /// What is to be done.
    pub(super) sentence: String,
    /// The address of the page where it is done.
    pub(super) href: String,
}

/// Writes one email. It belongs to no organisation, since nobody there learns that the person reviews.
pub(super) async fn write(
    tx: &mut Tx,
    app: &App,
    recipient: &Recipient,
    reminder: &RoundReminder,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let unsubscribe = app.site.address(&format!("/unsubscribe/{}", reminders::link(tx, &recipient.email, now).await?));
    let message = RoundReminderEmail {
        charter: &app.charter.name,
        name: &recipient.name,
        subject: &reminder.subject,
        sentence: &reminder.sentence,
        link: &app.site.address(&reminder.href),
        unsubscribe: &unsubscribe,
    };
    let about = EmailContext { unsubscribe: Some(&unsubscribe), ..EmailContext::default() };
    emails::write_about(tx, &recipient.email, &message, about, now).await?;
    Ok(())
}
