//! A primal simplex method for the few rows and many columns of column generation.
//!
//! Floating-point numbers only guide the search: bounds are computed from prices that are rounded to integers, and what is found is checked in
//! integers. The inverse of the basis is sparse: reviewers whom few submissions compete for hardly depend on one another.

use super::inverse::Inverse;
use std::collections::BTreeMap;

/// A smaller reduced cost than this, in units of score, is taken as zero.
const TOLERANCE: f64 = 5e-9;
/// A smaller pivot than this is not used.
const MIN_PIVOT: f64 = 1e-8;
/// The value of a column that is disabled: so low that it leaves the basis if anything can replace it.
const DISABLED: f64 = -1e5;
/// How many columns are looked at again before all are searched, at least.
const SHORT_LIST: usize = 48;

/// What the sum of a row must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum RowKind {
    Exactly,
    AtMost,
    AtLeast,
}

/// A row, with the cost of each unit by which it is missed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) kind: RowKind,
    pub(crate) bound: f64,
    pub(crate) penalty: f64,
}

/// After so many steps the caller is asked whether to go on.
const MAX_STEPS: u64 = 2_000;
/// How much room rows have beyond their bounds.
const ROOM: f64 = 1e-7;
/// The number of steps without improvement after which the choice of pivots changes.
const MAX_STALLED: u64 = 30;

#[derive(Debug)]
struct Entry {
    value: f64,
    sign: f64,
    rows: Vec<u32>,
    is_enabled: bool,
    is_basic: bool,
}

/// A linear program that is always solved as far as its columns allow: maximise the value of the columns.
#[derive(Debug, Default)]
pub(crate) struct LinearProgram {
    bounds: Vec<f64>,
    columns: Vec<Entry>,
    inverse: Inverse,
    basis: Vec<usize>,
    amounts: Vec<f64>,
    prices: Vec<f64>,
    /// The entering column in terms of the basis, where it is not zero.
    entering: Vec<(u32, f64)>,
    /// The number of steps since the value last improved.
    stalled: u64,
}

impl LinearProgram {
    /// Adds a row that no column but those in `members` meets, and returns its number. A member may be there more than once, and counts as often,
    /// with its own sign.
    pub(crate) fn add_row(&mut self, row: Row, members: &[usize]) -> u32 {
        let index = self.bounds.len();
        let number = u32::try_from(index).expect("rows are few");
        for &member in members {
            self.columns[member].rows.push(number);
        }
        // What basic columns use of the new row is subtracted from its row of the inverse.
        let mut used = BTreeMap::new();
        let mut amount = 0.0;
        for (i, &column) in self.basis.iter().enumerate() {
            let Entry { sign, ref rows, .. } = self.columns[column];
            for _ in rows.iter().rev().take_while(|row| **row == number) {
                amount += sign * self.amounts[i];
                for (at, value) in &self.inverse.rows[i] {
                    *used.entry(*at).or_insert(0.0) -= sign * value;
                }
            }
        }
        // A little more room, different for each row, so that steps improve the value and do not go round in circles.
        let room = ROOM * (1.0 + mix(u64::from(number)));
        let bound = match row.kind {
            RowKind::Exactly => row.bound,
            RowKind::AtMost => row.bound + room,
            RowKind::AtLeast => row.bound - room,
        };
        let left = bound - amount;
        let (slack, missed) = match row.kind {
            RowKind::Exactly => (None, 1.0),
            RowKind::AtMost => (Some(1.0), -1.0),
            RowKind::AtLeast => (Some(-1.0), 1.0),
        };
        let first = self.columns.len();
        for (sign, value) in [(slack, 0.0), (Some(missed), -row.penalty)] {
            let Some(sign) = sign else { continue };
            let entry = Entry { value, sign, rows: vec![number], is_enabled: true, is_basic: false };
            self.columns.push(entry);
        }
        // The slack if it can hold what is left, and the penalty otherwise.
        let basic = (first..self.columns.len())
            .find(|&column| self.columns[column].sign * left >= 0.0)
            .expect("slack and penalty have opposite signs, and the bound of an exact row is not negative");
        let sign = self.columns[basic].sign;
        self.columns[basic].is_basic = true;
        let mut last: Vec<(u32, f64)> = used.into_iter().map(|(at, value)| (at, value * sign)).collect();
        last.push((number, sign));
        self.inverse.push(last);
        self.bounds.push(bound);
        self.basis.push(basic);
        self.amounts.push(left * sign);
        self.reprice();
        number
    }

    /// The column that misses the row that was added last, for its penalty.
    pub(crate) fn last_penalty(&self) -> usize {
        self.columns.len() - 1
    }

