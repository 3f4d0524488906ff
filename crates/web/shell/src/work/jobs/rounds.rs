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
        round::board::{BoardEmail, to_board_member},
        round::email::{RoundEmail, to_panel_member, to_reviewer, to_secretariat},
    },
    work::job::JobKind,
};
use store::{
    Tx,
    peer_review::{
        board_reading::duties,
        reminding::{self, Recipient},
    },
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
            || !reminding::is_first_of(&mut tx, &may, (round.id, recipient.person), &email.word, now).await?
        {
            continue;
        }
        write(&mut tx, app, &recipient, &email.reminder).await?;
    }
    Ok(tx)
}

/// An email that is due, whoever it is for.
struct DueEmail {
    /// The word that records it.
    word: String,
    reminder: RoundReminder,
}

impl DueEmail {
    fn of_round(round: &ReviewRound, email: RoundEmail) -> Self {
        let (subject, sentence, href) = (email.subject(round), email.sentence(round), email.href(round));
        Self { word: email.word(), reminder: RoundReminder { subject, sentence, href } }
    }
    fn of_board(round: &ReviewRound, email: BoardEmail) -> Self {
        let (subject, sentence, href) = (email.subject(round), email.sentence(round), email.href(round));
        Self { word: email.word().to_owned(), reminder: RoundReminder { subject, sentence, href } }
    }
}

/// A round and the emails that are due about it, whether or not they were sent before; none if it is gone.
async fn due(app: &App, id: RoundId) -> Result<Option<(ReviewRound, Vec<(Recipient, DueEmail)>)>, Problem> {
    let (may, today) = (program::permit(), day(app.clock.now()));
    let mut tx = app.db.read().await?;
    let Some(round) = reminding::rounds(&mut tx, &may).await?.into_iter().find(|round| round.id == id) else {
        return Ok(None);
    };
    let of_round = |email| DueEmail::of_round(&round, email);
    let mut emails = Vec::new();
    for one in reminding::reviewers(&mut tx, &may, id, app.charter.course_edition()).await? {
        emails.extend(
            to_reviewer(&round, one.answer, one.is_trained, today).map(|email| (one.recipient, of_round(email))),
        );
    }
    for (recipient, duties) in reminding::panel_members(&mut tx, &may, id).await? {
        emails.extend(
            to_panel_member(&round, &duties, today).into_iter().map(|email| (recipient.clone(), of_round(email))),
        );
    }
    for (recipient, steps) in duties::in_round(&mut tx, &may, id).await? {
        let due = to_board_member(&round, &steps, today).into_iter();
        emails.extend(due.map(|email| (recipient.clone(), DueEmail::of_board(&round, email))));
    }
    if let Some(email) = to_secretariat(&round, today) {
        let all = reminding::secretariat(&mut tx, &may).await?.into_iter();
        emails.extend(all.map(|recipient| (recipient, of_round(email))));
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
