//! Help: the pages of the manual, and the links to them in the footer of every page.

use super::visit;
use crate::{
    core::access::address,
    support::{Response, TestServer},
};
use axum::http::StatusCode;
use model::core::short::Email;
use std::{collections::BTreeSet, sync::Arc};
use web::{
    core::app::{App, Site},
    routes,
};

/// The part of a page between two texts, or an empty string.
fn between<'p>(page: &'p str, start: &str, end: &str) -> &'p str {
    page.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map_or("", |(inside, _)| inside)
}

/// The links in a part of a page: the address and the text of each.
fn links(html: &str) -> Vec<(&str, &str)> {
    html.split("<a href=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(href, rest)| (href, between(rest, ">", "</a>")))
        .collect()
}

/// The links in the footer of a page.
fn footer(page: &str) -> Vec<(&str, &str)> {
    links(between(page, "<nav aria-label=\"Footer\">", "</nav>"))
}

/// The names of the pages in `docs/manual`, without the one for operators.
fn manual() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/manual");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.map(|name| name.strip_suffix(".md").unwrap().to_owned()).filter(|name| name != "operators").collect()
}

/// Whether the response is an HTML page, not an error or a download.
fn is_page(response: &Response) -> bool {
    let starts = |name: &str, start: &str| {
        response.headers.get(name).is_some_and(|value| value.to_str().unwrap().starts_with(start))
    };
    response.status == StatusCode::OK
        && starts("content-type", "text/html")
        && !starts("content-disposition", "attachment")
}

#[tokio::test]
async fn every_page_of_the_manual_is_served_and_linked_from_help() {
    let server = TestServer::new().await;
    let help = visit(&server, "/help").await;
    assert!(help.body.contains("<h1>Help</h1>"), "{}", help.body);
    let listed: BTreeSet<String> = links(between(&help.body, "<main", "</main>"))
        .into_iter()
        .filter_map(|(href, _)| href.strip_prefix("/help/").map(str::to_owned))
        .collect();
    assert_eq!(listed, manual());
    let map = visit(&server, "/sitemap.xml").await.body;
    for name in manual() {
        let page = visit(&server, &format!("/help/{name}")).await;
        assert_eq!(page.status, StatusCode::OK, "{name}");
        assert!(map.contains(&format!("<loc>http://assay.test/help/{name}</loc>")), "{name}");
        let title = between(&page.body, "<h1>", "</h1>");
        assert!(title.starts_with("Help for ") && page.body.contains(&format!("<title>{title} – ")), "{title}");
        let introduction = between(&page.body, "<p class=\"then\">", "</p>");
        assert!(introduction.len() > 20 && help.body.contains(introduction), "{name}: {introduction}");
        // All Markdown has been rendered, and each task has a second-level heading.
        let main = between(&page.body, "<main", "</main>");
        assert!(!main.contains("**") && !main.contains("](") && !main.contains("## "), "{name}: {main}");
        assert!(main.matches("<h2>").count() >= 2 && main.matches("<h1").count() == 1, "{name}");
    }
}

