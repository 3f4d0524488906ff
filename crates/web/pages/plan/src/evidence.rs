//! Evidence: the list with its filters, each item, and attaching items to actions and answers.

pub mod add;
mod attaching;
pub mod edit;
pub mod item;
pub mod on_action;
pub mod on_answer;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use model::{
    EvidenceId, OrganisationId,
    charter::Charter,
    core::{
        dates::long_date,
        permit::{KeepEvidence, ReadInternal},
    },
    plan::evidence::{Evidence, EvidenceContent, EvidenceKind},
};
use serde::Deserialize;
use store::plan::evidence::{self, ListedEvidence};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock,
    form::Choice,
    page::page,
    problem::Problem,
    shell::Shell,
};

/// The maximum number of items on the page.
const SHOWN: usize = 100;

/// The filters.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EvidenceQuery {
    words: String,
    kind: String,
    theme: String,
    allied: String,
    links: String,
}

#[derive(Template)]
#[template(path = "plan/evidence/list.html")]
struct ListPage {
    shell: Shell,
    name: String,
    home: String,
    /// How many items there are.
    sentence: String,
    then: &'static str,
    words: String,
    kinds: Vec<Choice>,
    themes: Vec<Choice>,
    allied: Vec<Choice>,
    is_dead_only: bool,
    found: String,
    rows: Vec<EvidenceView>,
    may_add: bool,
}

/// An evidence item in a list.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is what templates show by its name")]
pub struct EvidenceView {
    pub id: EvidenceId,
    pub href: String,
    pub title: String,
    pub kind: &'static str,
    pub words: String,
    /// The address, for a link.
    pub link: Option<String>,
    pub facts: Vec<String>,
    pub tags: Vec<String>,
}

impl EvidenceView {
    /// As a page shows it.
    #[must_use]
    pub fn new(evidence: &Evidence, organisation: OrganisationId, charter: &Charter) -> Self {
        let themes =
            charter.themes.iter().filter(|theme| evidence.themes.contains(&theme.id)).map(|one| one.name.clone());
        let allied = charter.allied.iter().filter(|one| evidence.allied.contains(&one.id)).map(|one| one.name.clone());
        let mut tags = Vec::new();
        if evidence.withdrawn.is_some() {
            tags.push("Withdrawn".to_owned());
        }
        if evidence.is_for_everyone() {
            tags.push("Public".to_owned());
        }
        Self {
            id: evidence.id,
            href: format!("/organisations/{organisation}/evidence/{}", evidence.id),
            title: evidence.title.clone(),
            kind: evidence.content.kind().name(),
            words: evidence.content.words(),
            link: match &evidence.content {
                EvidenceContent::Link { address } => Some(address.to_string()),
                _ => None,
            },
            facts: themes.chain(allied).collect(),
            tags,
        }
    }

    fn listed(listed: &ListedEvidence, organisation: OrganisationId, charter: &Charter) -> Self {
        let mut row = Self::new(&listed.evidence, organisation, charter);
        row.facts.push(match listed.uses {
            0 => "Not used yet".to_owned(),
            1 => "Used in 1 place".to_owned(),
            uses => format!("Used in {uses} places"),
        });
        if let Some(day) = listed.broken_since {
            row.tags.push(format!("Link broken since {}", long_date(day)));
        }
        row
    }
}

/// Whether an item matches the filters.
fn is_wanted(listed: &ListedEvidence, wanted: &EvidenceQuery) -> bool {
    let evidence = &listed.evidence;
    let words = wanted.words.trim().to_lowercase();
    let holds = |text: &str| text.to_lowercase().contains(&words);
    (words.is_empty() || holds(&evidence.title) || holds(&evidence.content.words()))
        && EvidenceKind::parse(&wanted.kind).is_none_or(|kind| evidence.content.kind() == kind)
        && (wanted.theme.is_empty() || evidence.themes.iter().any(|key| key.as_str() == wanted.theme))
        && (wanted.allied.is_empty() || evidence.allied.iter().any(|key| key.as_str() == wanted.allied))
        && (wanted.links != "dead" || listed.broken_since.is_some())
}

/// `GET /organisations/{organisation}/evidence`
pub async fn list(
    may: May<ReadInternal>,
    State(app): State<App>,
    Query(wanted): Query<EvidenceQuery>,
) -> Result<Response, Problem> {
    let all = evidence::list(&mut app.db.read().await?, &may).await?;
    let live = all.iter().filter(|listed| listed.evidence.withdrawn.is_none()).count();
    let dead = all.iter().filter(|listed| listed.broken_since.is_some() && listed.evidence.withdrawn.is_none()).count();
    let found: Vec<_> = all.iter().filter(|listed| is_wanted(listed, &wanted)).collect();
    let charter = &app.charter;
    let any = |label: &str, chosen: &str| Choice::new("", label, chosen.is_empty());
    let kinds = EvidenceKind::ALL.map(|kind| Choice::new(kind.as_str(), kind.name(), wanted.kind == kind.as_str()));
    let themes =
        charter.themes.iter().map(|one| Choice::new(one.id.as_str(), &one.name, wanted.theme == one.id.as_str()));
    let allied =
        charter.allied.iter().map(|one| Choice::new(one.id.as_str(), &one.name, wanted.allied == one.id.as_str()));
    page(&ListPage {
        shell: may.shell(&app, Section::Evidence),
        name: may.organisation.clone(),
        home: format!("/organisations/{}/evidence", may.of()),
        sentence: match live {
            0 => "No evidence yet.".to_owned(),
            1 => "1 evidence item.".to_owned(),
            _ => format!("{live} evidence items."),
        },
        then: match dead {
            0 => {
                "Add links, files, testimonials and figures once, then attach them to any number of actions and answers."
            }
            1 => "1 link is broken. Update or withdraw it.",
            _ => "Some links are broken. Update or withdraw them.",
        },
        found: if found.len() == all.len() {
            String::new()
        } else {
            format!("{} of {} evidence items shown.", found.len(), all.len())
        },
        rows: found.iter().take(SHOWN).map(|listed| EvidenceView::listed(listed, may.of(), charter)).collect(),
        kinds: std::iter::once(any("All types", &wanted.kind)).chain(kinds).collect(),
        themes: std::iter::once(any("All themes", &wanted.theme)).chain(themes).collect(),
        allied: std::iter::once(any("All", &wanted.allied)).chain(allied).collect(),
        is_dead_only: wanted.links == "dead",
        words: wanted.words,
        may_add: may.also::<KeepEvidence>(),
    })
}

/// Returns a sentence about who added an item and when.
fn added(evidence: &Evidence) -> String {
    let on = long_date(clock::day(evidence.added));
    match &evidence.who {
        Some(who) => format!("Added on {on} by {who}"),
        None => format!("Added on {on}"),
    }
}
