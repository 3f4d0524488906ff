//! `/organisations/{organisation}/profile`: the profile of an organisation, which its lead keeps.

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    core::permit::EditOrganisation,
    register::organisation::{Details, OrganisationFlaw, WrittenDetails},
};
use serde::Deserialize;
use store::register::{
    correspondents,
    organisations::{self, Changed},
};
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        form::{Errors, extract::Filled},
        page::{conflict, page, redirect_with_notice, unprocessable},
        problem::Problem,
        shell::Shell,
    },
    work::emails::{
        leader_changed,
        link_ended::{self, LinkEnded},
    },
};

#[derive(Template)]
#[template(path = "register/organisations/details.html")]
struct ProfilePage {
    shell: Shell,
    home: String,
    name: String,
    scope_label: String,
    form: ProfileForm,
    errors: Errors,
    /// The fields that another person changed while this visitor was editing.
    since: Vec<ConflictingField>,
}

/// A field with two versions.
pub(super) struct ConflictingField {
    /// Its label in the form.
    pub(super) label: &'static str,
    /// The current text.
    pub(super) theirs: String,
    /// The text of this visitor.
    pub(super) yours: String,
}

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    revision: String,
    #[serde(flatten)]
    details: WrittenDetails,
}

impl ProfilePage {
    fn new(may: &May<EditOrganisation>, app: &App, form: ProfileForm) -> Self {
        Self {
            shell: may.shell(app, Section::Overview),
            home: format!("/organisations/{}", may.of()),
            name: may.organisation.clone(),
            scope_label: format!("Definition of {}", app.charter.words.person),
            form,
            errors: Errors::none(),
            since: Vec::new(),
        }
    }
}

/// `GET /organisations/{organisation}/profile`
pub async fn form(may: May<EditOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    let organisation = organisations::find(&mut app.db.read().await?, &may).await?;
    let form = ProfileForm { revision: organisation.revision.to_string(), details: organisation.details().written() };
    page(&ProfilePage::new(&may, &app, form))
}

/// `POST /organisations/{organisation}/profile`
pub async fn save(
    may: May<EditOrganisation>,
    State(app): State<App>,
    Filled(form): Filled<ProfileForm>,
) -> Result<Response, Problem> {
    let details = match Details::parse(&form.details) {
        Ok(details) => details,
        Err(flaws) => {
            let errors = errors_of(flaws);
            return unprocessable(&ProfilePage { errors, ..ProfilePage::new(&may, &app, form) });
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let revision = form.revision.parse().unwrap_or(0);
    let deputies = correspondents::deputies(&mut tx, &permit, may.visit.now).await?;
    match organisations::edit(&mut tx, &permit, revision, &details, may.visit.now).await? {
        Changed::LeaderAddress(flaw) => {
            let errors = Errors::one("leader_email", flaw);
            unprocessable(&ProfilePage { errors, ..ProfilePage::new(&may, &app, form) })
        }
        Changed::LeaderChanged(former) => {
            leader_changed::notify(&mut tx, &app, &may, &former, &details.leader).await?;
            if details.leader.is_other_signatory(&former) {
                let deputies = (&*deputies, details.leader.email.as_str());
                link_ended::notify(&mut tx, &app, &may, deputies, LinkEnded::LeaderChanged).await?;
            }
            tx.commit().await?;
            app.emails_written.notify_one();
            Ok(redirect_with_notice(&app, &format!("/organisations/{}", may.of()), "Saved."))
        }
        Changed::Yes | Changed::NameTaken => {
            tx.commit().await?;
            Ok(redirect_with_notice(&app, &format!("/organisations/{}", may.of()), "Saved."))
        }
        Changed::Stale(now) => {
            let since = conflicts(&now.details().written(), &form.details);
            let form = ProfileForm { revision: now.revision.to_string(), ..form };
            conflict(&ProfilePage { since, ..ProfilePage::new(&may, &app, form) })
        }
    }
}

/// Returns the flaws of a form as errors of its fields.
pub(super) fn errors_of(flaws: Vec<OrganisationFlaw>) -> Errors {
    flaws.into_iter().fold(Errors::none(), |mut errors, flaw| {
        errors.add(flaw.field, flaw.message);
        errors
    })
}

fn conflicts(theirs: &WrittenDetails, yours: &WrittenDetails) -> Vec<ConflictingField> {
    compare(&[
        ("Scope", &theirs.scope, &yours.scope),
        ("Public contact: name", &theirs.contact_name, &yours.contact_name),
        ("Public contact: email", &theirs.contact_email, &yours.contact_email),
        ("Public contact: telephone", &theirs.contact_telephone, &yours.contact_telephone),
        ("Web address of your charter page", &theirs.page_url, &yours.page_url),
        ("Leader: name", &theirs.leader_name, &yours.leader_name),
        ("Leader: job title", &theirs.leader_post, &yours.leader_post),
        ("Leader: email", &theirs.leader_email, &yours.leader_email),
    ])
}

/// Returns the fields whose versions differ.
pub(super) fn compare(fields: &[(&'static str, &String, &String)]) -> Vec<ConflictingField> {
    let conflict = |&(label, theirs, yours): &(&'static str, &String, &String)| {
        (theirs.trim() != yours.trim()).then(|| ConflictingField {
            label,
            theirs: theirs.clone(),
            yours: yours.clone(),
        })
    };
    fields.iter().filter_map(conflict).collect()
}
