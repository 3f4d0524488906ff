//! Permission to write, which cannot become outdated: the rows that decide it are locked until its transaction ends.
//!
//! A page decides in a transaction that reads, and writes in a later one. In between, another person may lock the
//! self-assessment, sign it, or change the role of this person. So everything in this crate that writes takes a
//! [`WritePermit`]: [`lock`] makes it, in the transaction that writes, after finding the place again and asking the
//! policy again.

use crate::core::{
    db::{Error, Tx},
    relation::{self, Found, with_author},
};
use model::{
    PersonId,
    core::permit::{
        AtAccount, AtAction, AtAssessment, AtCharter, AtComment, AtConsultation, AtImport, AtImports, AtOrganisation,
        AtOwner, AtPanel, AtPlan, AtProgressReview, AtReview, AtReviewer, AtRound, AtThread, AtUpdateRequest, Author,
        Permission, Permit, Place, Refused, Relation,
    },
    register::signatory_address::Capacity,
};
use std::{ops::Deref, sync::Weak};
use uuid::Uuid;

/// Proof that its author may do `P` at one place, for as long as the transaction lasts in which it was made.
pub struct WritePermit<P: Permission> {
    permit: Permit<P>,
    relation: Relation,
    transaction: Weak<()>,
}

impl<P: Permission> WritePermit<P> {
    /// Asks for another permission at the same place, which is locked already.
    ///
    /// # Errors
    /// If the policy refuses it.
    pub fn ask<Q: Permission<Place = P::Place>>(&self) -> Result<WritePermit<Q>, Refused> {
        let permit = Permit::ask(&self.relation, self.place())?;
        Ok(WritePermit { permit, relation: self.relation, transaction: self.transaction.clone() })
    }

    /// Asks for a permission to read at another place of the same organisation.
    ///
    /// # Errors
    /// If the policy refuses it.
    pub(crate) fn read<Q: Permission>(&self, place: Q::Place) -> Result<Permit<Q>, Refused> {
        Permit::ask(&self.relation, place)
    }

    /// Asks for a permission to write at another place of the same organisation, which is [locked](lock) like every other.
    ///
    /// # Errors
    /// If the policy refuses it.
    pub(crate) async fn at<Q>(&self, tx: &mut Tx, place: Q::Place) -> Result<WritePermit<Q>, NotLocked>
    where
        Q: Permission,
        Q::Place: Lock,
    {
        lock(tx, &self.read::<Q>(place)?).await
    }
}

impl<P: Permission> Deref for WritePermit<P> {
    type Target = Permit<P>;

    /// # Panics
    /// After the transaction has ended, since nothing is locked any more.
    fn deref(&self) -> &Permit<P> {
        assert!(self.transaction.strong_count() > 0, "the transaction of this permit has ended, and its locks with it");
        &self.permit
    }
}

/// Why there is no [`WritePermit`].
#[derive(Debug, thiserror::Error)]
pub enum NotLocked {
    /// The policy refuses it now, although it allowed it a moment before.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Locks what the decision depends on, finds the place again, and asks the policy again. Until `tx` ends, neither the
/// relation of the author nor the state of the place changes.
///
/// # Errors
/// If the policy refuses it, or the place does not exist any more ([`Refused::NotFound`]).
pub async fn lock<P>(tx: &mut Tx, may: &Permit<P>) -> Result<WritePermit<P>, NotLocked>
where
    P: Permission,
    P::Place: Lock,
{
    let found = lock_and_find(tx, may.author(), may.place()).await?;
    let permit = Permit::ask(&found.relation, found.place)?;
    Ok(WritePermit { permit, relation: found.relation, transaction: tx.liveness() })
}

/// Locks a place and finds it again, in the same organisation as before. It is not generic over the permission, so that it
/// is compiled once for each kind of place.
async fn lock_and_find<At: Lock>(tx: &mut Tx, author: Author, place: At) -> Result<Found<At>, NotLocked> {
    place.lock(tx, author).await?;
    let found = At::find_again(tx, author, place).await?.ok_or(Refused::NotFound)?;
    if found.place.organisation() == place.organisation() { Ok(found) } else { Err(Refused::NotFound.into()) }
}

/// A place that can be locked and found again.
pub trait Lock: Place + Send + Sync + Sized {
    /// Locks every row that a decision about the place depends on.
    ///
    /// Writers of an organisation take turns: its row is always locked first, so that two transactions never deadlock, and
    /// so that a change of a role or of a state conflicts with every write that it forbids. The
    /// rows of roles there and in the charter are locked as well, since the deletion of an account changes them for
    /// many organisations at once.
    fn lock(self, tx: &mut Tx, author: Author) -> impl Future<Output = Result<(), Error>> + Send {
        async move {
            let Some(organisation) = self.organisation() else { return Ok(()) };
            tx.lock_rows("select 1 from organisation where id = $1 for no key update", &[organisation.0]).await?;
            if let Some(person) = author.person() {
                let member = "select 1 from member where organisation_id = $1 and person_id = $2 for share";
                tx.lock_rows(member, &[organisation.0, person.0]).await?;
                tx.lock_rows("select 1 from charter_role where person_id = $1 for share", &[person.0]).await?;
            }
            let (sql, id) = self.row();
            if sql.is_empty() { Ok(()) } else { tx.lock_rows(sql, &[id]).await }
        }
    }

