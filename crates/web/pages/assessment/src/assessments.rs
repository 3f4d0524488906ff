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
        permit::{AddImport, Permit, ReadAssessment, ReadOrganisation, ReadPeople, ReadSignOff, StartAssessment},
    },
};
use store::{
    Tx,
    assessment::assessments::{self, ListedAssessment},
    core::relation,
    imports::past_submissions,
};
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
    /// The address of what the visitor may read of it: the self-assessment, or how it was signed; `None` for a draft that they may not read.
    href: Option<String>,
    class: &'static str,
    state: String,
    started: String,
    /// The address of the peer review feedback on it, if that was sent.
    feedback: Option<String>,
}

/// `GET /organisations/{organisation}/assessments`.
pub async fn list(may: May<ReadOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let all = assessments::list(&mut tx, &may).await?;
    let stage = assessments::stage(&mut tx, &may).await?;
    let states = all.iter().map(|one| (one.stage, &one.state));
    let next = CannotStart::check(&app.charter, stage, may.visit.today(), states);
    // One that was made outside Assay and waits for the secretariat is not to be written again.
    let waits = match (&next, may.ask::<ReadPeople>()) {
        (Ok(_), Ok(_)) => past_submissions::open_at(&mut tx, &may).await?.iter().any(|one| one.waits_for(stage)),
        _ => false,
    };
    let (start, then) = match next {
        Ok(_) if waits => {
            (None, format!("Stage {stage} was submitted outside Assay and is waiting for the secretariat."))
        }
        Ok(edition) if may.also::<StartAssessment>() => (
            Some(format!("Start stage {stage} self-assessment")),
            format!("You can start stage {stage}: {}.", edition.title),
        ),
        Ok(edition) => (None, format!("An institutional lead can start stage {stage}: {}.", edition.title)),
        // What a lead has to do first is for members.
        Err(reason) if may.relation.role().is_some() => (None, format!("{reason}.")),
        Err(_) => (None, String::new()),
    };
    page(&ListPage {
        shell: may.shell(&app, Section::Assessment),
        title: headline(&all),
        then,
        rows: all.iter().map(|one| row(&app, &may, one)).collect(),
        start,
        action: format!("/organisations/{}/assessments", may.of()),
        imports: may_import(&mut tx, &may).await?.then(|| format!("/organisations/{}/imports", may.of())),
    })
}

/// Whether the visitor may import documents, which for the secretariat depends on whether the organisation has members.
async fn may_import(tx: &mut Tx, may: &May<ReadOrganisation>) -> Result<bool, Problem> {
    let Some(person) = may.author().person() else { return Ok(false) };
    let found = relation::at_imports(tx, person, may.of()).await?;
    Ok(found.is_some_and(|found| Permit::<AddImport>::ask(&found.relation, found.place).is_ok()))
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

fn row(app: &App, may: &May<ReadOrganisation>, one: &ListedAssessment) -> Row {
    let (class, state) = state_label(&one.state);
    let (place, address) = (one.place(may.of()), format!("/assessments/{}", one.id));
    let href = if may.at::<ReadAssessment>(place).is_ok() {
        Some(address)
    } else {
        may.at::<ReadSignOff>(place).ok().map(|_| format!("{address}/sign-off"))
    };
    Row {
        feedback: one.feedback.map(|_| format!("/assessments/{}/feedback", one.id)),
        title: app
            .charter
            .edition(&one.edition)
            .map_or_else(|| one.edition.to_string(), |edition| edition.title.clone()),
        href,
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
