//! The addresses of sign-in, the visitor's account and the members of an organisation.

use super::{account, home, invitations, people, sign_in};
use web_shell::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        // Sign-in, for everyone.
        .public("/sign-in", sign_in::show)
        .public_post("/sign-in", sign_in::send)
        .public("/sign-in/code", sign_in::code::show)
        .public_post("/sign-in/code", sign_in::code::verify)
        .public("/sign-in/link/{sign_in_link}", sign_in::link::show)
        .public_post("/sign-in/link/{sign_in_link}", sign_in::link::follow)
        .public("/invitations/{invitation_link}", invitations::show)
        .public_post("/invitations/{invitation_link}", invitations::begin)
        .public_post("/sign-out", account::sign_out)
        // The visitor's account.
        .get("/home", home::show)
        .get("/account", account::show)
        .post("/account/name", account::rename)
        .post("/account/sign-out-everywhere", account::sign_out_everywhere)
        .get("/account/data", account::data::show)
        .get("/account/data.json", account::data::file)
        .get("/account/erasure", account::data::ask)
        .post("/account/erasure", account::data::erase)
        // The people of an organisation.
        .get("/organisations/{organisation}/people", people::show)
        .post("/organisations/{organisation}/people/{person}/role", people::change::change_role)
        .post("/organisations/{organisation}/people/{person}/leave", people::change::remove)
        // Names that may be those of people who deleted their account.
        .get("/organisations/{organisation}/names", people::names::show)
        .post("/organisations/{organisation}/names/{name_check}", people::names::decide)
        .post("/organisations/{organisation}/invitations", people::invite::send)
        .post("/organisations/{organisation}/invitations/{invitation}/withdraw", people::invite::withdraw)
}
