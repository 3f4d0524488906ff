//! `/organisations/{organisation}`: what is due, what to do, and the state of the plan and the self-assessment.

mod deadline;
pub(crate) mod facts;

use askama::Template;
use axum::{extract::State, response::Response};
use deadline::{DeadlineReader, DeadlineView, TimelineStep};
use facts::OrganisationFacts;
use model::{
    assessment::Step,
    charter::{Charter, Edition},
    core::permit::{EditOrganisation, KeepOrganisation, ManagePeople, ReadOrganisation, Role, StartAssessment},
    register::{
        calendar,
        organisation::{Organisation, Standing},
    },
    work::todo::TodoItem,
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
struct OverviewPage {
    shell: Shell,
    organisation: Organisation,
    deadline: DeadlineView,
    phase: String,
    timeline: Vec<TimelineStep>,
    is_member: bool,
    todo: Vec<TodoRow>,
    plan: Option<PlanSummary>,
    open: Option<OpenAssessment>,
    may_start: bool,
    may_edit: bool,
    may_keep: bool,
}

/// An item to do, with a button if the visitor may do it.
struct TodoRow {
    strong: String,
    rest: String,
    button: Option<(String, &'static str)>,
}

/// The rating chart of the plan.
struct PlanSummary {
    title: String,
    href: String,
    themes: Vec<ThemeRings>,
}

/// The self-assessment that is not submitted yet.
struct OpenAssessment {
    href: String,
    answered: usize,
    questions: usize,
    next: String,
    step: &'static str,
}

/// `GET /organisations/{organisation}`
pub async fn show(may: May<ReadOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    let today = may.visit.today();
    let mut tx = app.db.read().await?;
    let facts = OrganisationFacts::read(&mut tx, &may, may.visit.now).await?;
    let open = facts.open();
    let answered = match open {
        Some(one) => overview::answered(&mut tx, &may, one.id).await?,
        None => Vec::new(),
    };
    drop(tx);
    let calendar_facts = facts.calendar();
    let standing = calendar::standing(&app.charter, &calendar_facts, today);
    let needs = facts.todo(&app.charter, &standing.next, today);
    let organisation = &facts.organisation;
    let is_member = may.relation.role().is_some();
    let is_supporter = organisation.standing == Standing::Supporter;
    let reader = DeadlineReader::new(is_member, &organisation.name);
    let charter = &app.charter;
    page(&OverviewPage {
        shell: may.shell(&app, Section::Overview),
        deadline: deadline::view(&standing, &facts.records, &reader, is_supporter, today),
        phase: deadline::phase(&standing, organisation.signed_on),
        timeline: if is_supporter { Vec::new() } else { deadline::timeline(&standing, today) },
        todo: needs.iter().filter_map(|need| todo_item(&may, need, open)).collect(),
        plan: facts.plan.as_ref().map(|(one, plan)| plan_summary(charter, one, plan)),
        open: open.and_then(|one| Some(open_assessment(charter.edition(&one.edition)?, one, &answered))),
        may_start: open.is_none() && matches!(standing.next, calendar::Next::Due(_)) && may.also::<StartAssessment>(),
        may_edit: may.also::<EditOrganisation>(),
        may_keep: may.also::<KeepOrganisation>(),
        organisation: organisation.clone(),
        is_member,
    })
}

/// Returns an item to do as this visitor sees it, with a button if they may do it. Members do not see items that they cannot do; the
/// secretariat and the Steering Board see all items.
fn todo_item(may: &May<ReadOrganisation>, need: &TodoItem, open: Option<&ListedAssessment>) -> Option<TodoRow> {
    let home = format!("/organisations/{}", may.of());
    let assessment = open.map(|one| format!("/assessments/{}", one.id));
    let (role, manages) = (may.relation.role(), may.also::<ManagePeople>());
    let (allowed, href) = match need {
        TodoItem::Returned(..) | TodoItem::Write { .. } => (role.is_some(), assessment?),
        TodoItem::SignAsLead(_) | TodoItem::LeaderSigns(_) | TodoItem::Submit(_) => {
            (role == Some(Role::Lead), format!("{}/sign-off", assessment?))
        }
        TodoItem::ConfirmAddress(..) if role.is_none() => {
            (may.also::<KeepOrganisation>(), format!("{}/signatory-address", assessment?))
        }
        TodoItem::ConfirmAddress(..) => (role == Some(Role::Lead), format!("{}/sign-off", assessment?)),
        // Leads read about it and correct it; the secretariat decides, or reads what it decided.
        TodoItem::ConfirmPastSubmission(import, _) => {
            (role == Some(Role::Lead) || may.also::<KeepOrganisation>(), format!("/imports/{import}/submission"))
        }
        TodoItem::CorrectPastSubmission(import, ..) => {
            (role == Some(Role::Lead) || may.also::<KeepOrganisation>(), format!("/imports/{import}"))
        }
        TodoItem::Start { .. } => (may.also::<StartAssessment>(), format!("{home}/assessments")),
        TodoItem::NoLead | TodoItem::OnlyLead | TodoItem::Invited(..) | TodoItem::Undelivered(..) => {
            (manages, format!("{home}/people"))
        }
        TodoItem::Overdue { action, .. } => (role.is_some(), format!("/actions/{action}/progress")),
        TodoItem::MoreOverdue(_) => (role.is_some(), format!("{home}/plan")),
        TodoItem::ReviewPlan(_) => (role == Some(Role::Lead), format!("{home}/progress-reviews")),
        TodoItem::NoContact | TodoItem::NoPage => (may.also::<EditOrganisation>(), format!("{home}/profile")),
    };
    let (strong, rest) = need.words(role == Some(Role::Lead));
    let button = allowed.then_some((href, need.button()));
    (button.is_some() || role.is_none()).then_some(TodoRow { strong, rest, button })
}

fn plan_summary(charter: &Charter, one: &ListedAssessment, plan: &PlanGlance) -> PlanSummary {
    let label = if one.state.step() == Step::Submitted { "Action plan" } else { "New action plan" };
    let row = |theme: &model::charter::Theme| {
        let of_theme = plan.actions.iter().filter(|(_, themes)| themes.contains(&theme.id));
        let ratings: Vec<_> = of_theme.map(|(action, _)| action.progress_update.map(|(colour, _)| colour)).collect();
        ThemeRings::new(charter, &*theme.name, &ratings)
    };
    PlanSummary {
        title: format!("{label}, {} to {}", plan.starts.year(), plan.ends.year()),
        href: format!("/plans/{}", one.plan),
        themes: charter.themes.iter().map(row).collect(),
    }
}

fn open_assessment(edition: &Edition, one: &ListedAssessment, answered: &[model::QuestionKey]) -> OpenAssessment {
    let questions = &edition.questions;
    let next = questions.iter().find(|question| !answered.contains(&question.id));
    let step = match one.state.step() {
        Step::Drafting => "In progress.",
        Step::Ready => "Locked: awaiting lead’s signature.",
        Step::LeadSigned => "Awaiting leader’s signature.",
        Step::Signed => "Signed: ready to submit.",
        Step::Submitted => "Submitted.",
    };
    OpenAssessment {
        href: format!("/assessments/{}", one.id),
        answered: questions.iter().filter(|question| answered.contains(&question.id)).count(),
        questions: questions.len(),
        next: next.map_or_else(String::new, |question| question.title.clone()),
        step,
    }
}
