//! Accepting a document: what is taken of it becomes a self-assessment like any other, with its plans and its history.

use super::entry::Entry;
use crate::{
    assessment::assessments,
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::At,
    },
    register::organisations,
};
use model::{
    AssessmentId, Date, Timestamp,
    charter::Charter,
    core::permit::{AcceptImport, AtOrganisation, Author, EditOrganisation, Permit, ReadOrganisation, Role, Standing},
    imports::import::{Becomes, CannotTake, Taken},
    register::organisation::Contact,
    work::event::What,
};

/// Write what is taken of a document. It is `today`.
///
/// Whoever may accept a document writes all that it says, as an institutional lead would: that is what accepting means, and the
/// secretariat may do it for an organisation whose people are not there yet.
pub async fn accept(
    tx: &mut Tx,
    may: &Permit<AcceptImport>,
    charter: &Charter,
    taken: &Taken,
    today: Date,
    now: Timestamp,
) -> Result<Result<AssessmentId, CannotTake>, Error> {
    let place = may.place();
    let at = AtOrganisation { organisation: place.organisation };
    // Holds the document, so that two who accept it at once come one after the other.
    let waiting: Option<(String, String)> = tx
        .query(
            "update import set refused = refused where id = $1 and organisation_id = $2 and not refused and assessment_id is null
             returning file, sha256",
        )
        .bind(place.import.0)
        .bind(place.organisation.0)
        .optional()
        .await?;
    let Some((file, sha256)) = waiting else { return Ok(Err(CannotTake::Decided)) };
    let reader = as_lead::<ReadOrganisation>(may.author(), at);
    if super::accepted_before(tx, &reader, &sha256).await?.is_some() {
        return Ok(Err(CannotTake::AcceptedBefore));
    }
    let before = assessments::list(tx, &reader).await?;
    if let Err(reason) = taken.check(before.iter().map(|one| (one.id, one.stage, &one.state))) {
        return Ok(Err(reason));
    }
    let edition = charter.edition(&taken.edition).ok_or(Error::RowNotFound)?;
    let entry = Entry { author: may.author(), organisation: place.organisation, charter, edition, taken, now };
    let id = match taken.becomes {
        Becomes::PartOf(assessment) => entry.add_to(tx, assessment).await?,
        Becomes::OnPaper(_) | Becomes::Draft => entry.begin(tx, today).await?,
    };
    describe(tx, may.author(), at, &taken.contact, &taken.page, now).await?;
    tx.query("update import set assessment_id = $2, decided_at = $3, person_id = $4 where id = $1")
        .bind(place.import.0)
        .bind(id.0)
        .bind(At(now))
        .bind(may.author().person().map(|person| person.0))
        .run()
        .await?;
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let (answers, actions) = (count(taken.answers.len()), count(taken.rated.len() + taken.new.len()));
    let subject = Subject::organisation(place.organisation).assessment(id);
    events::record(tx, may.author(), subject, &What::DocumentAccepted { file, answers, actions }, now).await?;
    Ok(Ok(id))
}

/// The permit of an institutional lead, for what accepting is made of.
pub(super) fn as_lead<P: model::core::permit::Permission>(author: Author, place: P::Place) -> Permit<P> {
    let standing = Standing { author, steward: None, role: Some(Role::Lead) };
    Permit::ask(&standing, place).expect("a lead may write what is not frozen")
}

/// What the organisation says of itself is filled in where it said nothing yet.
async fn describe(
    tx: &mut Tx,
    author: Author,
    at: AtOrganisation,
    contact: &Contact,
    page: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let may = as_lead::<EditOrganisation>(author, at);
    let before = organisations::find(tx, &may).await?;
    let mut details = before.details();
    if details.contact == Contact::default() {
        details.contact = contact.clone();
    }
    if details.page_url.is_empty() {
        page.clone_into(&mut details.page_url);
    }
    organisations::edit(tx, &may, before.revision, &details, now).await?;
    Ok(())
}
