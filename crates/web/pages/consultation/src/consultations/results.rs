//! Results: the counts that identify no one, and the written comments in random order.

use super::{people, voice};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    charter::Charter,
    consultation::{
        ConsultationState, Questionnaire,
        count::{Tally, WrittenComment, WrittenCommentSubject},
        disclosure::ChoiceCounts,
        question::{ConsultationQuestionKind, Question},
        results::{Distribution, results},
        turnout::Access,
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
    /// What the number of responses stands for, and what to be warned of.
    meaning: String,
    warnings: Vec<String>,
    blocks: Vec<QuestionResult>,
    comments: Vec<ActionComments>,
    /// The actions that no one selected or commented on.
    not_selected: Vec<String>,
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
    let turnout = consultation.turnout(results.answered);
    let block = |question: &Question| QuestionResult {
        words: question.words.clone(),
        table: results.questions.iter().find(|one| one.question == question).map(|one| table(asked, one)),
        texts: texts(&app.charter, question, &remarks),
        is_written: matches!(question.kind, ConsultationQuestionKind::Open | ConsultationQuestionKind::Ideas),
    };
    let (commented, not_selected) = comments(&results, &remarks);
    page(&ResultsPage {
        shell: may.shell(&app, Section::Consultations),
        base: format!("/consultations/{}", consultation.id),
        caption: voice(&app),
        sentence: turnout.sentence(),
        meaning: turnout.meaning(),
        warnings: warnings(asked, &counted.tally, turnout.warning()),
        then: "Written comments are in random order and are not linked to other answers.".to_owned(),
        blocks: asked.questions.iter().map(block).collect(),
        comments: commented,
        not_selected,
        names,
        may_sort: may.also::<SortResponses>(),
        title: consultation.title.as_str().to_owned(),
    })
}

/// What readers of the results have to know first, as sentences.
fn warnings(asked: &Questionnaire, tally: &Tally, exceeded: Option<String>) -> Vec<String> {
    let few = (!asked.reveals(tally.answered())).then(|| {
        format!(
            "Fewer than {} people responded, so nothing but the number of responses was kept. What people selected and wrote was deleted unread.",
            asked.least.get()
        )
    });
    exceeded.into_iter().chain(few).chain(unreadable(tally)).collect()
}

/// What was not counted, as a sentence.
pub(super) fn unreadable(tally: &Tally) -> Option<String> {
    let responses = match tally.unreadable() {
        0 => return None,
        1 => "1 response was deleted unread".to_owned(),
        number => format!("{number} responses were deleted unread"),
    };
    Some(format!(
        "{responses}, because the key was missing or damaged, or the data was changed. They are not included in the results."
    ))
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
    let least = asked.least.get();
    let mut columns: Vec<(String, &ChoiceCounts)> = Vec::new();
    let mut withheld = Vec::new();
    match &distribution.whole {
        Some(whole) => columns.push(("All".to_owned(), whole)),
        None => withheld.push(format!("Not shown: fewer than {least} people answered this question.")),
    }
    for group in &distribution.groups {
        match &group.names[..] {
            [name] => columns.push(((*name).to_owned(), &group.counts)),
            names => {
                columns.push(("Other groups".to_owned(), &group.counts));
                withheld.push(format!(
                    "Other groups: {}. They are counted together, because fewer than {least} people answered in one of them.",
                    names.join(", ")
                ));
            }
        }
    }
    if asked.grouping.is_some() && distribution.groups.is_empty() && distribution.whole.is_some() {
        withheld.push(match asked.access {
            Access::Codes => {
                format!("Groups are not shown separately, because fewer than {least} people answered in all but one of them.")
            }
            Access::Link => {
                "Groups are not shown separately, because people responded by an open link: the people of a group cannot be counted.".to_owned()
            }
        });
    }
    let mut order: Vec<usize> = (0..distribution.choices.len()).collect();
    if distribution.question.kind == ConsultationQuestionKind::Priorities
        && let Some(whole) = &distribution.whole
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

/// Returns the actions that were selected or commented on, and the texts of the others.
fn comments(
    results: &model::consultation::results::Results<'_>,
    remarks: &[WrittenComment],
) -> (Vec<ActionComments>, Vec<String>) {
    let (mut commented, mut others) = (Vec::new(), Vec::new());
    for (action, count) in results.matters.iter().flatten() {
        let about = remarks.iter().filter(|remark| remark.about == WrittenCommentSubject::Action(action.id));
        let texts: Vec<String> = about.map(|remark| remark.words.clone()).collect();
        if *count == 0 && texts.is_empty() {
            others.push(action.text.clone());
        } else {
            let matters = format!("Selected by {}.", people(*count));
            commented.push(ActionComments { action: action.text.clone(), matters, texts });
        }
    }
    (commented, others)
}
