//! The inverse of the basis of a linear program, sparse by rows.

/// A smaller entry than this is dropped.
const MIN_ENTRY: f64 = 1e-12;

/// A sparse matrix that is multiplied by columns and changed by pivots.
#[derive(Debug, Default)]
pub(crate) struct Inverse {
    /// The entries of each row, in order of their columns.
    pub(crate) rows: Vec<Vec<(u32, f64)>>,
    /// For each column, the rows that have an entry there, and perhaps some that had one.
    holders: Vec<Vec<u32>>,
    sums: Vec<f64>,
    /// When a row was last looked at.
    seen: Vec<u64>,
    now: u64,
    merged: Vec<(u32, f64)>,
}

impl Inverse {
    /// Adds a row, and a column in which only this row has an entry.
    pub(crate) fn push(&mut self, row: Vec<(u32, f64)>) {
        let number = u32::try_from(self.rows.len()).expect("rows are few");
        self.holders.push(Vec::new());
        for (at, _) in &row {
            self.holders[*at as usize].push(number);
        }
        self.rows.push(row);
        self.sums.push(0.0);
        self.seen.push(0);
    }

    /// Multiplies by a column that has `sign` in some rows. The result has no zeros.
    pub(crate) fn multiply(&mut self, column: &[u32], sign: f64, result: &mut Vec<(u32, f64)>) {
        let (rows, sums, seen) = (&self.rows, &mut self.sums, &mut self.seen);
        result.clear();
        for &at in column {
            self.now += 1;
            let now = self.now;
            self.holders[at as usize].retain(|&row| {
                let entry = rows[row as usize].binary_search_by_key(&at, |(at, _)| *at);
                let Ok(position) = entry else { return false };
                let is_first = seen[row as usize] != now;
                if is_first {
                    seen[row as usize] = now;
                    if sums[row as usize] == 0.0 {
                        result.push((row, 0.0));
                    }
                    sums[row as usize] += rows[row as usize][position].1;
                }
                is_first
            });
        }
        result.sort_unstable_by_key(|(row, _)| *row);
        result.dedup_by_key(|(row, _)| *row);
        for (row, value) in result.iter_mut() {
            *value = std::mem::take(&mut sums[*row as usize]) * sign;
        }
        result.retain(|(_, value)| value.abs() > MIN_ENTRY);
    }

    /// Divides a row by the pivot and subtracts it from the others, as often as `entering` says.
    pub(crate) fn pivot(&mut self, leaving: usize, pivot: f64, entering: &[(u32, f64)]) {
        let mut row = std::mem::take(&mut self.rows[leaving]);
        for (_, value) in &mut row {
            *value /= pivot;
        }
        for &(number, amount) in entering.iter().filter(|(number, _)| *number as usize != leaving) {
            self.subtract(number, amount, &row);
        }
        self.rows[leaving] = row;
    }

    fn subtract(&mut self, number: u32, amount: f64, row: &[(u32, f64)]) {
        let old = &self.rows[number as usize];
        self.merged.clear();
        let (mut left, mut right) = (old.iter().peekable(), row.iter().peekable());
        loop {
            let (at, value) = match (left.peek(), right.peek()) {
                (None, None) => break,
                (Some(&&entry), None) => {
                    left.next();
                    entry
                }
                (Some(&&(at, value)), Some((other, _))) if at < *other => {
                    left.next();
                    (at, value)
                }
                (Some(&&(at, value)), Some((other, subtracted))) if at == *other => {
                    left.next();
                    right.next();
                    (at, value - amount * subtracted)
                }
                (_, Some(&&(at, subtracted))) => {
                    right.next();
                    self.holders[at as usize].push(number);
                    (at, -amount * subtracted)
                }
            };
            if value.abs() > MIN_ENTRY {
                self.merged.push((at, value));
            }
        }
        std::mem::swap(&mut self.rows[number as usize], &mut self.merged);
    }
}
