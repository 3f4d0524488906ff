//! The answers and headcounts of an invented organisation.

use super::{
    people::page,
    sector::{DemoOrganisation, Sector},
};
use jiff::civil::Date;
use model::assessment::headcount::{Headcount, Totals, Unit};

/// What an organisation's answers are generated from.
pub(super) struct AnswerTexts<'s> {
    pub(super) sector: &'s Sector,
    pub(super) organisation: &'s DemoOrganisation,
    pub(super) stage: u8,
    /// The total of the headcount.
    pub(super) people: u32,
}

impl AnswerTexts<'_> {
    /// The answer to a question. It differs between stages, as far as there are texts.
    pub(super) fn answer(&self, question: &str) -> String {
        let texts = &self.sector.answers[question];
        let text = &texts[usize::from(self.stage - 1) % texts.len()];
        let lead = self.organisation.leads.first().map_or("", String::as_str);
        text.trim()
            .replace("{name}", &self.organisation.name)
            .replace("{people}", &self.people.to_string())
            .replace("{lead}", lead)
            .replace("{page}", &page(self.organisation))
    }
}

/// The headcount at a stage: a few more people at each.
pub(super) fn headcount(invented: &DemoOrganisation, stage: u8, as_at: Date) -> Headcount {
    let more = u32::from(stage) - 1;
    let unit = |(name, women, men): &(String, u32, u32)| Unit {
        name: name.clone(),
        counts: vec![Some(women + more), Some(*men)],
        printed_total: Some(women + more + men),
    };
    let mut units: Vec<Unit> = invented.units.iter().map(unit).collect();
    let [women, men] = [0, 1].map(|group| units.iter().filter_map(|unit| unit.counts[group]).sum::<u32>());
    let mut totals = Totals { groups: vec![Some(women), Some(men)], all: Some(women + men) };
    if invented.misprinted {
        // The last row's total is too low, and the column totals are out of date.
        if let Some(last) = units.last_mut() {
            last.printed_total = Some(1);
        }
        totals = Totals { groups: vec![Some(women + 2), Some(men + 3)], all: Some(women + men + 4) };
    }
    Headcount::new(Some(as_at), vec!["Women".to_owned(), "Men".to_owned()], units, Some(totals))
        .expect("the sector's tables have a name and two figures in each row")
}
