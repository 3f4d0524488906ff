//! Groups written comments into findings in the lead’s words, and records the decision on each.

pub mod detail;
pub mod new_action;

use crate::consultations::voice;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ConsultationId, FindingId,
    consultation::{
        Consultation, ConsultationState,
        count::{WrittenComment, WrittenCommentSubject},
        finding::{self, Finding, FindingOutcome},
        own_words,
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
    page::{page, redirect_with_notice, unprocessable},
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
    /// What the number of responses stands for, and what to be warned of.
    meaning: String,
    warning: Option<String>,
    findings: Vec<FindingRow>,
    subjects: Vec<SubjectComments>,
    existing: Vec<Choice>,
    words: String,
    published: Option<String>,
    has_decided: bool,
}

/// A finding in the list.
struct FindingRow {
    id: FindingId,
    words: String,
    remarks: u32,
    class: &'static str,
    state: &'static str,
}

/// The written comments about one question or action, to be selected.
struct SubjectComments {
    about: String,
    /// For each: the id, the text, whether it is selected, and the finding that it is in, if any.
    remarks: Vec<(Uuid, String, bool, String)>,
}

/// `GET /consultations/{consultation}/findings`
pub async fn list(may: May<SortResponses>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, &mut app.db.read().await?, &SortForm::default(), Errors::none()).await?)
}

/// The selected written comments, and the finding that they are added to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SortForm {
    remark: Vec<Uuid>,
    words: String,
    into: String,
}

impl SortForm {
    /// Returns the finding that the selected comments are added to, or the field that has an error and its message.
    fn target(&self) -> Result<SortInto, (&'static str, String)> {
        let error = |field, message: &str| Err((field, message.to_owned()));
        match (!self.words.trim().is_empty(), self.into.as_str()) {
            (true, "") => finding::words(&self.words).map(SortInto::New).map_err(|flaw| ("words", flaw.message)),
            (true, _) => error("words", "Enter a new finding or select an existing one, not both"),
            (false, "none") => Ok(SortInto::None),
            (false, "") => error("words", "Enter a finding, or select an existing one"),
            (false, id) => id.parse().map(SortInto::Known).or_else(|_| error("into", "Select an existing finding")),
        }
    }
}

/// `POST /consultations/{consultation}/findings`
pub async fn sort(
    may: May<SortResponses>,
    State(app): State<App>,
    Filled(form): Filled<SortForm>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let target = form.target().map_err(|(field, message)| errors.add(field, message));
    if form.remark.is_empty() && form.words.trim().is_empty() {
        errors.add("remarks", "Select at least one written comment");
    }
    let (mut tx, permit) = may.begin(&app).await?;
    if let Ok(SortInto::New(words)) = &target {
        let comments = consultations::written_comments(&mut tx, &may.ask::<ReadResults>()?).await?;
        if own_words::repeats(words, comments.iter().map(|(_, comment)| comment.words.as_str())) {
            errors.add("words", own_words::MESSAGE);
        }
    }
    match target {
        Ok(target) if errors.is_empty() => {
            findings::sort(&mut tx, &permit, &form.remark, &target, may.visit.now).await?;
            tx.commit().await?;
            Ok(redirect_with_notice(&app, &address(may.place().consultation), "Finding saved."))
        }
        _ => unprocessable(&draw(&may, &app, &mut tx, &form, errors).await?),
    }
}

pub(crate) fn address(consultation: ConsultationId) -> String {
    format!("/consultations/{consultation}/findings")
}

async fn draw(
    may: &May<SortResponses>,
    app: &App,
    tx: &mut Tx,
    form: &SortForm,
    errors: Errors,
) -> Result<ListPage, Problem> {
    let read = may.ask::<ReadResults>()?;
    let consultation = consultations::read(tx, &may.ask::<ReadConsultation>()?).await?;
    let (remarks, all) = (consultations::written_comments(tx, &read).await?, findings::list(tx, &read).await?);
    let sorted = findings::sorted(tx, &read).await?;
    let published = findings::published(tx, &read).await?;
    let finding_of = |remark: Uuid| {
        let finding = sorted.iter().find(|(id, _)| *id == remark).map(|(_, finding)| *finding);
        all.iter().find(|one| Some(one.id) == finding).map(|one| one.words.clone()).unwrap_or_default()
    };
    let answered = match &consultation.state {
        ConsultationState::Closed(_, closed) => closed.tally.answered(),
        ConsultationState::Drafting | ConsultationState::Open(_) => 0,
    };
    let turnout = consultation.turnout(answered);
    let unsorted = remarks.len() - sorted.len();
    let mut subjects: Vec<SubjectComments> = Vec::new();
    for (id, remark) in &remarks {
        let about = about(&consultation, remark);
        let row = (*id, remark.words.clone(), form.remark.contains(id), finding_of(*id));
        match subjects.iter_mut().find(|subject| subject.about == about) {
            Some(subject) => subject.remarks.push(row),
            None => subjects.push(SubjectComments { about, remarks: vec![row] }),
        }
    }
    for subject in &mut subjects {
        // Comments that are in no finding yet come first; otherwise the random order stays.
        subject.remarks.sort_by_key(|(_, _, _, finding)| !finding.is_empty());
    }
    let choice = |one: &Finding| Choice::new(one.id.to_string(), &one.words, form.into == one.id.to_string());
    let ends = [
        Choice::new("", "New finding, as entered above", form.into.is_empty()),
        Choice::new("none", "Remove from findings", form.into == "none"),
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
        then: "Select written comments that make the same point and enter a finding in your own words. Then record the decision."
            .to_owned(),
        meaning: turnout.meaning(),
        warning: turnout.warning(),
        has_decided: all.iter().any(|one| one.outcome != FindingOutcome::Undecided),
        findings: all.iter().map(row).collect(),
        subjects,
        existing: [first].into_iter().chain(all.iter().map(choice)).chain([last]).collect(),
        words: form.words.clone(),
        published: published.map(long_date),
        title: consultation.title.into(),
    })
}

fn row(finding: &Finding) -> FindingRow {
    let (class, state) = match &finding.outcome {
        FindingOutcome::Undecided => ("wrong", "Decision needed"),
        FindingOutcome::Actions(_) => ("done", "Actions added"),
        FindingOutcome::Nothing(_) => ("done", "No action, with reason"),
    };
    FindingRow { id: finding.id, words: finding.words.clone(), remarks: finding.remarks, class, state }
}

/// Returns the text of the question or action that a written comment is about.
fn about(consultation: &Consultation, remark: &WrittenComment) -> String {
    let question = |number: u16| consultation.asked.question(number).map(|one| one.words.clone());
    let words = match &remark.about {
        WrittenCommentSubject::Question(number) | WrittenCommentSubject::Idea(number, _) => question(*number),
        WrittenCommentSubject::Action(action) => {
            let offered = consultation.opened().into_iter().flat_map(|opened| &opened.offered);
            offered
                .into_iter()
                .find(|one| one.id == *action)
                .map(|one| format!("Comments on the action “{}”", one.text))
        }
    };
    words.unwrap_or_default()
}

/// The field of the form that publishes or unpublishes the findings.
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
    Ok(redirect_with_notice(&app, &address(may.place().consultation), notice))
}
