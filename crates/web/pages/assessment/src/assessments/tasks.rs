//! `GET /assessments/{assessment}`: the tasks of a self-assessment, the progress of each, and what is missing.

use super::{check::ItemView, state_label};
use crate::assessments::links;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    Date, QuestionKey,
    assessment::{
        AssessmentState, Step,
        advice::AdviceReport,
        completeness::{self, CompletenessItem, CompletenessPlace, Progress, Task},
    },
    core::{
        dates::{long_date, relative_to},
        permit::{DiscussAnswer, ReadAdvice, ReadAssessment, ReadWorkings, UnlockAssessment, WriteAssessment},
    },
    register::calendar::Due,
    team::comment::open_in_words,
};
use std::collections::BTreeMap;
use store::{
    assessment::{
        assessments,
        contents::{self, ContentsToCheck},
    },
    peer_review::feedback::advice,
    team::comments,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock,
    page::page,
    problem::Problem,
    shell::Shell,
};

/// The number of missing items listed on this page; the completeness check lists all of them.
const LISTED: usize = 5;

#[derive(Template)]
#[template(path = "assessment/assessments/tasks.html")]
struct TasksPage {
    shell: Shell,
    base: String,
    edition: String,
    introduction: String,
    title: String,
    then: String,
    returned: Option<(String, String)>,
    /// Why the self-assessment cannot be edited.
    closed: Option<&'static str>,
    may_unlock: bool,
    groups: Vec<(&'static str, Vec<TaskRow>)>,
    sign_off: TaskRow,
    missing: Vec<ItemView>,
    more: usize,
    warnings: usize,
    /// When peer review feedback on it was sent, if it was.
    feedback: Option<String>,
    /// Whether this program can make PDF files.
    has_pdf: bool,
    /// Whether the visitor reads the completeness check as well.
    is_member: bool,
}

struct TaskRow {
    title: String,
    href: String,
    class: &'static str,
    state: String,
    hint: String,
}

/// `GET /assessments/{assessment}`.
pub async fn show(may: May<ReadAssessment>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let contents = contents::to_check(&mut tx, &may).await?;
    let due = assessments::due(&mut tx, &app.charter, &contents, may.visit.today()).await?;
    let comments = match may.ask::<DiscussAnswer>() {
        Ok(discuss) => comments::open_by_question(&mut tx, &discuss).await?,
        Err(_) => BTreeMap::new(),
    };
    let feedback = match contents.state().step() {
        Step::Submitted => assessments::feedback_sent(&mut tx, &may).await?,
        _ => None,
    };
    let advice = match may.ask::<ReadAdvice>() {
        Ok(read) => advice::read(&mut tx, &read).await?.map(|received| received.report()),
        Err(_) => None,
    };
    drop(tx);
    let (edition, today) = (app.charter.edition(contents.edition()).ok_or(Problem::NotFound)?, may.visit.today());
    let tasks = contents.tasks(edition, &app.charter, today);
    let missing: Vec<&CompletenessItem> =
        tasks.iter().flat_map(|task| &task.items).filter(|item| item.is_blocking()).collect();
    let is_open = contents.state().step() == Step::Drafting;
    let is_member = may.also::<ReadWorkings>();
    page(&TasksPage {
        shell: may.shell(&app, Section::Assessment),
        base: format!("/assessments/{}", contents.id()),
        edition: edition.title.clone(),
        introduction: edition.introduction.clone(),
        title: if is_open { completeness::headline(&tasks) } else { closed_headline(&contents) },
        then: if is_open { due_sentence(due.as_ref(), today) } else { String::new() },
        returned: match contents.state() {
            AssessmentState::Drafting(Some(returned)) => {
                Some((long_date(clock::day(returned.at)), returned.reason.clone()))
            }
            _ => None,
        },
        closed: if is_open || !is_member { None } else { may.ask::<WriteAssessment>().err().and_then(reason) },
        may_unlock: !is_open && may.also::<UnlockAssessment>(),
        groups: groups(&tasks, &contents, &comments, &may)
            .into_iter()
            .chain(advice.map(|report| ("Peer review", vec![advice_row(&contents, &report)])))
            .collect(),
        sign_off: sign_off(&contents, missing.is_empty()),
        more: missing.len().saturating_sub(LISTED),
        warnings: tasks.iter().map(Task::warnings).sum(),
        feedback: feedback.map(|sent| long_date(clock::day(sent))),
        has_pdf: app.typeset.is_some(),
        is_member,
        missing: if is_open && is_member {
            missing.iter().take(LISTED).map(|item| ItemView::new(item, &contents, edition, &may)).collect()
        } else {
            Vec::new()
        },
    })
}

/// Returns the reason of a refusal, if it has one.
pub(crate) fn reason(refused: model::core::permit::Refused) -> Option<&'static str> {
    match refused {
        model::core::permit::Refused::Forbidden(reason) => Some(reason),
        model::core::permit::Refused::NotFound => None,
    }
}

