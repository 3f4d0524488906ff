//! `/organisations/{organisation}/people`: members, invitations, and whether the organisation depends on one lead.

pub mod change;
pub mod invite;

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    accounts::member::Strength,
    core::{
        dates::long_date,
        permit::{AtOrganisation, ManagePeople, Permission, ReadOrganisation, Role},
    },
};
use store::{
    accounts::{
        invitations,
        members::{self, Member},
    },
    work::emails,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock::day,
    form::{Choice, Errors},
    page,
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "accounts/people/list.html")]
struct People {
    shell: Shell,
    errors: Errors,
    title: String,
    then: &'static str,
    organisation: String,
    home: String,
    people: Vec<Row>,
    invited: Vec<Invited>,
    undelivered: Vec<Lost>,
    may_manage: bool,
    form: InvitationFormView,
}

/// Someone, in words.
struct Row {
    id: String,
    name: String,
    email: String,
    role: &'static str,
    since: String,
    /// What they can be made: the word that the form sends, and its phrase.
    other: (&'static str, &'static str),
}

/// An invitation that waits, in words.
struct Invited {
    id: String,
    name: String,
    email: String,
    role: &'static str,
    sent: String,
    until: String,
}

/// An email that could not be delivered, in words.
struct Lost {
    name: String,
    email: String,
    on: String,
    said: String,
}

/// The form to invite a person, as it was filled in.
struct InvitationFormView {
    name: String,
    email: String,
    roles: Vec<Choice>,
}

impl InvitationFormView {
    fn new(name: String, email: String, role: Role) -> Self {
        let choice = |one: Role| Choice::new(one.as_str(), one.name(), one == role);
        let roles = vec![
            choice(Role::Lead).hint("Is responsible for the self-assessment and the plan, signs and submits."),
            choice(Role::Contributor).hint("Edits answers, actions and progress updates."),
        ];
        Self { name, email, roles }
    }
}

/// The page, with a form that may have been filled in already. Without one it invites to what is missing most: a second lead.
async fn draw<P>(app: &App, may: &May<P>, form: Option<InvitationFormView>, errors: Errors) -> Result<People, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let read = may.ask::<ReadOrganisation>()?;
    let mut tx = app.db.read().await?;
    let people = members::list(&mut tx, &read).await?;
    let open = invitations::open_to_organisation(&mut tx, &read, may.visit.now).await?;
    let lost = emails::undelivered(&mut tx, &read).await?;
    let strength = Strength::of(people.iter().map(|member| member.role));
    let (title, then) = first_words(strength, &people, may);
    let role = if strength.leads < 2 { Role::Lead } else { Role::Contributor };
    let home = format!("/organisations/{}", may.of());
    Ok(People {
        shell: may.shell(app, Section::People),
        errors,
        title,
        then,
        organisation: may.organisation.clone(),
        home,
        people: people.into_iter().map(row).collect(),
        invited: open
            .into_iter()
            .map(|invitation| Invited {
                id: invitation.id.to_string(),
                name: invitation.name,
                email: invitation.email,
                role: invitation.to.a(),
                sent: long_date(day(invitation.created_at)),
                until: long_date(day(invitation.expires_at)),
            })
            .collect(),
        undelivered: lost
            .into_iter()
            .map(|one| Lost { name: one.name, email: one.email, on: long_date(day(one.at)), said: one.failure })
            .collect(),
        may_manage: may.also::<ManagePeople>(),
        form: form.unwrap_or_else(|| InvitationFormView::new(String::new(), String::new(), role)),
    })
}

fn row(member: Member) -> Row {
    Row {
        id: member.person.to_string(),
        name: member.name,
        email: member.email,
        role: member.role.name(),
        since: long_date(day(member.since)),
        other: match member.role {
            Role::Lead => (Role::Contributor.as_str(), "contributor"),
            Role::Contributor => (Role::Lead.as_str(), "institutional lead"),
        },
    }
}

/// What the reader came to know: whether the organisation depends on one person.
fn first_words<P>(strength: Strength, people: &[Member], may: &May<P>) -> (String, &'static str)
where
    P: Permission<Place = AtOrganisation>,
{
    let lead = people.iter().find(|member| member.role == Role::Lead);
    match (strength.leads, lead) {
        (1, Some(lead)) if Some(lead.person) == may.author().person() => (
            "You are the only institutional lead".to_owned(),
            "Invite a second lead so that sign-off can continue if you leave.",
        ),
        (1, Some(lead)) => (
            format!("{} is the only institutional lead", lead.name),
            "Invite a second lead so that sign-off can continue if they leave.",
        ),
        (0, _) => (strength.in_words(), "An institutional lead is needed to sign and submit."),
        _ => (strength.in_words(), "Institutional leads sign and submit. All members can edit."),
    }
}

/// Who is here.
///
/// # Errors
/// Only our own mistakes.
pub async fn show(may: May<ReadOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    page::page(&draw(&app, &may, None, Errors::none()).await?)
}
