//! Reviewers: who volunteered, from which signatory, and what they know.

pub mod availability;
pub mod declared;
mod facts;
mod history;
pub mod inviting;
mod listing;
mod of_round;
mod todo;

pub(in crate::peer_review) use facts::known_conflicts;
pub use history::{ReviewerHistory, RoundHistory, experience, of_person};
pub use listing::{ListedReviewer, allocated, list};
pub use of_round::{RoundReviewer, of_round};
pub use todo::{own_reviewing, rounds_for_todo};

use super::rounds::record;
use crate::core::{
    db::{Error, Tx},
    values::{At, Text},
    write_permit::WritePermit,
};
use model::{
    OrganisationId, PersonId, ThemeKey, Timestamp,
    core::permit::{AtReviewer, KeepReviewing, Permission, Permit, Role, Volunteer},
    peer_review::{
        event::ReviewerEvent,
        reviewer::{Background, Knowledge, ReviewerDraft, ReviewsFrom},
    },
    register::organisation::KINDS,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A reviewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// The signatory that they review from.
    pub organisation: OrganisationId,
    /// The name of that signatory.
    pub organisation_name: String,
    /// As what they review.
    pub background: Background,
    /// Whether the secretariat marked them as experienced.
    pub is_marked_experienced: bool,
    /// What they know.
    pub knowledge: Knowledge,
    /// When they volunteered.
    pub since: Timestamp,
    /// When they stopped, or left the signatory.
    pub ended: Option<Timestamp>,
    /// The number of the last change.
    pub revision: i64,
}

/// The columns of a reviewer, for `#[sqlx(flatten)]`: of `reviewer` as `r`, `person` as `p` and `organisation` as `o`.
#[derive(sqlx::FromRow)]
struct ReviewerColumns {
    person_id: Uuid,
    name: String,
    email: String,
    organisation_id: Uuid,
    organisation_name: String,
    background: String,
    is_experienced: bool,
    stages: String,
    kinds: String,
    themes: String,
    enrolled_at: At,
    ended_at: Option<At>,
    revision: i64,
}

/// SQL that reads [`ReviewerColumns`], with more columns and the rest of the statement.
macro_rules! select_reviewers {
    ($columns:literal, $rest:literal) => {
        concat!(
            "select r.person_id, p.name, p.email, r.organisation_id, o.name as organisation_name, r.background, r.is_experienced,
                 r.stages, r.kinds, r.themes, r.enrolled_at, r.ended_at, r.revision",
            $columns,
            " from reviewer r join person p on p.id = r.person_id join organisation o on o.id = r.organisation_id ",
            $rest
        )
    };
}
use select_reviewers;

impl ReviewerColumns {
    fn read(self) -> Result<Reviewer, Error> {
        let unreadable = || Error::Decode("a reviewer with an unknown background".into());
        Ok(Reviewer {
            person: PersonId(self.person_id),
            name: self.name,
            email: self.email,
            organisation: OrganisationId(self.organisation_id),
            organisation_name: self.organisation_name,
            background: Background::parse(&self.background).ok_or_else(unreadable)?,
            is_marked_experienced: self.is_experienced,
            knowledge: Knowledge {
                stages: list_of(&self.stages)?,
                kinds: list_of(&self.kinds)?,
                themes: list_of(&self.themes)?,
            },
            since: self.enrolled_at.0,
            ended: self.ended_at.map(|At(at)| at),
            revision: self.revision,
        })
    }
}

fn list_of<T: serde::de::DeserializeOwned>(json: &str) -> Result<Vec<T>, Error> {
    serde_json::from_str(json).map_err(|error| Error::Decode(Box::new(error)))
}

/// The lists of what somebody knows, as they are stored: stages, kinds, themes.
fn stored(knowledge: &Knowledge) -> [String; 3] {
    let words = |all: &[String]| serde_json::json!(all).to_string();
    let themes: Vec<String> = knowledge.themes.iter().map(ThemeKey::to_string).collect();
    [serde_json::json!(knowledge.stages).to_string(), words(&knowledge.kinds), words(&themes)]
}

fn person(may: &Permit<impl Permission>) -> Uuid {
    may.author().person().map_or(Uuid::nil(), |person| person.0)
}

/// The signatories that the visitor is a member of, by name.
pub async fn reviews_from(tx: &mut Tx, may: &Permit<Volunteer>) -> Result<Vec<ReviewsFrom>, Error> {
    let rows: Vec<(Uuid, String, Text<Role>)> = tx
        .query(
            "select o.id, o.name, m.role from member m join organisation o on o.id = m.organisation_id
             where m.person_id = $1 and o.standing = 'signatory' order by lower(o.name), o.id",
        )
        .bind(person(may))
        .all()
        .await?;
    let read = |(id, name, Text(role))| ReviewsFrom { organisation: OrganisationId(id), name, role };
    Ok(rows.into_iter().map(read).collect())
}

