//! The page of one plan.

use super::view::{self, ThemeView};
use crate::{
    app::App,
    filled::Filled,
    form::{Choice, DateFields, Errors},
    may::{May, Section},
    page::{done, page, refused},
    pages::plan_reviews::last_and_next,
    problem::Problem,
    rings::{self, ThemeRings},
    shell::Shell,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use jiff::SignedDuration;
use model::{
    ActionId, AlliedKey, Date, OrganisationId, PlanId,
    assessment::Step,
    charter::Charter,
    comment::open_in_words,
    dates::{self, long_date, month_year},
    permit::{AtOrganisation, AtPlan, EditPlan, EnterRoom, Permission, Permit, ReadOrganisation, ReadPlan},
    plan::{Origin, Placed, Plan, Term},
    rating::Colour,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{
    Tx, comments, plan_reviews,
    plans::{self, Listed},
};

/// What of a plan is shown: all of it, where nothing was chosen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    rag: String,
    theme: String,
    /// A charter that actions serve besides.
    charter: String,
    /// The day at the end of which it is seen; today where it is blank.
    on: String,
    /// `change` shows where each action can be moved to.
    order: String,
}

/// When a plan begins and how long it lasts, as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct TermForm {
    starts_day: String,
    starts_month: String,
    starts_year: String,
    months: String,
}

