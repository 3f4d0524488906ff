//! Draw an invented submission: `cargo run -p typeset --example draw -- FILE [HOW MANY TIMES AS LONG]`. It says how long that took.

#[path = "../../documents/tests/generated/mod.rs"]
mod generated;

use documents::write::form::{self, Part};
use model::charter::Charter;
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use std::{error::Error, sync::LazyLock, time::Instant};

static CHARTER: LazyLock<Charter> = LazyLock::new(testing::real_charter);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("Usage: draw FILE [TIMES]")?;
    let times = arguments.next().map_or(Ok(1), |times| times.parse())?;
    let edition = CHARTER.editions.iter().max_by_key(|edition| edition.stage).ok_or("the charter has editions")?;
    let mut runner = TestRunner::deterministic();
    let written =
        generated::of(&CHARTER, edition).new_tree(&mut runner).map_err(|reason| reason.to_string())?.current();
    let mut form = form::of(&written.submission, &CHARTER, edition, written.exact.as_ref(), &written.signatures);
    for part in &mut form.parts {
        if let Part::Table(table) = part {
            table.rows = std::iter::repeat_n(table.rows.clone(), times).flatten().collect();
        }
    }
    for _ in 0..3 {
        let start = Instant::now();
        let pdf = typeset::pdf(&form, Some(b"{}"), model::Date::constant(2026, 11, 22))?;
        println!("{} bytes in {:?}", pdf.len(), start.elapsed());
        std::fs::write(&file, pdf)?;
    }
    Ok(())
}
