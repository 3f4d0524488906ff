//! `/organisations/{organisation}/registration`: the registration details of an organisation, which the secretariat keeps.

use crate::profile::{ConflictingField, compare, errors_of};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    Date,
    charter::Charter,
    core::{date_bounds::DateKind, permit::KeepOrganisation},
    register::organisation::{KINDS, Registration, Standing, WrittenRegistration},
};
use serde::Deserialize;
use store::register::organisations::{self, Changed};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, DateFields, Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
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
    /// The fields that another person changed while this visitor was editing.
    since: Vec<ConflictingField>,
}

/// The fields of the form.
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
    pub(crate) registration: WrittenRegistration,
}

/// The fields in the order of the form (`templates/register/organisations/registration_fields.html`).
const FIELDS: [&str; 9] =
    ["name", "standing", "kind", "country", "region", "consortium", "signed_on", "phase", "stage"];

impl RegistrationForm {
    /// Returns the form for existing registration details.
    pub(crate) fn of(registration: &Registration, revision: i64) -> Self {
        let DateFields { day, month, year } = registration.signed_on.map(DateFields::from).unwrap_or_default();
        Self { revision: revision.to_string(), day, month, year, registration: registration.written() }
    }

    /// Returns the form for a new organisation.
    pub(crate) fn new() -> Self {
        let registration = WrittenRegistration {
            standing: Standing::Signatory.as_str().to_owned(),
            stage: "1".to_owned(),
            ..WrittenRegistration::default()
        };
        Self { registration, ..Self::default() }
    }

    fn signed_on(&self) -> DateFields {
        DateFields { day: self.day.clone(), month: self.month.clone(), year: self.year.clone() }
    }

    /// Parses the form. If `suggest` is set, a blank phase of a signatory becomes the phase of the date of signing.
    pub(crate) fn parse(&self, charter: &Charter, today: Date, suggest: bool) -> Result<Registration, Errors> {
        let mut errors = Errors::none();
        let signed_on =
            errors.collect("signed_on", self.signed_on().read(DateKind::Past, "Date of signing", today)).flatten();
        let registration = Registration::parse(charter, &self.registration, signed_on, today);
        match registration {
            Ok(mut registration) if errors.is_empty() => {
                if suggest && registration.phase.is_none() && registration.standing == Standing::Signatory {
                    let phase = signed_on.and_then(|day| charter.phase_signed(day));
                    registration.phase = phase.map(|phase| phase.id.clone());
                }
                Ok(registration)
            }
            Ok(_) => Err(errors),
            Err(flaws) => {
                for error in errors_of(flaws).all() {
                    errors.add(error.field.as_str(), &error.message);
                }
                Err(errors.in_order(&FIELDS))
            }
        }
    }
}

/// The form with its options, for `templates/register/organisations/registration_fields.html`.
pub(crate) struct RegistrationFormView {
    pub(crate) form: RegistrationForm,
    pub(crate) signed_on: DateFields,
    pub(crate) standings: Vec<Choice>,
    pub(crate) phases: Vec<Choice>,
    pub(crate) stages: Vec<Choice>,
    pub(crate) kinds: String,
    /// A hint with the phase of the date of signing, if another phase is selected.
    pub(crate) suggestion: String,
}

impl RegistrationFormView {
    /// Adds the options to a form; `blank` is the label of the option for no phase.
    pub(crate) fn new(charter: &Charter, form: RegistrationForm, blank: &str) -> Self {
        let chosen = &form.registration;
        let mut phases = vec![Choice::new("", blank, chosen.phase.is_empty())];
        phases.extend(
            charter
                .calendar
                .phases
                .iter()
                .map(|phase| Choice::new(phase.id.as_str(), phase.name.as_str(), phase.id.as_str() == chosen.phase)),
        );
        let stage =
            |stage: u8| Choice::new(stage.to_string(), format!("Stage {stage}"), stage.to_string() == chosen.stage);
        let standing = |one: Standing| Choice::new(one.as_str(), one.name(), one.as_str() == chosen.standing);
        let signed_on = form.signed_on();
        let suggested = signed_on.unchecked().ok().flatten().and_then(|day| charter.phase_signed(day));
        let suggestion = suggested
            .filter(|phase| phase.id.as_str() != chosen.phase)
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

/// `GET /organisations/{organisation}/registration`
pub async fn form(may: May<KeepOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    let organisation = organisations::find(&mut app.db.read().await?, &may).await?;
    page(&RegistrationPage::new(&may, &app, RegistrationForm::of(&organisation.registration(), organisation.revision)))
}

/// `POST /organisations/{organisation}/registration`
pub async fn save(
    may: May<KeepOrganisation>,
    State(app): State<App>,
    Filled(form): Filled<RegistrationForm>,
) -> Result<Response, Problem> {
    let registration = match form.parse(&app.charter, may.visit.today(), false) {
        Ok(registration) => registration,
        Err(errors) => return unprocessable(&RegistrationPage { errors, ..RegistrationPage::new(&may, &app, form) }),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let revision = form.revision.parse().unwrap_or(0);
    match organisations::keep(&mut tx, &permit, &app.charter, revision, &registration, may.visit.now).await? {
        Changed::Yes | Changed::LeaderChanged(_) | Changed::LeaderAddress(_) => {
            tx.commit().await?;
            Ok(redirect_with_notice(&app, &format!("/organisations/{}", may.of()), "Saved."))
        }
        Changed::NameTaken => {
            let errors = Errors::one("name", "Another organisation has this name. Enter a different name");
            unprocessable(&RegistrationPage { errors, ..RegistrationPage::new(&may, &app, form) })
        }
        Changed::Stale(now) => {
            let since = conflicts(&RegistrationForm::of(&now.registration(), now.revision), &form);
            let form = RegistrationForm { revision: now.revision.to_string(), ..form };
            conflict(&RegistrationPage { since, ..RegistrationPage::new(&may, &app, form) })
        }
    }
}

fn conflicts(theirs: &RegistrationForm, yours: &RegistrationForm) -> Vec<ConflictingField> {
    let day = |form: &RegistrationForm| [form.day.trim(), form.month.trim(), form.year.trim()].join(" ");
    let (their_day, your_day) = (day(theirs), day(yours));
    compare(&[
        ("Name", &theirs.registration.name, &yours.registration.name),
        ("Status", &theirs.registration.standing, &yours.registration.standing),
        ("Kind", &theirs.registration.kind, &yours.registration.kind),
        ("Country", &theirs.registration.country, &yours.registration.country),
        ("Region", &theirs.registration.region, &yours.registration.region),
        ("Consortium", &theirs.registration.consortium, &yours.registration.consortium),
        ("Date of signing", &their_day, &your_day),
        ("Phase", &theirs.registration.phase, &yours.registration.phase),
        ("Stage", &theirs.registration.stage, &yours.registration.stage),
    ])
}