#[derive(Template)]
#[template(path = "plans/show.html")]
struct PlanPage {
    shell: Shell,
    id: PlanId,
    organisation: OrganisationId,
    name: String,
    dates: String,
    sentence: String,
    then: String,
    rings: Vec<ThemeRings>,
    legend: Vec<(&'static str, String)>,
    /// The plan that is being written, or the one in force where this is that one: its address, and the words that lead there.
    other: Option<(String, String)>,
    themes: Vec<ThemeView>,
    ended: Vec<Ended>,
    rags: Vec<Choice>,
    theme_choices: Vec<Choice>,
    /// When it was reviewed last, and when it is to be reviewed next; blank for a plan that is not in force.
    reviewed: String,
    charters: Vec<Choice>,
    /// The other charter whose actions alone are shown: its key and its name.
    serves: Option<(String, String)>,
    /// The day at the end of which it is seen, as it was typed.
    on: String,
    /// The same in words, and of how many actions the words of then are not known; none where it is seen as it stands.
    past: Option<(String, usize)>,
    /// "5 of 35 actions are shown", or nothing.
    shown: String,
    has_pdf: bool,
    may_edit: bool,
    is_arranging: bool,
    starts: DateFields,
    months: String,
    errors: Errors,
}

/// An action that left the plan before its time.
struct Ended {
    id: ActionId,
    text: String,
    how: &'static str,
    why: String,
}

/// `GET /plans/{plan}`.
pub async fn show(
    may: May<ReadPlan>,
    State(app): State<App>,
    Query(filter): Query<Filter>,
) -> Result<Response, Problem> {
    let drawn = draw(&may, &app, &filter, None, Errors::none()).await?;
    if drawn.errors.is_empty() { page(&drawn) } else { refused(&drawn) }
}

/// `POST /plans/{plan}/term`: when it begins, and for how many months.
pub async fn change_term(
    may: May<EditPlan>,
    State(app): State<App>,
    Filled(form): Filled<TermForm>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let starts = form.starts().read().and_then(|day| day.ok_or("Give the first day of the plan"));
    let starts = errors.keep("starts", starts);
    let term = errors.keep("months", Term::parse(starts.unwrap_or(may.visit.today()), &form.months));
    let (Some(_), Some(term)) = (starts, term) else {
        return refused(&draw(&may, &app, &Filter::default(), Some(form), errors).await?);
    };
    let mut tx = app.db.write().await?;
    plans::change_term(&mut tx, &may, term, may.visit.now).await?;
    tx.commit().await?;
    Ok(done(&app, &format!("/plans/{}", may.place().plan), "The plan’s dates are saved."))
}

impl TermForm {
    fn starts(&self) -> DateFields {
        DateFields { day: self.starts_day.clone(), month: self.starts_month.clone(), year: self.starts_year.clone() }
    }
}

async fn draw<P: Permission<Place = AtPlan>>(
    may: &May<P>,
    app: &App,
    filter: &Filter,
    term: Option<TermForm>,
    mut errors: Errors,
) -> Result<PlanPage, Problem> {
    let mut tx = app.db.read().await?;
    let day = errors.keep("on", past_day(&filter.on, may.visit.today())).flatten();
    let reads = may.ask::<ReadPlan>()?;
    let (plan, past) = seen(&mut tx, &reads, day).await?;
    let charged =
        plans::charges(&mut tx, &reads, day.map_or(may.visit.now + SignedDuration::from_secs(1), dates::end_of))
            .await?;
    let reader = may.at::<ReadOrganisation>(AtOrganisation { organisation: plan.organisation })?;
    let all = plans::list(&mut tx, &reader).await?;
    let other = other(&all, plan.id);
    let is_in_force = all.iter().find(|one| one.is_in_force()).is_some_and(|one| one.id == plan.id);
    let brief = plan_reviews::brief(&mut tx, may.of()).await?;
    let threads = match may.at::<EnterRoom>(AtOrganisation { organisation: plan.organisation }) {
        Ok(room) if past.is_none() => comments::open_by_action(&mut tx, &room).await?,
        _ => BTreeMap::new(),
    };
    drop(tx);
    let (charter, today) = (&app.charter, day.unwrap_or(may.visit.today()));
    let serves = charter.allied.iter().find(|allied| allied.id.as_str() == filter.charter);
    let (sentence, then) = lede(&plan, may.place().step, charter);
    let mut themes = view::themes(&plan, charter, today);
    for action in themes.iter_mut().flat_map(|theme| &mut theme.actions) {
        action.tags.extend(threads.get(&action.id).copied().map(open_in_words));
        action.charge = charged.get(&action.id).map(|charged| view::charge(charged, &action.owner)).unwrap_or_default();
    }
    let all: usize = themes.iter().map(|theme| theme.actions.len()).sum();
    let is_filtered = !(filter.rag.is_empty() && filter.theme.is_empty() && serves.is_none());
    if is_filtered {
        let serving: BTreeSet<ActionId> = serves.map(|allied| serving(&plan, &allied.id)).unwrap_or_default();
        for theme in &mut themes {
            theme.actions.retain(|action| filter.rag.is_empty() || action.class == filter.rag);
            theme.actions.retain(|action| serves.is_none() || serving.contains(&action.id));
        }
        themes.retain(|theme| !theme.actions.is_empty() && (filter.theme.is_empty() || theme.key == filter.theme));
    }
    let shown: usize = themes.iter().map(|theme| theme.actions.len()).sum();
    let may_edit = may.also::<EditPlan>() && past.is_none();
    let (starts, months) = term.map_or_else(
        || (DateFields::from(plan.starts), plan.months.to_string()),
        |form| (form.starts(), form.months.clone()),
    );
    let (last, next) = last_and_next(charter, brief, plan.starts, plan.ends, today);
    Ok(PlanPage {
        reviewed: if is_in_force { format!("{last} {next}") } else { String::new() },
        shell: may.shell(app, Section::Plan),
        id: plan.id,
        organisation: plan.organisation,
        name: may.organisation.clone(),
        dates: format!("{} to {}", month_year(plan.starts), month_year(plan.ends)),
        sentence,
        then,
        rings: view::rings(&plan, charter),
        other,
        legend: colours().map(|colour| (rings::class(colour), charter.word(colour).to_owned())).to_vec(),
        themes,
        ended: plan.actions.iter().filter_map(ended).collect(),
        rags: rag_choices(charter, &filter.rag),
        theme_choices: theme_choices(charter, &filter.theme),
        charters: charter_choices(charter, &filter.charter),
        serves: serves.map(|allied| (allied.id.to_string(), allied.name.clone())),
        on: filter.on.clone(),
        past,
        shown: if is_filtered { format!("{shown} of {all} actions are shown.") } else { String::new() },
        has_pdf: app.typeset.is_some(),
        may_edit,
        is_arranging: may_edit && filter.order == "change",
        starts,
        months,
        errors,
    })
}

/// The day at the end of which the plan is wanted; none for today.
fn past_day(typed: &str, today: Date) -> Result<Option<Date>, &'static str> {
    match typed.trim() {
        "" => Ok(None),
        typed => match typed.parse::<Date>() {
            Ok(day) if day > today => Err("Give a day that is not in the future"),
            Ok(day) => Ok(Some(day)),
            Err(_) => Err("Give a day, such as 2025-03-01"),
        },
    }
}

/// The plan as it stands, or as it stood at the end of a day: then with that day in words, and of how many of its actions the
/// words of then are not known.
async fn seen(
    tx: &mut Tx,
    may: &Permit<ReadPlan>,
    day: Option<Date>,
) -> Result<(Plan, Option<(String, usize)>), Problem> {
    let Some(day) = day else { return Ok((plans::read(tx, may).await?.ok_or(Problem::NotFound)?, None)) };
    let past = plans::before(tx, may, dates::end_of(day)).await?.ok_or(Problem::NotFound)?;
    Ok((past.plan, Some((long_date(day), past.uncertain.len()))))
}

