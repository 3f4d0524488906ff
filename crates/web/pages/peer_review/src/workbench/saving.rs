//! `…/criteria`: saves the criteria of a review that were changed, all at once.

use super::{
    conflicting_edit,
    criteria::{CriterionFields, CriterionForm},
    draw, here,
};
use axum::{extract::State, response::Response};
use model::{
    charter::criterion::Criterion,
    core::permit::{ReviewSubmission, WriteReview},
    peer_review::review::CriterionReview,
};
use store::{
    Tx,
    core::write_permit::WritePermit,
    peer_review::reviews::{self, ReviewNotSaved},
};
use web_shell::core::{
    app::App,
    authorize::May,
    autosave::Conflicts,
    form::{Errors, extract::Filled},
    page::{redirect, redirect_with_notice, unprocessable},
    problem::Problem,
};

/// `POST …/criteria`: saves those that were changed, and leads to the completion of the review if that button was selected. Whoever selects it
/// twice saves once.
pub async fn save(
    may: May<WriteReview>,
    State(app): State<App>,
    Filled(form): Filled<CriterionForm>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let mut sent = Vec::new();
    for criterion in app.charter.review.criteria.iter().filter(|one| form.has(one)) {
        match form.review(criterion) {
            Ok(review) => sent.push((criterion, review)),
            Err(flaws) => {
                for flaw in flaws {
                    errors.add(format!("{}-{}", flaw.field, criterion.id), flaw.message);
                }
            }
        }
    }
    if !errors.is_empty() {
        return refuse(&may, &app, &form, errors).await;
    }
    let (mut tx, permit) = may.begin(&app).await?;
    let conflicts = save_changed(&mut tx, (&may, &permit), &form, &sent).await?;
    tx.commit().await?;
    if let Some(compare) = conflicts.lead(&app) {
        return Ok(compare);
    }
    if form.then == "complete" {
        return Ok(redirect(&format!("{}/completion", here(&may))));
    }
    // The page of one criterion leads back to it.
    let onward = match &*sent {
        [(criterion, _)] => format!("{}#criterion-{}", here(&may), criterion.id),
        _ => here(&may),
    };
    Ok(redirect_with_notice(&app, &onward, "Review saved."))
}

/// Saves the criteria that are not as they are saved. One that conflicts is set aside. One that the visitor did not touch is left as another tab
/// saved it.
async fn save_changed(
    tx: &mut Tx,
    (may, permit): (&May<WriteReview>, &WritePermit<WriteReview>),
    form: &CriterionForm,
    sent: &[(&Criterion, CriterionReview)],
) -> Result<Conflicts, Problem> {
    let (now, read, nothing) = (may.visit.now, may.ask::<ReviewSubmission>()?, CriterionReview::default());
    let own = reviews::read_own(tx, &read).await?;
    let mut conflicts = Conflicts::default();
    for (criterion, review) in sent {
        if own.get(&criterion.id).map_or(&nothing, |saved| &saved.review) == review {
            continue;
        }
        let (tabs, base) = form.hidden(criterion);
        let draft = tabs.draft("", base);
        let saved = reviews::save(tx, permit, &criterion.id, review, &draft, now).await?;
        if let Err(ReviewNotSaved::Conflict(_)) = saved
            && !reviews::is_untouched(tx, &read, &criterion.id, review, base).await?
        {
            let aside = reviews::set_aside(tx, permit, &criterion.id, review, &draft, now).await?;
            conflicts.add(conflicting_edit::address(&here(may), criterion.id.as_str(), aside, base));
        }
    }
    Ok(conflicts)
}

/// Shows the workbench with everything that was typed.
async fn refuse(may: &May<WriteReview>, app: &App, form: &CriterionForm, errors: Errors) -> Result<Response, Problem> {
    let mut page = draw(may, app, <_>::default(), errors).await?;
    for (criterion, fields) in app.charter.review.criteria.iter().zip(&mut page.criteria) {
        if form.has(criterion) {
            *fields = CriterionFields::new(criterion, &form.typed(criterion), form.hidden(criterion).1, String::new());
        }
    }
    unprocessable(&page)
}
