//! The advice of the last peer review with what was done about each, to read.

use model::{
    assessment::advice::{AdviceOutcome, AdviceReport, ReportedAdvice},
    core::{dates::long_date, prose},
};

/// Each advice with what was done about it. A page with the field `report` can include `templates/assessment/locked_version/advice_shown.html`.
#[derive(Debug, Clone)]
pub struct AdviceReportView {
    /// "Stage 1, 3 March 2027. 2 of 5 answered."
    pub then: String,
    /// Each advice.
    pub rows: Vec<AdviceRow>,
}

/// An advice, and what was done about it.
#[derive(Debug, Clone)]
pub struct AdviceRow {
    /// The title of the criterion.
    pub title: String,
    /// The advice as HTML.
    pub advice: String,
    /// "Partly done"; empty if nothing is selected.
    pub outcome: &'static str,
    /// What was done as HTML; empty if nothing is written.
    pub html: String,
}

impl AdviceReportView {
    /// Returns a report as it is shown.
    #[must_use]
    pub fn new(report: &AdviceReport) -> Self {
        let row = |one: &ReportedAdvice| AdviceRow {
            title: one.title.clone(),
            advice: prose::html(&one.advice),
            outcome: one.outcome.map_or("", AdviceOutcome::name),
            html: if one.text.trim().is_empty() { String::new() } else { prose::html(&one.text) },
        };
        Self {
            then: format!("Stage {}, {}. {}.", report.stage, long_date(report.sent), report.progress()),
            rows: report.advice.iter().map(row).collect(),
        }
    }
}
