//! `GET /signatories`: the register, as everyone may read it.

use super::{counted, shell, shown};
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

/// The longest word that is searched for.
const LONGEST: usize = 100;

/// What is asked for in the address; anything may be missing or nonsense, and nonsense finds nothing.
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
    /// Read a query; what cannot be read asks for nothing.
    fn read(query: Option<&str>) -> Self {
        let mut asked: Self = serde_html_form::from_str(query.unwrap_or_default()).unwrap_or_default();
        for text in [&mut asked.q, &mut asked.standing, &mut asked.kind, &mut asked.country, &mut asked.phase] {
            *text = text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        }
        asked
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
    /// The address of the same list up to the number of its page.
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
                byte => write!(link, "%{byte:02X}").expect("a string takes all that is written to it"),
            });
            link.push('&');
        }
        link + "page="
    }
}

#[derive(Template)]
#[template(path = "public/signatories.html")]
struct Signatories {
    shell: Shell,
    errors: Errors,
    first: String,
    then: String,
    q: String,
    standings: Vec<Choice>,
    kinds: Vec<Choice>,
    countries: Vec<Choice>,
    phases: Vec<Choice>,
    lines: Vec<Line>,
    is_filtered: bool,
    link: String,
    here: usize,
    last: usize,
}

/// An organisation in the list.
struct Line {
    href: String,
    name: String,
    what: String,
    since: String,
    phase: String,
    stage: u8,
}

/// The list.
///
/// # Errors
/// The database fails.
pub async fn list(visit: Visit, State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let asked = SignatoriesQuery::read(query.as_deref());
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
        // One list is enough for search engines; the sitemap names every organisation.
        shell.canonical = None;
    }
    let page = Signatories {
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
        lines: listed.into_iter().map(|one| line(&charter, one)).collect(),
        is_filtered,
        link: asked.link(),
        q: asked.q,
        here: here as usize,
        last: last as usize,
    };
    shown(&visit, &page)
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

fn line(charter: &Charter, one: ListedSignatory) -> Line {
    let what = [capital(one.standing.as_str()), one.kind, one.country];
    let since = one.signed_on.map(month_year).unwrap_or_default();
    let phase = one.phase.and_then(|key| charter.phase(&key)).map(|phase| phase.name.clone()).unwrap_or_default();
    Line {
        href: format!("/signatories/{}", one.slug),
        name: one.name,
        what: what.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", "),
        since,
        phase,
        stage: one.stage,
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
