//! Numbers of people in a text that are not in the headcount.

use super::Headcount;
use std::collections::BTreeSet;

/// A number of people in a text that is not in the table. It is only a warning, because the text may be about other people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedNumber {
    /// The number in the text.
    pub number: u32,
    /// The words around it, verbatim.
    pub words: String,
    /// The sum of the table.
    pub sum: u32,
    /// The printed total of the table, if it differs from the sum.
    pub printed: Option<u32>,
}

impl std::fmt::Display for UnmatchedNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "The text says {} (“{}”), but the table adds up to {}", self.number, self.words, self.sum)?;
        self.printed.map_or(Ok(()), |printed| write!(f, ", and its total is given as {printed}"))
    }
}

impl Headcount {
    /// Finds the numbers in `text` that seem to be the total number of people and are not in the table: "185 technicians", "the number
    /// of technicians rose from 163 to 185". `people_words` are the charter's words for them, such as "technician" and "technical
    /// staff"; plurals need not be listed.
    ///
    /// Avoiding false alarms matters more than finding every number: one counts only if it is close to the sum of the table, because
    /// "six technicians won a prize" and "64 technicians came" are not about everyone.
    #[must_use]
    pub fn unmatched_numbers(&self, text: &str, people_words: &[&str]) -> Vec<UnmatchedNumber> {
        let known = self.figures();
        let sum = self.sum();
        let printed = self.printed_totals().and_then(|totals| totals.all).filter(|printed| *printed != sum);
        let people: Vec<String> = people_words.iter().map(|word| word.to_lowercase()).collect();
        let mut doubts: Vec<UnmatchedNumber> = Vec::new();
        for sentence in text.lines().flat_map(|line| line.split_inclusive(". ")) {
            let words: Vec<&str> = sentence.split_whitespace().collect();
            for (at, word) in words.iter().enumerate() {
                let Some(said) = count_of(word) else { continue };
                let Some(claim) = Claim::of(&words, at, &people) else { continue };
                let new = !known.contains(&said) && doubts.iter().all(|doubt| doubt.number != said);
                if new && claim.is_about_all(said, sum) {
                    let around = words[at.saturating_sub(5)..words.len().min(at + 4)].join(" ");
                    doubts.push(UnmatchedNumber { number: said, words: around, sum, printed });
                }
            }
        }
        doubts
    }

    /// Every number, sum and printed total of the table.
    fn figures(&self) -> BTreeSet<u32> {
        let units = self.units().iter();
        let rows = units.flat_map(|unit| unit.counts.iter().copied().chain([unit.printed_total, Some(unit.sum())]));
        let totals = self.printed_totals().into_iter();
        let totals = totals.flat_map(|totals| totals.groups.iter().copied().chain([totals.all]));
        rows.chain(totals).flatten().chain(self.group_sums()).chain([self.sum(), self.row_totals()]).collect()
    }
}

/// Why a number seems to be a number of people.
#[derive(Clone, Copy)]
enum Claim {
    /// "185 technicians".
    OfPeople,
    /// "number of technicians … from 163 to 185": the sentence says that it is about everyone.
    OfAll,
}

impl Claim {
    fn of(words: &[&str], at: usize, people: &[String]) -> Option<Self> {
        let sentence = words.join(" ").to_lowercase();
        let total_words = ["number of", "headcount", "in total", "total of", "workforce"];
        let names_people = people.iter().any(|word| names(&sentence, word));
        // In "from 163 to 185", the first is a former number.
        if at > 0 && words[at - 1].eq_ignore_ascii_case("from") {
            return None;
        }
        if names_people && total_words.iter().any(|words| sentence.contains(words)) {
            return Some(Self::OfAll);
        }
        // "185 technicians", "185 research technicians", but not "185 of whom", nor across a comma.
        let ends = |word: &&str| word.ends_with([',', ';', '.', ')', ':']);
        let after = &words[at + 1..];
        let reach = after.iter().take(4).position(ends).map_or(after.len().min(4), |end| end + 1);
        let after = after[..reach].join(" ").to_lowercase();
        let number_ends_a_clause = ends(&words[at]);
        (!number_ends_a_clause && people.iter().any(|word| names(&after, word))).then_some(Self::OfPeople)
    }

    /// Whether the number may be a total of about `sum`: between half and twice as many if the sentence is about everyone, within a
    /// fifth if it only names people.
    fn is_about_all(self, said: u32, sum: u32) -> bool {
        let (said, sum) = (u64::from(said), u64::from(sum));
        match self {
            Self::OfAll => said * 2 >= sum && said <= sum * 2,
            Self::OfPeople => said * 5 >= sum * 4 && said * 5 <= sum * 6,
        }
    }
}

/// Whether `text` has `word` or its plural as whole words. Both are lower case.
fn names(text: &str, word: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '-';
    text.match_indices(word).any(|(at, _)| {
        let after = &text[at + word.len()..];
        let after = after.strip_prefix('s').unwrap_or(after);
        !text[..at].ends_with(is_letter) && !after.starts_with(is_letter)
    })
}

/// Parses a number of people: not a percentage, an amount of money, the number of a list item or, without a comma, a year.
fn count_of(word: &str) -> Option<u32> {
    let word = word.trim_start_matches(['(', '"', '“', '~', '*']).trim_end_matches([',', ';', ':', ')', '"', '”', '*']);
    let digits = word.strip_suffix('.').unwrap_or(word);
    let count: u32 = digits.replace(',', "").parse().ok().filter(|_| !digits.starts_with('+'))?;
    let looks_like_a_year = digits.len() == 4 && (1900..2100).contains(&count);
    (!looks_like_a_year).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    const PEOPLE: [&str; 2] = ["technician", "technical staff"];

    /// Adds up to 176 and prints 187.
    fn table() -> Headcount {
        Headcount::from_pasted("\tF\tM\tTotal\nCraft\t55\t60\t115\nIT\t-\t61\t61\n\t57\t130\t187").unwrap()
    }
    fn reported(text: &str) -> Vec<u32> {
        table().unmatched_numbers(text, &PEOPLE).iter().map(|doubt| doubt.number).collect()
    }

    #[test]
    fn a_total_that_is_not_in_the_table_is_reported() {
        assert_eq!(reported("We have 185 technicians."), [185]);
        assert_eq!(reported("There are 185 members of technical staff, of all grades."), [185]);
        assert_eq!(reported("2. The number of our Technicians, all told, rose from 163 to 185. We hire."), [185]);
        let doubt = &table().unmatched_numbers("Our number of technicians grew from 163 to 185.", &PEOPLE)[0];
        assert_eq!(
            doubt.to_string(),
            "The text says 185 (“technicians grew from 163 to 185.”), but the table adds up to 176, and its total is given as 187"
        );
    }

    #[test]
    fn figures_of_the_table_are_not_reported() {
        for known in [176, 187, 57, 115] {
            assert_eq!(reported(&format!("We have {known} technicians.")), [0; 0]);
        }
    }

    #[test]
    fn numbers_of_other_things_are_not_reported() {
        for text in [
            "64 technicians came to the awayday",
            "£180 for each technician",
            "185% more technicians",
            "In 2024 technicians were counted",
            "Of 180 staff, technicians are the most",
            "180 people read the technician-orientated pages",
            "180 days later",
        ] {
            assert_eq!(reported(text), [0; 0], "{text}");
        }
    }

    #[test]
    fn a_number_is_reported_once() {
        assert_eq!(reported("We have 185 technicians. The 185 technicians are glad."), [185]);
    }
}
