//! Conditional formats that colour cells by their text (ECMA-376 part 1, 18.3.1.10): "equal to Green", "contains complete".

use super::{references::area, styles::XlsxStyles};
use crate::{
    read::{
        office::xml::Element,
        spreadsheet::{Area, colour::Rgb},
    },
    words::fold,
};

/// The most rules of a sheet. Further ones are ignored.
const MAX_RULES: usize = 60;
/// The most areas of a rule.
const MAX_AREAS: usize = 16;
/// The longest text that is compared.
const MAX_TEXT_LENGTH: usize = 200;

/// The supported rules of a sheet, in order of priority.
#[derive(Debug, Default)]
pub(super) struct Rules {
    rules: Vec<(i64, Rule)>,
    /// Whether there are unsupported rules.
    pub(super) has_others: bool,
}

#[derive(Debug)]
struct Rule {
    areas: Vec<Area>,
    test: Test,
    /// The folded text to compare with.
    words: String,
    colour: Rgb,
}

#[derive(Debug, Clone, Copy)]
enum Test {
    Equals,
    Contains,
    Begins,
    Ends,
}

impl Rules {
    pub(super) fn of(root: Element<'_>, styles: &XlsxStyles) -> Self {
        let mut rules = Self::default();
        for format in root.children().filter(|child| child.name() == "conditionalFormatting") {
            let areas = format.attribute("sqref").unwrap_or_default().split_whitespace();
            let areas: Vec<Area> = areas.take(MAX_AREAS).filter_map(area).collect();
            for rule in format.children().filter(|child| child.name() == "cfRule") {
                match Rule::of(rule, &areas, styles).filter(|_| rules.rules.len() < MAX_RULES) {
                    Some(known) => {
                        let priority = rule.attribute("priority").and_then(|number| number.parse().ok());
                        rules.rules.push((priority.unwrap_or(i64::MAX), known));
                    }
                    None => rules.has_others = true,
                }
            }
        }
        rules.rules.sort_by_key(|(priority, _)| *priority);
        rules
    }

    /// The colour that the rules give a cell with this text.
    pub(super) fn colour(&self, at: (u32, u32), words: &str) -> Option<Rgb> {
        if self.rules.is_empty() || words.len() > MAX_TEXT_LENGTH || words.trim().is_empty() {
            return None;
        }
        let folded = fold(words);
        let rule = self.rules.iter().map(|(_, rule)| rule).find(|rule| rule.covers(at) && rule.matches(&folded))?;
        Some(rule.colour)
    }
}

impl Rule {
    /// Reads a rule that compares text and fills the cell. Other rules are not supported.
    fn of(rule: Element<'_>, areas: &[Area], styles: &XlsxStyles) -> Option<Self> {
        let formula = rule.child("formula").map(Element::text);
        // A text in a formula: `"Green"`, with quotation marks in it doubled.
        let quoted = || {
            let formula = formula.as_deref()?.trim();
            Some(formula.strip_prefix('"')?.strip_suffix('"')?.replace("\"\"", "\""))
        };
        let operand = || rule.attribute("text").map(str::to_owned);
        let (test, words) = match (rule.attribute("type")?, rule.attribute("operator")) {
            ("cellIs", Some("equal")) => (Test::Equals, quoted()?),
            ("containsText", _) => (Test::Contains, operand()?),
            ("beginsWith", _) => (Test::Begins, operand()?),
            ("endsWith", _) => (Test::Ends, operand()?),
            _ => return None,
        };
        let words = fold(&words);
        let colour = styles.rule_colour(rule.attribute("dxfId")?)?;
        (!words.is_empty() && !areas.is_empty()).then(|| Self { areas: areas.to_vec(), test, words, colour })
    }

    fn covers(&self, (row, column): (u32, u32)) -> bool {
        let contains = |(from, to): (u32, u32), at: u32| (from..=to).contains(&at);
        self.areas.iter().any(|area| contains(area.rows, row) && contains(area.columns, column))
    }

    fn matches(&self, folded: &str) -> bool {
        match self.test {
            Test::Equals => folded == self.words,
            Test::Contains => folded.contains(&self.words),
            Test::Begins => folded.starts_with(&self.words),
            Test::Ends => folded.ends_with(&self.words),
        }
    }
}
