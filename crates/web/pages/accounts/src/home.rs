//! `/home`: leads each person on to where they work.

use askama::Template;
use axum::{extract::State, response::Response};
use model::core::permit::{AtCharter, KeepAccount, ReadRegister};
use store::{accounts::members, core::relation};
use web_shell::core::{
    app::App,
    authorize::May,
    page::{self, onward},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "accounts/home/choice.html")]
struct Choice {
    shell: Shell,
    places: Vec<Place>,
}

/// Somewhere that one belongs to.
struct Place {
    href: String,
    name: String,
    role: &'static str,
}

#[derive(Template)]
#[template(path = "accounts/home/no_organisation.html")]
struct Uninvited {
    shell: Shell,
    email: String,
}

/// To the one organisation, to the register, or a choice.
///
/// # Errors
/// Only our own mistakes.
pub async fn show(may: May<KeepAccount>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let mut places = Vec::new();
    if let Some(person) = may.author().person() {
        let charter = relation::at_charter(&mut tx, person).await?.relation;
        if let (Some(charter_role), Ok(_)) =
            (charter.charter_role(), model::core::permit::Permit::<ReadRegister>::ask(&charter, AtCharter))
        {
            places.push(Place {
                href: "/organisations".to_owned(),
                name: "Organisations".to_owned(),
                role: charter_role.name(),
            });
        }
    }
    for membership in members::of_person(&mut tx, &may).await? {
        let href = format!("/organisations/{}", membership.organisation);
        places.push(Place { href, name: membership.name, role: membership.role.name() });
    }
    let shell = Shell::new(&app, &may.visit);
    match places.as_slice() {
        [] => {
            let email = may.visit.visitor.as_ref().map(|visitor| visitor.email.clone()).unwrap_or_default();
            page::page(&Uninvited { shell, email })
        }
        [one] => Ok(onward(&one.href)),
        _ => page::page(&Choice { shell, places }),
    }
}
