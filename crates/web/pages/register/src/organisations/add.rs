//! `/organisations/new`: adds an organisation, and invites its first lead.

use crate::registration::{RegistrationForm, RegistrationFormView};
use askama::Template;
use axum::{extract::State, response::Response};
use model::core::{
    permit::{AtOrganisation, CharterRole, KeepRegister, ManagePeople, Role},
    short::{Email, Line},
};
use pages_accounts::invitations as invitation_email;
use serde::Deserialize;
use store::{
    accounts::invitations::{self, Invited, InvitedTo},
    register::{
        organisations::{self, Registered},
        repeated_registration,
    },
};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "register/register/new.html")]
struct NewPage {
    shell: Shell,
    fields: RegistrationFormView,
    lead_name: String,
    lead_email: String,
    errors: Errors,
}

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewOrganisationForm {
    lead_name: String,
    lead_email: String,
    #[serde(flatten)]
    registration: RegistrationForm,
}

impl NewOrganisationForm {
    /// Returns the first lead; `None` if both fields are blank.
    fn lead(&self, errors: &mut Errors) -> Option<(Line, Email)> {
        if self.lead_name.trim().is_empty() && self.lead_email.trim().is_empty() {
            return None;
        }
        let name = Line::parse(&self.lead_name).map_err(|error| error.at("Lead’s name", "Enter the lead’s name"));
        let name = errors.collect("lead_name", name);
        let email = errors.collect("lead_email", Email::parse(&self.lead_email));
        name.zip(email)
    }
}

fn draw(may: &May<KeepRegister>, app: &App, form: NewOrganisationForm, errors: Errors) -> NewPage {
    NewPage {
        shell: Shell::new(app, &may.visit),
        fields: RegistrationFormView::new(&app.charter, form.registration, "Based on the date of signing"),
        lead_name: form.lead_name,
        lead_email: form.lead_email,
        errors,
    }
}

/// `GET /organisations/new`
pub async fn form(may: May<KeepRegister>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(
        &may,
        &app,
        NewOrganisationForm { registration: RegistrationForm::new(), ..NewOrganisationForm::default() },
        Errors::none(),
    ))
}

/// `POST /organisations`: adds an organisation.
pub async fn save(
    may: May<KeepRegister>,
    State(app): State<App>,
    Filled(form): Filled<NewOrganisationForm>,
) -> Result<Response, Problem> {
    let now = may.visit.now;
    let (registration, mut errors) = match form.registration.parse(&app.charter, may.visit.today(), true) {
        Ok(registration) => (Some(registration), Errors::none()),
        Err(errors) => (None, errors),
    };
    let lead = form.lead(&mut errors);
    let Some(registration) = registration.filter(|_| errors.is_empty()) else {
        return unprocessable(&draw(&may, &app, form, errors));
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let email = lead.as_ref().map(|(_, email)| email);
    if let Some(added) = repeated_registration::find(&mut tx, &permit, &registration, email, now).await? {
        // The same form sent twice adds the organisation once, and leads to it.
        let notice = format!("{} added.", registration.name);
        return Ok(redirect_with_notice(&app, &format!("/organisations/{added}"), &notice));
    }
    let organisation = match organisations::register(&mut tx, &permit, &registration, now).await? {
        Registered::Yes(organisation) => organisation,
        Registered::Already(_) => {
            let errors = Errors::one(
                "name",
                "An organisation with this name already exists. Find it under Organisations, or enter a different name",
            );
            return unprocessable(&draw(&may, &app, form, errors));
        }
    };
    let mut notice = format!("{} added.", registration.name);
    if let Some((name, email)) = lead {
        let manage = may.lock::<ManagePeople>(&mut tx, AtOrganisation { organisation }).await?;
        let invited = invitations::to_organisation(&mut tx, &manage, Role::Lead, &email, &name, now).await?;
        if invited == Invited::InCharter {
            let errors = Errors::one("lead_email", CharterRole::NOT_A_MEMBER);
            return unprocessable(&draw(&may, &app, form, errors));
        }
        if let Invited::Yes(secret) = invited {
            let by = may.visit.visitor.as_ref().map_or("", |visitor| &visitor.name);
            let by = invitation_email::of_secretariat(&app, by);
            let place = (InvitedTo::Organisation(organisation, Role::Lead), registration.name.as_str());
            invitation_email::write(&mut tx, &app, (&email, &name), &by, place, &secret, now).await?;
            notice = format!("{notice} Invitation sent to {name}.");
        }
    }
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(&app, &format!("/organisations/{organisation}"), &notice))
}