/// The kinds of organisation that a reviewer can know: those that are suggested, and those of the signatories.
pub async fn kinds<P: Permission<Place = AtReviewer>>(tx: &mut Tx, _: &Permit<P>) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = tx
        .query("select distinct kind from organisation where standing = 'signatory' and kind <> '' order by kind")
        .all()
        .await?;
    let mut all: Vec<String> = KINDS.into_iter().map(str::to_owned).collect();
    let others: BTreeSet<String> = rows.into_iter().map(|(kind,)| kind).filter(|kind| !all.contains(kind)).collect();
    all.extend(others);
    Ok(all)
}

/// Why somebody is not a reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotEnrolled {
    /// They are not a member of that signatory any more, or not with the role as which they would review.
    #[error("You are no longer a member of this signatory with this role. Check the form and try again")]
    NotAMember,
}

/// Makes the visitor a reviewer. Who stopped before can start again, and is as experienced as before.
pub async fn enrol(
    tx: &mut Tx,
    may: &WritePermit<Volunteer>,
    draft: &ReviewerDraft,
    now: Timestamp,
) -> Result<Result<(), NotEnrolled>, Error> {
    let person = person(may);
    // Otherwise they could be removed in between, and stay a reviewer.
    let member = "select 1 from member where organisation_id = $1 and person_id = $2 for share";
    tx.lock_rows(member, &[draft.organisation.0, person]).await?;
    let from = reviews_from(tx, may).await?;
    let is_still = |from: &ReviewsFrom| {
        from.organisation == draft.organisation && (draft.background != Background::Lead || from.role == Role::Lead)
    };
    if !from.iter().any(is_still) {
        return Ok(Err(NotEnrolled::NotAMember));
    }
    let [stages, kinds, themes] = stored(&draft.knowledge);
    tx.query(
        "insert into reviewer (person_id, organisation_id, background, is_experienced, stages, kinds, themes, enrolled_at)
         values ($1, $2, $3, false, $4, $5, $6, $7)
         on conflict (person_id) do update set organisation_id = $2, background = $3, stages = $4, kinds = $5, themes = $6,
             enrolled_at = $7, ended_at = null, revision = reviewer.revision + 1",
    )
    .bind(person)
    .bind(draft.organisation.0)
    .bind(draft.background.as_str())
    .bind(stages)
    .bind(kinds)
    .bind(themes)
    .bind(At(now))
    .run()
    .await?;
    record(tx, may, ReviewerEvent::ReviewerVolunteered, now).await?;
    Ok(Ok(()))
}

/// The visitor as a reviewer.
pub async fn own(tx: &mut Tx, may: &Permit<KeepReviewing>) -> Result<Reviewer, Error> {
    let row: ReviewerColumns =
        tx.query(select_reviewers!("", "where r.person_id = $1")).bind(person(may)).one().await?;
    row.read()
}

/// Somebody else changed it, in another tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This was changed in another window while you edited it. Check it and save again")]
pub struct ReviewerChanged;

/// Saves what the visitor knows. `revision` is that of the form.
pub async fn edit(
    tx: &mut Tx,
    may: &WritePermit<KeepReviewing>,
    revision: i64,
    knowledge: &Knowledge,
    now: Timestamp,
) -> Result<Result<(), ReviewerChanged>, Error> {
    let before = own(tx, may).await?;
    if before.revision != revision {
        return Ok(Err(ReviewerChanged));
    }
    if before.knowledge == *knowledge {
        return Ok(Ok(()));
    }
    let [stages, kinds, themes] = stored(knowledge);
    tx.query("update reviewer set stages = $2, kinds = $3, themes = $4, revision = revision + 1 where person_id = $1")
        .bind(person(may))
        .bind(stages)
        .bind(kinds)
        .bind(themes)
        .run()
        .await?;
    record(tx, may, ReviewerEvent::ReviewerChanged, now).await?;
    Ok(Ok(()))
}

/// Ends the visitor's part as a reviewer. Their declared conflicts stay, for when they start again.
pub async fn stop(tx: &mut Tx, may: &WritePermit<KeepReviewing>, now: Timestamp) -> Result<(), Error> {
    tx.query("update reviewer set ended_at = $2, revision = revision + 1 where person_id = $1")
        .bind(person(may))
        .bind(At(now))
        .run()
        .await?;
    record(tx, may, ReviewerEvent::ReviewerStopped, now).await
}
