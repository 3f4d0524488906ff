//! The addresses of plans, actions, owners, update requests, evidence and progress reviews.

use super::{
    actions, evidence, files, owners, paste, plans, progress, progress_reviews, update_requests, updates, workbooks,
};
use crate::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        // What everyone sees.
        .public("/signatories/{slug}/plans/{plan}/files/{format}", files::published)
        // Plans, and the actions in them.
        .get("/organisations/{organisation}/plan", plans::current)
        .get("/organisations/{organisation}/plans", plans::list)
        .get("/plans/{plan}", plans::show)
        .post("/plans/{plan}/term", plans::change_term)
        .get("/plans/{plan}/charters/{charter}/actions.csv", plans::other_charters::rows)
        .get("/plans/{plan}/charters/{charter}/actions.xlsx", plans::other_charters::workbook)
        .get("/plans/{plan}/actions/new", actions::edit::new)
        .post("/plans/{plan}/actions", actions::edit::add)
        .get("/plans/{plan}/rows", paste::form)
        .post("/plans/{plan}/rows", paste::read)
        .get("/plans/{plan}/files/{format}", files::show)
        .get("/plans/{plan}/workbook.xlsx", workbooks::file)
        .get("/plans/{plan}/workbook", workbooks::form)
        .post_file("/plans/{plan}/workbook", workbooks::compare)
        .post("/plans/{plan}/workbook/changes", workbooks::write)
        .get("/actions/{action}", actions::show)
        .get("/actions/{action}/promise", actions::edit::edit)
        .post("/actions/{action}/promise", actions::edit::save)
        .get("/actions/{action}/progress", progress::form)
        .post("/actions/{action}/progress", progress::record)
        .post("/actions/{action}/place", actions::place)
        .get("/actions/{action}/division", actions::split::form)
        .post("/actions/{action}/division", actions::split::split)
        .get("/actions/{action}/merger", actions::merge::form)
        .post("/actions/{action}/merger", actions::merge::merge)
        .get("/actions/{action}/withdrawal", actions::withdraw::form)
        .post("/actions/{action}/withdrawal", actions::withdraw::withdraw)
        .post("/actions/{action}/return", actions::withdraw::restore)
        // Who answers for actions.
        .get("/organisations/{organisation}/owners", owners::show)
        .post("/organisations/{organisation}/owners", owners::name)
        .get("/organisations/{organisation}/owners/{owner}", owners::detail::show)
        .post("/organisations/{organisation}/owners/{owner}", owners::detail::change)
        .post("/organisations/{organisation}/owners/{owner}/leave", owners::detail::leave)
        .get("/actions/{action}/owner", actions::owner::form)
        .post("/actions/{action}/owner", actions::owner::save)
        // Asking owners how their actions stand, and what they say by their link.
        .get("/organisations/{organisation}/asks", update_requests::show)
        .post("/organisations/{organisation}/asks", update_requests::deeds::all)
        .post("/organisations/{organisation}/asks/chase", update_requests::deeds::chase)
        .post("/organisations/{organisation}/asks/patience", update_requests::deeds::wait)
        .post("/organisations/{organisation}/asks/{ask}/again", update_requests::deeds::again)
        .post("/organisations/{organisation}/asks/{ask}/withdrawal", update_requests::deeds::withdraw)
        .post("/actions/{action}/ask", update_requests::deeds::one)
        .get("/tell/{owner_link}", updates::list)
        .get("/tell/{owner_link}/{ask}", updates::show)
        .post("/tell/{owner_link}/{ask}", updates::say)
        // Reviews of the plan, by the organisation itself.
        .get("/organisations/{organisation}/plan-reviews", progress_reviews::list)
        .post("/organisations/{organisation}/plan-reviews", progress_reviews::deeds::open)
        .get("/plan-reviews/{plan_review}", progress_reviews::show)
        .post("/plan-reviews/{plan_review}/minutes", progress_reviews::deeds::write)
        .get("/plan-reviews/{plan_review}/versions", progress_reviews::versions)
        .post("/plan-reviews/{plan_review}/closing", progress_reviews::deeds::close)
        .post("/plan-reviews/{plan_review}/publication", progress_reviews::deeds::publish)
        // Evidence: the library, each piece, and what stands beside actions and answers.
        .get("/organisations/{organisation}/evidence", evidence::list)
        .get("/organisations/{organisation}/evidence/new", evidence::add::form)
        .post_file("/organisations/{organisation}/evidence", evidence::add::add)
        .get("/organisations/{organisation}/evidence/{evidence}", evidence::item::show)
        .get("/organisations/{organisation}/evidence/{evidence}/correction", evidence::edit::form)
        .post("/organisations/{organisation}/evidence/{evidence}/correction", evidence::edit::correct)
        .get("/organisations/{organisation}/evidence/{evidence}/file", evidence::item::file)
        .post("/organisations/{organisation}/evidence/{evidence}/withdrawal", evidence::item::withdraw)
        .post("/organisations/{organisation}/evidence/{evidence}/consent-end", evidence::item::take_back)
        .post("/organisations/{organisation}/evidence/{evidence}/publication", evidence::item::publish)
        .get("/actions/{action}/evidence", evidence::on_action::choose)
        .post("/actions/{action}/evidence", evidence::on_action::attach)
        .post("/actions/{action}/evidence/removal", evidence::on_action::detach)
        .get("/assessments/{assessment}/questions/{question}/evidence", evidence::on_answer::choose)
        .post("/assessments/{assessment}/questions/{question}/evidence", evidence::on_answer::attach)
        .post("/assessments/{assessment}/questions/{question}/evidence/removal", evidence::on_answer::detach)
        .public("/signatories/{slug}/evidence/{evidence}/file", evidence::item::public_file)
}
