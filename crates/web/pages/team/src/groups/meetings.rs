//! The meetings of a group, and their minutes.

use super::{GroupForms, date_fields, group_page, home};
use crate::minutes::{self, ConflictingMinutes, newer_version_exists, show_conflict};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use model::{
    GroupId, MeetingId,
    core::{
        date_bounds::DateKind,
        dates::long_date,
        permit::{AtOrganisation, KeepGroups, Permission, ReadInternal},
        prose,
    },
    team::group::{self, Meeting},
};
use serde::Deserialize;
use store::team::groups::{self, Saved};
use uuid::Uuid;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    autosave::{Tabs, is_script, not_saved, saved},
    form::{DateFields, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// Maximum length of the location of a meeting, in characters.
const MAX_PLACE_CHARACTERS: usize = 200;

#[derive(Template)]
#[template(path = "team/groups/meeting.html")]
struct MeetingPage {
    shell: Shell,
    here: String,
    group: String,
    group_name: String,
    organisation: String,
    on: String,
    held_at: String,
    html: String,
    may_keep: bool,
    minutes: String,
    revision: i64,
    errors: Errors,
}

/// The date and location of a meeting, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct MeetingFields {
    held_day: String,
    held_month: String,
    held_year: String,
    pub(super) held_at: String,
}

impl MeetingFields {
    pub(super) fn held(&self) -> DateFields {
        date_fields(&self.held_day, &self.held_month, &self.held_year)
    }
}

/// `POST /organisations/{organisation}/groups/{group}/meetings`: adds a meeting, upcoming or past.
pub async fn add(
    may: May<KeepGroups>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
    Filled(fields): Filled<MeetingFields>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let on = fields.held().read(DateKind::Meeting, "Date of the meeting", may.visit.today());
    let on = on.and_then(|day| day.ok_or_else(|| "Enter the date of the meeting".to_owned()));
    let on = errors.collect("held", on);
    let place = fields.held_at.trim().to_owned();
    if place.chars().count() > MAX_PLACE_CHARACTERS {
        errors.add("held-at", "Location must be 200 characters or fewer");
    }
    let (Some(on), true) = (on, errors.is_empty()) else {
        let typed = GroupForms { meeting: fields, errors, ..GroupForms::default() };
        return unprocessable(&group_page(&app, &may, id, typed).await?);
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let meeting = groups::add_meeting(&mut tx, &permit, GroupId(id), (on, &place), may.visit.now).await?;
    let meeting = meeting.ok_or(Problem::NotFound)?;
    tx.commit().await?;
    let path = format!("{}/groups/{id}/meetings/{meeting}", home(&may));
    Ok(redirect_with_notice(&app, &path, "Meeting added."))
}

async fn draw<P>(
    app: &App,
    may: &May<P>,
    (group, id): (Uuid, Uuid),
    typed: Option<MeetingMinutesForm>,
    errors: Errors,
) -> Result<MeetingPage, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let (mut tx, read) = (app.db.read().await?, may.ask::<ReadInternal>()?);
    let (stored_group, _) = groups::read(&mut tx, &read, GroupId(group)).await?.ok_or(Problem::NotFound)?;
    let meeting = groups::meeting(&mut tx, &read, GroupId(group), MeetingId(id)).await?.ok_or(Problem::NotFound)?;
    drop(tx);
    let Meeting { on, place, minutes, revision, .. } = meeting;
    let back = format!("{}/groups/{group}", home(may));
    let typed = typed.unwrap_or_else(|| MeetingMinutesForm {
        minutes: minutes.clone(),
        revision,
        ..MeetingMinutesForm::default()
    });
    Ok(MeetingPage {
        shell: may.shell(app, Section::People),
        here: format!("{back}/meetings/{id}"),
        group: back,
        group_name: stored_group.about.name.to_string(),
        organisation: may.organisation.clone(),
        on: long_date(on),
        held_at: place,
        html: prose::html(&minutes),
        may_keep: may.also::<KeepGroups>(),
        minutes: typed.minutes,
        revision: typed.revision,
        errors,
    })
}

/// `GET /organisations/{organisation}/groups/{group}/meetings/{meeting}`.
pub async fn show(
    may: May<ReadInternal>,
    State(app): State<App>,
    Path((_, group, id)): Path<(Uuid, Uuid, Uuid)>,
) -> Result<Response, Problem> {
    page(&draw(&app, &may, (group, id), None, Errors::none()).await?)
}

/// `GET /organisations/{organisation}/groups/{group}/meetings/{meeting}/versions`.
pub async fn versions(
    may: May<ReadInternal>,
    State(app): State<App>,
    Path((_, group, id)): Path<(Uuid, Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let meeting = groups::meeting(&mut tx, &may, GroupId(group), MeetingId(id)).await?.ok_or(Problem::NotFound)?;
    let versions = groups::versions(&mut tx, &may, meeting.id).await?;
    drop(tx);
    let subject = format!("Meeting, {}", long_date(meeting.on));
    let here = format!("{}/groups/{group}/meetings/{id}", home(&may));
    minutes::versions(may.shell(&app, Section::People), (subject, may.organisation.clone(), here), &versions)
}

/// Minutes, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MeetingMinutesForm {
    minutes: String,
    revision: i64,
    tab: String,
    restored: String,
}

/// `POST /organisations/{organisation}/groups/{group}/meetings/{meeting}`: saves the minutes, from the form or from the autosave script,
/// which expects JSON.
pub async fn save_minutes(
    may: May<KeepGroups>,
    State(app): State<App>,
    Path((_, group, id)): Path<(Uuid, Uuid, Uuid)>,
    headers: HeaderMap,
    Filled(typed): Filled<MeetingMinutesForm>,
) -> Result<Response, Problem> {
    let is_script = is_script(&headers);
    let minutes = match group::words(&typed.minutes) {
        Ok(minutes) => minutes,
        Err(error) if is_script => return Ok(not_saved(error)),
        Err(error) => {
            return unprocessable(&draw(&app, &may, (group, id), Some(typed), Errors::one("minutes", error)).await?);
        }
    };
    let place = (GroupId(group), MeetingId(id));
    let tabs = Tabs::read(&typed.tab, &typed.restored);
    let draft = tabs.draft(&minutes, typed.revision);
    let (mut tx, permit) = may.begin(&app).await?;
    match groups::save_minutes(&mut tx, &permit, place, &draft, may.visit.now).await? {
        Saved::Yes(revision) => {
            tx.commit().await?;
            if is_script {
                return Ok(saved(may.visit.now, revision));
            }
            let path = format!("{}/groups/{group}/meetings/{id}", home(&may));
            Ok(redirect_with_notice(&app, &path, "Minutes saved."))
        }
        Saved::Stale(now) => {
            let clash = groups::conflicting_edit(&mut tx, &permit, typed.revision, &now).await?;
            if is_script {
                return Ok(newer_version_exists(&clash));
            }
            // The second version is stored, so that it can be compared.
            tx.commit().await?;
            let here = format!("{}/groups/{group}/meetings/{id}", home(&may));
            let both = ConflictingMinutes {
                subject: format!("Meeting, {}", long_date(now.on)),
                organisation: may.organisation.clone(),
                save: here.clone(),
                here,
                mine: &minutes,
                theirs: &now.minutes,
                revision: now.revision,
            };
            show_conflict(may.shell(&app, Section::People), both, &clash)
        }
        Saved::NotFound => Err(Problem::NotFound),
    }
}
