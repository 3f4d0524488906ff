//! The self-assessments of an organisation: lists them and starts one; the tasks of each and its completeness check.

pub mod check;
pub mod links;
pub mod tasks;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use model::{
    Date,
    assessment::{AssessmentState, CannotStart, Step},
    core::{
        canonical::Hash,
        dates::long_date,
        permit::{AddImport, ReadOrganisation, StartAssessment},
    },
};
use store::assessment::assessments::{self, ListedAssessment};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock,
    form::extract::{Filled, NoFields},
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "assessment/assessments/list.html")]
struct ListPage {
    shell: Shell,
    title: String,
    then: String,
    rows: Vec<Row>,
    /// The label of the button that starts one, if the visitor may.
    start: Option<String>,
    action: String,
    /// The address where documents are imported, if the visitor may.
    imports: Option<String>,
}

struct Row {
    title: String,
    href: String,
    class: &'static str,
    state: String,
    started: String,
}

/// `GET /organisations/{organisation}/assessments`.
pub async fn list(may: May<ReadOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let all = assessments::list(&mut tx, &may).await?;
    let stage = assessments::stage(&mut tx, &may).await?;
    let states = all.iter().map(|one| (one.stage, &one.state));
    let next = CannotStart::check(&app.charter, stage, may.visit.today(), states);
    let (start, then) = match next {
        Ok(edition) if may.also::<StartAssessment>() => (
            Some(format!("Start stage {stage} self-assessment")),
            format!("You can start stage {stage}: {}.", edition.title),
        ),
        Ok(edition) => (None, format!("An institutional lead can start stage {stage}: {}.", edition.title)),
        Err(reason) => (None, format!("{reason}.")),
    };
    page(&ListPage {
        shell: may.shell(&app, Section::Assessment),
        title: headline(&all),
        then,
        rows: all.iter().map(|one| row(&app, one)).collect(),
        start,
        action: format!("/organisations/{}/assessments", may.of()),
        imports: may.also::<AddImport>().then(|| format!("/organisations/{}/imports", may.of())),
    })
}

/// `POST /organisations/{organisation}/assessments`: starts a self-assessment.
pub async fn start(
    may: May<StartAssessment>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    match assessments::start(&mut tx, &permit, &app.charter, may.visit.today(), may.visit.now).await? {
        Ok(assessment) => {
            tx.commit().await?;
            Ok(redirect_with_notice(
                &app,
                &format!("/assessments/{assessment}"),
                "Self-assessment started. Its new action plan has no actions yet.",
            ))
        }
        Err(reason) => {
            let back = format!("/organisations/{}/assessments", may.of());
            Ok(redirect_with_notice(&app, &back, &format!("Self-assessment not started. {reason}.")).into_response())
        }
    }
}

fn headline(all: &[ListedAssessment]) -> String {
    let open = all.iter().find(|one| one.state.step() != Step::Submitted);
    match (open, all.first()) {
        (Some(open), _) => format!("The stage {} self-assessment is in progress", open.stage),
        (None, Some(last)) => format!("The stage {} self-assessment is submitted", last.stage),
        (None, None) => "No self-assessments yet".to_owned(),
    }
}

fn row(app: &App, one: &ListedAssessment) -> Row {
    let (class, state) = state_label(&one.state);
    Row {
        title: app
            .charter
            .edition(&one.edition)
            .map_or_else(|| one.edition.to_string(), |edition| edition.title.clone()),
        href: format!("/assessments/{}", one.id),
        class,
        state,
        started: match one.state {
            AssessmentState::OnPaper(ref paper) => format!("Dated {}", long_date(paper.on)),
            _ => format!("Started on {}", long_date(clock::day(one.started))),
        },
    }
}

/// Returns the state of an assessment as a class of `css/lists.css` and a label.
pub(crate) fn state_label(state: &AssessmentState<Hash>) -> (&'static str, String) {
    let on = |date: Date| long_date(date);
    match state {
        AssessmentState::Drafting(None) => ("started", "In progress".to_owned()),
        AssessmentState::Drafting(Some(returned)) => {
            ("wrong", format!("Returned for changes on {}", on(clock::day(returned.at))))
        }
        AssessmentState::Ready(_) => ("started", "Locked: awaiting lead’s signature".to_owned()),
        AssessmentState::LeadSigned(..) => ("started", "Awaiting leader’s signature".to_owned()),
        AssessmentState::Signed(..) => ("started", "Signed: ready to submit".to_owned()),
        AssessmentState::Submitted(.., submission) => {
            ("done", format!("Submitted on {}", on(clock::day(submission.at))))
        }
        AssessmentState::OnPaper(paper) => ("done", paper.label()),
    }
}
