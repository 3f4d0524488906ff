//! The emails about feedback that was sent: to the leads of its organisation, and once in a round to the members of its panel and to the secretariat.
//! Each is a job of its own, so that a transaction is short, and one that fails is tried again without the others. No email to an organisation has a
//! name of a reviewer.

use super::feedback::{feedback_title, write};
use crate::{
    core::{app::App, problem::Problem},
    work::{
        emails::{self, EmailContext, feedback::FeedbackSentEmail},
        program,
    },
};
use model::{
    FeedbackId, PersonId, RoundId, peer_review::feedback::moderation::email::ModerationEmail, work::job::JobKind,
};
use store::{
    Tx,
    peer_review::{
        feedback::{self, ToldFeedback},
        reminding::{self, Recipient},
    },
    work::jobs,
};

/// Queues a job for each person who is told of feedback that was sent. The key is its id.
pub(super) async fn begin(app: &App, key: &str) -> Result<Tx, Problem> {
    let (may, now) = (program::permit(), app.clock.now());
    let id: FeedbackId = key.parse().map_err(|_| Problem::NotFound)?;
    let mut read = app.db.read().await?;
    let Some(told) = feedback::told(&mut read, &may, id).await? else { return Ok(app.db.write().await?) };
    let secretariat = reminding::secretariat(&mut read, &may).await?;
    drop(read);
    let leads = told.leads.iter().map(|one| Told::Lead(id, one.person));
    let members = told.members.iter().map(|one| Told::Member(id, one.person));
    // One job for all feedback of the round.
    let secretariat = secretariat.iter().map(|one| Told::Secretariat(told.round, one.person));
    let mut tx = app.db.write().await?;
    for one in leads.chain(members).chain(secretariat) {
        jobs::enqueue(&mut tx, &may, JobKind::SentFeedbackEmail, &one.key(), now, now).await?;
    }
    Ok(tx)
}

/// Who is told, and of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Lead(FeedbackId, PersonId),
    Member(FeedbackId, PersonId),
    Secretariat(RoundId, PersonId),
}

impl Told {
    fn key(self) -> String {
        match self {
            Self::Lead(feedback, person) => format!("lead/{feedback}/{person}"),
            Self::Member(feedback, person) => format!("member/{feedback}/{person}"),
            Self::Secretariat(round, person) => format!("secretariat/{round}/{person}"),
        }
    }
    fn parse(key: &str) -> Option<Self> {
        let (who, rest) = key.split_once('/')?;
        let (about, person) = rest.split_once('/')?;
        let person = person.parse().ok()?;
        match who {
            "lead" => Some(Self::Lead(about.parse().ok()?, person)),
            "member" => Some(Self::Member(about.parse().ok()?, person)),
            "secretariat" => Some(Self::Secretariat(about.parse().ok()?, person)),
            _ => None,
        }
    }
}

fn find(all: Vec<Recipient>, person: PersonId) -> Option<Recipient> {
    all.into_iter().find(|one| one.person == person)
}

/// Writes one email, unless its recipient has lost the role in which they are told of it, or has had it. The key is that of a [`Told`].
pub(super) async fn tell(app: &App, key: &str) -> Result<Tx, Problem> {
    let may = program::permit();
    let told = Told::parse(key).ok_or(Problem::NotFound)?;
    let mut tx = app.db.write().await?;
    let (round, recipient, email) = match told {
        Told::Lead(id, person) => {
            if let Some(told) = feedback::told(&mut tx, &may, id).await? {
                write_to_lead(&mut tx, app, &told, person).await?;
            }
            return Ok(tx);
        }
        Told::Member(id, person) => {
            let Some(told) = feedback::told(&mut tx, &may, id).await? else { return Ok(tx) };
            (told.round, find(told.members, person), ModerationEmail::SentToPanel)
        }
        Told::Secretariat(round, person) => {
            (round, find(reminding::secretariat(&mut tx, &may).await?, person), ModerationEmail::Sent)
        }
    };
    let round = reminding::round(&mut tx, &may, round).await?;
    if let (Some(round), Some(recipient)) = (round, recipient) {
        write(&mut tx, app, &round, &recipient, email).await?;
    }
    Ok(tx)
}

async fn write_to_lead(tx: &mut Tx, app: &App, told: &ToldFeedback, person: PersonId) -> Result<(), Problem> {
    let Some(lead) = told.leads.iter().find(|lead| lead.person == person) else { return Ok(()) };
    let message = FeedbackSentEmail {
        charter: &app.charter.name,
        organisation: &told.name,
        name: &lead.name,
        title: &feedback_title(told.stage),
        link: &app.site.address(&format!("/assessments/{}/feedback", told.assessment)),
    };
    let about =
        EmailContext { organisation: Some(told.organisation), concerns: Some(&lead.name), ..EmailContext::default() };
    emails::write_about(tx, &lead.email, &message, about, app.clock.now()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_key_of_a_job_tells_who_is_told_of_what() {
        let (about, person) = (Uuid::from_u128(1), PersonId(Uuid::from_u128(2)));
        let all = [
            Told::Lead(FeedbackId(about), person),
            Told::Member(FeedbackId(about), person),
            Told::Secretariat(RoundId(about), person),
        ];
        for told in all {
            assert_eq!(Told::parse(&told.key()), Some(told));
        }
        for wrong in ["", "lead", "lead/1/2", &format!("board/{about}/{person}")] {
            assert_eq!(Told::parse(wrong), None, "{wrong}");
        }
    }
}
