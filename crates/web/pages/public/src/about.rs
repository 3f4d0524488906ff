//! Pages about the site: for crawlers, the accessibility statement and the privacy notice.

use super::{
    help::manual::{MANUAL, ManualPage},
    public_page, shell,
};
use askama::Template;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use store::public;
use web_shell::core::{app::App, cache, problem::Problem, request::Visit, shell::Shell};

/// `GET /robots.txt`. Pages that are not for crawlers ask for a sign-in or say `noindex` themselves; filtered lists are
/// left out so that crawlers do not try their combinations.
pub async fn robots(visit: Visit, State(app): State<App>) -> Response {
    let text = format!("User-agent: *\nDisallow: /signatories?\n\nSitemap: {}\n", app.site.address("/sitemap.xml"));
    cache::mark_public(&visit, ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

#[derive(Template)]
#[template(path = "public/sitemap.xml")]
struct Sitemap {
    /// Full addresses, each with the date of its last change, if known.
    addresses: Vec<(String, String)>,
}

/// `GET /sitemap.xml`: every page that search engines may show.
pub async fn sitemap(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    let slugs = public::slugs(&mut app.db.read().await?).await?;
    let editions = app.charter.editions.iter().filter(|edition| edition.published);
    let fixed = ["/", "/signatories", "/charter", "/open-data", "/log", "/accessibility", "/privacy", "/help"]
        .map(str::to_owned);
    let help = MANUAL.iter().map(ManualPage::address);
    let undated = fixed.into_iter().chain(help).chain(editions.map(|edition| format!("/charter/{}", edition.id)));
    let dated = slugs.into_iter().map(|(slug, at)| {
        let on = at.map(|at| web_shell::core::clock::day(at).to_string()).unwrap_or_default();
        (app.site.address(&format!("/signatories/{slug}")), on)
    });
    let addresses = undated.map(|path| (app.site.address(&path), String::new())).chain(dated).collect();
    let xml = Sitemap { addresses }.render()?;
    let kind = [(header::CONTENT_TYPE, "application/xml; charset=utf-8")];
    Ok(cache::mark_public(&visit, (kind, xml).into_response()))
}

#[derive(Template)]
#[template(path = "public/accessibility.html")]
struct AccessibilityPage {
    shell: Shell,
}

/// `GET /accessibility`
pub async fn accessibility(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    let description = "How accessible this site is, and how to report a problem.".to_owned();
    public_page(&visit, &AccessibilityPage { shell: shell(&app, &visit, "/accessibility", description) })
}

#[derive(Template)]
#[template(path = "public/privacy.html")]
struct PrivacyPage {
    shell: Shell,
    people: String,
}

/// `GET /privacy`
pub async fn privacy(visit: Visit, State(app): State<App>) -> Result<Response, Problem> {
    let description = "What personal data this site stores, and what is never public.".to_owned();
    let shell = shell(&app, &visit, "/privacy", description);
    public_page(&visit, &PrivacyPage { shell, people: app.charter.words.people.clone() })
}
