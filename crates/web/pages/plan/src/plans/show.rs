//! The page of an action plan.

use super::{
    filter::{PlanFilter, colours},
    publication::PublicationView,
    view::{self, ThemeView},
};
use crate::plans::summary::summarise;
use crate::progress_reviews::last_and_next;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use jiff::SignedDuration;
use model::{
    ActionId, Date, OrganisationId, PlanId,
    core::{
        date_bounds::DateKind,
        dates::{self, long_date, month_year},
        permit::{
            AtOrganisation, AtPlan, EditPlan, Permission, Permit, PublishPlanChanges, ReadAgenda, ReadInternal,
            ReadPlan, ReadWaitingUpdates, UploadWorkbook,
        },
    },
    plan::{Placed, Plan, Term},
    team::comment::open_in_words,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{
    Tx,
    plan::{
        plans::{self, ListedPlan},
        progress_reviews, update_approvals,
    },
    team::comments,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, DateFields, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    rating_chart::{self, ThemeRings},
    shell::Shell,
};

/// The form of the plan dates.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct TermForm {
    starts_day: String,
    starts_month: String,
    starts_year: String,
    months: String,
}

#[derive(Template)]
#[template(path = "plan/plans/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "one for each part that the template shows or hides")]
struct PlanPage {
    shell: Shell,
    /// What of it is public; none before it is submitted.
    publication: Option<PublicationView>,
    id: PlanId,
    organisation: OrganisationId,
    name: String,
    dates: String,
    sentence: String,
    then: String,
    rings: Vec<ThemeRings>,
    legend: Vec<(&'static str, String)>,
    /// A link from the current plan to the draft, or back: its address and text.
    other: Option<(String, String)>,
    themes: Vec<ThemeView>,
    ended: Vec<EndedAction>,
    rags: Vec<Choice>,
    theme_choices: Vec<Choice>,
    /// The last and the next progress review; blank unless the plan is current.
    reviewed: String,
    charters: Vec<Choice>,
    /// The selected other charter: key and name.
    other_charter: Option<(String, String)>,
    /// The day of "View plan as at", as typed.
    on: String,
    /// That day as text, and the number of actions whose text on that day is not known.
    past: Option<(String, usize)>,
    /// "5 of 35 actions shown.", or blank without a filter.
    shown: String,
    has_pdf: bool,
    /// Whether the visitor reads the pages about the plan that stay within the organisation.
    is_member: bool,
    may_edit: bool,
    may_publish: bool,
    may_upload: bool,
    is_arranging: bool,
    starts: DateFields,
    months: String,
    errors: Errors,
}

/// A withdrawn or merged action.
struct EndedAction {
    id: ActionId,
    text: String,
    how: &'static str,
    why: String,
}

/// `GET /plans/{plan}`.
pub async fn show(
    may: May<ReadPlan>,
    State(app): State<App>,
    Query(filter): Query<PlanFilter>,
) -> Result<Response, Problem> {
    let view = draw(&may, &app, &filter, None, Errors::none()).await?;
    if view.errors.is_empty() { page(&view) } else { unprocessable(&view) }
}

/// `POST /plans/{plan}/term`: saves the start date and the length in months.
pub async fn change_term(
    may: May<EditPlan>,
    State(app): State<App>,
    Filled(form): Filled<TermForm>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let starts = form.starts().read(DateKind::Planned, "Start date", may.visit.today());
    let starts = starts.and_then(|day| day.ok_or_else(|| "Enter the start date".to_owned()));
    let starts = errors.collect("starts", starts);
    let term = errors.collect("months", Term::parse(starts.unwrap_or(may.visit.today()), &form.months));
    let (Some(_), Some(term)) = (starts, term) else {
        return unprocessable(&draw(&may, &app, &PlanFilter::default(), Some(form), errors).await?);
    };
    let (mut tx, permit) = may.begin(&app).await?;
    plans::change_term(&mut tx, &permit, term, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("/plans/{}", may.place().plan), "Plan dates saved."))
}

impl TermForm {
    fn starts(&self) -> DateFields {
        DateFields { day: self.starts_day.clone(), month: self.starts_month.clone(), year: self.starts_year.clone() }
    }
}

