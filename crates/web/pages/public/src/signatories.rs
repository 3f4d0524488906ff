//! `GET /signatories`: the public list of organisations.

use super::{counted, public_page, shell};
use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use model::{charter::Charter, core::dates::month_year, register::organisation::Standing};
use serde::Deserialize;
use std::{collections::BTreeSet, fmt::Write as _, sync::Arc};
use store::public::{self, Facet, ListedSignatory, PAGE, PublicRegisterFilter};
use web_shell::core::{
    app::App,
    form::{Choice, Errors},
    problem::Problem,
    request::Visit,
    shell::{Shell, capital},
};

/// Maximum length of a search term, in characters.
const MAX_SEARCH_CHARACTERS: usize = 100;

/// The search and the filters. Any of them may be missing; an unknown value matches no organisation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignatoriesQuery {
    q: String,
    standing: String,
    kind: String,
    country: String,
    phase: String,
    page: String,
}

impl SignatoriesQuery {
    /// Parses the query of an address. One that cannot be parsed is treated as blank.
    fn parse(query: Option<&str>) -> Self {
        let mut parsed: Self = serde_html_form::from_str(query.unwrap_or_default()).unwrap_or_default();
        for text in [&mut parsed.q, &mut parsed.standing, &mut parsed.kind, &mut parsed.country, &mut parsed.phase] {
            *text = text.chars().filter(|c| !c.is_control()).take(MAX_SEARCH_CHARACTERS).collect();
        }
        parsed
    }
    fn filter(&self) -> PublicRegisterFilter {
        PublicRegisterFilter {
            name: self.q.clone(),
            standing: self.standing.clone(),
            kind: self.kind.clone(),
            country: self.country.clone(),
            phase: self.phase.clone(),
        }
    }
    /// Returns the address of the filtered list, up to the number of its page.
    fn link(&self) -> String {
        let fields = [
            ("q", &self.q),
            ("standing", &self.standing),
            ("kind", &self.kind),
            ("country", &self.country),
            ("phase", &self.phase),
        ];
        let mut link = "/signatories?".to_owned();
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            link.push_str(name);
            link.push('=');
            value.bytes().for_each(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => link.push(char::from(byte)),
                byte => write!(link, "%{byte:02X}").expect("writing to a String cannot fail"),
            });
            link.push('&');
        }
        link + "page="
    }
}

#[derive(Template)]
#[template(path = "public/signatories.html")]
struct SignatoriesPage {
    shell: Shell,
    errors: Errors,
    first: String,
    then: String,
    q: String,
    standings: Vec<Choice>,
    kinds: Vec<Choice>,
    countries: Vec<Choice>,
    phases: Vec<Choice>,
    rows: Vec<SignatoryRow>,
    is_filtered: bool,
    link: String,
    here: usize,
    last: usize,
}

/// An organisation in the list.
struct SignatoryRow {
    href: String,
    name: String,
    /// The status, the kind and the country.
    summary: String,
    since: String,
    phase: String,
    /// Blank for a supporter, which submits no self-assessments.
    stage: String,
}

/// `GET /signatories`
pub async fn list(visit: Visit, State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let asked = SignatoriesQuery::parse(query.as_deref());
    let (filter, charter) = (asked.filter(), app.charter.clone());
    let mut tx = app.db.read().await?;
    let facets = public::facets(&mut tx).await?;
    let found = public::matching(&mut tx, &filter).await?;
    let last = found.div_ceil(PAGE).max(1);
    let here = asked.page.parse::<u32>().unwrap_or(1).clamp(1, last);
    let listed = public::list(&mut tx, &filter, (here - 1) * PAGE, PAGE).await?;
    let is_filtered = filter != PublicRegisterFilter::default();
    let (first, then) = sentences(&charter, &facets, is_filtered.then_some(found));
    let mut shell = shell(&app, &visit, "/signatories", format!("{first}. {then}"));
    if is_filtered || here > 1 {
        // Search engines need only the first page of the whole list, because the sitemap names every organisation.
        shell.canonical = None;
    }
    let page = SignatoriesPage {
        shell,
        errors: Errors::none(),
        first,
        then,
        standings: choices(
            Standing::ALL.map(|one| (one.as_str().to_owned(), capital(one.as_str()))),
            &asked.standing,
            "Any status",
        ),
        kinds: choices(distinct(facets.iter().map(|facet| &facet.kind)), &asked.kind, "Any kind"),
        countries: choices(distinct(facets.iter().map(|facet| &facet.country)), &asked.country, "Any country"),
        phases: choices(
            charter.calendar.phases.iter().map(|phase| (phase.id.to_string(), phase.name.clone())),
            &asked.phase,
            "Any phase",
        ),
        rows: listed.into_iter().map(|one| row(&charter, one)).collect(),
        is_filtered,
        link: asked.link(),
        q: asked.q,
        here: here as usize,
        last: last as usize,
    };
    public_page(&visit, &page)
}

fn sentences(charter: &Arc<Charter>, facets: &[Facet], found: Option<u32>) -> (String, String) {
    let number = |standing| {
        facets.iter().filter(|facet| facet.standing == standing).map(|facet| facet.number as usize).sum::<usize>()
    };
    let all = format!(
        "{} and {}",
        counted(number(Standing::Signatory), "signatory", "signatories"),
        counted(number(Standing::Supporter), "supporter", "supporters")
    );
    let commitment = charter.commitment.trim().to_owned();
    match found {
        None => (all, commitment),
        Some(found) => {
            (format!("{} found", counted(found as usize, "organisation", "organisations")), format!("Total: {all}."))
        }
    }
}

fn row(charter: &Charter, one: ListedSignatory) -> SignatoryRow {
    let stage = if one.standing == Standing::Supporter { String::new() } else { one.stage.to_string() };
    let summary = [capital(one.standing.as_str()), one.kind, one.country];
    let since = one.signed_on.map(month_year).unwrap_or_default();
    let phase = one.phase.and_then(|key| charter.phase(&key)).map(|phase| phase.name.clone()).unwrap_or_default();
    SignatoryRow {
        href: format!("/signatories/{}", one.slug),
        name: one.name,
        summary: summary.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", "),
        since,
        phase,
        stage,
    }
}

fn distinct<'f>(words: impl Iterator<Item = &'f String>) -> Vec<(String, String)> {
    let words: BTreeSet<_> = words.filter(|word| !word.is_empty()).collect();
    words.into_iter().map(|word| (word.clone(), word.clone())).collect()
}

fn choices(of: impl IntoIterator<Item = (String, String)>, chosen: &str, any: &str) -> Vec<Choice> {
    let any = Choice::new("", any, chosen.is_empty());
    let others = of.into_iter().map(|(value, label)| {
        let is_chosen = value == chosen;
        Choice::new(value, label, is_chosen)
    });
    [any].into_iter().chain(others).collect()
}
