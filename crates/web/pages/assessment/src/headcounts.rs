//! The headcount: a table that is typed or pasted, the numbers in it that do not match, and the rounded figures that will be public.

mod grid;

use crate::assessments::tasks::reason;
use askama::Template;
use axum::{extract::State, response::Response};
use grid::{HeadcountForm, HeadcountGrid};
use model::{
    assessment::{headcount::Headcount, hesa::Published},
    core::{
        dates::long_date,
        permit::{AtAssessment, Permission, ReadWorkings, UnlockAssessment, WriteAssessment},
    },
};
use std::fmt::Display;
use store::assessment::headcounts::{self, NotSaved, SavedHeadcount};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock,
    form::{Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The number of rows that the button adds.
const ROWS: usize = 5;

#[derive(Template)]
#[template(path = "assessment/headcounts/show.html")]
struct HeadcountPage {
    shell: Shell,
    errors: Errors,
    base: String,
    here: String,
    then: String,
    people: String,
    /// Why the headcount cannot be edited.
    closed: Option<&'static str>,
    may_unlock: bool,
    /// Who saved another version while this one was edited; empty if no one did.
    conflict: String,
    grid: HeadcountGrid,
    revision: i64,
    disagreements: Vec<String>,
    published: Option<Published>,
    pasted: String,
}

/// `GET /assessments/{assessment}/headcount`.
pub async fn show(may: May<ReadWorkings>, State(app): State<App>) -> Result<Response, Problem> {
    let kept = headcounts::read(&mut app.db.read().await?, &may).await?;
    page(&headcount_page(&app, &may, kept.as_ref()))
}

fn headcount_page<P: Permission<Place = AtAssessment>>(
    app: &App,
    may: &May<P>,
    kept: Option<&SavedHeadcount>,
) -> HeadcountPage {
    let base = format!("/assessments/{}", may.place().assessment);
    let people = app.charter.words.people.clone();
    let table = kept.map(|kept| &kept.people);
    let mut page = HeadcountPage {
        shell: may.shell(app, Section::Assessment),
        errors: Errors::none(),
        here: format!("{base}/headcount"),
        base,
        then: table.map_or_else(
            || format!("No headcount yet. Enter the number of {people} in each unit."),
            |table| summary(table, &people),
        ),
        people,
        closed: may.ask::<WriteAssessment>().err().and_then(reason),
        may_unlock: may.also::<UnlockAssessment>(),
        conflict: String::new(),
        grid: table.map_or_else(HeadcountGrid::blank, HeadcountGrid::of),
        revision: kept.map_or(0, |kept| kept.revision),
        disagreements: Vec::new(),
        published: None,
        pasted: String::new(),
    };
    page.set_checks(table);
    page
}

fn summary(table: &Headcount, people: &str) -> String {
    let units = table.units().len();
    let day = table.as_at().map(|day| format!(", counted on {}", long_date(day))).unwrap_or_default();
    let unit = if units == 1 { "unit" } else { "units" };
    format!("{} {people} in {units} {unit}{day}. Only rounded numbers are published.", table.sum())
}

impl HeadcountPage {
    /// Whether the field of that name and number has an error.
    fn is_wrong(&self, field: &str, number: &dyn Display) -> bool {
        !self.errors.of(&format!("{field}-{number}")).is_empty()
    }
    fn is_wrong_cell(&self, row: &dyn Display, column: &dyn Display) -> bool {
        self.is_wrong(&format!("cell-{row}"), column)
    }
    /// Sets the numbers of a table that do not match, and the figures that would be published.
    fn set_checks(&mut self, table: Option<&Headcount>) {
        self.disagreements = table.into_iter().flat_map(Headcount::disagreements).map(|two| two.to_string()).collect();
        self.published = table.map(Headcount::published);
    }
}

/// `POST /assessments/{assessment}/headcount`: saves, adds rows or a column, or checks a pasted table, depending on the button. Only
/// saving stores anything.
pub async fn save(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Filled(typed): Filled<HeadcountForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let kept = headcounts::read(&mut tx, &may.ask::<ReadWorkings>()?).await?;
    let mut view = headcount_page(&app, &may, kept.as_ref());
    view.revision = typed.revision.parse().unwrap_or(0);
    let before = std::mem::replace(&mut view.grid, HeadcountGrid::typed(&typed));
    view.pasted.clone_from(&typed.pasted);
    match typed.button.as_str() {
        "rows" => {
            view.grid.add_rows(ROWS);
            return page(&view);
        }
        "group" => {
            view.grid.add_group();
            return page(&view);
        }
        "paste" => return paste(view, &typed),
        // Text that was pasted and not checked yet is what the person wants to save.
        _ if !typed.pasted.trim().is_empty() => return save_pasted(view, &typed, &before),
        _ => {}
    }
    let people = match view.grid.parse(may.visit.today()) {
        Ok(people) => people,
        Err(errors) => {
            view.errors = errors;
            return unprocessable(&view);
        }
    };
    match headcounts::save(&mut tx, &permit, &people, view.revision, may.visit.now).await? {
        Ok(_) => {
            tx.commit().await?;
            let notice = match people.disagreements().len() {
                0 => "Headcount saved.".to_owned(),
                1 => "Headcount saved. 1 number does not match the others.".to_owned(),
                count => format!("Headcount saved. {count} numbers do not match the others."),
            };
            Ok(redirect_with_notice(&app, &view.here, &notice))
        }
        Err(NotSaved::Conflict(theirs)) => {
            let who = theirs.who.clone().unwrap_or_else(|| "Someone else".to_owned());
            let (day, time) = (long_date(clock::day(theirs.at)), clock::time(theirs.at));
            view.conflict = format!("{who} changed this headcount on {day} at {time} while you were editing");
            view.revision = theirs.revision;
            view.set_checks(Some(&theirs.people));
            conflict(&view)
        }
    }
}

/// Puts pasted rows into the table, to be checked and then saved.
fn paste(mut view: HeadcountPage, typed: &HeadcountForm) -> Result<Response, Problem> {
    match Headcount::from_pasted(&typed.pasted) {
        Ok(people) => {
            let as_at = view.grid.as_at.clone();
            view.grid = HeadcountGrid { as_at, ..HeadcountGrid::of(&people) };
            "Not saved yet. Check the table, then save it.".clone_into(&mut view.then);
            view.set_checks(Some(&people));
            view.pasted.clear();
            page(&view)
        }
        Err(error) => {
            view.errors = Errors::one("pasted", error);
            unprocessable(&view)
        }
    }
}

/// Puts pasted rows into the table when they are to be saved, unless they would replace a table that was typed since `before`.
fn save_pasted(mut view: HeadcountPage, typed: &HeadcountForm, before: &HeadcountGrid) -> Result<Response, Problem> {
    if view.grid.has_same_table(before) || Headcount::from_pasted(&typed.pasted).is_err() {
        return paste(view, typed);
    }
    view.errors = Errors::one(
        "pasted",
        "You typed in the table above and pasted another. Select Check pasted table to replace the table above, or empty this field, then save",
    );
    unprocessable(&view)
}
