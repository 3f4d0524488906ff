//! Good practice that reviewers marked, for the secretariat and the Steering Board: a list with filters, and as a CSV file.

pub mod passages;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use documents::write::csv;
use model::{
    charter::Charter,
    core::{
        dates::{day, long_date},
        permit::ReadGoodPractice,
    },
    peer_review::good_practice::{PassageAnswer, place_name},
};
use serde::Deserialize;
use store::peer_review::good_practice::{LibraryPassage, library};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors},
    page::{self, encoded, page},
    problem::Problem,
    shell::Shell,
};

/// The number of passages on a page of the list.
const PAGE: usize = 50;

/// The filters. One that is not known filters nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GoodPracticeFilter {
    theme: String,
    stage: String,
    state: String,
    page: String,
}

impl GoodPracticeFilter {
    fn matches(&self, one: &LibraryPassage) -> bool {
        let stage: Option<u8> = self.stage.parse().ok();
        let has_state = PassageAnswer::NAMES.iter().any(|(word, _)| *word == self.state);
        (self.theme.is_empty() || one.themes.iter().any(|theme| theme.as_str() == self.theme))
            && stage.is_none_or(|stage| one.stage == stage)
            && (!has_state || one.answer.as_str() == self.state)
    }
    fn is_used(&self) -> bool {
        !(self.theme.is_empty() && self.stage.is_empty() && self.state.is_empty())
    }
    /// The filters as the part of an address after the question mark.
    fn link(&self) -> String {
        format!("theme={}&stage={}&state={}", encoded(&self.theme), encoded(&self.stage), encoded(&self.state))
    }
}

#[derive(Template)]
#[template(path = "peer_review/good_practice/list.html")]
struct ListPage {
    shell: Shell,
    then: String,
    themes: Vec<Choice>,
    stages: Vec<Choice>,
    states: Vec<Choice>,
    found: String,
    is_filtered: bool,
    rows: Vec<LibraryRow>,
    /// The address of the CSV file, with the same filters.
    file: String,
    link: String,
    here: usize,
    last: usize,
}

/// A passage in the list.
struct LibraryRow {
    href: String,
    organisation: String,
    about: String,
    quote: String,
    reasons: Vec<String>,
    class: &'static str,
    state: String,
}

async fn filtered(app: &App, may: &May<ReadGoodPractice>, filter: &GoodPracticeFilter) -> Result<Found, Problem> {
    let mut passages = library(&mut app.db.read().await?, may).await?;
    let all = passages.len();
    let shared = passages.iter().filter(|one| matches!(one.answer, PassageAnswer::Shared(_))).count();
    passages.retain(|one| filter.matches(one));
    Ok(Found { all, shared, passages })
}

/// The passages of a filter, and how many there are in all.
struct Found {
    all: usize,
    shared: usize,
    passages: Vec<LibraryPassage>,
}

/// `GET /peer-review/good-practice`
pub async fn list(
    may: May<ReadGoodPractice>,
    State(app): State<App>,
    Query(filter): Query<GoodPracticeFilter>,
) -> Result<Response, Problem> {
    let Found { all, shared, passages } = filtered(&app, &may, &filter).await?;
    let charter = &app.charter;
    let last = passages.len().div_ceil(PAGE).max(1);
    let here = filter.page.parse().unwrap_or(1).clamp(1, last);
    let stages = (1..=charter.last_stage()).map(|stage| (stage.to_string(), format!("Stage {stage}")));
    let themes = charter.themes.iter().map(|theme| (theme.id.to_string(), theme.name.clone()));
    page(&ListPage {
        shell: Shell::new(&app, &may.visit),
        then: format!("Marked by reviewers: {all}. Consent given: {shared}."),
        themes: Choice::all_or("Any theme", themes, &filter.theme),
        stages: Choice::all_or("Any stage", stages, &filter.stage),
        states: Choice::all_or("Any status", PassageAnswer::NAMES, &filter.state),
        found: format!("Passages shown: {}", passages.len()),
        is_filtered: filter.is_used(),
        rows: passages.into_iter().skip((here - 1) * PAGE).take(PAGE).map(|one| row(charter, one)).collect(),
        file: format!("/peer-review/good-practice.csv?{}", filter.link()),
        link: format!("/peer-review/good-practice?{}&page=", filter.link()),
        here,
        last,
    })
}

fn row(charter: &Charter, one: LibraryPassage) -> LibraryRow {
    let (place, themes) = (place_name(&one.place, charter.edition(&one.edition)), theme_names(charter, &one));
    let on = |at| long_date(day(at));
    LibraryRow {
        href: format!("/signatories/{}/submissions/{}", one.slug, one.assessment),
        about: if themes.is_empty() {
            format!("Stage {}. {place}", one.stage)
        } else {
            format!("Stage {}. {place}. {themes}", one.stage)
        },
        class: match one.answer {
            PassageAnswer::Waiting => "started",
            PassageAnswer::Shared(_) => "done",
            PassageAnswer::Declined(_) => "",
        },
        state: match one.answer {
            PassageAnswer::Waiting => one.answer.name().to_owned(),
            PassageAnswer::Shared(at) | PassageAnswer::Declined(at) => format!("{} on {}", one.answer.name(), on(at)),
        },
        organisation: one.organisation,
        quote: one.quote,
        reasons: one.reasons,
    }
}

fn theme_names(charter: &Charter, one: &LibraryPassage) -> String {
    let names = one.themes.iter().filter_map(|key| charter.theme(key)).map(|theme| theme.name.as_str());
    names.collect::<Vec<_>>().join(", ")
}

/// `GET /peer-review/good-practice.csv`
pub async fn file(
    may: May<ReadGoodPractice>,
    State(app): State<App>,
    Query(filter): Query<GoodPracticeFilter>,
) -> Result<Response, Problem> {
    let charter = &app.charter;
    let passages = filtered(&app, &may, &filter).await?.passages;
    let header = ["Organisation", "Stage", "Part", "Themes", "Passage", "Why", "State", "Date of consent"];
    let rows = passages.into_iter().map(|one| {
        let consent = match one.answer {
            PassageAnswer::Shared(at) => day(at).to_string(),
            PassageAnswer::Waiting | PassageAnswer::Declined(_) => String::new(),
        };
        [
            one.organisation.clone(),
            one.stage.to_string(),
            place_name(&one.place, charter.edition(&one.edition)),
            theme_names(charter, &one),
            one.quote.clone(),
            one.reasons.join("\n"),
            one.answer.name().to_owned(),
            consent,
        ]
    });
    Ok(page::file("text/csv; charset=utf-8", "good-practice.csv", csv::write(header, rows)))
}
