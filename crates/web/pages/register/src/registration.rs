//! `/organisations/{organisation}/registration`: what the secretariat keeps of an organisation.

use crate::profile::{Differing, compare, said};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    Date,
    charter::Charter,
    core::permit::KeepOrganisation,
    register::organisation::{KINDS, Registration, Standing, WrittenRegistration},
};
use serde::Deserialize;
use store::register::organisations::{self, Changed};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, DateFields, Errors, extract::Filled},
    page::{conflict, done, page, refused},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "register/organisations/registration.html")]
struct RegistrationPage {
    shell: Shell,
    home: String,
    name: String,
    fields: RegistrationFormView,
    errors: Errors,
    since: Vec<Differing>,
}

/// The form.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct RegistrationForm {
    pub(crate) revision: String,
    #[serde(rename = "signed_on-day")]
    day: String,
    #[serde(rename = "signed_on-month")]
    month: String,
    #[serde(rename = "signed_on-year")]
    year: String,
    #[serde(flatten)]
    pub(crate) entry: WrittenRegistration,
}

impl RegistrationForm {
    /// The form of existing registration details.
    pub(crate) fn of(entry: &Registration, revision: i64) -> Self {
        let DateFields { day, month, year } = entry.signed_on.map(DateFields::from).unwrap_or_default();
        Self { revision: revision.to_string(), day, month, year, entry: entry.written() }
    }

    /// The form of an organisation that is to be entered.
    pub(crate) fn new() -> Self {
        let entry = WrittenRegistration {
            standing: Standing::Signatory.as_str().to_owned(),
            stage: "1".to_owned(),
            ..WrittenRegistration::default()
        };
        Self { entry, ..Self::default() }
    }

    fn signed_on(&self) -> DateFields {
        DateFields { day: self.day.clone(), month: self.month.clone(), year: self.year.clone() }
    }

    /// The entry, if it can be one. A blank phase is that of the day of signing where `suggest` says so.
    pub(crate) fn read(&self, charter: &Charter, today: Date, suggest: bool) -> Result<Registration, Errors> {
        let mut errors = Errors::none();
        let signed_on = errors.keep("signed_on", self.signed_on().read()).flatten();
        let entry = Registration::parse(charter, &self.entry, signed_on, today);
        match entry {
            Ok(mut entry) if errors.is_empty() => {
                if suggest && entry.phase.is_none() && entry.standing == Standing::Signatory {
                    entry.phase = signed_on.and_then(|day| charter.phase_signed(day)).map(|phase| phase.id.clone());
                }
                Ok(entry)
            }
            Ok(_) => Err(errors),
            Err(flaws) => {
                for wrong in said(flaws).all() {
                    errors.add(wrong.field.as_str(), &wrong.message);
                }
                Err(errors)
            }
        }
    }
}

/// The form with what there is to choose from, as `templates/register/organisations/registration_fields.html` draws it.
pub(crate) struct RegistrationFormView {
    pub(crate) form: RegistrationForm,
    pub(crate) signed_on: DateFields,
    pub(crate) standings: Vec<Choice>,
    pub(crate) phases: Vec<Choice>,
    pub(crate) stages: Vec<Choice>,
    pub(crate) kinds: String,
    /// Which phase the day of signing suggests, where the entry says another.
    pub(crate) suggestion: String,
}

