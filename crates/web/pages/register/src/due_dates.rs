//! `/organisations/{organisation}/due-dates`: the secretariat sets a date for one organisation, with its reason.

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    Date,
    core::{
        date_bounds::DateKind,
        dates::{day, long_date},
        permit::KeepOrganisation,
    },
    register::calendar::{self, Feedback, Next, Recorded, Source},
};
use serde::Deserialize;
use store::register::due_dates;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, DateFields, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "register/organisations/due_dates.html")]
struct DueDatesPage {
    shell: Shell,
    home: String,
    name: String,
    heading: String,
    stages: Vec<Choice>,
    due: DateFields,
    feedback: DateFields,
    reason: String,
    /// The confirmation of a due date in the past, if it is one.
    past: Vec<Choice>,
    errors: Errors,
    records: Vec<DueDateRow>,
}

/// A due date that was set, as shown.
struct DueDateRow {
    stage: u8,
    due: String,
    feedback: String,
    reason: String,
    set: String,
}

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DueDateForm {
    stage: String,
    reason: String,
    /// "yes" if a due date in the past is confirmed.
    past: String,
    #[serde(rename = "due-day")]
    due_day: String,
    #[serde(rename = "due-month")]
    due_month: String,
    #[serde(rename = "due-year")]
    due_year: String,
    #[serde(rename = "feedback-day")]
    feedback_day: String,
    #[serde(rename = "feedback-month")]
    feedback_month: String,
    #[serde(rename = "feedback-year")]
    feedback_year: String,
}

impl DueDateForm {
    fn due(&self) -> DateFields {
        DateFields { day: self.due_day.clone(), month: self.due_month.clone(), year: self.due_year.clone() }
    }
    fn feedback(&self) -> DateFields {
        let [day, month, year] = [&self.feedback_day, &self.feedback_month, &self.feedback_year].map(String::clone);
        DateFields { day, month, year }
    }
    fn confirms_past(&self) -> bool {
        self.past == "yes"
    }
    fn parse(&self, last_stage: u8, today: Date) -> Result<Recorded, Errors> {
        let mut errors = Errors::none();
        let due = errors.collect("due", self.due().read(DateKind::Planned, "Due date", today));
        let feedback = errors.collect("feedback", self.feedback().read(DateKind::Planned, "Feedback date", today));
        let flaws = match Recorded::parse(&self.stage, due.flatten(), feedback.flatten(), &self.reason, last_stage) {
            Ok(recorded) if errors.is_empty() => return Ok(recorded),
            Ok(_) => Vec::new(),
            Err(flaws) => flaws,
        };
        for flaw in flaws {
            // An invalid date is reported already; do not also report it as missing.
            if errors.of(flaw.field).is_empty() {
                errors.add(flaw.field, flaw.message);
            }
        }
        Err(errors)
    }
}

/// `GET /organisations/{organisation}/due-dates`: the form, with the current and the previous due dates.
pub async fn form(may: May<KeepOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, None, Errors::none()).await?)
}

/// `POST /organisations/{organisation}/due-dates`: sets a due date.
pub async fn record(
    may: May<KeepOrganisation>,
    State(app): State<App>,
    Filled(form): Filled<DueDateForm>,
) -> Result<Response, Problem> {
    let set = match form.parse(app.charter.last_stage(), may.visit.today()) {
        Ok(set) => set,
        Err(errors) => return unprocessable(&draw(&may, &app, Some(form), errors).await?),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let signed = due_dates::facts(&mut tx, &permit).await?.ok_or(Problem::NotFound)?.signed;
    if let Err(flaw) = set.check_past(signed, may.visit.today(), form.confirms_past()) {
        drop(tx);
        return unprocessable(&draw(&may, &app, Some(form), Errors::one(flaw.field, flaw.message)).await?);
    }
    due_dates::record(&mut tx, &permit, &set, may.visit.now).await?;
    tx.commit().await?;
    let notice = format!("Stage {} is due on {}.", set.stage, long_date(set.due));
    Ok(redirect_with_notice(&app, &format!("/organisations/{}/due-dates", may.of()), &notice))
}

async fn draw(
    may: &May<KeepOrganisation>,
    app: &App,
    form: Option<DueDateForm>,
    errors: Errors,
) -> Result<DueDatesPage, Problem> {
    let mut tx = app.db.read().await?;
    let facts = due_dates::facts(&mut tx, may).await?.ok_or(Problem::NotFound)?;
    let records = due_dates::recorded(&mut tx, may).await?;
    let standing = calendar::standing(&app.charter, &facts, may.visit.today());
    let form = form.unwrap_or_else(|| suggested(&standing));
    let row = |record: &due_dates::RecordedDueDate| DueDateRow {
        stage: record.set.stage,
        due: long_date(record.set.due),
        feedback: record.set.feedback.map_or_else(String::new, long_date),
        reason: record.set.reason.clone(),
        set: format!("{}, {}", long_date(day(record.at)), record.who.as_deref().unwrap_or("the operator")),
    };
    let stage = |stage: u8| Choice::new(stage.to_string(), format!("Stage {stage}"), stage.to_string() == form.stage);
    let past = if form.confirms_past() || !errors.of(Recorded::PAST).is_empty() {
        vec![Choice::new("yes", "This date is in the past. Set it anyway", form.confirms_past())]
    } else {
        Vec::new()
    };
    Ok(DueDatesPage {
        shell: may.shell(app, Section::Overview),
        home: format!("/organisations/{}", may.of()),
        name: may.organisation.clone(),
        heading: heading(&standing),
        stages: (1..=app.charter.last_stage()).map(stage).collect(),
        due: form.due(),
        feedback: form.feedback(),
        reason: form.reason,
        past,
        errors,
        records: records.iter().rev().map(row).collect(),
    })
}

/// Returns a sentence with the current due date.
fn heading(standing: &calendar::CalendarPosition) -> String {
    let stage = standing.stage;
    match &standing.next {
        Next::Due(due) => {
            let provisionally = if due.source == Source::Provisional { "provisionally " } else { "" };
            format!("Stage {stage} is {provisionally}due on {}", long_date(due.on))
        }
        Next::Submitted(done, _) => format!("Stage {stage} was submitted on {}", long_date(done.on)),
        Next::Unknown => format!("Stage {stage} has no due date yet"),
    }
}

/// Returns the form as it is first shown, with a provisional due date filled in to be confirmed.
fn suggested(standing: &calendar::CalendarPosition) -> DueDateForm {
    let mut form = DueDateForm { stage: standing.stage.to_string(), ..DueDateForm::default() };
    if let Next::Due(due) = &standing.next
        && due.source == Source::Provisional
    {
        let on = DateFields::from(due.on);
        (form.due_day, form.due_month, form.due_year) = (on.day, on.month, on.year);
        let by = due.feedback.map(Feedback::by).map(DateFields::from).unwrap_or_default();
        (form.feedback_day, form.feedback_month, form.feedback_year) = (by.day, by.month, by.year);
    }
    form
}
