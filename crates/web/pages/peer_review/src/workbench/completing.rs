//! Completes one's own review, when no criterion needs anything any more, and reopens it.

use super::{ReviewHead, conflicting_edit, criteria::CriterionFields, here};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    core::permit::{AtReview, Permission, ReopenReview, ReviewSubmission, WriteReview},
    peer_review::review::CriterionReview,
};
use store::peer_review::reviews::{self, reading_time};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{
        Errors,
        extract::{Filled, NoFields},
    },
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/workbench/complete.html")]
struct CompletePage {
    shell: Shell,
    errors: Errors,
    head: ReviewHead,
    /// Each criterion, and what it still needs.
    rows: Vec<(CriterionFields, Option<&'static str>)>,
    /// Versions of the visitor that are not in the review: the title of each criterion, and where both versions are compared.
    asides: Vec<(String, String)>,
    is_ready: bool,
}

/// `GET …/completion`: what the review says, and what it still needs.
pub async fn ask(may: May<WriteReview>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, Errors::none()).await?)
}

async fn draw<P: Permission<Place = AtReview>>(
    may: &May<P>,
    app: &App,
    errors: Errors,
) -> Result<CompletePage, Problem> {
    let mut tx = app.db.read().await?;
    let read = may.ask::<ReviewSubmission>()?;
    let own = reviews::read_own(&mut tx, &read).await?;
    let asides = reviews::undecided(&mut tx, &read).await?;
    let head = ReviewHead::read(&mut tx, may).await?;
    drop(tx);
    let nothing = CriterionReview::default();
    let rows: Vec<_> = app
        .charter
        .review
        .criteria
        .iter()
        .map(|criterion| {
            let saved = own.get(&criterion.id);
            let missing = saved.map_or(&nothing, |saved| &saved.review).missing();
            (CriterionFields::saved(criterion, saved), missing)
        })
        .collect();
    let is_ready = rows.iter().all(|(_, missing)| missing.is_none());
    let asides = conflicting_edit::set_aside(&head.base, &app.charter.review.criteria, &asides);
    Ok(CompletePage { shell: Shell::new(app, &may.visit), errors, head, rows, asides, is_ready })
}

/// `POST …/completion`. Whoever selects the button twice completes once.
pub async fn complete(
    may: May<ReviewSubmission>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let criteria = &app.charter.review.criteria;
    let (mut tx, permit) = may.begin(&app).await?;
    let done = || redirect_with_notice(&app, &here(&may), "Review completed. You can read the reviews of your panel.");
    if permit.ask::<ReopenReview>().is_ok() {
        return Ok(done());
    }
    let permit = permit.ask::<WriteReview>()?;
    reading_time::add(&mut tx, &permit, may.visit.now).await?;
    if let Err(incomplete) = reviews::complete_own(&mut tx, &permit, criteria, may.visit.now).await? {
        drop(tx);
        let mut errors = Errors::none();
        for (key, missing) in incomplete.0 {
            let title = criteria.iter().find(|one| one.id == key).map_or("", |one| &one.title);
            errors.add(format!("criterion-{key}"), format!("{title}: {}", missing.to_lowercase()));
        }
        return unprocessable(&draw(&may, &app, errors).await?);
    }
    tx.commit().await?;
    Ok(done())
}

/// `POST …/reopening`
pub async fn reopen(
    may: May<ReopenReview>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    reviews::reopen(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &here(&may), "Review reopened. Complete it again when you have changed it."))
}
