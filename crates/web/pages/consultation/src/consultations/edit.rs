//! Creates or edits a consultation on one page; a new one starts with ready-made questions. The buttons that move and remove questions
//! send the form and show it again with the change. Only saving stores anything.

mod consultation_form;
mod edit_page;

use axum::{extract::State, response::Response};
use consultation_form::ConsultationForm;
use edit_page::{EditPage, actions, draw};
use jiff::ToSpan as _;
use model::{
    OrganisationId, Timestamp,
    consultation::{
        Questionnaire, disclosure::MinimumGroup, draft::ConsultationDraft, question::ready_made, turnout::Access,
    },
    core::{
        dates::month_year,
        permit::{AtOrganisation, EditConsultation, ReadConsultation, ReadInternal, StartConsultation},
        short::Line,
    },
};
use store::{
    Tx,
    consultation::consultations,
    plan::plans::{self, ListedPlan},
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
};

/// The number of weeks that a new consultation stays open, unless the lead enters another closing date.
const WEEKS: i32 = 3;

/// `GET /organisations/{organisation}/consultations/new`
pub async fn new(may: May<StartConsultation>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let plans = plans(&mut tx, &may.ask::<ReadInternal>()?).await?;
    let typed = ConsultationForm::of(&initial_draft(&app, &plans, may.visit.now)?, 0);
    page(&start_page(&app, &may, &plans, &typed, Errors::none()))
}

/// `POST /organisations/{organisation}/consultations`
pub async fn start(
    may: May<StartConsultation>,
    State(app): State<App>,
    Filled(typed): Filled<ConsultationForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let plans = plans(&mut tx, &may.ask::<ReadInternal>()?).await?;
    if let Some(moved) = typed.moved() {
        return page(&start_page(&app, &may, &plans, &moved, Errors::none()));
    }
    match typed.draft(may.visit.today()) {
        Ok(draft) => {
            let id = consultations::start(&mut tx, &permit, &draft, may.visit.now).await?;
            tx.commit().await?;
            Ok(redirect_with_notice(
                &app,
                &format!("/consultations/{id}"),
                "Consultation saved. Respondents cannot see it until you open it.",
            ))
        }
        Err(errors) => unprocessable(&start_page(&app, &may, &plans, &typed, errors)),
    }
}

/// `GET /consultations/{consultation}/edit`
pub async fn edit(may: May<EditConsultation>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let plans = plans(&mut tx, &may.at(AtOrganisation { organisation: may.of() })?).await?;
    let saved = consultations::read(&mut tx, &may.ask::<ReadConsultation>()?).await?;
    let draft = ConsultationDraft {
        title: saved.title,
        closes: saved.closes,
        asked: saved.asked,
        plan: saved.plan,
        invited: saved.invited,
    };
    page(&edit_page(&app, &may, &plans, &ConsultationForm::of(&draft, saved.revision), Errors::none()))
}

/// `POST /consultations/{consultation}/edit`
pub async fn save(
    may: May<EditConsultation>,
    State(app): State<App>,
    Filled(typed): Filled<ConsultationForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let plans = plans(&mut tx, &may.at(AtOrganisation { organisation: may.of() })?).await?;
    if let Some(moved) = typed.moved() {
        return page(&edit_page(&app, &may, &plans, &moved, Errors::none()));
    }
    let draft = match typed.draft(may.visit.today()) {
        Ok(draft) => draft,
        Err(errors) => return unprocessable(&edit_page(&app, &may, &plans, &typed, errors)),
    };
    if consultations::edit(&mut tx, &permit, typed.revision(), &draft, may.visit.now).await? {
        tx.commit().await?;
        return Ok(redirect_with_notice(
            &app,
            &format!("/consultations/{}", may.place().consultation),
            "Consultation saved.",
        ));
    }
    let theirs = consultations::read(&mut tx, &may.ask::<ReadConsultation>()?).await?;
    let errors = Errors::one(
        "title",
        "This was changed while you were editing, by someone else or by you in another tab. Your version is below and has not been saved. Select Save to replace the other version, or Cancel to keep it",
    );
    conflict(&edit_page(&app, &may, &plans, &typed.with_revision(theirs.revision), errors))
}

async fn plans(tx: &mut Tx, may: &model::core::permit::Permit<ReadInternal>) -> Result<Vec<ListedPlan>, Problem> {
    Ok(plans::list(tx, may).await?)
}

/// Returns the draft that a new consultation starts with.
fn initial_draft(app: &App, plans: &[ListedPlan], now: Timestamp) -> Result<ConsultationDraft, Problem> {
    let today = web_shell::core::clock::day(now);
    let plan = plans.iter().find(|plan| actions(plan) > 0);
    let title = format!("What our {} say, {}", app.charter.words.people, month_year(today));
    Ok(ConsultationDraft {
        title: Line::parse(&title).map_err(|_| Problem::NotFound)?,
        closes: today.saturating_add(WEEKS.weeks()),
        asked: Questionnaire {
            questions: ready_made(&app.charter.words.people, plan.is_some()),
            grouping: None,
            comments_on_plan: plan.is_some_and(|plan| !plan.is_in_force()),
            least: MinimumGroup::default(),
            follow_up: false,
            access: Access::Codes,
        },
        plan: plan.map(|plan| plan.id),
        invited: None,
    })
}

fn start_page(
    app: &App,
    may: &May<StartConsultation>,
    plans: &[ListedPlan],
    typed: &ConsultationForm,
    errors: Errors,
) -> EditPage {
    let list = list_address(may.of());
    draw(app, may.shell(app, Section::Consultations), plans, typed, errors, (list.clone(), list))
}

fn edit_page(
    app: &App,
    may: &May<EditConsultation>,
    plans: &[ListedPlan],
    typed: &ConsultationForm,
    errors: Errors,
) -> EditPage {
    let here = format!("/consultations/{}", may.place().consultation);
    draw(app, may.shell(app, Section::Consultations), plans, typed, errors, (format!("{here}/edit"), here))
}

fn list_address(organisation: OrganisationId) -> String {
    format!("/organisations/{organisation}/consultations")
}
