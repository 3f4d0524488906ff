//! `/organisations/{organisation}`: what is due, what to do, and the state of the plan and the self-assessment.

mod deadline;
pub(crate) mod facts;

use askama::Template;
use axum::{extract::State, response::Response};
use deadline::{DeadlineReader, DeadlineView, WayStep};
use facts::Gathered;
use model::{
    assessment::Step,
    charter::{Charter, Edition},
    core::permit::{EditOrganisation, KeepOrganisation, ManagePeople, ReadOrganisation, Role, StartAssessment},
    register::{
        calendar,
        organisation::{Organisation, Standing},
    },
    work::todo::Need,
};
use store::{
    assessment::assessments::ListedAssessment,
    work::overview::{self, PlanGlance},
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    page::page,
    problem::Problem,
    rating_chart::ThemeRings,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "work/organisations/due.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the template shows or not")]
struct DuePage {
    shell: Shell,
    organisation: Organisation,
    said: DeadlineView,
    phase: String,
    way: Vec<WayStep>,
    is_member: bool,
    needs: Vec<Shown>,
    plan: Option<PlanPart>,
    open: Option<OpenPart>,
    may_start: bool,
    may_edit: bool,
    may_keep: bool,
}

/// An item that needs attention, with its button for those who may.
struct Shown {
    strong: String,
    rest: String,
    button: Option<(String, &'static str)>,
}

/// The plan at a glance.
struct PlanPart {
    title: String,
    href: String,
    themes: Vec<ThemeRings>,
}

/// The self-assessment that is not submitted.
struct OpenPart {
    href: String,
    answered: usize,
    questions: usize,
    next: String,
    step: &'static str,
}

/// What is due.
///
/// # Errors
/// The database or the template fails.
pub async fn show(may: May<ReadOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    let today = may.visit.today();
    let mut tx = app.db.read().await?;
    let gathered = Gathered::read(&mut tx, &may, may.visit.now).await?;
    let open = gathered.open();
    let answered = match open {
        Some(one) => overview::answered(&mut tx, &may, one.id).await?,
        None => Vec::new(),
    };
    drop(tx);
    let facts = gathered.calendar();
    let standing = calendar::standing(&app.charter, &facts, today);
    let needs = gathered.needs(&app.charter, &standing.next, today);
    let organisation = &gathered.organisation;
    let is_member = may.relation.role().is_some();
    let is_supporter = organisation.standing == Standing::Supporter;
    let reader = DeadlineReader::new(is_member, &organisation.name);
    let charter = &app.charter;
    page(&DuePage {
        shell: may.shell(&app, Section::Overview),
        said: deadline::said(&standing, &gathered.records, &reader, is_supporter, today),
        phase: deadline::phase(&standing, organisation.signed_on),
        way: if is_supporter { Vec::new() } else { deadline::way(&standing, today) },
        needs: needs.iter().filter_map(|need| shown(&may, need, open)).collect(),
        plan: gathered.glance.as_ref().map(|(one, glance)| plan_part(charter, one, glance)),
        open: open.and_then(|one| Some(open_part(charter.edition(&one.edition)?, one, &answered))),
        may_start: open.is_none() && matches!(standing.next, calendar::Next::Due(_)) && may.also::<StartAssessment>(),
        may_edit: may.also::<EditOrganisation>(),
        may_keep: may.also::<KeepOrganisation>(),
        organisation: organisation.clone(),
        is_member,
    })
}

/// A need as this visitor sees it: with a way to press if they may. Members are not told of what they can do nothing about; the
/// secretariat and the board see all.
fn shown(may: &May<ReadOrganisation>, need: &Need, open: Option<&ListedAssessment>) -> Option<Shown> {
    let home = format!("/organisations/{}", may.of());
    let assessment = open.map(|one| format!("/assessments/{}", one.id));
    let (role, manages) = (may.relation.role(), may.also::<ManagePeople>());
    let (allowed, href) = match need {
        Need::Returned(..) | Need::Write { .. } => (role.is_some(), assessment?),
        Need::SignAsLead(_) | Need::LeaderSigns(_) | Need::Submit(_) => {
            (role == Some(Role::Lead), format!("{}/sign-off", assessment?))
        }
        Need::ConfirmAddress(..) if role.is_none() => {
            (may.also::<KeepOrganisation>(), format!("{}/signatory-address", assessment?))
        }
        Need::ConfirmAddress(..) => (role == Some(Role::Lead), format!("{}/sign-off", assessment?)),
        Need::Start { .. } => (may.also::<StartAssessment>(), format!("{home}/assessments")),
        Need::NoLead | Need::OnlyLead | Need::Invited(..) | Need::Undelivered(..) => {
            (manages, format!("{home}/people"))
        }
        Need::Overdue { action, .. } => (role.is_some(), format!("/actions/{action}/progress")),
        Need::MoreOverdue(_) => (role.is_some(), format!("{home}/plan")),
        Need::ReviewPlan(_) => (role == Some(Role::Lead), format!("{home}/progress-reviews")),
        Need::NoContact | Need::NoPage => (may.also::<EditOrganisation>(), format!("{home}/profile")),
    };
    let (strong, rest) = need.words(role == Some(Role::Lead));
    let button = allowed.then_some((href, need.button()));
    (button.is_some() || role.is_none()).then_some(Shown { strong, rest, button })
}

fn plan_part(charter: &Charter, one: &ListedAssessment, glance: &PlanGlance) -> PlanPart {
    let whose = if one.state.step() == Step::Submitted { "Action plan" } else { "New action plan" };
    let row = |theme: &model::charter::Theme| {
        let of_theme = glance.actions.iter().filter(|(_, themes)| themes.contains(&theme.id));
        let ratings: Vec<_> = of_theme.map(|(action, _)| action.progress_update.map(|(colour, _)| colour)).collect();
        ThemeRings::new(charter, &*theme.name, &ratings)
    };
    PlanPart {
        title: format!("{whose}, {} to {}", glance.starts.year(), glance.ends.year()),
        href: format!("/plans/{}", one.plan),
        themes: charter.themes.iter().map(row).collect(),
    }
}

fn open_part(edition: &Edition, one: &ListedAssessment, answered: &[model::QuestionKey]) -> OpenPart {
    let questions = &edition.questions;
    let next = questions.iter().find(|question| !answered.contains(&question.id));
    let step = match one.state.step() {
        Step::Drafting => "In progress.",
        Step::Ready => "Locked: awaiting lead’s signature.",
        Step::LeadSigned => "Awaiting leader’s signature.",
        Step::Signed => "Signed: ready to submit.",
        Step::Submitted => "Submitted.",
    };
    OpenPart {
        href: format!("/assessments/{}", one.id),
        answered: questions.iter().filter(|question| answered.contains(&question.id)).count(),
        questions: questions.len(),
        next: next.map_or_else(String::new, |question| question.title.clone()),
        step,
    }
}
