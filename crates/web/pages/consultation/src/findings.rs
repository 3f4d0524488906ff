//! Groups written comments into findings in the lead’s words, and records the decision on each.

pub mod detail;

use crate::consultations::voice;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ConsultationId, FindingId,
    consultation::{
        Consultation,
        count::{Remark, RemarkSubject},
        finding::{self, Finding, FindingOutcome},
    },
    core::{
        dates::long_date,
        permit::{ReadConsultation, ReadResults, SortResponses},
    },
};
use serde::Deserialize;
use store::{
    Tx,
    consultation::{
        consultations,
        findings::{self, SortInto},
    },
};
use uuid::Uuid;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors, extract::Filled},
    page::{done, page, refused},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "consultation/findings/list.html")]
struct ListPage {
    shell: Shell,
    errors: Errors,
    base: String,
    caption: String,
    title: String,
    sentence: String,
    then: String,
    findings: Vec<Line>,
    piles: Vec<Pile>,
    known: Vec<Choice>,
    words: String,
    published: Option<String>,
    has_decided: bool,
}

/// A finding in the list.
struct Line {
    id: FindingId,
    words: String,
    remarks: u32,
    class: &'static str,
    state: &'static str,
}

/// Written comments about one subject, to be selected.
struct Pile {
    about: String,
    remarks: Vec<(Uuid, String, bool, String)>,
}

/// `GET /consultations/{consultation}/findings`
pub async fn list(may: May<SortResponses>, State(app): State<App>) -> Result<Response, Problem> {
    page(&drawn(&may, &app, &mut app.db.read().await?, &Sorting::default(), Errors::none()).await?)
}

/// What was ticked, and into what it goes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sorting {
    remark: Vec<Uuid>,
    words: String,
    into: String,
}

impl Sorting {
    /// Where the ticked ones go; or the field that is wrong, and how.
    fn goes(&self) -> Result<SortInto, (&'static str, String)> {
        let wrong = |field, message: &str| Err((field, message.to_owned()));
        match (!self.words.trim().is_empty(), self.into.as_str()) {
            (true, "") => finding::words(&self.words).map(SortInto::New).map_err(|flaw| ("words", flaw.message)),
            (true, _) => wrong("words", "Enter a new finding or select an existing one, not both"),
            (false, "none") => Ok(SortInto::None),
            (false, "") => wrong("words", "Enter a finding, or select an existing one"),
            (false, id) => id.parse().map(SortInto::Known).or_else(|_| wrong("into", "Select an existing finding")),
        }
    }
}

/// `POST /consultations/{consultation}/findings`
pub async fn sort(
    may: May<SortResponses>,
    State(app): State<App>,
    Filled(sorting): Filled<Sorting>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let into = sorting.goes().map_err(|(field, message)| errors.add(field, message));
    if sorting.remark.is_empty() && sorting.words.trim().is_empty() {
        errors.add("remarks", "Select at least one written comment");
    }
    let (mut tx, permit) = may.begin(&app).await?;
    match into {
        Ok(into) if errors.is_empty() => {
            findings::sort(&mut tx, &permit, &sorting.remark, &into, may.visit.now).await?;
            tx.commit().await?;
            Ok(done(&app, &address(may.place().consultation), "Finding saved."))
        }
        _ => refused(&drawn(&may, &app, &mut tx, &sorting, errors).await?),
    }
}

pub(crate) fn address(consultation: ConsultationId) -> String {
    format!("/consultations/{consultation}/findings")
}

