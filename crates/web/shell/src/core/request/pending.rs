//! The visitor of a request, who is looked up once: on the connection on which the place of the request is found, or else when a handler asks.

use super::{Visit, VisitFacts};
use crate::core::{app::App, problem::Problem};
use axum::{extract::FromRequestParts, http::request::Parts};
use model::Timestamp;
use std::sync::{Arc, OnceLock};
use store::{Tx, accounts::sessions};

/// A request whose visitor may not be known yet. Cheap to clone; clones share what is known.
#[derive(Clone)]
pub(crate) struct PendingVisit(Arc<Inner>);

struct Inner {
    facts: VisitFacts,
    /// `None` if the database failed: it is not asked again, because each time may end in a timeout.
    visit: OnceLock<Option<Visit>>,
}

impl PendingVisit {
    pub(super) fn new(facts: VisitFacts) -> Self {
        Self(Arc::new(Inner { facts, visit: OnceLock::new() }))
    }

    /// Returns the request that wraps this one.
    pub(crate) fn of(parts: &Parts) -> Self {
        parts.extensions.get::<Self>().cloned().expect("the middleware wraps every route")
    }

    /// Returns the request with its visitor, who is looked up on this connection if they are not known yet.
    ///
    /// # Errors
    /// The database failed, now or before.
    pub(crate) async fn identify_on(&self, tx: &mut Tx) -> Result<Visit, Problem> {
        if let Some(known) = self.0.visit.get() {
            return known.clone().ok_or_else(failed_before);
        }
        let Some(secret) = &self.0.facts.session else { return Ok(self.keep(self.0.facts.clone())) };
        match sessions::visitor(tx, secret, self.0.facts.now).await {
            Ok(visitor) => Ok(self.keep(VisitFacts { visitor, ..self.0.facts.clone() })),
            Err(error) => {
                self.give_up();
                Err(error.into())
            }
        }
    }

    /// Returns the request with its visitor, who is looked up on a connection of its own if they are not known yet.
    ///
    /// # Errors
    /// The database failed, now or before.
    pub(crate) async fn identify(&self, app: &App) -> Result<Visit, Problem> {
        if let Some(known) = self.0.visit.get() {
            return known.clone().ok_or_else(failed_before);
        }
        if self.0.facts.session.is_none() {
            return Ok(self.keep(self.0.facts.clone()));
        }
        let mut tx = match app.db.look_up().await {
            Ok(tx) => tx,
            Err(error) => {
                self.give_up();
                return Err(error.into());
            }
        };
        let visit = self.identify_on(&mut tx).await?;
        drop(tx);
        visit.record_session_use(app).await;
        Ok(visit)
    }

    fn keep(&self, facts: VisitFacts) -> Visit {
        let visit = Visit(Arc::new(facts));
        // Extractors of one request run one after another, so that nothing else was kept in between.
        self.0.visit.get_or_init(|| Some(visit)).clone().expect("only a failure keeps none, and it ends the request")
    }

    /// Records that the database failed. Who has no session is known without it.
    pub(crate) fn give_up(&self) {
        if self.0.facts.session.is_some() {
            self.0.visit.get_or_init(|| None);
        }
    }
}

/// The error if the database failed before, which is said once with its reason.
fn failed_before() -> Problem {
    Problem::Database(store::Error::PoolTimedOut)
}

impl Visit {
    /// Records from time to time that the session is used. The page does not fail if this fails.
    pub(crate) async fn record_session_use(&self, app: &App) {
        let (Some(visitor), Some(secret)) = (&self.visitor, &self.session) else { return };
        if self.now.duration_since(visitor.seen_at) > sessions::SEEN_EVERY
            && let Err(error) = record_use(app, secret, self.now).await
        {
            tracing::warn!(%error, "a session was not recorded as used");
        }
    }
}

async fn record_use(app: &App, secret: &str, now: Timestamp) -> Result<(), store::Error> {
    let mut tx = app.db.write().await?;
    sessions::record_use(&mut tx, secret, now).await?;
    tx.commit().await
}

impl FromRequestParts<App> for Visit {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        PendingVisit::of(parts).identify(app).await
    }
}
