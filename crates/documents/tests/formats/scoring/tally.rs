//! Counts of what was found and what was right.

/// The counts of one document or of several.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// The number of actions in the gold standard.
    pub(crate) actions: usize,
    /// The number of actions that were read.
    pub(crate) read: usize,
    /// The number of actions in both.
    pub(crate) found: usize,
    /// The number of fields that either has, in actions that both have.
    pub(crate) fields: usize,
    /// The number of fields that are equal in both.
    pub(crate) right: usize,
    /// The differences, one on each line.
    pub(crate) misses: Vec<String>,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.actions += other.actions;
        self.read += other.read;
        self.found += other.found;
        self.fields += other.fields;
        self.right += other.right;
    }
    pub(crate) fn precision(&self) -> f64 {
        share(self.found, self.read)
    }
    pub(crate) fn recall(&self) -> f64 {
        share(self.found, self.actions)
    }
    /// The harmonic mean of precision and recall.
    pub(crate) fn f1(&self) -> f64 {
        share(2 * self.found, self.actions + self.read)
    }
    /// The share of fields that are right.
    pub(crate) fn parts(&self) -> f64 {
        share(self.right, self.fields)
    }
    /// One line of a table.
    pub(crate) fn line(&self, name: &str) -> String {
        let (precision, recall, f1, parts) = (self.precision(), self.recall(), self.f1(), self.parts());
        format!("{name:28} {:5} {precision:9.3} {recall:6.3} {f1:6.3} {parts:6.3}", self.actions)
    }
    /// The header of the table.
    pub(crate) fn header(name: &str) -> String {
        format!("{name:28} {:>5} {:>9} {:>6} {:>6} {:>6}", "items", "precision", "recall", "F1", "fields")
    }
}

fn share(part: usize, total: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).expect("a corpus has fewer items"));
    if total == 0 { 1.0 } else { number(part) / number(total) }
}
