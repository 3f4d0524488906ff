//! The addresses of plans, actions, owners, update requests, evidence and progress reviews.

use super::{
    actions, evidence, files, owners, paste, plan_changes, plans, progress, progress_reviews, update_approvals,
    update_requests, updates, workbooks,
};
use web_shell::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    let routes = Routes::default()
        // Public.
        .public("/signatories/{slug}/plans/{plan}/files/{format}", files::published)
        // Plans and actions.
        .get("/organisations/{organisation}/plan", plans::current)
        .get("/organisations/{organisation}/plans", plans::list)
        .get("/plans/{plan}", plans::show)
        .post("/plans/{plan}/term", plans::change_term)
        .get("/plans/{plan}/charters/{charter}/actions.csv", plans::other_charters::rows)
        .get("/plans/{plan}/charters/{charter}/actions.xlsx", plans::other_charters::workbook)
        .get("/plans/{plan}/actions/new", actions::edit::new)
        .post("/plans/{plan}/actions", actions::edit::add)
        .get("/plans/{plan}/paste", paste::form)
        .post("/plans/{plan}/paste", paste::read)
        .get("/plans/{plan}/files/{format}", files::show)
        .get("/plans/{plan}/workbook.xlsx", workbooks::file)
        .get("/plans/{plan}/workbook", workbooks::form)
        .post_file("/plans/{plan}/workbook", workbooks::compare)
        .post("/plans/{plan}/workbook/changes", workbooks::apply)
        .get("/plans/{plan}/changes", plan_changes::show)
        .post("/plans/{plan}/changes", plan_changes::publish)
        .post("/plans/{plan}/changes/preview", plan_changes::preview)
        .get("/actions/{action}", actions::show)
        .get("/actions/{action}/edit", actions::edit::edit)
        .post("/actions/{action}/edit", actions::edit::save)
        .get("/actions/{action}/progress", progress::form)
        .post("/actions/{action}/progress", progress::record)
        .post("/actions/{action}/place", actions::reorder)
        .get("/actions/{action}/split", actions::split::form)
        .post("/actions/{action}/split", actions::split::split)
        .get("/actions/{action}/merge", actions::merge::form)
        .post("/actions/{action}/merge", actions::merge::merge)
        .get("/actions/{action}/withdraw", actions::withdraw::form)
        .post("/actions/{action}/withdraw", actions::withdraw::withdraw)
        .post("/actions/{action}/return", actions::withdraw::restore)
        // Owners.
        .get("/organisations/{organisation}/owners", owners::show)
        .post("/organisations/{organisation}/owners", owners::add)
        .get("/organisations/{organisation}/owners/{owner}", owners::detail::show)
        .post("/organisations/{organisation}/owners/{owner}", owners::detail::change)
        .post("/organisations/{organisation}/owners/{owner}/leave", owners::detail::transfer)
        .get("/actions/{action}/owner", actions::owner::form)
        .post("/actions/{action}/owner", actions::owner::save)
        // Update requests, and the replies of owners by their link.
        .get("/organisations/{organisation}/update-requests", update_requests::show)
        .post("/organisations/{organisation}/update-requests", update_requests::commands::request_all)
        .post("/organisations/{organisation}/update-requests/remind", update_requests::commands::remind)
        .post("/organisations/{organisation}/update-requests/escalation", update_requests::commands::set_escalation)
        .post(
            "/organisations/{organisation}/update-requests/{update_request}/remind",
            update_requests::commands::remind_one,
        )
        .post(
            "/organisations/{organisation}/update-requests/{update_request}/cancel",
            update_requests::commands::cancel,
        )
        .post("/actions/{action}/update-request", update_requests::commands::request_one)
        .get("/updates/{owner_link}", updates::list)
        .get("/updates/{owner_link}/{update_request}", updates::show)
        .post("/updates/{owner_link}/{update_request}", updates::send)
        // Updates of owners that await approval.
        .get("/organisations/{organisation}/update-approvals", update_approvals::show)
        .post("/organisations/{organisation}/update-approvals", update_approvals::commands::approve)
        .get("/organisations/{organisation}/update-approvals/send-back", update_approvals::send_back_form)
        .post("/organisations/{organisation}/update-approvals/send-back", update_approvals::commands::send_back)
        .post("/organisations/{organisation}/update-approvals/setting", update_approvals::commands::set)
        // Progress reviews.
        .get("/organisations/{organisation}/progress-reviews", progress_reviews::list)
        .post("/organisations/{organisation}/progress-reviews", progress_reviews::commands::open)
        .get("/progress-reviews/{progress_review}", progress_reviews::show)
        .post("/progress-reviews/{progress_review}/minutes", progress_reviews::commands::write)
        .get("/progress-reviews/{progress_review}/versions", progress_reviews::versions)
        .get("/progress-reviews/{progress_review}/closing", progress_reviews::closing::ask)
        .post("/progress-reviews/{progress_review}/closing", progress_reviews::closing::close)
        .post("/progress-reviews/{progress_review}/publication", progress_reviews::commands::publish)
        // Evidence items, and their attachment to actions and answers.
        .get("/organisations/{organisation}/evidence", evidence::list)
        .get("/organisations/{organisation}/evidence/new", evidence::add::form)
        .post_file("/organisations/{organisation}/evidence", evidence::add::add)
        .get("/organisations/{organisation}/evidence/{evidence}", evidence::item::show)
        .get("/organisations/{organisation}/evidence/{evidence}/edit", evidence::edit::form)
        .post("/organisations/{organisation}/evidence/{evidence}/edit", evidence::edit::save)
        .get("/organisations/{organisation}/evidence/{evidence}/file", evidence::item::file)
        .post("/organisations/{organisation}/evidence/{evidence}/withdrawal", evidence::item::withdraw)
        .post("/organisations/{organisation}/evidence/{evidence}/consent-end", evidence::item::withdraw_consent)
        .post("/organisations/{organisation}/evidence/{evidence}/publication", evidence::item::publish)
        .get("/actions/{action}/evidence", evidence::on_action::choose)
        .post("/actions/{action}/evidence", evidence::on_action::attach)
        .post("/actions/{action}/evidence/removal", evidence::on_action::detach)
        .get("/assessments/{assessment}/questions/{question}/evidence", evidence::on_answer::choose)
        .post("/assessments/{assessment}/questions/{question}/evidence", evidence::on_answer::attach)
        .post("/assessments/{assessment}/questions/{question}/evidence/removal", evidence::on_answer::detach)
        .public("/signatories/{slug}/evidence/{evidence}/file", evidence::item::public_file);
    former(routes)
}

/// Adds the former addresses, which are in bookmarks and in emails.
fn former(routes: Routes) -> Routes {
    routes
        .renamed("/plans/{plan}/rows", "/plans/{plan}/paste")
        .renamed("/actions/{action}/promise", "/actions/{action}/edit")
        .renamed("/actions/{action}/division", "/actions/{action}/split")
        .renamed("/actions/{action}/merger", "/actions/{action}/merge")
        .renamed("/actions/{action}/withdrawal", "/actions/{action}/withdraw")
        .renamed("/organisations/{organisation}/asks", "/organisations/{organisation}/update-requests")
        .renamed("/tell/{owner_link}", "/updates/{owner_link}")
        .renamed("/tell/{owner_link}/{update_request}", "/updates/{owner_link}/{update_request}")
        .renamed("/organisations/{organisation}/plan-reviews", "/organisations/{organisation}/progress-reviews")
        .renamed("/plan-reviews/{progress_review}", "/progress-reviews/{progress_review}")
        .renamed("/plan-reviews/{progress_review}/versions", "/progress-reviews/{progress_review}/versions")
        .renamed(
            "/organisations/{organisation}/evidence/{evidence}/correction",
            "/organisations/{organisation}/evidence/{evidence}/edit",
        )
}
