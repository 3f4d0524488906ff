//! `/organisations/{organisation}/groups`: working groups and committees, their members and their meetings.

pub mod agenda;
pub mod group_members;
pub mod meetings;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    GroupId,
    core::{
        dates::long_date,
        permit::{AtOrganisation, KeepGroups, Permission, ReadAgenda, ReadInternal},
        prose,
        short::{Email, Line},
    },
    team::group::{self, GroupDetails, GroupKind, GroupMember, GroupRole, Meeting},
};
use serde::Deserialize;
use store::team::groups;
use uuid::Uuid;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, DateFields, Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "team/groups/list.html")]
struct ListPage {
    shell: Shell,
    home: String,
    organisation: String,
    title: String,
    rows: Vec<GroupRow>,
    may_keep: bool,
    fields: GroupFields,
    kinds: Vec<Choice>,
    errors: Errors,
}

/// A group in the list.
struct GroupRow {
    href: String,
    name: String,
    kind: &'static str,
    chairs: String,
    alarm: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "team/groups/one.html")]
struct GroupPage {
    shell: Shell,
    here: String,
    organisation: String,
    name: String,
    kind: &'static str,
    alarm: Option<&'static str>,
    remit: String,
    members: Vec<MemberRow>,
    past: Vec<MemberRow>,
    meetings: Vec<(String, String, &'static str)>,
    may_read_agenda: bool,
    may_keep: bool,
    /// The version of a conflicting edit; empty without one.
    theirs: String,
    fields: GroupFields,
    kinds: Vec<Choice>,
    new_member: group_members::GroupMemberFields,
    roles: Vec<Choice>,
    meeting: meetings::MeetingFields,
    errors: Errors,
}

/// A member of the group.
struct MemberRow {
    id: String,
    name: String,
    email: String,
    role: &'static str,
    term: String,
}

/// The name, type and remit of a group, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GroupFields {
    name: String,
    kind: String,
    remit: String,
    revision: i64,
}

impl GroupFields {
    fn parse(&self) -> Result<GroupDetails, Errors> {
        let mut errors = Errors::none();
        let name = Line::parse(&self.name).map_err(|error| error.at("Name", "Enter a name for the group"));
        let name = errors.collect("name", name);
        let kind = errors.collect("kind", GroupKind::parse(&self.kind).ok_or("Select a type"));
        let remit = errors.collect("remit", group::words(&self.remit));
        match (name, kind, remit) {
            (Some(name), Some(kind), Some(remit)) => Ok(GroupDetails { name, kind, remit }),
            _ => Err(errors),
        }
    }
    fn of(about: &GroupDetails, revision: i64) -> Self {
        let (name, kind) = (about.name.to_string(), about.kind.as_str().to_owned());
        Self { name, kind, remit: about.remit.clone(), revision }
    }
}

fn kinds(chosen: &str) -> Vec<Choice> {
    GroupKind::ALL.map(|kind| Choice::new(kind.as_str(), kind.name(), kind.as_str() == chosen)).to_vec()
}

fn roles(chosen: &str) -> Vec<Choice> {
    GroupRole::ALL.map(|role| Choice::new(role.as_str(), role.name(), role.as_str() == chosen)).to_vec()
}

fn home<P: Permission<Place = AtOrganisation>>(may: &May<P>) -> String {
    format!("/organisations/{}", may.of())
}

async fn list_page<P>(app: &App, may: &May<P>, fields: GroupFields, errors: Errors) -> Result<ListPage, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let all = groups::list(&mut app.db.read().await?, &may.ask::<ReadInternal>()?).await?;
    let today = may.visit.today();
    let chairs = |members: &[GroupMember]| {
        let current = members.iter().filter(|member| member.term.role == GroupRole::Chair && member.is_current(today));
        current.map(|member| member.term.name.to_string()).collect::<Vec<_>>().join(" and ")
    };
    Ok(ListPage {
        shell: may.shell(app, Section::People),
        home: home(may),
        organisation: may.organisation.clone(),
        title: match all.len() {
            0 => "No groups yet".to_owned(),
            1 => "1 group".to_owned(),
            number => format!("{number} groups"),
        },
        rows: all
            .iter()
            .map(|(group, members)| GroupRow {
                href: format!("{}/groups/{}", home(may), group.id),
                name: group.about.name.to_string(),
                kind: group.about.kind.name(),
                chairs: chairs(members),
                alarm: group::chair_warning(members, today),
            })
            .collect(),
        may_keep: may.also::<KeepGroups>(),
        kinds: kinds(&fields.kind),
        fields,
        errors,
    })
}

/// `GET /organisations/{organisation}/groups`.
pub async fn list(may: May<ReadInternal>, State(app): State<App>) -> Result<Response, Problem> {
    page(&list_page(&app, &may, GroupFields::default(), Errors::none()).await?)
}

