//! The version history of a response, and of what was done about an advice: who, when, and what changed. Restoring a version adds a new one.

use super::{
    address,
    advice::{self as answers, TITLE},
    received,
    response::{NAME, not_open},
    title,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    core::{
        permit::{ReadAdvice, ReadWorkings, WriteAssessment, WriteFeedbackResponse},
        saving::Draft,
    },
    peer_review::feedback::text::FeedbackField,
};
use serde::Deserialize;
use store::peer_review::feedback::{
    advice::{self, AdviceAnswer},
    response::{self, ResponseNotSaved},
};
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        form::extract::Filled,
        page::{page, redirect_with_notice},
        problem::Problem,
        shell::Shell,
    },
    versions::Versions,
};

const RESTORED: &str = "Version restored. The version that it replaced is in the version history.";
const NOT_RESTORED: &str = "Not restored: a newer version was saved. Check the version history and try again.";

#[derive(Template)]
#[template(path = "peer_review/feedback/versions.html")]
struct FeedbackVersionsPage {
    shell: Shell,
    /// The page above that of the text: its address and title.
    base: (String, &'static str),
    /// The page of the text.
    up: (String, &'static str),
    here: String,
    name: String,
    may_restore: bool,
    versions: Versions,
}

/// The version to restore, and the version that was current when the form was shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RestoreTextForm {
    version: String,
    revision: String,
}

impl RestoreTextForm {
    /// Both numbers; 0 for what is no number.
    fn numbers(&self) -> (i64, i64) {
        (self.version.parse().unwrap_or(0), self.revision.parse().unwrap_or(0))
    }
}

/// `GET /assessments/{assessment}/feedback/response/versions`
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent.
pub async fn of_response(may: May<ReadWorkings>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let feedback = received(&mut tx, &may).await?;
    let versions = response::versions(&mut tx, &may, feedback.id).await?;
    let is_sent = response::sent_response(&mut tx, &may, feedback.id).await?.is_some();
    drop(tx);
    let base = address(&may);
    page(&FeedbackVersionsPage {
        shell: may.shell(&app, Section::Assessment),
        up: (format!("{base}/response"), NAME),
        here: format!("{base}/response"),
        base: (base, "Feedback"),
        name: NAME.to_owned(),
        may_restore: !is_sent && may.also::<WriteFeedbackResponse>(),
        versions: Versions::of(&versions, "the response"),
    })
}

/// `POST /assessments/{assessment}/feedback/response/restoring`: saves an old version as a new one, while the response can be written.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such version.
pub async fn restore_response(
    may: May<WriteFeedbackResponse>,
    State(app): State<App>,
    Filled(form): Filled<RestoreTextForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let feedback = received(&mut tx, &may).await?;
    let (number, base) = form.numbers();
    let old = response::version(&mut tx, &may, feedback.id, number).await?.ok_or(Problem::NotFound)?.text;
    let of = (app.charter.review.response_weeks, &*title(&feedback));
    let here = format!("{}/response", address(&may));
    match response::save(&mut tx, &permit, of, (&old, &Draft::new(&old, base)), may.visit.now).await? {
        Ok(_) => {
            tx.commit().await?;
            Ok(redirect_with_notice(&app, &here, RESTORED))
        }
        Err(ResponseNotSaved::NotOpen(state)) => {
            Ok(redirect_with_notice(&app, &here, &format!("{}.", not_open(state))))
        }
        Err(ResponseNotSaved::Conflict(_)) => Ok(redirect_with_notice(&app, &format!("{here}/versions"), NOT_RESTORED)),
    }
}

/// `GET /assessments/{assessment}/advice/{criterion}/versions`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such advice.
pub async fn of_advice(
    may: May<ReadWorkings>,
    State(app): State<App>,
    Path((_, criterion)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let received = answers::received(&mut tx, &may.ask::<ReadAdvice>()?).await?;
    let of = received.of(&criterion).ok_or(Problem::NotFound)?;
    let field = FeedbackField::Advice(of.criterion.clone());
    let versions = advice::versions(&mut tx, &may, (&received, &field)).await?;
    drop(tx);
    let here = answers::address(&may);
    page(&FeedbackVersionsPage {
        shell: may.shell(&app, Section::Assessment),
        base: (format!("/assessments/{}", may.place().assessment), "Self-assessment"),
        up: (format!("{here}#advice-{criterion}"), TITLE),
        here: format!("{here}/{criterion}"),
        name: of.title.clone(),
        may_restore: may.also::<WriteAssessment>(),
        versions: Versions::of(&versions, "the answer"),
    })
}

/// `POST /assessments/{assessment}/advice/{criterion}/restoring`: saves an old version as a new one.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such advice or version.
pub async fn restore_advice(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, criterion)): Path<(String, String)>,
    Filled(form): Filled<RestoreTextForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let read = may.ask::<ReadAdvice>()?;
    let received = answers::received(&mut tx, &read).await?;
    let of = received.of(&criterion).ok_or(Problem::NotFound)?;
    let field = FeedbackField::Advice(of.criterion.clone());
    let (number, base) = form.numbers();
    let old = advice::version(&mut tx, &read, (&received, &field), number).await?.ok_or(Problem::NotFound)?;
    let answer = AdviceAnswer { of, text: &old, draft: &Draft::new("", base) };
    let here = answers::address(&may);
    if advice::save(&mut tx, &permit, &received, answer, may.visit.now).await?.is_err() {
        return Ok(redirect_with_notice(&app, &format!("{here}/{criterion}/versions"), NOT_RESTORED));
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{here}#advice-{criterion}"), RESTORED))
}
