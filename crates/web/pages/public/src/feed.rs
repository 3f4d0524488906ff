//! `GET /signatories/{slug}/changes.atom`: the changes at an organisation, as an Atom feed (RFC 4287).

use super::{
    find_signatory,
    signatory::{PublicChange, current, public_changes},
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use store::public::{self, Signatory};
use web_shell::core::{app::App, cache, problem::Problem, request::Visit};

#[derive(Template)]
#[template(path = "public/changes.xml")]
struct Feed {
    home: String,
    self_link: String,
    charter: String,
    organisation: Signatory,
    /// The time of the newest change; for a feed without changes, the date on which the organisation signed.
    updated: String,
    changes: Vec<PublicChange>,
}

/// `GET /signatories/{slug}/changes.atom`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such organisation.
pub async fn show(visit: Visit, State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let organisation = find_signatory(&mut tx, &slug).await?;
    let frames = public::plans(&mut tx, organisation.id).await?;
    let plan = current(&mut tx, &organisation, &frames).await?;
    let changes = public::changes(&mut tx, organisation.id).await?;
    drop(tx);
    let changes = public_changes(&app.charter, plan.as_ref(), changes);
    let signed = || organisation.signed_on.map_or_else(|| "1970-01-01".to_owned(), |day| day.to_string());
    let feed = Feed {
        home: app.site.address(&format!("/signatories/{slug}")),
        self_link: app.site.address(&format!("/signatories/{slug}/changes.atom")),
        charter: app.charter.name.clone(),
        updated: changes.first().map_or_else(|| format!("{}T00:00:00Z", signed()), |one| one.change.at.to_string()),
        organisation,
        changes,
    };
    let kind = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
    Ok(cache::mark_public(&visit, (kind, feed.render()?).into_response()))
}
