//! The emails of rounds: who is asked for something, and that each is sent once.

use super::{
    reviewers::availability::answer_of,
    reviews::reviewing::duties_in,
    rounds::{all, by_id},
};
use crate::core::{
    db::{Error, Tx},
    values::{At, Number, Text},
};
use model::{
    PersonId, RoundId, Timestamp,
    core::permit::{CharterRole, Permit, RunProgram},
    peer_review::{review::PanelDuty, reviewer::Availability, round::ReviewRound, round::email::RoundEmail},
};
use uuid::Uuid;

/// All rounds, the latest first.
pub async fn rounds(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<Vec<ReviewRound>, Error> {
    all(tx).await
}

/// One round; none if it does not exist.
pub async fn round(tx: &mut Tx, _: &Permit<RunProgram>, round: RoundId) -> Result<Option<ReviewRound>, Error> {
    match by_id(tx, round).await {
        Err(Error::RowNotFound) => Ok(None),
        found => found.map(Some),
    }
}

/// A person who may get an email about a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: String,
}

/// A reviewer, with what they answered for a round, and whether they completed the training.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedReviewer {
    /// The person.
    pub recipient: Recipient,
    /// What they answered.
    pub answer: Option<Availability>,
    /// Whether they completed the training, in its current edition.
    pub is_trained: bool,
}

/// A reviewer: their id, name and address, whether they answered and the most submissions, and whether they completed the training.
type ReviewerRow = (Uuid, String, String, bool, Option<Number<u8>>, bool);

/// Everyone who reviews for a signatory now. `edition` is that of the training, if there is one.
pub async fn reviewers(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    round: RoundId,
    edition: Option<&str>,
) -> Result<Vec<AskedReviewer>, Error> {
    let rows: Vec<ReviewerRow> = tx
        .query(
            "select p.id, p.name, p.email, a.person_id is not null, a.submissions,
                 cast($2 as text) is null or exists (
                     select 1 from completed_training t where t.person_id = p.id and t.edition = $2)
             from reviewer r join person p on p.id = r.person_id join organisation o on o.id = r.organisation_id
                 left join availability a on a.person_id = p.id and a.round_id = $1
             where r.ended_at is null and o.standing = 'signatory' order by p.id",
        )
        .bind(round.0)
        .bind(edition)
        .all()
        .await?;
    let read = |(person, name, email, is_answered, most, is_trained): ReviewerRow| AskedReviewer {
        recipient: Recipient { person: PersonId(person), name, email },
        answer: is_answered.then(|| answer_of(most)),
        is_trained,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Everyone on a panel of the round, with what they have done about each of its submissions. Those with a conflict of interest are left out.
pub async fn panel_members(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    round: RoundId,
) -> Result<Vec<(Recipient, Vec<PanelDuty>)>, Error> {
    let duties = duties_in(tx, round).await?;
    if duties.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Uuid, String, String)> = tx
        .query(
            "select p.id, p.name, p.email from person p where exists (
                 select 1 from panel_member m join panel l on l.id = m.panel_id
                 where m.person_id = p.id and m.until is null and l.round_id = $1) order by p.id",
        )
        .bind(round.0)
        .all()
        .await?;
    let with_duties = |(person, name, email): (Uuid, String, String)| {
        let recipient = Recipient { person: PersonId(person), name, email };
        duties.get(&recipient.person).map(|duties| (recipient, duties.clone()))
    };
    Ok(rows.into_iter().filter_map(with_duties).collect())
}

/// The members of the secretariat.
pub async fn secretariat(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<Vec<Recipient>, Error> {
    let rows: Vec<(Uuid, String, String)> = tx
        .query(
            "select p.id, p.name, p.email from charter_role c join person p on p.id = c.person_id
             where c.role = 'secretariat' order by p.id",
        )
        .all()
        .await?;
    Ok(rows.into_iter().map(|(person, name, email)| Recipient { person: PersonId(person), name, email }).collect())
}

/// The members of the secretariat and of the Steering Board, who moderate.
pub async fn moderators(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<Vec<(Recipient, CharterRole)>, Error> {
    let rows: Vec<(Uuid, String, String, Text<CharterRole>)> = tx
        .query(
            "select p.id, p.name, p.email, c.role from charter_role c join person p on p.id = c.person_id order by p.id",
        )
        .all()
        .await?;
    let read = |(person, name, email, Text(role))| (Recipient { person: PersonId(person), name, email }, role);
    Ok(rows.into_iter().map(read).collect())
}

/// Records that an email about a round is sent to a person. False, and nothing is recorded, if it was sent before.
pub async fn is_first(
    tx: &mut Tx,
    may: &Permit<RunProgram>,
    to: (RoundId, PersonId),
    email: RoundEmail,
    now: Timestamp,
) -> Result<bool, Error> {
    is_first_of(tx, may, to, &email.word(), now).await
}

/// The same for an email of that word.
pub async fn is_first_of(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    (round, person): (RoundId, PersonId),
    word: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let recorded = tx
        .query(
            "insert into round_email (round_id, person_id, kind, sent_at) values ($1, $2, $3, $4)
             on conflict (round_id, person_id, kind) do nothing",
        )
        .bind(round.0)
        .bind(person.0)
        .bind(word)
        .bind(At(now))
        .run()
        .await?;
    Ok(recorded > 0)
}
