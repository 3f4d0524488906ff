//! The headcount table.

use super::{Cell, Column, Table};
use model::{
    Date,
    assessment::{
        headcount::{Headcount, Totals, Unit},
        locked_version,
    },
};

/// The table with exact figures. A total is the printed one, not corrected, or else the sum.
pub(super) fn exact(table: &Headcount) -> (Option<Date>, Table) {
    let sum = |counts: &[Option<u32>]| {
        let known: Vec<u32> = counts.iter().flatten().copied().collect();
        (!known.is_empty()).then(|| known.iter().fold(0_u32, |sum, count| sum.saturating_add(*count)))
    };
    let row = |unit: &Unit| row(&unit.name, &unit.counts, unit.printed_total.or_else(|| sum(&unit.counts)));
    let mut rows: Vec<Vec<Cell>> = table.units().iter().map(row).collect();
    let columns: Vec<Option<u32>> = (0..table.groups().len())
        .map(|at| sum(&table.units().iter().map(|unit| unit.counts.get(at).copied().flatten()).collect::<Vec<_>>()))
        .collect();
    let all = sum(&columns);
    rows.push(match table.printed_totals() {
        Some(Totals { groups, all: printed }) => self::row("Total", groups, *printed),
        None => self::row("Total", &columns, all),
    });
    (table.as_at(), build_table(table.groups(), rows))
}

/// The table with the figures that may be published.
pub(super) fn published(table: &locked_version::SubmittedHeadcount) -> (Option<Date>, Table) {
    let table = &table.published;
    let groups: Vec<String> = table.groups.iter().map(|group| group.name.clone()).collect();
    let mut rows: Vec<Vec<Cell>> = table
        .units
        .iter()
        .map(|unit| {
            let counts: Vec<Option<u32>> = unit.counts.iter().map(|count| Some(count.get())).collect();
            row(&unit.name, &counts, Some(unit.all.get()))
        })
        .collect();
    let totals: Vec<Option<u32>> = table.groups.iter().map(|group| Some(group.all.get())).collect();
    rows.push(row("Total", &totals, Some(table.all.get())));
    (table.as_at, build_table(&groups, rows))
}

/// The blank table, to be filled in.
pub(super) fn blank() -> Table {
    let groups = ["Women", "Men", "Other or not stated"].map(str::to_owned);
    let mut rows: Vec<Vec<Cell>> = (0..6).map(|_| row("", &[None; 3], None)).collect();
    rows.push(row("Total", &[None; 3], None));
    build_table(&groups, rows)
}

fn row(name: &str, counts: &[Option<u32>], total: Option<u32>) -> Vec<Cell> {
    let counts = counts.iter().copied().chain([total]).map(Cell::number);
    std::iter::once(Cell::row_header(name)).chain(counts).collect()
}

fn build_table(groups: &[String], rows: Vec<Vec<Cell>>) -> Table {
    let groups = groups.iter().map(|group| Column::of(group, 10));
    let columns = [Column::of("Unit", 30)].into_iter().chain(groups).chain([Column::of("Total", 10)]);
    Table {
        caption: "Headcount by unit and group".to_owned(),
        description: "Each row is a unit, each column a group; the last row and the last column are totals.".to_owned(),
        columns: columns.collect(),
        rows,
    }
}
