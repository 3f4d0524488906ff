//! A headcount as public pages show it. It is built from rounded figures only, so that an exact one cannot be shown by mistake.

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
    /// Returns a published headcount as a page shows it. `people` is the charter's word for those who are counted.
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

/// "About 230 technicians, counted on 1 August 2026"; `None` if the rounded number is 0.
pub(crate) fn sentence(published: &Published, people: &str) -> Option<String> {
    let on = published.as_at.map(|day| format!(", counted on {}", long_date(day))).unwrap_or_default();
    (published.all.get() > 0).then(|| format!("About {} {people}{on}.", published.all))
}
