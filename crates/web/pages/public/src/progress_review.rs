//! `GET /signatories/{slug}/progress-reviews/{progress_review}`: a published progress review.

use super::{find_signatory, public_page, shell};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    ProgressReviewId,
    core::{dates::long_date, prose},
};
use store::public::{self, Signatory};
use web_shell::{
    core::{app::App, problem::Problem, request::Visit, shell::Shell},
    reviewed_actions::{GroupView, recorded_groups},
};

/// Returns the date of an organisation's last progress review, and the address of its public page, if it has one.
pub(crate) fn reviewed(organisation: &Signatory) -> Option<(String, Option<String>)> {
    let (on, review) = organisation.reviewed?;
    let href = review.map(|review| format!("/signatories/{}/progress-reviews/{review}", organisation.slug));
    Some((long_date(on), href))
}

#[derive(Template)]
#[template(path = "public/progress_review.html")]
struct ReviewPage {
    shell: Shell,
    home: String,
    organisation: Signatory,
    on: String,
    title: String,
    then: String,
    groups: Vec<GroupView>,
    /// Blank if they are not published.
    minutes: String,
}

/// `GET /signatories/{slug}/progress-reviews/{progress_review}`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such published review.
pub async fn show(
    visit: Visit,
    State(app): State<App>,
    Path((slug, review)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let organisation = find_signatory(&mut tx, &slug).await?;
    let review: ProgressReviewId = review.parse().map_err(|_| Problem::NotFound)?;
    let review = public::progress_review(&mut tx, organisation.id, review).await?.ok_or(Problem::NotFound)?;
    let (charter, record) = (&app.charter, &review.record);
    let (findings, on) = (record.findings(), long_date(review.closed));
    let title = if record.actions.is_empty() {
        "The actions of this review are not public".to_owned()
    } else {
        record.tally().sentence(charter)
    };
    let then = if findings.is_empty() { String::new() } else { findings[..1].to_uppercase() + &findings[1..] };
    let path = format!("/signatories/{slug}/progress-reviews/{}", review.id);
    let description = format!("{}, progress review of {on}: {title}.", organisation.name);
    let page = ReviewPage {
        shell: shell(&app, &visit, &path, description),
        home: format!("/signatories/{slug}"),
        groups: recorded_groups(record, charter),
        minutes: prose::html(&review.minutes),
        organisation,
        on,
        title,
        then,
    };
    public_page(&visit, &page)
}
