//! How many people there are: a table that is typed or pasted, what disagrees in it, and what the public will see of it.

mod grid;

use crate::assessments::tasks::reason;
use askama::Template;
use axum::{extract::State, response::Response};
use grid::{HeadcountForm, HeadcountGrid};
use model::{
    assessment::{headcount::Headcount, hesa::Published},
    core::{
        dates::long_date,
        permit::{AtAssessment, Permission, ReadAssessment, UnlockAssessment, WriteAssessment},
    },
};
use std::fmt::Display;
use store::assessment::headcounts::{self, Kept, NotSaved};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock,
    form::{Errors, extract::Filled},
    page::{conflict, done, page, refused},
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
    /// Why it cannot be changed.
    closed: Option<&'static str>,
    may_unlock: bool,
    /// Who saved another version while this one was edited.
    conflict: String,
    grid: HeadcountGrid,
    revision: i64,
    disagreements: Vec<String>,
    published: Option<Published>,
    pasted: String,
}

/// The table.
pub async fn show(may: May<ReadAssessment>, State(app): State<App>) -> Result<Response, Problem> {
    let kept = headcounts::read(&mut app.db.read().await?, &may).await?;
    page(&table(&app, &may, kept.as_ref()))
}

fn table<P: Permission<Place = AtAssessment>>(app: &App, may: &May<P>, kept: Option<&Kept>) -> HeadcountPage {
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
            |table| as_at(table, &people),
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
    page.look_at(table);
    page
}

fn as_at(table: &Headcount, people: &str) -> String {
    let units = table.units().len();
    let day = table.as_at().map(|day| format!(", counted on {}", long_date(day))).unwrap_or_default();
    let unit = if units == 1 { "unit" } else { "units" };
    format!("{} {people} in {units} {unit}{day}. Only rounded numbers are published.", table.sum())
}

impl HeadcountPage {
    /// Whether the field of that name and number is wrong.
    fn is_wrong(&self, field: &str, number: &dyn Display) -> bool {
        !self.errors.of(&format!("{field}-{number}")).is_empty()
    }
    fn is_wrong_cell(&self, row: &dyn Display, column: &dyn Display) -> bool {
        self.is_wrong(&format!("cell-{row}"), column)
    }
    /// What disagrees in a table, and what the public would see of it.
    fn look_at(&mut self, table: Option<&Headcount>) {
        self.disagreements = table.into_iter().flat_map(Headcount::disagreements).map(|two| two.to_string()).collect();
        self.published = table.map(Headcount::published);
    }
}

/// Saves, adds rows or a column, or checks a pasted table, by the button used. Only the first stores anything.
pub async fn save(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Filled(typed): Filled<HeadcountForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let kept = headcounts::read(&mut tx, &may.ask::<ReadAssessment>()?).await?;
    let mut again = table(&app, &may, kept.as_ref());
    again.revision = typed.revision.parse().unwrap_or(0);
    again.grid = HeadcountGrid::typed(&typed);
    match typed.button.as_str() {
        "rows" => {
            again.grid.add_rows(ROWS);
            return page(&again);
        }
        "group" => {
            again.grid.add_group();
            return page(&again);
        }
        "paste" => return paste(again, &typed),
        _ => {}
    }
    let people = match again.grid.read(may.visit.today()) {
        Ok(people) => people,
        Err(errors) => {
            again.errors = errors;
            return refused(&again);
        }
    };
    match headcounts::save(&mut tx, &permit, &people, again.revision, may.visit.now).await? {
        Ok(_) => {
            tx.commit().await?;
            let notice = match people.disagreements().len() {
                0 => "Headcount saved.".to_owned(),
                1 => "Headcount saved. 1 number does not match the others.".to_owned(),
                count => format!("Headcount saved. {count} numbers do not match the others."),
            };
            Ok(done(&app, &again.here, &notice))
        }
        Err(NotSaved::Conflict(theirs)) => {
            let who = theirs.who.clone().unwrap_or_else(|| "Someone else".to_owned());
            let (day, time) = (long_date(clock::day(theirs.at)), clock::time(theirs.at));
            again.conflict = format!("{who} changed this headcount on {day} at {time} while you were editing");
            again.revision = theirs.revision;
            again.look_at(Some(&theirs.people));
            conflict(&again)
        }
    }
}

/// Put what was pasted into the table, to be looked at and saved.
fn paste(mut again: HeadcountPage, typed: &HeadcountForm) -> Result<Response, Problem> {
    match Headcount::from_pasted(&typed.pasted) {
        Ok(people) => {
            let as_at = again.grid.as_at.clone();
            again.grid = HeadcountGrid { as_at, ..HeadcountGrid::of(&people) };
            "Not saved yet. Check the table, then save it.".clone_into(&mut again.then);
            again.look_at(Some(&people));
            page(&again)
        }
        Err(error) => {
            again.errors = Errors::one("pasted", error);
            again.pasted.clone_from(&typed.pasted);
            refused(&again)
        }
    }
}
