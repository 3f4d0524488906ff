//! The emails about a response to feedback: to the panel and to the secretariat, once.

use askama::Template;
use model::core::permit::SendFeedbackResponse;
use store::{Tx, peer_review::feedback::response::Told, register::correspondents};
use web_shell::{
    core::{app::App, authorize::May, problem::Problem},
    work::emails::write,
};

#[derive(Template)]
#[template(path = "work/emails/feedback_response.txt")]
struct FeedbackResponseEmail<'a> {
    charter: &'a str,
    organisation: &'a str,
    name: &'a str,
    /// Whether the reader is on the panel.
    is_panel: bool,
    link: &'a str,
}

/// Tells the panel and the secretariat. The emails belong to no organisation, because its leads are told of those that cannot be delivered.
pub(super) async fn tell(tx: &mut Tx, app: &App, may: &May<SendFeedbackResponse>, told: Told) -> Result<(), Problem> {
    let assessment = may.place().assessment;
    let secretariat = correspondents::of(tx, may).await?.secretariat;
    let to_secretariat = app.site.address(&format!("/assessments/{assessment}/feedback/response"));
    let mut all: Vec<(String, String, bool, String)> =
        secretariat.into_iter().map(|one| (one.name, one.email, false, to_secretariat.clone())).collect();
    if let Some((panel, members)) = told.panel {
        let link = app.site.address(&format!("{}#response", crate::workbench::address(panel, assessment)));
        all.extend(members.into_iter().map(|one| (one.name, one.email, true, link.clone())));
    }
    for (name, email, is_panel, link) in all {
        let message = FeedbackResponseEmail {
            charter: &app.charter.name,
            organisation: &may.organisation,
            name: &name,
            is_panel,
            link: &link,
        };
        write(tx, &email, &message, may.visit.now).await?;
    }
    Ok(())
}
