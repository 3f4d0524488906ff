//! Results: the counts that identify no one, and the written comments in random order.

use super::{people, voice};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    charter::Charter,
    consultation::{
        Consultation, ConsultationState, Questionnaire,
        count::{WrittenComment, WrittenCommentSubject},
        disclosure::{ChoiceCounts, LOWEST_MINIMUM_GROUP, RespondentGroupResult},
        question::{ConsultationQuestionKind, Question},
        results::{Distribution, group_names, results},
    },
    core::permit::{ReadConsultation, ReadFollowUps, ReadResults, SortResponses},
};
use store::consultation::consultations;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    page::page,
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "consultation/consultations/results.html")]
struct ResultsPage {
    shell: Shell,
    base: String,
    caption: String,
    title: String,
    sentence: String,
    then: String,
    blocks: Vec<QuestionResult>,
    comments: Vec<ActionComments>,
    names: Vec<String>,
    may_sort: bool,
}

/// The results of one question.
struct QuestionResult {
    words: String,
    table: Option<Table>,
    texts: Vec<(String, String)>,
    is_written: bool,
}

/// The counts of a question with choices: a row for each choice, a column for all and for each group that is shown.
struct Table {
    columns: Vec<String>,
    rows: Vec<(String, Vec<u32>)>,
    /// The number of people who answered, for each column.
    people: Vec<u32>,
    /// What is not shown, and why, as sentences.
    withheld: Vec<String>,
}

/// The written comments on one action of the plan.
struct ActionComments {
    action: String,
    matters: String,
    texts: Vec<String>,
}

/// `GET /consultations/{consultation}/results`
pub async fn show(may: May<ReadResults>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let consultation = consultations::read(&mut tx, &may.ask::<ReadConsultation>()?).await?;
    let remarks: Vec<WrittenComment> =
        consultations::written_comments(&mut tx, &may).await?.into_iter().map(|(_, remark)| remark).collect();
    let names = match may.ask::<ReadFollowUps>() {
        Ok(lead) => consultations::follow_ups(&mut tx, &lead).await?,
        Err(_) => Vec::new(),
    };
    drop(tx);
    let ConsultationState::Closed(opened, counted) = &consultation.state else { return Err(Problem::NotFound) };
    let results = results(&consultation.asked, &opened.offered, &counted.tally);
    let asked = &consultation.asked;
    let block = |question: &Question| QuestionResult {
        words: question.words.clone(),
        table: results.questions.iter().find(|one| one.question == question).map(|one| table(asked, one)),
        texts: texts(&app.charter, question, &remarks),
        is_written: matches!(question.kind, ConsultationQuestionKind::Open | ConsultationQuestionKind::Ideas),
    };
    page(&ResultsPage {
        shell: may.shell(&app, Section::Consultations),
        base: format!("/consultations/{}", consultation.id),
        caption: voice(&app),
        sentence: sentence(&consultation, results.answered),
        then: "Written comments are in random order and are not linked to other answers.".to_owned(),
        blocks: asked.questions.iter().map(block).collect(),
        comments: comments(&results, &remarks),
        names,
        may_sort: may.also::<SortResponses>(),
        title: consultation.title.as_str().to_owned(),
    })
}

pub(crate) fn sentence(consultation: &Consultation, answered: u32) -> String {
    match consultation.invited {
        Some(invited) => format!("{answered} of {invited} invited people responded"),
        None => format!("{} responded", people(answered)),
    }
}

/// Returns the written comments on a question, each with the name of its theme, if it has one.
fn texts(charter: &Charter, question: &Question, remarks: &[WrittenComment]) -> Vec<(String, String)> {
    let text = |remark: &WrittenComment| match &remark.about {
        WrittenCommentSubject::Question(number) if *number == question.number => {
            Some((remark.words.clone(), String::new()))
        }
        WrittenCommentSubject::Idea(number, theme) if *number == question.number => {
            let theme = charter.themes.iter().find(|one| Some(&one.id) == theme.as_ref());
            Some((remark.words.clone(), theme.map(|theme| theme.name.clone()).unwrap_or_default()))
        }
        WrittenCommentSubject::Question(_) | WrittenCommentSubject::Idea(..) | WrittenCommentSubject::Action(_) => None,
    };
    remarks.iter().filter_map(text).collect()
}

fn table(asked: &Questionnaire, distribution: &Distribution<'_>) -> Table {
    let mut columns: Vec<(String, &ChoiceCounts)> = Vec::new();
    let mut withheld = Vec::new();
    match &distribution.shown.whole {
        Some(whole) => columns.push(("All".to_owned(), whole)),
        None => withheld.push(format!("Not shown: fewer than {LOWEST_MINIMUM_GROUP} people answered this question.")),
    }
    let (mut few, mut shields) = (Vec::new(), Vec::new());
    for (name, group) in group_names(asked).into_iter().zip(&distribution.shown.groups) {
        match group {
            RespondentGroupResult::Shown(row) => columns.push((name.to_owned(), row)),
            RespondentGroupResult::TooFew => few.push(name),
            RespondentGroupResult::Suppressed => shields.push(name),
        }
    }
    if !few.is_empty() && distribution.shown.whole.is_some() {
        let least = asked.least.get();
        withheld
            .push(format!("Not shown, because fewer than {least} people in each group answered: {}.", few.join(", ")));
    }
    if !shields.is_empty() {
        withheld.push(format!(
            "Not shown, because the numbers of a small group could be worked out from them: {}.",
            shields.join(", ")
        ));
    }
    let mut order: Vec<usize> = (0..distribution.choices.len()).collect();
    if distribution.question.kind == ConsultationQuestionKind::Priorities
        && let Some(whole) = &distribution.shown.whole
    {
        order.sort_by_key(|choice| std::cmp::Reverse(whole.counts[*choice]));
    }
    let row = |choice: usize| {
        let counts = columns.iter().map(|(_, row)| row.counts[choice]).collect();
        (distribution.choices[choice].to_owned(), counts)
    };
    Table {
        rows: order.into_iter().map(row).collect(),
        people: columns.iter().map(|(_, row)| row.people).collect(),
        columns: columns.into_iter().map(|(name, _)| name).collect(),
        withheld,
    }
}

fn comments(results: &model::consultation::results::Results<'_>, remarks: &[WrittenComment]) -> Vec<ActionComments> {
    let matters = results.matters.iter().flatten();
    matters
        .map(|(action, count)| ActionComments {
            action: action.text.clone(),
            matters: format!("Selected by {}.", people(*count)),
            texts: remarks
                .iter()
                .filter(|remark| remark.about == WrittenCommentSubject::Action(action.id))
                .map(|remark| remark.words.clone())
                .collect(),
        })
        .collect()
}
