//! The addresses of self-assessments: answers, headcount, the previous plan, sign-off.

use super::{answers, assessments, files, headcounts, leader, locked_version, previous_plan, sharing, sign_off};
use web_shell::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        // Sign-off: lock, two signatures, submit, unlock, return for changes.
        .get("/assessments/{assessment}/sign-off", sign_off::show)
        .get("/assessments/{assessment}/locked", locked_version::show)
        .post("/assessments/{assessment}/lock", sign_off::commands::lock)
        .post("/assessments/{assessment}/lead-signature", sign_off::commands::sign)
        .post("/assessments/{assessment}/leader-request", sign_off::leader_request::send)
        .get("/assessments/{assessment}/signatory-address", sign_off::signatory_address::show)
        .post("/assessments/{assessment}/signatory-address/confirm", sign_off::signatory_address::confirm)
        .post("/assessments/{assessment}/signatory-address/refuse", sign_off::signatory_address::refuse)
        .get("/assessments/{assessment}/unlock", sign_off::unlock::ask)
        .post("/assessments/{assessment}/unlock", sign_off::unlock::confirm)
        .post("/assessments/{assessment}/submission", sign_off::commands::submit)
        .post("/assessments/{assessment}/past-confirmation", sign_off::commands::confirm_earlier)
        .get("/assessments/{assessment}/return", sign_off::return_for_changes::ask)
        .post("/assessments/{assessment}/return", sign_off::return_for_changes::confirm)
        // The leader's link: it shows and signs one version.
        .get("/leader/{leader_link}", leader::show)
        .post("/leader/{leader_link}", leader::sign)
        .get("/leader/{leader_link}/text", leader::text)
        .get("/leader/{leader_link}/files/{format}", files::for_leader)
        .get("/leader/{leader_link}/question", leader::reply::question)
        .post("/leader/{leader_link}/question", leader::reply::ask)
        .get("/leader/{leader_link}/send-back", leader::reply::comment)
        .post("/leader/{leader_link}/send-back", leader::reply::send_back)
        .get("/leader/{leader_link}/deputy", leader::deputy::form)
        .post("/leader/{leader_link}/deputy", leader::deputy::name)
        // What everyone sees.
        .public("/signatories/{slug}/submissions/{submission}/files/{format}", files::submission)
        .public("/charter/{edition}/form.docx", files::blank)
        // Self-assessments: starting, their pages, answers, headcount.
        .get("/organisations/{organisation}/assessments", assessments::list)
        .post("/organisations/{organisation}/assessments", assessments::start)
        .get("/assessments/{assessment}", assessments::tasks::show)
        .get("/assessments/{assessment}/check", assessments::check::show)
        .get("/assessments/{assessment}/questions/{question}", answers::show)
        .post("/assessments/{assessment}/questions/{question}", answers::saving::save)
        .get("/assessments/{assessment}/questions/{question}/merge", answers::conflicting_edit::show)
        .get("/assessments/{assessment}/questions/{question}/versions", answers::versions::show)
        .post("/assessments/{assessment}/questions/{question}/restoring", answers::versions::restore)
        .get("/assessments/{assessment}/headcount", headcounts::show)
        .post("/assessments/{assessment}/headcount", headcounts::save)
        .get("/assessments/{assessment}/files/{format}", files::assessment)
        // Who reads a draft.
        .get("/assessments/{assessment}/sharing", sharing::show)
        .post("/assessments/{assessment}/sharing", sharing::share)
        .post("/assessments/{assessment}/sharing/end", sharing::end)
        // The previous plan: its ratings, and the next step of each action.
        .get("/assessments/{assessment}/previous-plan", previous_plan::list)
        .post("/assessments/{assessment}/previous-plan", previous_plan::decide_all)
        .get("/assessments/{assessment}/previous-plan/{rated}", previous_plan::rate::form)
        .post("/assessments/{assessment}/previous-plan/{rated}", previous_plan::rate::save)
        .renamed("/assessments/{assessment}/frozen", "/assessments/{assessment}/locked")
        .renamed("/assessments/{assessment}/reopening", "/assessments/{assessment}/unlock")
        .renamed(
            "/assessments/{assessment}/questions/{question}/history",
            "/assessments/{assessment}/questions/{question}/versions",
        )
        .renamed("/assessments/{assessment}/ratings", "/assessments/{assessment}/previous-plan")
        .renamed("/assessments/{assessment}/ratings/{rated}", "/assessments/{assessment}/previous-plan/{rated}")
}
