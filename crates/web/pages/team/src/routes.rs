//! The addresses of groups, meetings, minutes and comments.

use super::{comments, groups};
use web_shell::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        // Groups and their meetings.
        .get("/organisations/{organisation}/groups", groups::list)
        .post("/organisations/{organisation}/groups", groups::create)
        .get("/organisations/{organisation}/groups/{group}", groups::show)
        .post("/organisations/{organisation}/groups/{group}", groups::change)
        .post("/organisations/{organisation}/groups/{group}/members", groups::group_members::add)
        .post(
            "/organisations/{organisation}/groups/{group}/members/{group_member}/remove",
            groups::group_members::remove,
        )
        .post("/organisations/{organisation}/groups/{group}/meetings", groups::meetings::add)
        .get("/organisations/{organisation}/groups/{group}/agenda", groups::agenda::show)
        .get("/organisations/{organisation}/groups/{group}/meetings/{meeting}", groups::meetings::show)
        .post("/organisations/{organisation}/groups/{group}/meetings/{meeting}", groups::meetings::save_minutes)
        .get("/organisations/{organisation}/groups/{group}/meetings/{meeting}/versions", groups::meetings::versions)
        // Comments on actions and answers, in threads.
        .get("/actions/{action}/comments", comments::on_action::show)
        .post("/actions/{action}/comments", comments::on_action::start)
        .get("/assessments/{assessment}/questions/{question}/comments", comments::on_answer::show)
        .post("/assessments/{assessment}/questions/{question}/comments", comments::on_answer::start)
        .get("/threads/{thread}", comments::thread::show)
        .post("/threads/{thread}/comments", comments::thread::reply)
        .post("/threads/{thread}/resolution", comments::thread::commands::resolve)
        .post("/threads/{thread}/reopening", comments::thread::commands::reopen)
        .post("/comments/{comment}/withdrawal", comments::thread::commands::withdraw)
        // Former addresses.
        .renamed(
            "/organisations/{organisation}/groups/{group}/room",
            "/organisations/{organisation}/groups/{group}/agenda",
        )
}
