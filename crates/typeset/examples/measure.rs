//! The measurement behind `benches/documents`. `measure FOLDER TIMES ROUNDS` writes an invented submission into the folder as
//! `submission.docx` and `submission.pdf`, with plans repeated this many times, reads both, and prints the median milliseconds of
//! each as JSON. The PDF has no attached submission, so that its pages are read.

#[path = "../../documents/tests/formats/generated/mod.rs"]
mod generated;

use documents::write::{
    self,
    form::{self, Cell, CellKind, Form, Part},
};
use model::{Date, charter::Charter};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use std::{error::Error, path::PathBuf, sync::LazyLock, time::Instant};

static CHARTER: LazyLock<Charter> = LazyLock::new(testing::real_charter);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("Usage: measure FOLDER TIMES ROUNDS")?);
    let times = arguments.next().map_or(Ok(10), |times| times.parse())?;
    let rounds = arguments.next().map_or(Ok(9), |rounds| rounds.parse())?;
    let form = long_form(times)?;
    let today = Date::constant(2026, 11, 22);
    let docx = write::docx(&form);
    let pdf = typeset::pdf(&form, None, today)?;
    std::fs::write(folder.join("submission.docx"), &docx)?;
    std::fs::write(folder.join("submission.pdf"), &pdf)?;
    let read = |name: &str, bytes: &[u8]| documents::read(name, bytes, &CHARTER).map(|reading| reading.actions.len());
    let actions = [read("submission.docx", &docx)?, read("submission.pdf", &pdf)?];
    let read_docx = median(rounds, || read("submission.docx", &docx).is_ok());
    let read_pdf = median(rounds, || read("submission.pdf", &pdf).is_ok());
    let write_pdf = median(rounds, || typeset::pdf(&form, None, today).is_ok());
    println!(
        r#"{{"actions": {actions:?}, "read docx": {read_docx:.1}, "read pdf": {read_pdf:.1}, "write pdf": {write_pdf:.1}}}"#
    );
    Ok(())
}

/// A submission to the last stage, with the rows of its tables repeated this many times.
fn long_form(times: usize) -> Result<Form, Box<dyn Error>> {
    let edition = CHARTER.editions.iter().max_by_key(|edition| edition.stage).ok_or("the charter has editions")?;
    let mut runner = TestRunner::deterministic();
    let written = generated::submission_to(&CHARTER, edition)
        .new_tree(&mut runner)
        .map_err(|reason| reason.to_string())?
        .current();
    let mut form =
        form::submission(&written.submission, &CHARTER, edition, written.exact.as_ref(), &written.signatures);
    for part in &mut form.parts {
        if let Part::Table(table) = part {
            table.rows =
                (1..=times).flat_map(|time| table.rows.iter().map(move |row| numbered_copy(row, time))).collect();
        }
    }
    Ok(form)
}

/// A copy of a row, with the number of the copy in each text.
fn numbered_copy(row: &[Cell], time: usize) -> Vec<Cell> {
    let mut row = row.to_vec();
    for cell in row.iter_mut().filter(|cell| matches!(cell.kind, CellKind::Text | CellKind::RowHeader)) {
        if let Some(run) = cell.prose.first_mut().and_then(|first| first.runs.last_mut()) {
            run.text = format!("{} ({time})", run.text);
        }
    }
    row
}

/// The median time of several rounds, in milliseconds.
fn median(rounds: usize, mut operation: impl FnMut() -> bool) -> f64 {
    let mut all: Vec<f64> = (0..rounds.max(1))
        .map(|_| {
            let start = Instant::now();
            assert!(operation(), "a repeated run failed");
            start.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
