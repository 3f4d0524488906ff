//! A reviewer declares conflicts of interest and withdraws them.

use super::HERE;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    OrganisationId,
    core::{
        dates::{day, long_date},
        permit::KeepReviewing,
        short::Line,
    },
};
use serde::Deserialize;
use store::peer_review::reviewers::declared::{self, DeclaredConflict};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/reviewer/conflicts.html")]
struct ConflictsPage {
    shell: Shell,
    here: &'static str,
    declared: Vec<ConflictRow>,
    /// What the program knows without a declaration, in the words of the charter.
    known: Vec<String>,
    organisations: Vec<Choice>,
    reason: String,
    errors: Errors,
}

/// A conflict of interest, as shown.
pub(crate) struct ConflictRow {
    pub(crate) organisation: String,
    pub(crate) name: String,
    pub(crate) reason: String,
    pub(crate) on: String,
}

impl From<DeclaredConflict> for ConflictRow {
    fn from(one: DeclaredConflict) -> Self {
        Self {
            organisation: one.organisation.to_string(),
            name: one.name,
            reason: one.reason,
            on: long_date(day(one.at)),
        }
    }
}

/// `GET /peer-review/reviewer/conflicts`
pub async fn show(may: May<KeepReviewing>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, &ConflictForm::default(), Errors::none()).await?)
}

async fn draw(
    may: &May<KeepReviewing>,
    app: &App,
    form: &ConflictForm,
    errors: Errors,
) -> Result<ConflictsPage, Problem> {
    let mut tx = app.db.read().await?;
    let own = declared::own(&mut tx, may).await?;
    let all = declared::organisations(&mut tx, may).await?;
    drop(tx);
    Ok(ConflictsPage {
        shell: Shell::new(app, &may.visit),
        here: HERE,
        declared: own.into_iter().map(ConflictRow::from).collect(),
        known: app.charter.review.conflicts.clone(),
        organisations: form.organisations(all),
        reason: form.reason.clone(),
        errors,
    })
}

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ConflictForm {
    organisation: String,
    pub(crate) reason: String,
}

impl ConflictForm {
    /// The choices of the form.
    pub(crate) fn organisations(&self, all: Vec<(OrganisationId, String)>) -> Vec<Choice> {
        let options = all.into_iter().map(|(id, name)| (id.to_string(), name));
        Choice::all_or("Select an organisation", options, &self.organisation)
    }
    /// What was entered. `missing` says what to enter as a reason.
    ///
    /// # Errors
    /// Returns what is wrong with each field.
    pub(crate) fn parse(&self, missing: &'static str) -> Result<(OrganisationId, Line), Errors> {
        let mut errors = Errors::none();
        let organisation = self.organisation.parse::<OrganisationId>().map_err(|_| "Select an organisation");
        let organisation = errors.collect("organisation", organisation);
        let reason = Line::parse(&self.reason).map_err(|error| error.at("Reason", missing));
        organisation.zip(errors.collect("reason", reason)).ok_or(errors)
    }
}

/// `POST /peer-review/reviewer/conflicts`
pub async fn declare(
    may: May<KeepReviewing>,
    State(app): State<App>,
    Filled(form): Filled<ConflictForm>,
) -> Result<Response, Problem> {
    let (organisation, reason) = match form.parse("Enter the reason, for example a joint project") {
        Ok(entered) => entered,
        Err(errors) => return unprocessable(&draw(&may, &app, &form, errors).await?),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    if let Err(refused) = declared::declare(&mut tx, &permit, organisation, &reason, may.visit.now).await? {
        drop(tx);
        return unprocessable(&draw(&may, &app, &form, Errors::one("organisation", refused)).await?);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{HERE}/conflicts"), "Conflict of interest declared."))
}

/// The field of the form beside one conflict.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OneConflictForm {
    organisation: String,
}

impl OneConflictForm {
    /// The organisation of the conflict.
    ///
    /// # Errors
    /// Returns [`Problem::NotFound`] if it is no identity.
    pub(crate) fn organisation(&self) -> Result<OrganisationId, Problem> {
        self.organisation.parse().map_err(|_| Problem::NotFound)
    }
}

/// `POST /peer-review/reviewer/conflicts/withdraw`
///
/// # Errors
/// Returns [`Problem::NotFound`] if the visitor has not declared it.
pub async fn withdraw(
    may: May<KeepReviewing>,
    State(app): State<App>,
    Filled(form): Filled<OneConflictForm>,
) -> Result<Response, Problem> {
    let organisation = form.organisation()?;
    let (mut tx, permit) = may.begin(&app).await?;
    if !declared::withdraw(&mut tx, &permit, organisation, may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{HERE}/conflicts"), "Conflict of interest withdrawn."))
}
