//! The email to the leads of an organisation whose submission is chosen.

use askama::Template;
use model::{AssessmentId, Timestamp};
use store::{Tx, peer_review::active_reviews::NewlyChosen};
use web_shell::{
    core::{app::App, problem::Problem},
    work::emails::{EmailContext, write_about},
};

#[derive(Template)]
#[template(path = "work/emails/active_review.txt")]
struct ActiveReviewEmail<'a> {
    charter: &'a str,
    organisation: &'a str,
    name: &'a str,
    link: &'a str,
}

/// Tells the leads.
pub(super) async fn tell(
    tx: &mut Tx,
    app: &App,
    chosen: &NewlyChosen,
    submission: AssessmentId,
    now: Timestamp,
) -> Result<(), Problem> {
    let link = app.site.address(&format!("/assessments/{submission}/active-review"));
    for lead in &chosen.leads {
        let message =
            ActiveReviewEmail { charter: &app.charter.name, organisation: &chosen.name, name: &lead.name, link: &link };
        let about = EmailContext {
            organisation: Some(chosen.organisation),
            concerns: Some(&lead.name),
            ..EmailContext::default()
        };
        write_about(tx, &lead.email, &message, about, now).await?;
    }
    Ok(())
}
