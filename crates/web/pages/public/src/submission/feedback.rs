//! `GET /signatories/{slug}/feedback/{stage}`: the peer review feedback on a stage that an organisation publishes, without who reviewed.

use crate::{find_signatory, public_page, shell};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::core::{dates::long_date, prose};
use store::public::{self, PublishedFeedback};
use web_shell::core::{app::App, problem::Problem, request::Visit, shell::Shell};

#[derive(Template)]
#[template(path = "public/feedback.html")]
struct FeedbackPage {
    shell: Shell,
    home: String,
    /// The name that the organisation had when the feedback was approved.
    organisation: String,
    stage: u8,
    submitted: String,
    sent: String,
    opening: String,
    /// Each criterion: its title, strengths and advice as HTML.
    criteria: Vec<(String, String, String)>,
    /// The response of the organisation as HTML; empty if it publishes none.
    response: String,
}

/// The address of feedback, and its words: "Feedback on stage 2, 3 March 2027". Of a stage with several, the latest.
pub(crate) fn links(slug: &str, published: &[PublishedFeedback]) -> Vec<(String, String)> {
    let mut stages = std::collections::BTreeSet::new();
    let latest = published.iter().filter(|one| stages.insert(one.feedback.stage));
    latest
        .map(|one| {
            let words = format!("Feedback on stage {}, {}", one.feedback.stage, long_date(one.sent));
            (format!("/signatories/{slug}/feedback/{}", one.feedback.stage), words)
        })
        .collect()
}

/// `GET /signatories/{slug}/feedback/{stage}`
///
/// # Errors
/// Returns [`Problem::NotFound`] if the organisation publishes no feedback on that stage.
pub async fn show(
    visit: Visit,
    State(app): State<App>,
    Path((slug, stage)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let organisation = find_signatory(&mut tx, &slug).await?;
    let stage: u8 = stage.parse().map_err(|_| Problem::NotFound)?;
    let all = public::feedback(&mut tx, organisation.id).await?;
    drop(tx);
    let one = all.into_iter().find(|one| one.feedback.stage == stage).ok_or(Problem::NotFound)?;
    let text = one.feedback;
    let description = format!("Peer review feedback on the stage {stage} submission of {}.", text.organisation);
    let criteria =
        text.criteria.into_iter().map(|one| (one.title, prose::html(&one.strengths), prose::html(&one.advice)));
    let page = FeedbackPage {
        shell: shell(&app, &visit, &format!("/signatories/{slug}/feedback/{stage}"), description),
        home: format!("/signatories/{slug}"),
        organisation: text.organisation,
        stage,
        submitted: long_date(text.submitted),
        sent: long_date(one.sent),
        opening: prose::html(&text.opening),
        criteria: criteria.collect(),
        response: one.response.as_deref().map(prose::html).unwrap_or_default(),
    };
    public_page(&visit, &page)
}