async fn drawn(
    may: &May<SortResponses>,
    app: &App,
    tx: &mut Tx,
    sorting: &Sorting,
    errors: Errors,
) -> Result<ListPage, Problem> {
    let read = may.ask::<ReadResults>()?;
    let consultation = consultations::read(tx, &may.ask::<ReadConsultation>()?).await?;
    let (remarks, all) = (consultations::remarks(tx, &read).await?, findings::list(tx, &read).await?);
    let sorted = findings::sorted(tx, &read).await?;
    let published = findings::published(tx, &read).await?;
    let home = |remark: Uuid| {
        let finding = sorted.iter().find(|(id, _)| *id == remark).map(|(_, finding)| *finding);
        all.iter().find(|one| Some(one.id) == finding).map(|one| one.words.clone()).unwrap_or_default()
    };
    let unsorted = remarks.len() - sorted.len();
    let mut piles: Vec<Pile> = Vec::new();
    for (id, remark) in &remarks {
        let about = about(&consultation, remark);
        let row = (*id, remark.words.clone(), sorting.remark.contains(id), home(*id));
        match piles.iter_mut().find(|pile| pile.about == about) {
            Some(pile) => pile.remarks.push(row),
            None => piles.push(Pile { about, remarks: vec![row] }),
        }
    }
    for pile in &mut piles {
        // What is still to be sorted comes first; within, the order is random.
        pile.remarks.sort_by_key(|(_, _, _, home)| !home.is_empty());
    }
    let choice = |one: &Finding| Choice::new(one.id.to_string(), &one.words, sorting.into == one.id.to_string());
    let ends = [
        Choice::new("", "New finding, as entered above", sorting.into.is_empty()),
        Choice::new("none", "Remove from findings", sorting.into == "none"),
    ];
    let [first, last] = ends;
    Ok(ListPage {
        shell: may.shell(app, Section::Consultations),
        errors,
        base: format!("/consultations/{}", consultation.id),
        caption: voice(app),
        sentence: match unsorted {
            0 => "All written comments are in findings".to_owned(),
            1 => "1 written comment is not in a finding yet".to_owned(),
            number => format!("{number} written comments are not in a finding yet"),
        },
        then: "Select written comments that make the same point and enter a finding. Then record the decision."
            .to_owned(),
        has_decided: all.iter().any(|one| one.outcome != FindingOutcome::Undecided),
        findings: all.iter().map(line).collect(),
        piles,
        known: [first].into_iter().chain(all.iter().map(choice)).chain([last]).collect(),
        words: sorting.words.clone(),
        published: published.map(long_date),
        title: consultation.title.into(),
    })
}

fn line(finding: &Finding) -> Line {
    let (class, state) = match &finding.outcome {
        FindingOutcome::Undecided => ("wrong", "Decision needed"),
        FindingOutcome::Actions(_) => ("done", "Actions added"),
        FindingOutcome::Nothing(_) => ("done", "No action, with reason"),
    };
    Line { id: finding.id, words: finding.words.clone(), remarks: finding.remarks, class, state }
}

/// What a remark is about, in words.
fn about(consultation: &Consultation, remark: &Remark) -> String {
    let question = |number: u16| consultation.asked.question(number).map(|one| one.words.clone());
    let words = match &remark.about {
        RemarkSubject::Question(number) | RemarkSubject::Idea(number, _) => question(*number),
        RemarkSubject::Action(action) => {
            let offered = consultation.opened().into_iter().flat_map(|opened| &opened.offered);
            offered
                .into_iter()
                .find(|one| one.id == *action)
                .map(|one| format!("Comments on the action “{}”", one.text))
        }
    };
    words.unwrap_or_default()
}

/// Whether everyone may read it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FindingsPublicationFields {
    publish: String,
}

/// `POST /consultations/{consultation}/publication`
pub async fn publish(
    may: May<SortResponses>,
    State(app): State<App>,
    Filled(form): Filled<FindingsPublicationFields>,
) -> Result<Response, Problem> {
    let on = (form.publish == "yes").then(|| may.visit.today());
    let (mut tx, permit) = may.begin(&app).await?;
    findings::publish(&mut tx, &permit, on, may.visit.now).await?;
    tx.commit().await?;
    let notice = if on.is_some() { "Findings published." } else { "Findings unpublished." };
    Ok(done(&app, &address(may.place().consultation), notice))
}