async fn draw<P: Permission<Place = AtPlan>>(
    may: &May<P>,
    app: &App,
    filter: &PlanFilter,
    term: Option<TermForm>,
    mut errors: Errors,
) -> Result<PlanPage, Problem> {
    let mut tx = app.db.read().await?;
    // Earlier texts of a draft are not shared with it.
    let internal = may.at::<ReadInternal>(AtOrganisation { organisation: may.of() }).ok();
    let day = errors.collect("on", filter.day(may.visit.today())).flatten().filter(|_| internal.is_some());
    let read = may.ask::<ReadPlan>()?;
    let (plan, past) = plan_as_at(&mut tx, &read, day).await?;
    let assigned =
        plans::owners_before(&mut tx, &read, day.map_or(may.visit.now + SignedDuration::from_secs(1), dates::end_of))
            .await?;
    let all = match &internal {
        Some(read) => plans::list(&mut tx, read).await?,
        None => Vec::new(),
    };
    let other = other(&all, plan.id);
    let is_in_force = all.iter().find(|one| one.is_in_force()).is_some_and(|one| one.id == plan.id);
    let brief = progress_reviews::brief(&mut tx, may.of()).await?;
    let threads = match may.at::<ReadAgenda>(AtOrganisation { organisation: plan.organisation }) {
        Ok(agenda) if past.is_none() => comments::open_by_action(&mut tx, &agenda).await?,
        _ => BTreeMap::new(),
    };
    let waiting = match may.at::<ReadWaitingUpdates>(AtOrganisation { organisation: plan.organisation }) {
        Ok(members) if past.is_none() => update_approvals::count_by_action(&mut tx, &members).await?,
        _ => BTreeMap::new(),
    };
    let publication = match past {
        None => PublicationView::read_known(&mut tx, &read, &plan, app).await?,
        Some(_) => None,
    };
    drop(tx);
    let (charter, today) = (&app.charter, day.unwrap_or(may.visit.today()));
    let (sentence, then) = summarise(&plan, may.place().step, charter);
    let mut themes = view::themes(&plan, charter, today);
    for action in themes.iter_mut().flat_map(|theme| &mut theme.actions) {
        action.tags.extend(threads.get(&action.id).copied().map(open_in_words));
        action.tags.extend(waiting.get(&action.id).copied().map(view::waiting_in_words));
        action.assigned = assigned.get(&action.id).map(|one| view::assigned(one, &action.owner)).unwrap_or_default();
    }
    let shown = filter.keep(&mut themes, &plan, charter);
    let may_edit = may.also::<EditPlan>() && past.is_none();
    let (starts, months) = term.map_or_else(
        || (DateFields::from(plan.starts), plan.months.to_string()),
        |form| (form.starts(), form.months.clone()),
    );
    let (last, next) = last_and_next(charter, brief, plan.starts, plan.ends, today);
    Ok(PlanPage {
        reviewed: if is_in_force { format!("{last} {next}") } else { String::new() },
        publication,
        may_publish: may.also::<PublishPlanChanges>(),
        shell: may.shell(app, Section::Plan),
        id: plan.id,
        organisation: plan.organisation,
        name: may.organisation.clone(),
        dates: format!("{} to {}", month_year(plan.starts), month_year(plan.ends)),
        sentence,
        then,
        rings: view::rings(&plan, charter),
        other,
        legend: colours().map(|colour| (rating_chart::class(colour), charter.word(colour).to_owned())).to_vec(),
        themes,
        ended: plan.actions.iter().filter_map(ended).collect(),
        rags: filter.colours(charter),
        theme_choices: filter.themes(charter),
        charters: filter.charters(charter),
        other_charter: filter.other_charter(charter).map(|allied| (allied.id.to_string(), allied.name.clone())),
        on: filter.on.clone(),
        may_upload: may.also::<UploadWorkbook>() && past.is_none(),
        past,
        shown,
        has_pdf: app.typeset.is_some(),
        is_member: internal.is_some(),
        may_edit,
        is_arranging: may_edit && filter.order == "change",
        starts,
        months,
        errors,
    })
}

/// Reads the plan as it is now or, with a day, as at the end of that day. Then it also returns the day as text and the number of
/// actions whose text on that day is not known.
async fn plan_as_at(
    tx: &mut Tx,
    may: &Permit<ReadPlan>,
    day: Option<Date>,
) -> Result<(Plan, Option<(String, usize)>), Problem> {
    let Some(day) = day else { return Ok((plans::read(tx, may).await?.ok_or(Problem::NotFound)?, None)) };
    let past = plans::before(tx, may, dates::end_of(day)).await?.ok_or(Problem::NotFound)?;
    Ok((past.plan, Some((long_date(day), past.uncertain.len()))))
}

/// The link from the current plan to the draft, or back.
fn other(all: &[ListedPlan], here: PlanId) -> Option<(String, String)> {
    let is_draft = |plan: &&ListedPlan| !plan.is_in_force();
    let here = all.iter().find(|plan| plan.id == here)?;
    let (other, label) = if here.is_in_force() {
        (all.iter().find(is_draft)?, "Draft action plan")
    } else {
        (all.iter().find(|plan| plan.is_in_force())?, "Current action plan")
    };
    let text = format!("{label}: {} to {}", month_year(other.starts), month_year(other.ends));
    Some((format!("/plans/{}", other.id), text))
}

fn ended(placed: &Placed) -> Option<EndedAction> {
    let ended = placed.ended.as_ref()?;
    let how = match ended {
        model::plan::Ended::Withdrawn { .. } => "Withdrawn",
        model::plan::Ended::Merged { .. } => "Merged into another action",
    };
    let (id, text) = (placed.action.id, placed.action.details.text.clone());
    Some(EndedAction { id, text, how, why: ended.why().to_owned() })
}