/// The actions that serve another charter.
fn serving(plan: &Plan, charter: &AlliedKey) -> BTreeSet<ActionId> {
    let serves = |placed: &&Placed| placed.action.promise.allied.contains(charter);
    plan.actions.iter().filter(serves).map(|placed| placed.action.id).collect()
}

/// From a plan in force to the one that is being written, and from that one back.
fn other(all: &[Listed], here: PlanId) -> Option<(String, String)> {
    let is_written = |plan: &&Listed| !plan.is_in_force();
    let here = all.iter().find(|plan| plan.id == here)?;
    let (other, what) = if here.is_in_force() {
        (all.iter().find(is_written)?, "The new plan, which is being written")
    } else {
        (all.iter().find(|plan| plan.is_in_force())?, "The plan in force")
    };
    let words = format!("{what}: {} to {}", month_year(other.starts), month_year(other.ends));
    Some((format!("/plans/{}", other.id), words))
}

/// The one thing to know of a plan, and what follows from it. A plan that is being written has come nowhere yet: there it
/// matters what is still missing.
fn lede(plan: &Plan, step: Option<Step>, charter: &Charter) -> (String, String) {
    let tally = plan.tally();
    if step == Some(Step::Submitted) || step.is_none() || tally.rated() > 0 && step != Some(Step::Drafting) {
        let last = plan.live().filter_map(|action| action.news.as_ref()).map(|news| news.at).max();
        let news = last.map(|at| format!("The last news came on {}.", long_date(crate::clock::day(at))));
        let rest = Some(tally.rest(charter)).filter(|rest| !rest.is_empty()).map(|rest| format!("{rest}."));
        return (tally.sentence(charter), rest.into_iter().chain(news).collect::<Vec<_>>().join(" "));
    }
    let sentence = match tally.all() {
        0 => "No actions are planned yet".to_owned(),
        1 => "One action is planned".to_owned(),
        all => format!("{all} actions are planned"),
    };
    (sentence, missing(plan))
}

/// "12 are carried from the last plan. 3 have no owner, 2 no date and 5 no measure of success."
fn missing(plan: &Plan) -> String {
    let live = || plan.actions.iter().filter(|placed| placed.ended.is_none());
    let count = |wanted: fn(&Placed) -> bool| live().filter(|placed| wanted(placed)).count();
    let mut sentences = Vec::new();
    match count(|placed| placed.origin == Origin::Continued) {
        0 => {}
        1 => sentences.push("1 is carried from the last plan.".to_owned()),
        many => sentences.push(format!("{many} are carried from the last plan.")),
    }
    let lacking = [
        (count(|placed| placed.action.promise.owner.is_empty()), "owner"),
        (count(|placed| placed.action.promise.due.is_none() && placed.action.promise.timescale.is_empty()), "date"),
        (count(|placed| placed.action.promise.measure.is_empty()), "measure of success"),
    ];
    for (number, what) in lacking.into_iter().filter(|(number, _)| *number > 0) {
        sentences.push(format!("{number} {} no {what}.", if number == 1 { "has" } else { "have" }));
    }
    sentences.join(" ")
}

fn ended(placed: &Placed) -> Option<Ended> {
    let ended = placed.ended.as_ref()?;
    let how = match ended {
        model::plan::Ended::Withdrawn { .. } => "Withdrawn",
        model::plan::Ended::Merged { .. } => "Merged into another",
    };
    Some(Ended { id: placed.action.id, text: placed.action.promise.text.clone(), how, why: ended.why().to_owned() })
}

fn colours() -> [Option<Colour>; 4] {
    [Some(Colour::Green), Some(Colour::Amber), Some(Colour::Red), None]
}

fn rag_choices(charter: &Charter, chosen: &str) -> Vec<Choice> {
    let one = |colour| {
        let class = rings::class(colour);
        Choice::new(class, charter.word(colour), class == chosen)
    };
    let all = Choice::new("", "All", chosen.is_empty());
    std::iter::once(all).chain(colours().map(one)).collect()
}

fn theme_choices(charter: &Charter, chosen: &str) -> Vec<Choice> {
    let all = Choice::new("", "All", chosen.is_empty());
    let one =
        charter.themes.iter().map(|theme| Choice::new(theme.id.as_str(), &theme.name, theme.id.as_str() == chosen));
    std::iter::once(all).chain(one).collect()
}

fn charter_choices(charter: &Charter, chosen: &str) -> Vec<Choice> {
    let all = Choice::new("", "Any", chosen.is_empty());
    let one = charter.allied.iter().map(|one| Choice::new(one.id.as_str(), &one.name, one.id.as_str() == chosen));
    std::iter::once(all).chain(one).collect()
}
