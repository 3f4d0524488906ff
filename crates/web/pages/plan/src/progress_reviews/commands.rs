//! Starting, minuting and publishing progress reviews.

use super::{OpenForm, ReviewForm, draw, list_page, title};
use crate::update_requests::{Occasion, send};
use axum::{extract::State, http::HeaderMap, response::Response};
use model::{
    core::{
        date_bounds::DateKind,
        permit::{OpenProgressReview, PublishProgressReview, RequestUpdates, WriteMinutes},
    },
    plan::progress_review::{MAX_MINUTES_CHARACTERS, MAX_NOTE_CHARACTERS, words},
};
use pages_team::minutes::{ConflictingMinutes, newer_version_exists, show_conflict};
use serde::Deserialize;
use store::plan::{
    progress_reviews::{self, MinutesSaved},
    update_requests,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    autosave::{Tabs, is_script, not_saved, saved},
    form::{DateFields, Errors, extract::Filled},
    page::{redirect_with_notice, unprocessable},
    problem::Problem,
};

/// The date of the meeting and the message to owners.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct OpenFields {
    meets_day: String,
    meets_month: String,
    meets_year: String,
    note: String,
}

/// `POST /organisations/{organisation}/progress-reviews`: starts a review and requests updates from every owner of an open action.
pub async fn open(
    may: May<OpenProgressReview>,
    State(app): State<App>,
    Filled(fields): Filled<OpenFields>,
) -> Result<Response, Problem> {
    let meets = DateFields { day: fields.meets_day, month: fields.meets_month, year: fields.meets_year };
    let mut errors = Errors::none();
    let today = may.visit.today();
    let day = meets.read(DateKind::Meeting, "Date of the meeting", today).and_then(|day| match day {
        Some(day) if day < today => Err("Date of the meeting must be today or in the future".to_owned()),
        day => Ok(day),
    });
    let day = errors.collect("meets", day);
    let note = errors.collect("note", words(&fields.note, MAX_NOTE_CHARACTERS));
    let (Some(day), Some(note)) = (day, note) else {
        let form = OpenForm { meets, note: fields.note };
        return unprocessable(&list_page(&app, &may, form, errors).await?);
    };
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let request = permit.ask::<RequestUpdates>()?;
    let Some(review) = progress_reviews::open(&mut tx, &permit, day, &note, now).await? else {
        let back = format!("/organisations/{}/progress-reviews", may.of());
        return Ok(redirect_with_notice(
            &app,
            &back,
            "Progress review not started: one is already open, or there is no current action plan.",
        ));
    };
    update_requests::all(&mut tx, &request, Some(review), app.charter.calendar.plan_review_months, now).await?;
    let awaited_owners = update_requests::awaited_owners(&mut tx, &request, None, now).await?;
    let occasion = Occasion { note, meets: day };
    let emails = send(&mut tx, &app, &request, (&may.visit, &may.organisation), &awaited_owners, &occasion).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    let notice = match emails {
        0 => "Progress review started. No email sent: assign owners and add their email addresses.".to_owned(),
        1 => "Progress review started. 1 email sent.".to_owned(),
        number => format!("Progress review started. {number} emails sent."),
    };
    Ok(redirect_with_notice(&app, &format!("/progress-reviews/{review}"), &notice))
}

/// The minutes as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReviewMinutesForm {
    minutes: String,
    revision: i64,
    tab: String,
    restored: String,
}

/// `POST /progress-reviews/{progress_review}/minutes`: saves the minutes, from the form or from the autosave script.
pub async fn write(
    may: May<WriteMinutes>,
    State(app): State<App>,
    headers: HeaderMap,
    Filled(fields): Filled<ReviewMinutesForm>,
) -> Result<Response, Problem> {
    let is_script = is_script(&headers);
    let minutes = match words(&fields.minutes, MAX_MINUTES_CHARACTERS) {
        Ok(minutes) => minutes,
        Err(message) if is_script => return Ok(not_saved(&message)),
        Err(message) => {
            let typed = ReviewForm { minutes: Some(fields.minutes), errors: Errors::one("minutes", message) };
            return unprocessable(&draw(&app, &may, typed).await?);
        }
    };
    let (now, tabs) = (may.visit.now, Tabs::read(&fields.tab, &fields.restored));
    let draft = tabs.draft(&minutes, fields.revision);
    let (mut tx, permit) = may.begin(&app).await?;
    match progress_reviews::write_minutes(&mut tx, &permit, &draft, now).await? {
        MinutesSaved::Saved(revision) => {
            tx.commit().await?;
            if is_script {
                return Ok(saved(now, revision));
            }
            Ok(redirect_with_notice(
                &app,
                &format!("/progress-reviews/{}#minutes", may.place().review),
                "Minutes saved.",
            ))
        }
        MinutesSaved::Stale(current) => {
            let clash = progress_reviews::conflicting_edit(&mut tx, &permit, fields.revision, &current).await?;
            if is_script {
                return Ok(newer_version_exists(&clash));
            }
            // The second version is stored, so that it can be compared.
            tx.commit().await?;
            let here = format!("/progress-reviews/{}", may.place().review);
            let both = ConflictingMinutes {
                subject: title(&current),
                organisation: may.organisation.clone(),
                save: format!("{here}/minutes"),
                here,
                mine: &minutes,
                theirs: &current.minutes,
                revision: current.revision,
            };
            show_conflict(may.shell(&app, Section::Plan), both, &clash)
        }
    }
}

/// What is public: `no`, `yes` or `minutes`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProgressReviewPublicationFields {
    publish: String,
}

/// `POST /progress-reviews/{progress_review}/publication`.
pub async fn publish(
    may: May<PublishProgressReview>,
    State(app): State<App>,
    Filled(fields): Filled<ProgressReviewPublicationFields>,
) -> Result<Response, Problem> {
    let (minutes, notice) = match fields.publish.as_str() {
        "minutes" => (Some(true), "Progress review and minutes published."),
        "yes" => (Some(false), "Progress review published without its minutes."),
        "no" => (None, "Progress review is no longer public."),
        _ => return Err(Problem::Unreadable),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    progress_reviews::publish(&mut tx, &permit, minutes, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("/progress-reviews/{}", may.place().review), notice))
}
