//! `/home`: redirects each person to where they work, or lets them choose.

use askama::Template;
use axum::{extract::State, response::Response};
use model::core::permit::{AtCharter, KeepAccount, ReadRegister};
use store::{accounts::members, core::relation, peer_review::reviews::reviewing};
use web_shell::core::{
    app::App,
    authorize::May,
    page::{self, redirect},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "accounts/home/choice.html")]
struct ChoicePage {
    shell: Shell,
    workplaces: Vec<Workplace>,
}

/// Where a person works: one of their organisations, or the list of all organisations.
struct Workplace {
    href: String,
    name: String,
    role: &'static str,
}

#[derive(Template)]
#[template(path = "accounts/home/no_organisation.html")]
struct NoOrganisationPage {
    shell: Shell,
    email: String,
}

/// `GET /home`: redirects to the only workplace, or lists several.
pub async fn show(may: May<KeepAccount>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let mut workplaces = Vec::new();
    if let Some(person) = may.author().person() {
        let charter = relation::at_charter(&mut tx, person).await?.relation;
        if let (Some(charter_role), Ok(_)) =
            (charter.charter_role(), model::core::permit::Permit::<ReadRegister>::ask(&charter, AtCharter))
        {
            workplaces.push(Workplace {
                href: "/organisations".to_owned(),
                name: "Organisations".to_owned(),
                role: charter_role.name(),
            });
        }
    }
    for membership in members::of_person(&mut tx, &may).await? {
        let href = format!("/organisations/{}", membership.organisation);
        workplaces.push(Workplace { href, name: membership.name, role: membership.role.name() });
    }
    // Who works for one organisation goes there, and finds what they review from their account.
    if workplaces.len() != 1 && reviewing::has_any(&mut tx, &may).await? {
        let (href, name) = ("/peer-review/reviewing".to_owned(), "My reviewing".to_owned());
        workplaces.push(Workplace { href, name, role: "Reviewer" });
    }
    let shell = Shell::new(&app, &may.visit);
    match workplaces.as_slice() {
        [] => {
            let email = may.visit.visitor.as_ref().map(|visitor| visitor.email.clone()).unwrap_or_default();
            page::page(&NoOrganisationPage { shell, email })
        }
        [one] => Ok(redirect(&one.href)),
        _ => page::page(&ChoicePage { shell, workplaces }),
    }
}
