//! The linear program of branch and price, with its columns and its rows against reciprocity.

use super::{
    column::{Cut, Fixings, TeamColumn},
    simplex::{LinearProgram, Row, RowKind},
};
use std::collections::{HashMap, HashSet};

/// The linear program over the columns that are known.
#[derive(Debug)]
pub(crate) struct Master {
    /// The number of rows without cuts.
    rows: usize,
    program: LinearProgram,
    columns: Vec<TeamColumn>,
    /// The number of each column in the linear program.
    numbers: Vec<usize>,
    known: HashSet<TeamColumn>,
    cuts: Vec<Cut>,
    cut_penalty: f64,
    /// The column with the penalty for each pair of submissions that has a row against reciprocity.
    penalties: HashMap<(u32, u32), usize>,
}

impl Master {
    /// A program without columns. `cut_penalty` is the cost of breaking a row against reciprocity.
    pub(crate) fn new(rows: Vec<Row>, cut_penalty: f64) -> Self {
        let mut program = LinearProgram::default();
        let count = rows.len();
        for row in rows {
            program.add_row(row, &[]);
        }
        Self {
            rows: count,
            program,
            columns: Vec::new(),
            numbers: Vec::new(),
            known: HashSet::new(),
            cuts: Vec::new(),
            cut_penalty,
            penalties: HashMap::new(),
        }
    }

    /// Adds a column that uses some rows. `false` if it is known.
    pub(crate) fn add(&mut self, column: TeamColumn, mut rows: Vec<u32>) -> bool {
        if !self.known.insert(column.clone()) {
            return false;
        }
        for (row, cut) in (self.rows..).zip(&self.cuts) {
            let row = u32::try_from(row).expect("rows are few");
            rows.extend(std::iter::repeat_n(row, cut.sides_in(&column)));
        }
        self.numbers.push(self.program.add_column(units(column.value), rows));
        self.columns.push(column);
        true
    }

    /// Adds rows against reciprocity.
    pub(crate) fn cut(&mut self, cuts: Vec<Cut>) {
        for cut in cuts {
            let columns = self.columns.iter().zip(&self.numbers);
            let mut members: Vec<usize> =
                columns.flat_map(|(one, number)| std::iter::repeat_n(*number, cut.sides_in(one))).collect();
            // Rows about the same two submissions share one penalty: the rule is broken once, by however many reviewers.
            let shared = self.penalties.get(&cut.submissions()).copied();
            members.extend(shared);
            self.program.add_row(Row { kind: RowKind::AtMost, bound: 1.0, penalty: self.cut_penalty }, &members);
            self.penalties.entry(cut.submissions()).or_insert(self.program.last_penalty());
            self.cuts.push(cut);
        }
    }

    /// Lets only those columns be used that agree with what is fixed.
    pub(crate) fn fix(&mut self, fixings: &Fixings, is_panel: bool) {
        for (column, &number) in self.columns.iter().zip(&self.numbers) {
            self.program.enable(number, fixings.allow(column, is_panel));
        }
    }

    /// Maximises the value, for some steps. Returns their number, and whether the end was reached.
    pub(crate) fn maximise(&mut self) -> (u64, bool) {
        self.program.maximise()
    }

    /// The price of each row in billionths.
    pub(crate) fn prices(&self) -> Vec<i64> {
        self.program.prices().iter().map(|price| billionths(*price)).collect()
    }

    /// The rows against reciprocity.
    pub(crate) fn cuts(&self) -> &[Cut] {
        &self.cuts
    }

    /// The columns in use, with their amounts.
    pub(crate) fn used(&self) -> Vec<(&TeamColumn, f64)> {
        let at: HashMap<usize, usize> = self.numbers.iter().enumerate().map(|(at, number)| (*number, at)).collect();
        let mut used: Vec<_> =
            self.program.used().filter_map(|(number, amount)| Some((*at.get(&number)?, amount))).collect();
        used.sort_by_key(|(at, _)| *at);
        used.into_iter().map(|(at, amount)| (&self.columns[at], amount)).collect()
    }

    /// All columns.
    pub(crate) fn into_columns(self) -> Vec<TeamColumn> {
        self.columns
    }
}

#[expect(clippy::cast_precision_loss, reason = "the program works with floating-point numbers")]
fn units(value: i64) -> f64 {
    value as f64 / 1e9
}

#[expect(clippy::cast_possible_truncation, reason = "prices are within the penalties")]
fn billionths(price: f64) -> i64 {
    (price * 1e9).round() as i64
}
