//! A headcount as pages draw it. It is made of rounded figures alone: there is no way to hand it an exact one.

use model::{
    assessment::hesa::{Published, Rounded},
    core::dates::long_date,
};

/// A table of rounded figures.
pub(crate) struct HeadcountView {
    pub(crate) caption: String,
    pub(crate) groups: Vec<String>,
    pub(crate) rows: Vec<(String, Vec<Rounded>, Rounded)>,
    pub(crate) sums: Vec<Rounded>,
    pub(crate) all: Rounded,
}

impl HeadcountView {
    /// Draw what was published of `people`, the charter's word.
    pub(crate) fn new(published: &Published, people: &str) -> Self {
        let people = web_shell::core::shell::capital(people);
        let on = published.as_at.map(|day| format!(" on {}", long_date(day))).unwrap_or_default();
        let units = published.units.iter();
        Self {
            caption: format!("{people}{on}"),
            groups: published.groups.iter().map(|group| group.name.clone()).collect(),
            rows: units.map(|unit| (unit.name.clone(), unit.counts.clone(), unit.all)).collect(),
            sums: published.groups.iter().map(|group| group.all).collect(),
            all: published.all,
        }
    }
}

/// "About 230 technicians, counted on 1 August 2026"; nothing where so few were counted that the number is 0.
pub(crate) fn sentence(published: &Published, people: &str) -> Option<String> {
    let on = published.as_at.map(|day| format!(", counted on {}", long_date(day))).unwrap_or_default();
    (published.all.get() > 0).then(|| format!("About {} {people}{on}.", published.all))
}
