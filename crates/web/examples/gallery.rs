//! Every part of the look on a few pages, for the browser tests and for whoever changes a style: `cargo run -p web --example gallery`
//! prints an address. It is no part of the program.

use askama::Template;
use axum::{
    Router,
    http::header,
    middleware::map_response,
    response::{Html, Response},
    routing::get,
};
use web::core::{
    assets,
    form::{Choice, DateFields, Errors},
    rating_chart::{Count, Ring, ThemeRings},
    shell::{Shell, Tab},
};

#[derive(Template)]
#[template(path = "due.html")]
struct Due {
    shell: Shell,
    themes: Vec<ThemeRings>,
}

#[derive(Template)]
#[template(path = "plan.html")]
struct Plan {
    shell: Shell,
    themes: Vec<ThemeRings>,
}

#[derive(Template)]
#[template(path = "form.html")]
struct Form {
    shell: Shell,
    errors: Errors,
    value: String,
    due: DateFields,
    kinds: Vec<Choice>,
    ratings: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "texts.html")]
struct Texts {
    shell: Shell,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "words.html")]
struct Words {
    shell: Shell,
}

fn shell(current: &str, visitor: Option<&str>) -> Shell {
    let tabs = if visitor.is_some() {
        vec!["Overview", "Self-assessment", "Action plan", "Evidence", "People", "Activity log"]
    } else {
        vec!["Signatories", "Good practice", "The sector", "Open data"]
    };
    Shell {
        charter: "Technician Commitment".into(),
        visitor: visitor.map(Into::into),
        nav: tabs
            .into_iter()
            .map(|label| Tab { label: label.into(), href: "/".into(), current: label == current })
            .collect(),
        nav_label: visitor.map(|_| "Northmoor University".into()).unwrap_or_default(),
        csrf: "0123456789".into(),
        ..Shell::default()
    }
}

fn row(theme: &str, numbers: [usize; 4]) -> ThemeRings {
    let classes = ["green", "amber", "red", "unknown"];
    let words = ["Completed", "In progress", "Still to be carried out", "Not rated"];
    let counts = std::array::from_fn(|i| Count { class: classes[i], word: words[i].into(), number: numbers[i] });
    let rings = (0..4).flat_map(|i| vec![Ring { class: classes[i] }; numbers[i]]).collect();
    ThemeRings { theme: theme.into(), rings, counts }
}

fn themes() -> Vec<ThemeRings> {
    vec![
        row("Visibility", [5, 2, 1, 1]),
        row("Recognition", [3, 2, 2, 0]),
        row("Career development", [4, 4, 1, 0]),
        row("Sustainability", [2, 3, 1, 0]),
        row("Evaluating impact", [1, 2, 0, 1]),
    ]
}

fn form(errors: Errors) -> Form {
    Form {
        shell: shell("Action plan", Some("P. Example")),
        value: "Give technicians a seat on Senate".into(),
        due: DateFields { day: "31".into(), month: "6".into(), year: "2027".into() },
        kinds: vec![
            Choice::new("visibility", "Visibility", true),
            Choice::new("recognition", "Recognition", false).hint("Technicians are named, thanked and promoted"),
            Choice::new("sustainability", "Sustainability", false),
        ],
        ratings: vec![
            Choice::new("green", "Completed", false).hint("Undertaken and completed"),
            Choice::new("amber", "In progress", false),
            Choice::new("red", "Still to be carried out", true).hint("Say why below"),
            Choice::new("", "Not rated", false),
        ],
        errors,
    }
}

fn all_wrong() -> Errors {
    let mut errors = Errors::one("promise", "Write what you promise, in at most 250 words");
    errors.add("owner", "Name one owner");
    errors.add("due", "June has 30 days: give a date that exists");
    errors.add("themes", "Choose at least one theme");
    errors.add("rating", "Choose how the action stands");
    errors.add("category", "Choose a category");
    errors
}

fn page(page: &impl Template) -> Html<String> {
    Html(page.render().expect("the gallery's pages render"))
}

/// As strict as the program: a style or a script within a page shows at once.
async fn strict(mut response: Response) -> Response {
    let policy = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; \
        connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(policy));
    response
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    #[allow(clippy::disallowed_methods, reason = "the gallery's pages are nobody's: no policy speaks of them")]
    let pages = Router::new()
        .route("/static/{version}/{*file}", get(assets::serve))
        .route("/due", get(async || page(&Due { shell: shell("Overview", Some("P. Example")), themes: themes() })))
        .route("/plan", get(async || page(&Plan { shell: shell("Signatories", None), themes: themes() })))
        .route("/form", get(async || page(&form(Errors::none()))))
        .route("/wrong", get(async || page(&form(all_wrong()))))
        .route("/texts", get(async || page(&texts())))
        .route("/words", get(async || page(&words())))
        .layer(map_response(strict));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, pages).await
}

fn texts() -> Texts {
    Texts { shell: shell("Overview", Some("P. Example")), errors: Errors::none() }
}

fn words() -> Words {
    let mut shell = shell("Activity log", Some("P. Example"));
    shell.notice = Some("Saved. The plan has 35 actions now.".into());
    Words { shell }
}
