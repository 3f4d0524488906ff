//! `/calendars/{calendar_link}`: a person's own dates for their calendar program, at a secret address that is created on the account
//! page.

use crate::calendar::{self, days};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use documents::write::calendar as file;
use jiff::ToSpan as _;
use model::core::permit::KeepAccount;
use store::accounts::calendar_links;
use web_shell::{
    core::{
        app::App,
        authorize::May,
        form::extract::{Filled, NoFields},
        page::{self, redirect_with_notice},
        problem::Problem,
        request::Visit,
        shell::Shell,
    },
    work::what_comes,
};

#[derive(Template)]
#[template(path = "accounts/account/calendar.html")]
struct CalendarLinkPage {
    shell: Shell,
    address: String,
}

/// `POST /account/calendar`: creates a calendar link. It is shown only once, because only its hash is stored.
pub async fn create(may: May<KeepAccount>, State(app): State<App>, _: Filled<NoFields>) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let secret = calendar_links::create(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    let address = app.site.address(&format!("/calendars/{secret}"));
    page::page(&CalendarLinkPage { shell: Shell::new(&app, &may.visit), address })
}

/// `POST /account/calendar/end`: removes the calendar link.
pub async fn remove(may: May<KeepAccount>, State(app): State<App>, _: Filled<NoFields>) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    calendar_links::end(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, "/account#calendar", "Calendar link removed."))
}

/// `GET /calendars/{calendar_link}`: for the organisations that the person is a member of, the due dates, progress reviews, actions and
/// closing dates of consultations; for all organisations, the actions that they own and the meetings of their groups; for the secretariat and the
/// board, the dates of peer review rounds.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such link.
pub async fn feed(State(app): State<App>, Path(link): Path<String>, visit: Visit) -> Result<Response, Problem> {
    // Past dates stay in the feed for a month; most calendar programs no longer show older ones.
    let since = visit.today().saturating_sub(1.month());
    let mut tx = app.db.read().await?;
    let (by_organisation, rounds) =
        what_comes::by_calendar_link(&mut tx, &app.charter, &link, since).await?.ok_or(Problem::NotFound)?;
    let mut all = Vec::new();
    for one in &by_organisation {
        let (tie, is_member) = (&one.tie, one.tie.role.is_some());
        all.extend(one.dated.iter().flat_map(|dated| days::of(&app, dated)));
        all.extend(one.review.map(|on| days::review(&app, tie, on)));
        all.extend(one.coming.iter().map(|coming| days::coming(&app, tie, coming)));
        let due_action = |action| days::due_action(&app, action, &tie.organisation_name, is_member);
        all.extend(one.due_actions.iter().map(due_action));
    }
    all.extend(rounds.iter().flat_map(|round| days::of_round(&app, round)).filter(|day| day.on >= since));
    Ok(calendar::calendar_file(&file::write(&app.charter.name, &all, visit.now), "private, max-age=3600"))
}
