//! `/organisations/{organisation}`: what is due, what to do, and the state of the plan and the self-assessment.

mod deadline;
pub(crate) mod facts;
mod peer_review;

use askama::Template;
use axum::{extract::State, response::Response};
use deadline::{DeadlineReader, DeadlineView, TimelineStep};
use facts::OrganisationFacts;
use model::{
    assessment::Step,
    charter::{Charter, Edition},
    core::{
        dates::{day, long_date},
        permit::{
            EditOrganisation, KeepOrganisation, ManagePeople, ReadAssessment, ReadInternal, ReadOrganisation,
            ReadPeople, Role, StartAssessment,
        },
    },
    register::{
        calendar,
        organisation::{Organisation, Standing},
    },
    work::todo::TodoItem,
};
use peer_review::{new_feedback, reviewer_tasks};
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
    /// The peer review feedback that was sent last: the stage, when, and the address.
    feedback: Option<(u8, String, String)>,
    may_start: bool,
    /// Whether the stage that is due was submitted outside Assay and waits for the secretariat.
    awaits_secretariat: bool,
    may_edit: bool,
    may_keep: bool,
}

/// An item to do, with its button.
struct TodoRow {
    strong: String,
    rest: String,
    href: String,
    button: &'static str,
}

/// The rating chart of the plan.
struct PlanSummary {
    title: String,
    href: String,
    themes: Vec<ThemeRings>,
}

/// The self-assessment that is not submitted yet.
struct OpenAssessment {
    step: &'static str,
    /// Its address, if the visitor may read it.
    href: Option<String>,
    /// How far the answers are, for members.
    answers: Option<AnswersGlance>,
}

/// How many questions have an answer, of how many, and the first that has none.
struct AnswersGlance {
    answered: usize,
    questions: usize,
    next: String,
}

/// `GET /organisations/{organisation}`
pub async fn show(may: May<ReadOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    let today = may.visit.today();
    let mut tx = app.db.read().await?;
    let facts = OrganisationFacts::read(&mut tx, &may, may.visit.now).await?;
    let open = facts.open();
    let answered = match (open, may.ask::<ReadInternal>()) {
        (Some(one), Ok(read)) => Some(overview::answered(&mut tx, &read, one.id).await?),
        _ => None,
    };
    let reviewing = reviewer_tasks((&app, &mut tx), &may, today).await?;
    drop(tx);
    let calendar_facts = facts.calendar();
    let standing = calendar::standing(&app.charter, &calendar_facts, today);
    let needs = facts.todo(&app.charter, &standing.next, today);
    let organisation = &facts.organisation;
    let is_member = may.relation.role().is_some();
    let is_supporter = organisation.standing == Standing::Supporter;
    let reader = DeadlineReader::new(is_member, &organisation.name);
    let mut deadline = deadline::view(&standing, &facts.records, &reader, is_supporter, today);
    // The reason of an extension is for the organisation and the secretariat.
    if !may.also::<ReadPeople>() {
        deadline.source.clear();
    }
    let charter = &app.charter;
    let (is_due, awaits_secretariat) = match &standing.next {
        calendar::Next::Due(due) => (true, facts.past_submissions.iter().any(|one| one.waits_for(due.stage))),
        _ => (false, false),
    };
    page(&OverviewPage {
        shell: may.shell(&app, Section::Overview),
        deadline,
        phase: deadline::phase(&standing, organisation.signed_on),
        timeline: if is_supporter { Vec::new() } else { deadline::timeline(&standing, today) },
        todo: needs
            .iter()
            .filter_map(|need| todo_item(&may, need, open))
            .chain(new_feedback(&may, &facts.all, today))
            .chain(reviewing)
            .collect(),
        feedback: facts.all.iter().find_map(|one| {
            let sent = long_date(day(one.feedback?));
            Some((one.stage, sent, format!("/assessments/{}/feedback", one.id)))
        }),
        plan: facts.plan.as_ref().map(|(one, plan)| plan_summary(charter, one, plan)),
        open: open
            .and_then(|one| Some(open_assessment(&may, charter.edition(&one.edition)?, one, answered.as_deref()))),
        may_start: open.is_none() && is_due && !awaits_secretariat && may.also::<StartAssessment>(),
        awaits_secretariat,
        may_edit: may.also::<EditOrganisation>(),
        may_keep: may.also::<KeepOrganisation>(),
        organisation: organisation.clone(),
        is_member,
    })
}

/// Returns an item to do, with its button, if the visitor may do it.
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
        TodoItem::ApproveUpdates(_) => (role == Some(Role::Lead), format!("{home}/update-approvals")),
        TodoItem::CheckNames(_) => (role == Some(Role::Lead), format!("{home}/names")),
        TodoItem::AnswerMarkedPassages(assessment, _) => {
            (role == Some(Role::Lead), format!("/assessments/{assessment}/good-practice"))
        }
        TodoItem::RespondToFeedback(of, ..) => {
            (role == Some(Role::Lead), format!("/assessments/{of}/feedback/response"))
        }
        TodoItem::ReviewPlan(_) => (role == Some(Role::Lead), format!("{home}/progress-reviews")),
        TodoItem::NoContact | TodoItem::NoPage => (may.also::<EditOrganisation>(), format!("{home}/profile")),
    };
    let (strong, rest) = need.words(role == Some(Role::Lead));
    allowed.then(|| TodoRow { strong, rest, href, button: need.button() })
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

fn open_assessment(
    may: &May<ReadOrganisation>,
    edition: &Edition,
    one: &ListedAssessment,
    answered: Option<&[model::QuestionKey]>,
) -> OpenAssessment {
    let questions = &edition.questions;
    let glance = |answered: &[model::QuestionKey]| AnswersGlance {
        answered: questions.iter().filter(|question| answered.contains(&question.id)).count(),
        questions: questions.len(),
        next: questions
            .iter()
            .find(|question| !answered.contains(&question.id))
            .map_or_else(String::new, |question| question.title.clone()),
    };
    let step = match one.state.step() {
        Step::Drafting => "In progress.",
        Step::Ready => "Locked: awaiting lead’s signature.",
        Step::LeadSigned => "Awaiting leader’s signature.",
        Step::Signed => "Signed: ready to submit.",
        Step::Submitted => "Submitted.",
    };
    let is_readable = may.at::<ReadAssessment>(one.place(may.of())).is_ok();
    OpenAssessment {
        step,
        href: is_readable.then(|| format!("/assessments/{}", one.id)),
        answers: answered.map(glance),
    }
}
