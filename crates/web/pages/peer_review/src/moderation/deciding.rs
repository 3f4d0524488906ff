//! Returns a draft to its panel, approves it, and withdraws an approval. What a moderator decides is about the version that they read.

use super::submission::draw;
use axum::{extract::State, response::Response};
use model::{
    core::{
        canonical::Hash,
        permit::{AtReview, DecideOnFeedback, ModerateFeedback, Permission, WithdrawApproval},
    },
    peer_review::review::ReviewStep,
    team::comment::{CommentText, NotAComment},
};
use serde::Deserialize;
use store::peer_review::{
    feedback::moderation,
    feedback::{self, NotDecided},
};
use web_shell::{
    core::{
        app::App,
        authorize::May,
        form::{
            Errors,
            extract::{Filled, NoFields},
        },
        page::{conflict, redirect_with_notice, unprocessable},
        problem::Problem,
    },
    work::jobs,
};

const RETURNED: &str = "Draft returned to the panel. Its members have been emailed.";
const APPROVED: &str = "Feedback approved.";

/// The version that the moderator read, and the comment to the panel.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReturnForm {
    version: String,
    comment: String,
}

/// The version that the moderator read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ApprovalForm {
    version: String,
}

fn here<P: Permission<Place = AtReview>>(may: &May<P>) -> String {
    let at = may.place();
    format!("/peer-review/rounds/{}/moderation/{}", at.round, at.assessment)
}

/// The page again, because the text is another one than was read, or is not agreed any more.
async fn changed(may: &May<ModerateFeedback>, app: &App, comment: String) -> Result<Response, Problem> {
    let errors = Errors::one("decision", NotDecided::Changed);
    conflict(&draw(may, app, &mut app.db.read().await?, comment, errors).await?)
}

/// `POST …/moderation/{submission}/return`. Whoever selects the button twice is told twice that it is done.
pub async fn return_to_panel(
    may: May<ModerateFeedback>,
    State(app): State<App>,
    Filled(form): Filled<ReturnForm>,
) -> Result<Response, Problem> {
    let comment = match CommentText::parse(&form.comment) {
        Ok(comment) => comment,
        Err(refused) => {
            let message = match refused {
                NotAComment::Blank => "Enter what the panel should change, and why".to_owned(),
                NotAComment::TooLong(_) => refused.to_string(),
            };
            let errors = Errors::one("comment", message);
            return unprocessable(&draw(&may, &app, &mut app.db.read().await?, form.comment, errors).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let Ok(decide) = permit.ask::<DecideOnFeedback>() else {
        let last = moderation::decisions(&mut tx, &permit).await?.into_iter().next();
        drop(tx);
        let is_done = last
            .is_some_and(|last| !last.is_approval && last.version == form.version && last.comment == comment.as_str());
        return if is_done {
            Ok(redirect_with_notice(&app, &here(&may), RETURNED))
        } else {
            changed(&may, &app, form.comment).await
        };
    };
    let decided = match form.version.parse::<Hash>() {
        Ok(read) => feedback::return_to_panel(&mut tx, &decide, read, &comment, may.visit.now).await?,
        Err(_) => Err(NotDecided::Changed),
    };
    let Ok(decision) = decided else {
        drop(tx);
        return changed(&may, &app, form.comment).await;
    };
    jobs::queue_returned_draft(&mut tx, decision, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &here(&may), RETURNED))
}

/// `POST …/moderation/{submission}/approval`
pub async fn approve(
    may: May<ModerateFeedback>,
    State(app): State<App>,
    Filled(form): Filled<ApprovalForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let Ok(decide) = permit.ask::<DecideOnFeedback>() else {
        let step = permit.place().step;
        let last = moderation::decisions(&mut tx, &permit).await?.into_iter().next();
        drop(tx);
        let is_done = matches!(step, ReviewStep::Approved | ReviewStep::Sent)
            && last.is_some_and(|last| last.is_approval && last.version == form.version);
        return if is_done {
            Ok(redirect_with_notice(&app, &here(&may), APPROVED))
        } else {
            changed(&may, &app, String::new()).await
        };
    };
    let decided = match form.version.parse::<Hash>() {
        Ok(read) => feedback::approve(&mut tx, &decide, &app.charter.review.criteria, read, may.visit.now).await?,
        Err(_) => Err(NotDecided::Changed),
    };
    if decided.is_err() {
        drop(tx);
        return changed(&may, &app, String::new()).await;
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &here(&may), APPROVED))
}

/// `POST …/moderation/{submission}/approval/withdrawal`
pub async fn withdraw(
    may: May<ModerateFeedback>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let notice = match permit.ask::<WithdrawApproval>() {
        Ok(permit) if feedback::withdraw_approval(&mut tx, &permit, may.visit.now).await? => {
            tx.commit().await?;
            "Approval withdrawn. You can approve the feedback again, or return it to its panel."
        }
        Err(refused) if permit.place().step == ReviewStep::Sent => return Err(refused.into()),
        // It was withdrawn already, such as by selecting the button twice, or sent meanwhile.
        Ok(_) | Err(_) => "The feedback is not approved.",
    };
    Ok(redirect_with_notice(&app, &here(&may), notice))
}
