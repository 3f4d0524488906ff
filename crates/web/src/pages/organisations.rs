//! `/organisations/{organisation}`: what is due, what needs somebody, how the plan and the self-assessment stand.

pub mod details;
pub mod due_dates;
pub mod entry;
mod said;

use crate::{
    app::App,
    may::{May, Section},
    page::page,
    problem::Problem,
    rings::ThemeRings,
    shell::Shell,
};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    assessment::{State as Stands, Step},
    calendar,
    charter::{Charter, Edition},
    needs::{self, Need, Open, Promised, needs},
    organisation::{Organisation, Standing, calendar_facts},
    permit::{EditOrganisation, KeepOrganisation, ManagePeople, ReadOrganisation, Role, StartAssessment},
    plan_review::next_due,
};
use said::{Reader, Said, WayStep};
use store::{
    assessments::{self, Listed},
    due_dates as dates,
    glance::{self, PlanGlance},
    invitations, letters, members, organisations,
};

#[derive(Template)]
#[template(path = "organisations/due.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the template shows or not")]
struct DuePage {
    shell: Shell,
    organisation: Organisation,
    said: Said,
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

/// Something that needs somebody, and where to press, for whoever may.
struct Shown {
    strong: String,
    rest: String,
    press: Option<(String, &'static str)>,
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
    let organisation = organisations::find(&mut tx, &may).await?;
    let all = assessments::list(&mut tx, &may).await?;
    let records = dates::recorded(&mut tx, &may).await?;
    let members = members::list(&mut tx, &may).await?;
    let invited = invitations::open_to_organisation(&mut tx, &may, may.visit.now).await?;
    let lost = letters::undelivered(&mut tx, &may).await?;
    let open = all.iter().find(|one| one.state.step() != Step::Submitted);
    // A plan counts from its submission on; before the first, the draft is all there is.
    let planned = all.iter().find(|one| one.state.step() == Step::Submitted).or(open);
    let glance = match planned {
        Some(one) => glance::plan(&mut tx, &may, one.plan).await?.map(|glance| (one, glance)),
        None => None,
    };
    let answered = match open {
        Some(one) => glance::answered(&mut tx, &may, one.id).await?,
        None => Vec::new(),
    };
    let submitted =
        all.iter().filter_map(|one| one.state.submitted_on().map(|on| calendar::Submitted { stage: one.stage, on }));
    let facts = calendar_facts(
        organisation.standing,
        organisation.phase.clone(),
        organisation.signed_on,
        organisation.stage,
        submitted.collect(),
        records.iter().map(|record| record.set.clone()).collect(),
    );
    let standing = calendar::standing(&app.charter, &facts, today);
    let actions: Vec<Promised> =
        glance.iter().flat_map(|(_, glance)| glance.actions.iter().map(|(action, _)| action.clone())).collect();
    let needs = needs(&needs::Facts {
        today,
        next: &standing.next,
        leads: members.iter().filter(|member| member.role == Role::Lead).count(),
        open: open.map(|one| Open { stage: one.stage, step: one.state.step(), returned: returned(one) }),
        actions: &actions,
        has_contact: !organisation.contact.name.is_empty() || !organisation.contact.email.is_empty(),
        has_page: !organisation.page_url.is_empty(),
        review_due: glance.as_ref().and_then(|(one, plan)| review_due(&app.charter, one, plan)),
        invited: invited.iter().map(|one| (one.name.as_str(), one.created_at)).collect(),
        undelivered: lost.iter().map(|one| (one.name.as_str(), one.email.as_str())).collect(),
    });
    let is_member = may.standing.role.is_some();
    let is_supporter = organisation.standing == Standing::Supporter;
    let reader = Reader::new(is_member, &organisation.name);
    let charter = &app.charter;
    page(&DuePage {
        shell: may.shell(&app, Section::Due),
        said: said::said(&standing, &records, &reader, is_supporter, today),
        phase: said::phase(&standing, organisation.signed_on),
        way: if is_supporter { Vec::new() } else { said::way(&standing, today) },
        needs: needs.iter().filter_map(|need| shown(&may, need, open)).collect(),
        plan: glance.map(|(one, glance)| plan_part(charter, one, &glance)),
        open: open.and_then(|one| Some(open_part(charter.edition(&one.edition)?, one, &answered))),
        may_start: open.is_none() && matches!(standing.next, calendar::Next::Due(_)) && may.also::<StartAssessment>(),
        may_edit: may.also::<EditOrganisation>(),
        may_keep: may.also::<KeepOrganisation>(),
        organisation,
        is_member,
    })
}

/// When the plan in force is to be reviewed, where no review is open.
pub(crate) fn review_due(charter: &Charter, one: &Listed, plan: &PlanGlance) -> Option<model::Date> {
    let is_in_force = one.state.step() == Step::Submitted && plan.reviews.open.is_none();
    let due = || next_due(charter.calendar.plan_review_months, plan.starts, plan.ends, plan.reviews.last);
    is_in_force.then(due).flatten()
}

fn returned(one: &Listed) -> Option<&str> {
    match &one.state {
        Stands::Drafting(Some(returned)) => Some(&returned.reason),
        _ => None,
    }
}

/// A need as this visitor sees it: with a way to press if they may. Members are not told of what they can do nothing about; the
/// secretariat and the board see all.
fn shown(may: &May<ReadOrganisation>, need: &Need, open: Option<&Listed>) -> Option<Shown> {
    let home = format!("/organisations/{}", may.of());
    let assessment = open.map(|one| format!("/assessments/{}", one.id));
    let (role, manages) = (may.standing.role, may.also::<ManagePeople>());
    let (allowed, href) = match need {
        Need::Returned(..) | Need::Write { .. } => (role.is_some(), assessment?),
        Need::SignAsLead(_) | Need::LeaderSigns(_) | Need::Submit(_) => {
            (role == Some(Role::Lead), format!("{}/sign-off", assessment?))
        }
        Need::Start { .. } => (may.also::<StartAssessment>(), format!("{home}/assessments")),
        Need::NoLead | Need::OnlyLead | Need::Invited(..) | Need::Undelivered(..) => {
            (manages, format!("{home}/people"))
        }
        Need::Overdue { action, .. } => (role.is_some(), format!("/actions/{action}/progress")),
        Need::MoreOverdue(_) => (role.is_some(), format!("{home}/plan")),
        Need::ReviewPlan(_) => (role == Some(Role::Lead), format!("{home}/plan-reviews")),
        Need::NoContact | Need::NoPage => (may.also::<EditOrganisation>(), format!("{home}/details")),
    };
    let (strong, rest) = need.words(role == Some(Role::Lead));
    let press = allowed.then_some((href, need.press()));
    (press.is_some() || role.is_none()).then_some(Shown { strong, rest, press })
}

fn plan_part(charter: &Charter, one: &Listed, glance: &PlanGlance) -> PlanPart {
    let whose = if one.state.step() == Step::Submitted { "The plan" } else { "The new plan" };
    let row = |theme: &model::charter::Theme| {
        let of_theme = glance.actions.iter().filter(|(_, themes)| themes.contains(&theme.id));
        let ratings: Vec<_> = of_theme.map(|(action, _)| action.news.map(|(colour, _)| colour)).collect();
        ThemeRings::new(charter, &*theme.name, &ratings)
    };
    PlanPart {
        title: format!("{whose}, {} to {}", glance.starts.year(), glance.ends.year()),
        href: format!("/plans/{}", one.plan),
        themes: charter.themes.iter().map(row).collect(),
    }
}

fn open_part(edition: &Edition, one: &Listed, answered: &[model::QuestionKey]) -> OpenPart {
    let questions = &edition.questions;
    let next = questions.iter().find(|question| !answered.contains(&question.id));
    let step = match one.state.step() {
        Step::Drafting => "It is being written.",
        Step::Ready => "It is frozen and waits for the lead’s signature.",
        Step::LeadSigned => "It waits for the leader’s signature.",
        Step::Signed => "It is signed by both and waits to be submitted.",
        Step::Submitted => "It is submitted.",
    };
    OpenPart {
        href: format!("/assessments/{}", one.id),
        answered: questions.iter().filter(|question| answered.contains(&question.id)).count(),
        questions: questions.len(),
        next: next.map_or_else(String::new, |question| question.title.clone()),
        step,
    }
}