impl RegistrationFormView {
    /// Of a form; `blank` is what no phase is called.
    pub(crate) fn new(charter: &Charter, form: RegistrationForm, blank: &str) -> Self {
        let entry = &form.entry;
        let mut phases = vec![Choice::new("", blank, entry.phase.is_empty())];
        phases.extend(
            charter
                .calendar
                .phases
                .iter()
                .map(|phase| Choice::new(phase.id.as_str(), phase.name.as_str(), phase.id.as_str() == entry.phase)),
        );
        let stage =
            |stage: u8| Choice::new(stage.to_string(), format!("Stage {stage}"), stage.to_string() == entry.stage);
        let standing = |one: Standing| Choice::new(one.as_str(), one.name(), one.as_str() == entry.standing);
        let signed_on = form.signed_on();
        let suggested = signed_on.read().ok().flatten().and_then(|day| charter.phase_signed(day));
        let suggestion = suggested
            .filter(|phase| phase.id.as_str() != entry.phase)
            .map_or_else(String::new, |phase| format!("Based on the date of signing: {}", phase.name));
        Self {
            standings: Standing::ALL.map(standing).to_vec(),
            stages: (1..=charter.last_stage()).map(stage).collect(),
            kinds: format!("For example, {}", KINDS.join(", ").to_lowercase()),
            phases,
            suggestion,
            signed_on,
            form,
        }
    }
}

impl RegistrationPage {
    fn new(may: &May<KeepOrganisation>, app: &App, form: RegistrationForm) -> Self {
        Self {
            shell: may.shell(app, Section::Overview),
            home: format!("/organisations/{}", may.of()),
            name: may.organisation.clone(),
            fields: RegistrationFormView::new(&app.charter, form, "None"),
            errors: Errors::none(),
            since: Vec::new(),
        }
    }
}

/// The form with the current registration details.
///
/// # Errors
/// The database or the template fails.
pub async fn form(may: May<KeepOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    let organisation = organisations::find(&mut app.db.read().await?, &may).await?;
    page(&RegistrationPage::new(&may, &app, RegistrationForm::of(&organisation.entry(), organisation.revision)))
}

/// Save it.
///
/// # Errors
/// The database or the template fails.
pub async fn save(
    may: May<KeepOrganisation>,
    State(app): State<App>,
    Filled(form): Filled<RegistrationForm>,
) -> Result<Response, Problem> {
    let entry = match form.read(&app.charter, may.visit.today(), false) {
        Ok(entry) => entry,
        Err(errors) => return refused(&RegistrationPage { errors, ..RegistrationPage::new(&may, &app, form) }),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let revision = form.revision.parse().unwrap_or(0);
    match organisations::keep(&mut tx, &permit, &app.charter, revision, &entry, may.visit.now).await? {
        Changed::Yes | Changed::LeaderChanged(_) | Changed::LeaderAddress(_) => {
            tx.commit().await?;
            Ok(done(&app, &format!("/organisations/{}", may.of()), "Saved."))
        }
        Changed::NameTaken => {
            let errors = Errors::one("name", "Another organisation has this name");
            refused(&RegistrationPage { errors, ..RegistrationPage::new(&may, &app, form) })
        }
        Changed::Since(now) => {
            let since = differing(&RegistrationForm::of(&now.entry(), now.revision), &form);
            let form = RegistrationForm { revision: now.revision.to_string(), ..form };
            conflict(&RegistrationPage { since, ..RegistrationPage::new(&may, &app, form) })
        }
    }
}

fn differing(theirs: &RegistrationForm, yours: &RegistrationForm) -> Vec<Differing> {
    let day = |form: &RegistrationForm| [form.day.trim(), form.month.trim(), form.year.trim()].join(" ");
    let (their_day, your_day) = (day(theirs), day(yours));
    compare(&[
        ("Name", &theirs.entry.name, &yours.entry.name),
        ("Status", &theirs.entry.standing, &yours.entry.standing),
        ("Kind", &theirs.entry.kind, &yours.entry.kind),
        ("Country", &theirs.entry.country, &yours.entry.country),
        ("Region", &theirs.entry.region, &yours.entry.region),
        ("Consortium", &theirs.entry.consortium, &yours.entry.consortium),
        ("Date of signing", &their_day, &your_day),
        ("Phase", &theirs.entry.phase, &yours.entry.phase),
        ("Stage", &theirs.entry.stage, &yours.entry.stage),
    ])
}