#[tokio::test]
async fn links_in_the_manual_lead_to_existing_pages_and_headings() {
    let server = TestServer::new().await;
    let mut seen = 0;
    for name in manual() {
        let path = format!("/help/{name}");
        let page = visit(&server, &path).await.body;
        for (href, words) in links(between(&page, "<main", "</main>")) {
            let (target, anchor) = href.split_once('#').unwrap_or((href, ""));
            let target = if target.is_empty() { &path } else { target };
            let linked = visit(&server, target).await;
            assert_eq!(linked.status, StatusCode::OK, "{path}: {href}");
            assert!(anchor.is_empty() || linked.body.contains(&format!("id=\"{anchor}\"")), "{path}: {href}");
            assert!(!words.is_empty(), "{path}: {href}");
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen} links");
}

#[tokio::test]
async fn other_help_pages_are_not_found() {
    let server = TestServer::new().await;
    for name in ["operators", "nothing", "leads.md", "Leads"] {
        assert_eq!(visit(&server, &format!("/help/{name}")).await.status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn the_footer_of_every_page_links_to_help() {
    let server = TestServer::new().await;
    let mut help_links = BTreeSet::new();
    for persona in ["nobody", "lead", "secretariat"] {
        let mut pages = 0;
        for (method, path) in routes::routes().list {
            if method != "GET" {
                continue;
            }
            let response = server.browser(persona).get(&address(&server, path, 0)).await;
            if !is_page(&response) {
                continue;
            }
            pages += 1;
            let links = footer(&response.body);
            let words: Vec<_> = links.iter().map(|(_, words)| *words).collect();
            assert_eq!(
                words,
                ["Help", "Contact the secretariat", "Accessibility", "Privacy", "Open data", "About the charter"],
                "{persona}: {path}"
            );
            help_links.insert(links[0].0.to_owned());
        }
        assert!(pages > 20, "{persona}: only {pages} pages");
    }
    let expected =
        ["/help", "/help/action-owners", "/help/leaders", "/help/leads", "/help/secretariat", "/help/technicians"];
    assert_eq!(help_links.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    let problem = visit(&server, "/nowhere").await;
    assert_eq!((problem.status, footer(&problem.body).len()), (StatusCode::NOT_FOUND, 6));
}

#[tokio::test]
async fn help_is_for_the_role_of_the_reader() {
    let server = TestServer::new().await;
    let overview = format!("/organisations/{}", server.world.organisation);
    for (persona, help) in [
        ("lead", "/help/leads"),
        ("contributor", "/help/contributors"),
        ("secretariat", "/help/secretariat"),
        ("board", "/help/steering-board"),
    ] {
        let page = server.browser(persona).get(&overview).await;
        assert_eq!(footer(&page.body)[0], (help, "Help"), "{persona}");
        assert_eq!(visit(&server, help).await.status, StatusCode::OK, "{help}");
    }
}

#[tokio::test]
async fn the_secretariat_is_contacted_by_email_or_through_help() {
    let server = TestServer::new().await;
    let link = |page: &str| footer(page)[1].0.to_owned();
    assert_eq!(link(&visit(&server, "/privacy").await.body), "/help#contact");
    let help = visit(&server, "/help").await.body;
    assert!(help.contains("id=\"contact\"") && !help.contains("mailto:"), "{help}");
    let site = Site { contact: Some(Email::parse("team@charter.example").unwrap()), ..(*server.app.site).clone() };
    let router = routes::site(App { site: Arc::new(site), ..server.app.clone() });
    let server = TestServer { router, ..server };
    assert_eq!(link(&visit(&server, "/privacy").await.body), "mailto:team@charter.example");
    assert!(
        visit(&server, "/help").await.body.contains("<a href=\"mailto:team@charter.example\">team@charter.example</a>")
    );
}

#[tokio::test]
async fn breadcrumbs_name_the_pages_above() {
    let server = TestServer::new().await;
    let world = &server.world;
    let home = format!("/organisations/{}", world.organisation);
    let (group, _, meeting) = world.group;
    let (assessment, action) = (world.assessments[0].0, world.actions[0]);
    let question = &server.app.charter.editions[0].questions[0];
    let edition = server.app.charter.editions[0].title.as_str();
    let evidence = world.evidence.0;
    let cases: [(String, Vec<&str>); 11] = [
        (format!("/actions/{action}"), vec!["Action plan", "Actions"]),
        (format!("{home}/groups/{group}"), vec!["People", "Groups and committees"]),
        (
            format!("{home}/groups/{group}/meetings/{meeting}"),
            vec!["People", "Groups and committees", "Lamp committee"],
        ),
        (format!("/assessments/{assessment}/questions/{}", question.id), vec!["Self-assessment", edition]),
        (
            format!("/assessments/{assessment}/questions/{}/versions", question.id),
            vec!["Self-assessment", edition, question.title.as_str()],
        ),
        (format!("{home}/evidence/{evidence}"), vec!["Evidence"]),
        (format!("/consultations/{}", world.consultations[2]), vec!["Consultations"]),
        (format!("/imports/{}", world.import), vec!["Self-assessment", "Import documents"]),
        (format!("{home}/handovers/{}", world.handover), vec!["People", "Handovers"]),
        (format!("/progress-reviews/{}", world.progress_review), vec!["Action plan", "Progress reviews"]),
        ("/signatories/northmoor/plan".to_owned(), vec!["Signatories", "Northmoor University"]),
    ];
    for (path, expected) in cases {
        let page = server.browser("lead").get(&path).await;
        let crumbs = links(between(&page.body, "<nav class=\"crumbs\" aria-label=\"Breadcrumb\"><ol>", "</ol></nav>"));
        let words: Vec<_> = crumbs.iter().map(|(_, words)| words.replace("&#38;", "&")).collect();
        assert_eq!(words, expected, "{path}: {}", page.body);
        for (href, _) in crumbs {
            // The tab of the action plan redirects to the current plan.
            let status = server.browser("lead").get(href).await.status;
            assert!(matches!(status, StatusCode::OK | StatusCode::SEE_OTHER), "{path}: {href}: {status}");
        }
    }
}