    /// Adds a column and returns its number. It counts in a row as often as the row is in `rows`.
    pub(crate) fn add_column(&mut self, value: f64, rows: Vec<u32>) -> usize {
        self.columns.push(Entry { value, sign: 1.0, rows, is_enabled: true, is_basic: false });
        self.columns.len() - 1
    }

    /// Lets a column be used, or not. Call [`Self::reprice`] afterwards.
    pub(crate) fn enable(&mut self, column: usize, is_enabled: bool) {
        self.columns[column].is_enabled = is_enabled;
    }

    /// The price of each row: what one more unit of it is worth.
    pub(crate) fn prices(&self) -> &[f64] {
        &self.prices
    }

    /// The columns in use, with their amounts.
    pub(crate) fn used(&self) -> impl Iterator<Item = (usize, f64)> {
        self.basis
            .iter()
            .zip(&self.amounts)
            .filter(|(_, amount)| **amount > 1e-6)
            .map(|(column, amount)| (*column, *amount))
    }

    fn value(&self, column: usize) -> f64 {
        let entry = &self.columns[column];
        if entry.is_enabled { entry.value } else { DISABLED }
    }

    fn gain(&self, column: usize) -> f64 {
        let entry = &self.columns[column];
        entry.value - entry.sign * entry.rows.iter().map(|row| self.prices[*row as usize]).sum::<f64>()
    }

    /// Computes the prices anew, after values have changed and against drift.
    pub(crate) fn reprice(&mut self) {
        let mut prices = vec![0.0; self.bounds.len()];
        for (&column, row) in self.basis.iter().zip(&self.inverse.rows) {
            let value = self.value(column);
            if value != 0.0 {
                for (at, entry) in row {
                    prices[*at as usize] += value * entry;
                }
            }
        }
        self.prices = prices;
    }

    /// Maximises the value, for some steps. Returns their number, and whether the end was reached.
    pub(crate) fn maximise(&mut self) -> (u64, bool) {
        let mut steps = 0;
        loop {
            self.reprice();
            let mut list: Vec<(f64, usize)> = (0..self.columns.len())
                .filter(|&column| self.columns[column].is_enabled && !self.columns[column].is_basic)
                .map(|column| (self.gain(column), column))
                .filter(|(gain, _)| *gain > TOLERANCE)
                .collect();
            list.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
            list.truncate(SHORT_LIST.max(self.bounds.len() / 20));
            let before = steps;
            for (_, column) in list {
                let gain = self.gain(column);
                if gain > TOLERANCE && self.enter(column, gain) {
                    steps += 1;
                }
            }
            if steps == before || steps > MAX_STEPS {
                return (steps, steps == before);
            }
        }
    }

    /// Exchanges a column for one in the basis. `false` if no pivot is large enough.
    fn enter(&mut self, column: usize, gain: f64) -> bool {
        let entry = &self.columns[column];
        self.inverse.multiply(&entry.rows, entry.sign, &mut self.entering);
        let mut best: Option<(usize, f64, f64, f64)> = None;
        for &(i, amount) in &self.entering {
            if amount > MIN_PIVOT {
                let ratio = self.amounts[i as usize].max(0.0) / amount;
                // Of equal ratios the largest pivot, for stability; but while nothing improves any one, so that steps do not go round in circles.
                let rank = if self.stalled > MAX_STALLED { mix(u64::from(i) ^ self.stalled << 20) } else { amount };
                let is_better = best
                    .is_none_or(|(_, least, _, other)| ratio < least - 1e-11 || ratio < least + 1e-11 && rank > other);
                if is_better {
                    best = Some((i as usize, ratio, amount, rank));
                }
            }
        }
        let Some((leaving, ratio, pivot, _)) = best else { return false };
        self.stalled = if ratio * gain > 1e-9 { 0 } else { self.stalled + 1 };
        for &(i, amount) in &self.entering {
            self.amounts[i as usize] -= amount * ratio;
        }
        self.inverse.pivot(leaving, pivot, &self.entering);
        for (at, value) in &self.inverse.rows[leaving] {
            self.prices[*at as usize] += gain * value;
        }
        self.amounts[leaving] = ratio;
        self.columns[self.basis[leaving]].is_basic = false;
        self.columns[column].is_basic = true;
        self.basis[leaving] = column;
        true
    }
}

/// A number from 0 to 1 that looks random but is the same on every machine.
#[expect(clippy::cast_precision_loss, reason = "only the order of the numbers matters")]
fn mix(seed: u64) -> f64 {
    let mixed = (seed ^ seed >> 31).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests;