/// `POST /organisations/{organisation}/groups`: creates a group.
pub async fn create(
    may: May<KeepGroups>,
    State(app): State<App>,
    Filled(fields): Filled<GroupFields>,
) -> Result<Response, Problem> {
    let about = match fields.parse() {
        Ok(about) => about,
        Err(errors) => return unprocessable(&list_page(&app, &may, fields, errors).await?),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let id = groups::create(&mut tx, &permit, &about, may.visit.now).await?;
    tx.commit().await?;
    let notice = format!("{} created. Add its chairs: there should be 2.", about.name);
    Ok(redirect_with_notice(&app, &format!("{}/groups/{id}", home(&may)), &notice))
}

/// What was typed into one of the forms of a group’s page.
#[derive(Default)]
struct GroupForms {
    fields: Option<GroupFields>,
    new_member: group_members::GroupMemberFields,
    meeting: meetings::MeetingFields,
    errors: Errors,
}

async fn group_page<P>(app: &App, may: &May<P>, id: Uuid, typed: GroupForms) -> Result<GroupPage, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let (mut tx, read) = (app.db.read().await?, may.ask::<ReadInternal>()?);
    let (group, members) = groups::read(&mut tx, &read, GroupId(id)).await?.ok_or(Problem::NotFound)?;
    let meetings = groups::meetings(&mut tx, &read, GroupId(id)).await?;
    drop(tx);
    let today = may.visit.today();
    // A member whose term begins later is listed with the current ones.
    let (past, current): (Vec<&GroupMember>, Vec<&GroupMember>) =
        members.iter().partition(|member| !member.is_current(today) && member.term.starts <= today);
    let here = format!("{}/groups/{id}", home(may));
    let fields = typed.fields.unwrap_or_else(|| GroupFields::of(&group.about, group.revision));
    let meeting = |one: &Meeting| {
        let text =
            if one.place.is_empty() { long_date(one.on) } else { format!("{}, {}", long_date(one.on), one.place) };
        let state = match (one.minutes.is_empty(), one.on < today) {
            (false, _) => "Minutes written",
            (true, true) => "No minutes yet",
            (true, false) => "Upcoming",
        };
        (format!("{here}/meetings/{}", one.id), text, state)
    };
    Ok(GroupPage {
        shell: may.shell(app, Section::People),
        organisation: may.organisation.clone(),
        name: group.about.name.to_string(),
        kind: group.about.kind.name(),
        alarm: group::chair_warning(&members, today),
        remit: prose::html(&group.about.remit),
        members: current.into_iter().map(row).collect(),
        past: past.into_iter().map(row).collect(),
        meetings: meetings.iter().map(meeting).collect(),
        may_read_agenda: may.also::<ReadAgenda>(),
        may_keep: may.also::<KeepGroups>(),
        theirs: String::new(),
        kinds: kinds(&fields.kind),
        fields,
        roles: roles(typed.new_member.role()),
        new_member: typed.new_member,
        meeting: typed.meeting,
        errors: typed.errors,
        here,
    })
}

fn row(member: &GroupMember) -> MemberRow {
    MemberRow {
        id: member.id.to_string(),
        name: member.term.name.to_string(),
        email: member.term.email.as_ref().map(Email::to_string).unwrap_or_default(),
        role: member.term.role.name(),
        term: member.in_words(),
    }
}

/// `GET /organisations/{organisation}/groups/{group}`.
pub async fn show(
    may: May<ReadInternal>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    page(&group_page(&app, &may, id, GroupForms::default()).await?)
}

/// `POST /organisations/{organisation}/groups/{group}`: saves the name, type and remit.
pub async fn change(
    may: May<KeepGroups>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
    Filled(fields): Filled<GroupFields>,
) -> Result<Response, Problem> {
    let about = match fields.parse() {
        Ok(about) => about,
        Err(errors) => {
            let typed = GroupForms { fields: Some(fields), errors, ..GroupForms::default() };
            return unprocessable(&group_page(&app, &may, id, typed).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    if groups::change(&mut tx, &permit, GroupId(id), fields.revision, &about, may.visit.now).await? {
        tx.commit().await?;
        return Ok(redirect_with_notice(&app, &format!("{}/groups/{id}", home(&may)), "Group saved."));
    }
    let now = groups::read(&mut tx, &may.ask::<ReadInternal>()?, GroupId(id)).await?.ok_or(Problem::NotFound)?.0;
    drop(tx);
    let fields = GroupFields { revision: now.revision, ..fields };
    let mut view = group_page(&app, &may, id, GroupForms { fields: Some(fields), ..GroupForms::default() }).await?;
    view.theirs = format!("{} ({}). {}", now.about.name, now.about.kind.name(), now.about.remit);
    conflict(&view)
}

/// The fields of a date, as typed.
fn date_fields(day: &str, month: &str, year: &str) -> DateFields {
    DateFields { day: day.to_owned(), month: month.to_owned(), year: year.to_owned() }
}
