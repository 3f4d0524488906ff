//! The addresses of public pages.

use super::{
    about, event_log, feed, front, help, open_data, plan, progress_review, signatories, signatory, submission,
    submission::feedback, you_said_we_did,
};
use web_shell::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        .public("/", front::show)
        .public("/signatories", signatories::list)
        .public("/signatories.csv", open_data::rows)
        .public("/signatories.json", open_data::list)
        .public("/signatories/{slug}", signatory::show)
        .public("/signatories/{slug}/plan", plan::show)
        .public("/signatories/{slug}/plans/{plan}", plan::past)
        .public("/signatories/{slug}/progress-reviews/{progress_review}", progress_review::show)
        .public("/signatories/{slug}/submissions/{submission}", submission::show)
        .public("/signatories/{slug}/submissions/{submission}/submission.json", submission::file)
        .public("/signatories/{slug}/submissions/{submission}/receipt", submission::receipt::show)
        .public("/signatories/{slug}/submissions/{submission}/receipt.json", submission::receipt::file)
        .public("/verify", submission::verification::show)
        .public_post_file("/verify", submission::verification::MAX_BODY_BYTES, submission::verification::check)
        .public("/verify/{sha256}", submission::verification::record)
        .public("/.well-known/assay-keys.json", submission::verification::keys)
        .public("/signatories/{slug}/submissions/{submission}/log-proof", event_log::submission_proof)
        .public("/signatories/{slug}/submissions/{submission}/documents/{number}", submission::document)
        .public("/signatories/{slug}/feedback/{stage}", feedback::show)
        .public("/signatories/{slug}/actions.csv", plan::rows)
        .public("/signatories/{slug}/organisation.json", open_data::organisation)
        .public("/signatories/{slug}/you-said-we-did", you_said_we_did::show)
        .public("/signatories/{slug}/changes.atom", feed::show)
        .public("/open-data", open_data::show)
        .public("/log", event_log::show)
        .public("/log/checkpoint", event_log::checkpoint)
        .public("/log/checkpoints/{size}", event_log::earlier)
        .public("/log/tile/{*path}", event_log::tile)
        .public("/help", help::list)
        .public("/help/{page}", help::show)
        .public("/accessibility", about::accessibility)
        .public("/privacy", about::privacy)
        .public("/robots.txt", about::robots)
        .public("/sitemap.xml", about::sitemap)
        .renamed(
            "/signatories/{slug}/plan-reviews/{progress_review}",
            "/signatories/{slug}/progress-reviews/{progress_review}",
        )
}