fn closed_headline(contents: &ContentsToCheck) -> String {
    match contents.state() {
        AssessmentState::Ready(_) => "Locked: awaiting lead’s signature".to_owned(),
        AssessmentState::LeadSigned(..) => "Awaiting leader’s signature".to_owned(),
        AssessmentState::Signed(..) => "Signed: ready to submit".to_owned(),
        state => state_label(state).1,
    }
}

fn due_sentence(due: Option<&Due>, today: Date) -> String {
    match due {
        Some(due) if due.is_late(today) => {
            format!("Due {} ({}). You can still submit it.", long_date(due.on), relative_to(today, due.on))
        }
        Some(due) => format!("Due {} ({}).", long_date(due.on), relative_to(today, due.on)),
        None => "No due date yet.".to_owned(),
    }
}

fn groups(
    tasks: &[Task],
    contents: &ContentsToCheck,
    comments: &BTreeMap<QuestionKey, i64>,
    may: &May<ReadAssessment>,
) -> Vec<(&'static str, Vec<TaskRow>)> {
    let in_group = |wanted: fn(&CompletenessPlace) -> bool| {
        let selected = tasks.iter().filter(|task| wanted(&task.place));
        let open = |place: &CompletenessPlace| match place {
            CompletenessPlace::Question(question) => comments.get(question).copied(),
            _ => None,
        };
        selected.map(|task| row(task, contents, open(&task.place), may)).collect::<Vec<_>>()
    };
    let all = [
        ("Answers", in_group(|place| matches!(place, CompletenessPlace::Question(_)))),
        ("Plans", in_group(|place| matches!(place, CompletenessPlace::Ratings | CompletenessPlace::Plan))),
        ("People", in_group(|place| matches!(place, CompletenessPlace::Headcount | CompletenessPlace::Organisation))),
    ];
    // The exact headcount and who works on the self-assessment stay within the organisation.
    let shown = if may.also::<ReadWorkings>() { all.len() } else { 2 };
    all.into_iter().take(shown).filter(|(_, rows)| !rows.is_empty()).collect()
}

fn row(task: &Task, contents: &ContentsToCheck, open: Option<i64>, may: &May<ReadAssessment>) -> TaskRow {
    let (class, state) = match (task.progress, task.missing(), task.warnings()) {
        (Progress::Done, _, 0) => ("done", "Complete".to_owned()),
        (Progress::Done | Progress::Optional, _, 1) => ("advice", "1 warning".to_owned()),
        (Progress::Done | Progress::Optional, _, count @ 2..) => ("advice", format!("{count} warnings")),
        (Progress::Optional, ..) => ("", "Optional".to_owned()),
        (Progress::Started, 1, _) => ("started", "1 item missing".to_owned()),
        (Progress::Started, count, _) => ("started", format!("{count} items missing")),
        (Progress::NotStarted, ..) => ("", "Not started".to_owned()),
    };
    let href = links::href(&task.place, contents, may);
    let hints = [task.extent.clone()].into_iter().filter(|words| !words.is_empty()).chain(open.map(open_in_words));
    TaskRow { title: task.title.clone(), href, class, state, hint: hints.collect::<Vec<_>>().join(", ") }
}

/// The advice of the last peer review. Not to answer it is no obstacle.
fn advice_row(contents: &ContentsToCheck, report: &AdviceReport) -> TaskRow {
    let class = match report.answered() {
        0 => "",
        answered if answered == report.advice.len() => "done",
        _ => "started",
    };
    TaskRow {
        title: "Advice from the last peer review".to_owned(),
        href: format!("/assessments/{}/advice", contents.id()),
        class,
        state: report.progress(),
        hint: String::new(),
    }
}

fn sign_off(contents: &ContentsToCheck, nothing_is_missing: bool) -> TaskRow {
    let (class, state) = match contents.state() {
        AssessmentState::Drafting(_) if nothing_is_missing => ("started", "Ready to lock".to_owned()),
        AssessmentState::Drafting(_) => ("", "Cannot start yet".to_owned()),
        state => state_label(state),
    };
    let href = format!("/assessments/{}/sign-off", contents.id());
    TaskRow { title: "Sign and submit".to_owned(), href, class, state, hint: String::new() }
}