    /// The SQL that locks the row with the state of the place, and the identity of that row; empty if it has no state.
    fn row(self) -> (&'static str, Uuid) {
        ("", Uuid::nil())
    }

    /// Finds the place as it is now, and the relation of the author to it.
    fn find_again(
        tx: &mut Tx,
        author: Author,
        place: Self,
    ) -> impl Future<Output = Result<Option<Found<Self>>, Error>> + Send;
}

/// The person whose roles are looked up. For an author who is not a person, such as the operator, it is the nil identity,
/// which has no role anywhere.
fn person(author: Author) -> PersonId {
    author.person().unwrap_or(PersonId(Uuid::nil()))
}

impl Lock for AtAccount {
    async fn lock(self, tx: &mut Tx, author: Author) -> Result<(), Error> {
        tx.lock_rows("select 1 from person where id = $1 for no key update", &[person(author).0]).await
    }
    async fn find_again(tx: &mut Tx, author: Author, _: Self) -> Result<Option<Found<Self>>, Error> {
        let found: Option<(Uuid,)> =
            tx.query("select id from person where id = $1").bind(person(author).0).optional().await?;
        Ok(found.map(|_| relation::at_account(person(author))))
    }
}

impl Lock for AtCharter {
    /// Locks every role in the charter in one order, so that two members of the secretariat who remove each other do not
    /// deadlock.
    async fn lock(self, tx: &mut Tx, _: Author) -> Result<(), Error> {
        tx.lock_rows("select 1 from charter_role order by person_id for no key update", &[]).await
    }
    async fn find_again(tx: &mut Tx, author: Author, _: Self) -> Result<Option<Found<Self>>, Error> {
        Ok(Some(with_author(author, relation::at_charter(tx, person(author)).await?)))
    }
}

impl Lock for AtRound {
    /// Locks the roles in the charter and then every round: what one round gathers depends on the days of the others.
    async fn lock(self, tx: &mut Tx, author: Author) -> Result<(), Error> {
        AtCharter.lock(tx, author).await?;
        tx.lock_rows("select 1 from round order by id for no key update", &[]).await
    }
    async fn find_again(tx: &mut Tx, author: Author, place: Self) -> Result<Option<Found<Self>>, Error> {
        let found = relation::at_round(tx, person(author), place.round).await?;
        Ok(found.map(|found| with_author(author, found)))
    }
}

impl Lock for AtPanel {
    /// Locks what the allocation of its round locks, since either decides who is on the panel.
    async fn lock(self, tx: &mut Tx, author: Author) -> Result<(), Error> {
        self.round.lock(tx, author).await
    }
    async fn find_again(tx: &mut Tx, author: Author, place: Self) -> Result<Option<Found<Self>>, Error> {
        let found = relation::at_panel(tx, person(author), place.panel).await?;
        Ok(found.map(|found| with_author(author, found)))
    }
}

impl Lock for AtReviewer {
    /// Locks the person and not their row as a reviewer, which does not exist before they volunteer.
    async fn lock(self, tx: &mut Tx, author: Author) -> Result<(), Error> {
        tx.lock_rows("select 1 from person where id = $1 for no key update", &[person(author).0]).await
    }
    async fn find_again(tx: &mut Tx, author: Author, _: Self) -> Result<Option<Found<Self>>, Error> {
        Ok(Some(with_author(author, relation::at_reviewer(tx, person(author)).await?)))
    }
}

impl Lock for AtReview {
    /// Locks the panel, so that its members write in turns, and then its list of members and the submission: nobody is replaced and nothing is
    /// returned for changes in between.
    async fn lock(self, tx: &mut Tx, author: Author) -> Result<(), Error> {
        tx.lock_rows("select 1 from charter_role where person_id = $1 for share", &[person(author).0]).await?;
        tx.lock_rows("select 1 from panel where id = $1 for no key update", &[self.panel.0]).await?;
        tx.lock_rows("select 1 from panel_member where panel_id = $1 for share", &[self.panel.0]).await?;
        tx.lock_rows("select 1 from assessment where id = $1 for share", &[self.assessment.0]).await
    }
    async fn find_again(tx: &mut Tx, author: Author, place: Self) -> Result<Option<Found<Self>>, Error> {
        let found = relation::at_review(tx, person(author), (place.panel, place.assessment)).await?;
        Ok(found.map(|found| with_author(author, found)))
    }
}

/// Implements [`Lock`] for a place of an organisation, by the function that finds it and the SQL that locks the row with its
/// state.
macro_rules! impl_lock { ($($place:ty, $find:ident($($key:ident)?) $(, $id:ident: $row:literal)?;)*) => {$(
    impl Lock for $place {
        $(fn row(self) -> (&'static str, Uuid) {
            ($row, self.$id.0)
        })?
        async fn find_again(tx: &mut Tx, author: Author, place: Self) -> Result<Option<Found<Self>>, Error> {
            let found = relation::$find(tx, person(author), $(place.$key)?).await?;
            Ok(found.map(|found| with_author(author, found)))
        }
    }
)*} }

impl_lock! {
    AtOrganisation, at_organisation(organisation);
    AtPlan, at_plan(plan), plan: "select 1 from assessment where plan_id = $1 for no key update";
    AtAction, at_action(action), plan: "select 1 from assessment where plan_id = $1 for no key update";
    AtImports, at_imports(organisation);
    AtImport, at_import(import), import: "select 1 from import where id = $1 for no key update";
    AtConsultation, at_consultation(consultation), consultation: "select 1 from consultation where id = $1 for no key update";
    AtProgressReview, at_progress_review(review), review: "select 1 from progress_review where id = $1 for no key update";
    AtThread, at_thread(thread), thread: "select 1 from thread where id = $1 for no key update";
    AtComment, at_comment(comment), comment: "select 1 from comment where id = $1 for no key update";
}

impl Lock for AtAssessment {
    fn row(self) -> (&'static str, Uuid) {
        ("select 1 from assessment where id = $1 for no key update", self.assessment.0)
    }
    /// For a leader or a deputy, who came by a link, only while there is a link of that kind for the current version. The relation does not
    /// have the secret of the link, so each change that is made with a link checks it again.
    async fn find_again(tx: &mut Tx, author: Author, place: Self) -> Result<Option<Found<Self>>, Error> {
        let by_link = match author {
            Author::Leader(assessment) => Some((assessment, Capacity::Leader)),
            Author::Deputy(assessment) => Some((assessment, Capacity::Deputy)),
            _ => None,
        };
        if let Some((assessment, capacity)) = by_link {
            let sent: Option<(String,)> = tx
                .query(
                    "select l.token_hash from leader_link l
                     join assessment a on a.id = l.assessment_id and a.locked_version_hash = l.locked_version_hash
                     where a.id = $1 and a.id = $2 and l.capacity = $3 and l.ended_at is null limit 1",
                )
                .bind(assessment.0)
                .bind(place.assessment.0)
                .bind(capacity.as_str())
                .optional()
                .await?;
            if sent.is_none() {
                return Ok(None);
            }
        }
        Ok(relation::at_assessment(tx, person(author), place.assessment).await?.map(|found| with_author(author, found)))
    }
}

impl Lock for AtOwner {
    fn row(self) -> (&'static str, Uuid) {
        ("select 1 from owner where id = $1 for no key update", self.owner.0)
    }
    async fn find_again(tx: &mut Tx, author: Author, place: Self) -> Result<Option<Found<Self>>, Error> {
        Ok(relation::at_owner(tx, place.owner).await?.map(|found| with_author(author, found)))
    }
}

impl Lock for AtUpdateRequest {
    fn row(self) -> (&'static str, Uuid) {
        ("select 1 from update_request where id = $1 for no key update", self.update_request.0)
    }
    async fn find_again(tx: &mut Tx, author: Author, place: Self) -> Result<Option<Found<Self>>, Error> {
        let Some(owner) = author.owner() else { return Ok(None) };
        relation::at_update_request_of(tx, owner, place.update_request).await
    }
}
