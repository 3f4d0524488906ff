//! Authorization as an argument: a handler that takes `May<P>` runs only if the visitor has permission `P` at the place named by its path.

use crate::core::{
    app::App,
    clock,
    problem::Problem,
    request::{PendingVisit, Visit},
    shell::{OrganisationTabs, ReadersNote, Shell, Tab},
};
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use model::{
    AssessmentId, OrganisationId, PersonId,
    core::dates::long_date,
    core::permit::{
        AtAccount, AtAction, AtAllocation, AtAssessment, AtCharter, AtComment, AtConsultation, AtImport, AtImports,
        AtOrganisation, AtOwner, AtPanel, AtPlan, AtProgressReview, AtReview, AtReviewer, AtRound, AtThread,
        AtUpdateRequest, DraftReaders, InOrganisation, Permission, Permit, Place, ReadActivity, ReadInternal,
        ReadPeople, Refused, Relation, Role, ShareAssessment,
    },
};
use std::{ops::Deref, pin::Pin, str::FromStr};
use store::{
    Tx,
    core::{
        relation::{self, Found},
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

/// A tab of an organisation's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named by the label of the tab")]
pub enum Section {
    Overview,
    Assessment,
    Plan,
    Evidence,
    Consultations,
    People,
    Activity,
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

/// Returns the frame of a page of the organisation with this id and name, for a visitor with this relation to it. It has the tabs that
/// they may open.
fn organisation_shell(
    app: &App,
    visit: &Visit,
    (id, name): (OrganisationId, &str),
    relation: &Relation,
    section: Section,
) -> Shell {
    let home = format!("/organisations/{id}");
    let tab = |label: &str, path: &str, tab_section| Tab {
        label: label.to_owned(),
        href: format!("{home}{path}"),
        current: section == tab_section,
    };
    let shell = Shell::new(app, visit);
    let at = AtOrganisation { organisation: id };
    let is_member = Permit::<ReadInternal>::ask(relation, at).is_ok();
    let reads_people = Permit::<ReadPeople>::ask(relation, at).is_ok();
    let reads_activity = Permit::<ReadActivity>::ask(relation, at).is_ok();
    let tabs = [
        (true, tab("Overview", "", Section::Overview)),
        (true, tab("Self-assessment", "/assessments", Section::Assessment)),
        (is_member, tab("Action plan", "/plan", Section::Plan)),
        (is_member, tab("Evidence", "/evidence", Section::Evidence)),
        (is_member, tab("Consultations", "/consultations", Section::Consultations)),
        (reads_people, tab("People", "/people", Section::People)),
        (reads_activity, tab("Activity log", "/activity", Section::Activity)),
    ];
    Shell {
        organisation: Some(OrganisationTabs {
            tabs: tabs.into_iter().filter_map(|(is_open, tab)| is_open.then_some(tab)).collect(),
            home,
        }),
        nav_label: name.to_owned(),
        help: match relation.role() {
            Some(Role::Lead) => Some("leads"),
            Some(Role::Contributor) => Some("contributors"),
            None => shell.help,
        },
        ..shell
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

fn signed_in(visit: &Visit) -> Result<PersonId, Problem> {
    visit.visitor.as_ref().map(|visitor| visitor.person).ok_or_else(|| Problem::SignInFirst(visit.return_to.clone()))
}

fn parameter<'p>(path: &'p RawPathParams, name: &str) -> Option<&'p str> {
    path.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn identity<Id: FromStr>(path: &RawPathParams, name: &str) -> Result<Id, Problem> {
    parameter(path, name).and_then(|text| text.parse().ok()).ok_or(Problem::NotFound)
}

impl PlaceFromPath for AtAccount {
    async fn find(_: &mut Tx, _: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        Ok(relation::at_account(signed_in(visit)?))
    }
}

impl PlaceFromPath for AtCharter {
    async fn find(tx: &mut Tx, _: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        Ok(relation::at_charter(tx, signed_in(visit)?).await?)
    }
}

impl PlaceFromPath for AtOrganisation {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_organisation(tx, signed_in(visit)?, identity(path, "organisation")?)
            .await?
            .ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtAssessment {
    /// By the leader's link, or by signing in.
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        if let Some(token) = parameter(path, "leader_link") {
            let visitor = visit.visitor.as_ref().map(|visitor| visitor.person);
            return relation::at_leader_link(tx, token, visitor, visit.now).await?.ok_or(Problem::LinkExpired);
        }
        let person = signed_in(visit)?;
        let assessment: AssessmentId = identity(path, "assessment")?;
        relation::at_assessment(tx, person, assessment).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtPlan {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_plan(tx, signed_in(visit)?, identity(path, "plan")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtAction {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_action(tx, signed_in(visit)?, identity(path, "action")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtConsultation {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        let (person, consultation) = (signed_in(visit)?, identity(path, "consultation")?);
        relation::at_consultation(tx, person, consultation).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtImport {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_import(tx, signed_in(visit)?, identity(path, "import")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtImports {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_imports(tx, signed_in(visit)?, identity(path, "organisation")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtOwner {
    /// By the owner's link only.
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        let token = parameter(path, "owner_link").ok_or(Problem::NotFound)?;
        relation::at_owner_link(tx, token, visit.now).await?.ok_or(Problem::LinkExpired)
    }
}

impl PlaceFromPath for AtUpdateRequest {
    /// By the link of the person who was asked only.
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        let token = parameter(path, "owner_link").ok_or(Problem::NotFound)?;
        relation::at_update_request(tx, token, identity(path, "update_request")?, visit.now)
            .await?
            .ok_or(Problem::LinkExpired)
    }
}

impl PlaceFromPath for AtProgressReview {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_progress_review(tx, signed_in(visit)?, identity(path, "progress_review")?)
            .await?
            .ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtRound {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_round(tx, signed_in(visit)?, identity(path, "round")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtAllocation {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_allocation(tx, signed_in(visit)?, identity(path, "round")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtPanel {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_panel(tx, signed_in(visit)?, identity(path, "panel")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtReviewer {
    async fn find(tx: &mut Tx, _: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        Ok(relation::at_reviewer(tx, signed_in(visit)?).await?)
    }
}

impl PlaceFromPath for AtReview {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        let person = signed_in(visit)?;
        // The addresses of moderators are those of the round, which members of panels do not see.
        let found = if path.iter().any(|(name, _)| name == "panel") {
            let (panel, submission) = (identity(path, "panel")?, identity(path, "reviewed_submission")?);
            relation::at_review(tx, person, (panel, submission)).await?
        } else {
            let (round, submission) = (identity(path, "round")?, identity(path, "submission")?);
            relation::at_review_in_round(tx, person, (round, submission)).await?
        };
        found.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtThread {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_thread(tx, signed_in(visit)?, identity(path, "thread")?).await?.ok_or(Problem::NotFound)
    }
}

impl PlaceFromPath for AtComment {
    async fn find(tx: &mut Tx, path: &RawPathParams, visit: &Visit) -> Result<Found<Self>, Problem> {
        relation::at_comment(tx, signed_in(visit)?, identity(path, "comment")?).await?.ok_or(Problem::NotFound)
    }
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
