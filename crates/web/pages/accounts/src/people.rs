//! `/organisations/{organisation}/people`: members, invitations, and whether the organisation depends on one lead.

pub mod change;
pub mod invite;
pub mod names;

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    accounts::{member::MemberCounts, name::distinction},
    core::{
        dates::long_date,
        permit::{AtOrganisation, CheckNames, ManagePeople, Permission, ReadInternal, ReadPeople, Role},
    },
};
use store::{
    accounts::{
        invitations,
        members::{self, Member},
    },
    work::{emails, personal::name_checks},
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
struct PeoplePage {
    shell: Shell,
    errors: Errors,
    title: String,
    then: &'static str,
    organisation: String,
    home: String,
    people: Vec<MemberRow>,
    invited: Vec<InvitationRow>,
    undelivered: Vec<UndeliveredRow>,
    may_manage: bool,
    is_member: bool,
    may_check_names: bool,
    /// How many names of former people wait for a decision.
    names_to_check: usize,
    form: InvitationFormView,
}

/// A member, as shown.
struct MemberRow {
    id: String,
    name: String,
    /// Empty if the visitor does not see the address.
    email: String,
    role: &'static str,
    since: String,
    /// The role that the member can be changed to: its form value and its label.
    other: (&'static str, &'static str),
}

/// An open invitation, as shown.
struct InvitationRow {
    id: String,
    name: String,
    /// Empty if the visitor does not see the address.
    email: String,
    role: &'static str,
    sent: String,
    until: String,
}

/// An email that could not be delivered, as shown.
struct UndeliveredRow {
    name: String,
    email: String,
    on: String,
    failure: String,
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

/// Builds the page. Without a filled-in form, the form suggests the role that is needed most: a second lead if there is none.
async fn draw<P>(
    app: &App,
    may: &May<P>,
    form: Option<InvitationFormView>,
    errors: Errors,
) -> Result<PeoplePage, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let read = may.ask::<ReadPeople>()?;
    let mut tx = app.db.read().await?;
    let people = members::list(&mut tx, &read).await?;
    let open = invitations::open_to_organisation(&mut tx, &read, may.visit.now).await?;
    let undelivered = emails::undelivered(&mut tx, &read).await?;
    let is_member = may.also::<ReadInternal>();
    let may_check_names = may.also::<CheckNames>();
    let strength = MemberCounts::of(people.iter().map(|member| member.role));
    let (title, then) = headline(strength, &people, may);
    let role = if strength.leads < 2 { Role::Lead } else { Role::Contributor };
    let home = format!("/organisations/{}", may.of());
    Ok(PeoplePage {
        shell: may.shell(app, Section::People),
        errors,
        title,
        then,
        organisation: may.organisation.clone(),
        home,
        people: people.iter().map(|member| row(member, &people)).collect(),
        invited: open
            .into_iter()
            .map(|invitation| InvitationRow {
                id: invitation.id.to_string(),
                name: invitation.name,
                email: invitation.email,
                role: invitation.to.with_article(),
                sent: long_date(day(invitation.created_at)),
                until: long_date(day(invitation.expires_at)),
            })
            .collect(),
        undelivered: undelivered
            .into_iter()
            .map(|one| UndeliveredRow {
                name: one.name,
                email: one.email,
                on: long_date(day(one.at)),
                failure: one.failure,
            })
            .collect(),
        may_manage: may.also::<ManagePeople>(),
        is_member,
        may_check_names,
        names_to_check: if may_check_names {
            name_checks::count_waiting(&mut tx, &may.ask::<CheckNames>()?).await?
        } else {
            0
        },
        form: form.unwrap_or_else(|| InvitationFormView::new(String::new(), String::new(), role)),
    })
}

/// A member as shown: with what the activity log shows beside the name, if another has the same.
fn row(member: &Member, all: &[Member]) -> MemberRow {
    let is_shared = all.iter().any(|one| one.person != member.person && one.name.eq_ignore_ascii_case(&member.name));
    MemberRow {
        id: member.person.to_string(),
        name: if is_shared { format!("{} {}", member.name, distinction(member.person)) } else { member.name.clone() },
        email: member.email.clone(),
        role: member.role.name(),
        since: long_date(day(member.since)),
        other: match member.role {
            Role::Lead => (Role::Contributor.as_str(), "contributor"),
            Role::Contributor => (Role::Lead.as_str(), "institutional lead"),
        },
    }
}

/// The first two sentences: whether the organisation depends on one lead, and what to do about it.
fn headline<P>(strength: MemberCounts, people: &[Member], may: &May<P>) -> (String, &'static str)
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

/// `GET /organisations/{organisation}/people`.
pub async fn show(may: May<ReadPeople>, State(app): State<App>) -> Result<Response, Problem> {
    page::page(&draw(&app, &may, None, Errors::none()).await?)
}
