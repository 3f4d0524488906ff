//! The members of a group: a member is added for a term of office, and removed.

use super::{GroupForms, date_fields, group_page, home};
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    Date, GroupId, GroupMemberId,
    core::{
        date_bounds::DateKind,
        permit::KeepGroups,
        short::{Email, Line},
    },
    team::group::{GroupRole, Term},
};
use serde::Deserialize;
use store::team::groups;
use uuid::Uuid;
use web_shell::core::{
    app::App,
    authorize::May,
    form::{
        DateFields, Errors,
        extract::{Filled, NoFields},
    },
    page::{redirect_with_notice, unprocessable},
    problem::Problem,
};

/// The new member and their term, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct GroupMemberFields {
    #[serde(rename = "group-member-name")]
    pub(super) name: String,
    #[serde(rename = "group-member-email")]
    pub(super) email: String,
    #[serde(rename = "group-member-role")]
    role: String,
    starts_day: String,
    starts_month: String,
    starts_year: String,
    ends_day: String,
    ends_month: String,
    ends_year: String,
}

impl GroupMemberFields {
    pub(super) fn role(&self) -> &str {
        &self.role
    }
    pub(super) fn starts(&self) -> DateFields {
        date_fields(&self.starts_day, &self.starts_month, &self.starts_year)
    }
    pub(super) fn ends(&self) -> DateFields {
        date_fields(&self.ends_day, &self.ends_month, &self.ends_year)
    }

    fn parse(&self, today: Date) -> Result<Term, Errors> {
        let mut errors = Errors::none();
        let name = Line::parse(&self.name).map_err(|error| error.at("Name", "Enter the member’s name"));
        let name = errors.collect("group-member-name", name);
        let email = match self.email.trim() {
            "" => Some(None),
            email => errors.collect("group-member-email", Email::parse(email)).map(Some),
        };
        let role = errors.collect("group-member-role", GroupRole::parse(&self.role).ok_or("Select a role"));
        let starts = self.starts().read(DateKind::Planned, "Term start date", today);
        let starts = starts.and_then(|day| day.ok_or_else(|| "Enter the term start date".to_owned()));
        let ends = self.ends().read(DateKind::Planned, "Term end date", today);
        let (starts, ends) = (errors.collect("starts", starts), errors.collect("ends", ends));
        if let (Some(starts), Some(Some(ends))) = (starts, ends)
            && ends < starts
        {
            errors.add("ends", "End date must be on or after the start date");
        }
        match (name, email, role, starts, ends) {
            (Some(name), Some(email), Some(role), Some(starts), Some(ends)) if errors.is_empty() => {
                Ok(Term { name, email, role, starts, ends })
            }
            _ => Err(errors),
        }
    }
}

/// `POST /organisations/{organisation}/groups/{group}/members`.
pub async fn add(
    may: May<KeepGroups>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
    Filled(fields): Filled<GroupMemberFields>,
) -> Result<Response, Problem> {
    let term = match fields.parse(may.visit.today()) {
        Ok(term) => term,
        Err(errors) => {
            let typed = GroupForms { new_member: fields, errors, ..GroupForms::default() };
            return unprocessable(&group_page(&app, &may, id, typed).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    if !groups::add_member(&mut tx, &permit, GroupId(id), &term, may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}/groups/{id}", home(&may)), &format!("{} added.", term.name)))
}

/// `POST /organisations/{organisation}/groups/{group}/members/{group_member}/remove`.
pub async fn remove(
    may: May<KeepGroups>,
    State(app): State<App>,
    Path((_, id, member)): Path<(Uuid, Uuid, Uuid)>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let today = may.visit.today();
    let (mut tx, permit) = may.begin(&app).await?;
    let name = groups::leave(&mut tx, &permit, GroupId(id), GroupMemberId(member), today, may.visit.now).await?;
    let name = name.ok_or(Problem::NotFound)?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}/groups/{id}", home(&may)), &format!("{name} removed.")))
}
