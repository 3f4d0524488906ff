//! Authorization as an argument: a handler that takes `May<P>` runs only if the visitor has permission `P` at the place named by its path.

mod organisation_frame;
mod places;

pub use organisation_frame::Section;

use crate::core::{
    app::App,
    clock,
    problem::Problem,
    request::{PendingVisit, Visit},
    shell::{ReadersNote, Shell},
};
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use model::{
    OrganisationId,
    core::{
        dates::long_date,
        permit::{DraftReaders, InOrganisation, Permission, Permit, Place, Refused, Relation, ShareAssessment},
    },
};
use organisation_frame::organisation_shell;
use std::{ops::Deref, pin::Pin};
use store::{
    Tx,
    core::{
        relation::Found,
        write_permit::{self, Lock, NotLocked, WritePermit},
    },
};

/// Proof that the visitor has permission `P` at this place, with what a page needs to know about the visitor.
pub struct May<P: Permission> {
    permit: Permit<P>,
    /// The request.
    pub visit: Visit,
    /// The relation of the visitor to the place. Templates ask the same policy to show or hide a button.
    pub relation: Relation,
    /// The name of the place's organisation, or an empty string at the charter.
    pub organisation: String,
}

impl<P: Permission> Deref for May<P> {
    type Target = Permit<P>;
    fn deref(&self) -> &Permit<P> {
        &self.permit
    }
}

impl<P: Permission> May<P> {
    /// Whether the visitor has another permission at the same place.
    #[must_use]
    pub fn also<Q: Permission<Place = P::Place>>(&self) -> bool {
        self.ask::<Q>().is_ok()
    }
    /// Returns a permit for another permission at the same place.
    ///
    /// # Errors
    /// The policy refuses it.
    pub fn ask<Q: Permission<Place = P::Place>>(&self) -> Result<Permit<Q>, Refused> {
        self.at(self.permit.place())
    }
    /// Returns a permit for another place of the same organisation.
    ///
    /// # Errors
    /// The policy refuses it.
    pub fn at<Q: Permission>(&self, place: Q::Place) -> Result<Permit<Q>, Refused> {
        Permit::ask(&self.relation, place)
    }
}

impl<P: Permission> May<P>
where
    P::Place: Lock,
{
    /// Begins a write transaction, locks and reloads the rows that the decision depends on, and asks the policy again. Store functions that
    /// write take the permit that this returns.
    ///
    /// # Errors
    /// The policy refuses it now, or the database failed.
    pub async fn begin(&self, app: &App) -> Result<(Tx, WritePermit<P>), Problem> {
        let mut tx = app.db.write().await?;
        let permit = write_permit::lock(&mut tx, &self.permit).await?;
        Ok((tx, permit))
    }
}

impl<P: Permission> May<P> {
    /// Returns a permit to write at another place of the same organisation, in an open transaction.
    ///
    /// # Errors
    /// The policy refuses it now, or the database failed.
    pub async fn lock<Q: Permission>(&self, tx: &mut Tx, place: Q::Place) -> Result<WritePermit<Q>, Problem>
    where
        Q::Place: Lock,
    {
        Ok(write_permit::lock(tx, &self.at::<Q>(place)?).await?)
    }
}

impl<P: Permission> May<P>
where
    P::Place: InOrganisation,
{
    /// The organisation of the place.
    #[must_use]
    pub fn of(&self) -> OrganisationId {
        self.permit.place().in_organisation()
    }
    /// Returns the frame of a page of this organisation.
    #[must_use]
    pub fn shell(&self, app: &App, section: Section) -> Shell {
        let shell = organisation_shell(app, &self.visit, (self.of(), &self.organisation), &self.relation, section);
        Shell { readers: self.readers(), ..shell }
    }
    /// Who reads the draft that this page is part of, if it is part of one.
    fn readers(&self) -> Option<ReadersNote> {
        let place = self.permit.place();
        let (is_shared, sentence) = match place.draft()? {
            // The secretariat has its own pages about a draft, such as an address to confirm, which it reads without the draft.
            DraftReaders::Members if self.relation.role().is_none() => return None,
            DraftReaders::Members => (false, format!("Only members of {} can read this.", self.organisation)),
            DraftReaders::Secretariat(since) => {
                (true, format!("Shared with the secretariat since {}.", long_date(clock::day(since))))
            }
        };
        let change = place
            .assessment()
            .filter(|at| Permit::<ShareAssessment>::ask(&self.relation, *at).is_ok())
            .map(|at| format!("/assessments/{}/sharing", at.assessment))
            .filter(|address| *address != self.visit.path);
        Some(ReadersNote { sentence, is_shared, change })
    }
}

/// A place that can be found from the parameters of a path.
pub trait PlaceFromPath: model::core::permit::Place + Send {
    /// Finds the place named by the path, and the relation of the visitor to it.
    fn find(
        tx: &mut Tx,
        path: &RawPathParams,
        visit: &Visit,
    ) -> impl Future<Output = Result<Found<Self>, Problem>> + Send;
}

impl<P: Permission> FromRequestParts<App> for May<P>
where
    P::Place: PlaceFromPath,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let (visit, Found { relation, place, organisation }) = visit_and_place(parts, app).await?;
        Ok(Self { permit: Permit::ask(&relation, place)?, visit, relation, organisation })
    }
}

/// Returns the request and the place named by its path. It is not generic over the permission, so it is compiled once per kind of place.
async fn visit_and_place<At: PlaceFromPath>(parts: &mut Parts, app: &App) -> Result<(Visit, Found<At>), Problem> {
    let (visit, path, mut tx) = visit_and_path(parts, app).await?;
    // Without a transaction: whatever is written asks again in one (`write_permit`).
    let found = At::find(&mut tx, &path, &visit).await;
    drop(tx);
    visit.record_session_use(app).await;
    Ok((visit, found?))
}

/// The request, the parameters of its path, and the connection on which its visitor was looked up. Boxed, so that its code is not generated in
/// each crate of pages.
type VisitAndPath<'r> = Pin<Box<dyn Future<Output = Result<(Visit, RawPathParams, Tx), Problem>> + Send + 'r>>;

fn visit_and_path<'r>(parts: &'r mut Parts, app: &'r App) -> VisitAndPath<'r> {
    Box::pin(async move {
        let pending = PendingVisit::of(parts);
        let path = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Problem::NotFound)?;
        let mut tx = app.db.look_up().await.inspect_err(|_| pending.give_up())?;
        let visit = pending.identify_on(&mut tx).await?;
        Ok((visit, path, tx))
    })
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotFound => Self::NotFound,
            Refused::Forbidden(reason) => Self::Forbidden(reason),
        }
    }
}

impl From<NotLocked> for Problem {
    fn from(error: NotLocked) -> Self {
        match error {
            NotLocked::Refused(refused) => refused.into(),
            NotLocked::Database(error) => error.into(),
        }
    }
}
