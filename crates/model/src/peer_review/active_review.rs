//! Active review: a conversation with the organisations of a limited number of submissions, which the Steering Board chooses through the
//! secretariat (`seeds/004…`).
//!
//! Which submissions are suggested, and why, is computed from what was signed and published. The secretariat decides, always with a reason.

use crate::{
    AssessmentId, Date, Timestamp,
    core::{dates::count, short::Line},
    plan::Tally,
    team::group::words,
};
use std::cmp::Reverse;

/// How much it counts that an organisation of this kind, or from this country, is not suggested yet, beside the share of ratings in percent.
const NEW_KIND: usize = 20;
const NEW_COUNTRY: usize = 10;

/// A submission that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The submission.
    pub assessment: AssessmentId,
    /// The kind of its organisation.
    pub kind: String,
    /// The country of its organisation.
    pub country: String,
    /// The final ratings of its previous plan; all zero if it has none.
    pub tally: Tally,
    /// When an earlier submission of its organisation was chosen.
    pub last: Option<Date>,
}

impl Candidate {
    /// The rating that most of the plan has in common, red or green, with its share in percent.
    fn signal(&self) -> Option<(SuggestionReason, usize)> {
        let Tally { green, amber, red, unknown } = self.tally;
        let of = green + amber + red + unknown;
        let share = |number: usize| (number * 100).checked_div(of);
        if red >= green {
            Some((SuggestionReason::Red { red, of }, share(red)?))
        } else {
            Some((SuggestionReason::Green { green, of }, share(green)?))
        }
    }
}

/// Why a submission is suggested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SuggestionReason {
    /// Much of the previous plan is still to be carried out.
    Red {
        /// How many actions are red.
        red: usize,
        /// Of how many.
        of: usize,
    },
    /// Much of the previous plan is completed.
    Green {
        /// How many actions are green.
        green: usize,
        /// Of how many.
        of: usize,
    },
    /// No other suggestion is of an organisation of this kind.
    NewKind(String),
    /// No other suggestion is of an organisation in this country.
    NewCountry(String),
}

impl SuggestionReason {
    /// The reason as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Red { red, of } => {
                format!(
                    "{red} of {} of the previous plan {} red: a conversation can support the next plan.",
                    actions(*of),
                    are(*red)
                )
            }
            Self::Green { green, of } => {
                format!(
                    "{green} of {} of the previous plan {} green: others can learn from it.",
                    actions(*of),
                    are(*green)
                )
            }
            Self::NewKind(kind) => format!("No other suggestion is of this kind: {kind}."),
            Self::NewCountry(country) => format!("No other suggestion is from {country}."),
        }
    }
}

fn actions(number: usize) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX), "action")
}

fn are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

/// A submission that is suggested, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The submission.
    pub assessment: AssessmentId,
    /// The reasons, the most important first.
    pub reasons: Vec<SuggestionReason>,
}

/// Suggests at most `most` submissions, the strongest first: those whose ratings stand out, of as many kinds and from as many countries as
/// possible. Left out are those without ratings, and organisations that had an active review before, whose turn has been.
#[must_use]
pub fn suggest(candidates: &[Candidate], most: usize) -> Vec<Suggestion> {
    let mut rest: Vec<(&Candidate, SuggestionReason, usize)> = candidates
        .iter()
        .filter(|one| one.last.is_none())
        .filter_map(|one| one.signal().map(|(reason, share)| (one, reason, share)))
        .collect();
    let mut chosen: Vec<&Candidate> = Vec::new();
    let mut suggestions = Vec::new();
    while suggestions.len() < most {
        let is_new = |one: &Candidate| {
            (
                !chosen.iter().any(|other| other.kind == one.kind),
                !chosen.iter().any(|other| other.country == one.country),
            )
        };
        let weight = |(one, _, share): &(&Candidate, SuggestionReason, usize)| {
            let (kind, country) = is_new(one);
            share + NEW_KIND * usize::from(kind) + NEW_COUNTRY * usize::from(country)
        };
        // Of equals, the one whose id comes first, so that the suggestion does not change from page to page.
        let best = (0..rest.len()).max_by_key(|index| (weight(&rest[*index]), Reverse(rest[*index].0.assessment)));
        let Some(best) = best else { break };
        let (one, reason, _) = rest.remove(best);
        let mut reasons = vec![reason];
        // The first is the only one of its kind in any case.
        if !chosen.is_empty() {
            let (kind, country) = is_new(one);
            reasons.extend(kind.then(|| SuggestionReason::NewKind(one.kind.clone())));
            reasons.extend(country.then(|| SuggestionReason::NewCountry(one.country.clone())));
        }
        chosen.push(one);
        suggestions.push(Suggestion { assessment: one.assessment, reasons });
    }
    suggestions
}

/// What was decided about a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveReviewChoice {
    /// Whether it is chosen.
    pub is_chosen: bool,
    /// Why, or why not.
    pub reason: Line,
}

impl ActiveReviewChoice {
    /// Parses the form: `yes` or `no`, and the reason.
    ///
    /// # Errors
    /// Returns each field that is blank or not valid, with what to enter.
    pub fn parse(choice: &str, reason: &str) -> Result<Self, Vec<(&'static str, String)>> {
        let is_chosen = match choice {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(("choice", "Select whether this submission is chosen for active review".to_owned())),
        };
        let reason = Line::parse(reason).map_err(|error| {
            ("reason", error.at("Reason", "Enter the reason, for example what others can learn from it"))
        });
        match (is_chosen, reason) {
            (Ok(is_chosen), Ok(reason)) => Ok(Self { is_chosen, reason }),
            (is_chosen, reason) => Err(is_chosen.err().into_iter().chain(reason.err()).collect()),
        }
    }
}

/// What came of the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActiveReviewRecord {
    /// The day of the meeting, once there is one.
    pub meeting: Option<Date>,
    /// Notes of the meeting, for the secretariat and the board.
    pub notes: String,
    /// The outcome, for the organisation too.
    pub outcome: String,
    /// The agreed actions, for the organisation too.
    pub agreed_actions: Vec<String>,
}

impl ActiveReviewRecord {
    /// Checks what was entered. `agreed_actions` has one action on each line.
    ///
    /// # Errors
    /// Returns the fields that are too long.
    pub fn parse(
        meeting: Option<Date>,
        notes: &str,
        outcome: &str,
        agreed_actions: &str,
    ) -> Result<Self, Vec<(&'static str, String)>> {
        let mut flaws = Vec::new();
        let mut checked = |field: &'static str, text: &str| {
            words(text).map_err(|message| flaws.push((field, message.to_owned()))).unwrap_or_default()
        };
        let (notes, outcome, agreed) =
            (checked("notes", notes), checked("outcome", outcome), checked("actions", agreed_actions));
        if flaws.is_empty() { Ok(Self { meeting, notes, outcome, agreed_actions: lines(&agreed) }) } else { Err(flaws) }
    }
}

/// The lines that are not blank.
#[must_use]
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(ToOwned::to_owned).collect()
}

/// The decision about a submission, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveReview {
    /// The decision.
    pub choice: ActiveReviewChoice,
    /// When it was decided.
    pub decided: Timestamp,
    /// The name of who decided; none for the operator and for a deleted account.
    pub who: Option<String>,
    /// What came of it.
    pub record: ActiveReviewRecord,
    /// Its revision.
    pub revision: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    fn candidate(number: u128, kind: &str, country: &str, [green, amber, red]: [usize; 3]) -> Candidate {
        Candidate {
            assessment: AssessmentId(Uuid::from_u128(number)),
            kind: kind.into(),
            country: country.into(),
            tally: Tally { green, amber, red, unknown: 0 },
            last: None,
        }
    }

    fn numbers(suggestions: &[Suggestion]) -> Vec<u128> {
        suggestions.iter().map(|one| one.assessment.0.as_u128()).collect()
    }

    #[test]
    fn the_strongest_signals_come_first_and_the_limit_holds() {
        let all = [
            candidate(1, "university", "England", [2, 6, 2]),
            candidate(2, "university", "England", [1, 1, 8]),
            candidate(3, "university", "England", [9, 1, 0]),
        ];
        assert_eq!(numbers(&suggest(&all, 2)), [3, 2]);
        assert_eq!(suggest(&all, 0), []);
        let [first, ..] = &*suggest(&all, 3) else { panic!("three candidates") };
        assert_eq!(first.reasons, [SuggestionReason::Green { green: 9, of: 10 }]);
        let words = first.reasons[0].sentence();
        assert_eq!(words, "9 of 10 actions of the previous plan are green: others can learn from it.");
    }

    #[test]
    fn another_kind_and_another_country_count_and_are_named() {
        let all = [
            candidate(1, "university", "England", [9, 1, 0]),
            candidate(2, "university", "England", [8, 2, 0]),
            candidate(3, "research-institute", "Wales", [6, 4, 0]),
        ];
        let suggestions = suggest(&all, 2);
        assert_eq!(numbers(&suggestions), [1, 3]);
        assert!(suggestions[1].reasons.contains(&SuggestionReason::NewKind("research-institute".into())));
        assert!(suggestions[1].reasons.contains(&SuggestionReason::NewCountry("Wales".into())));
    }

    #[test]
    fn who_had_one_before_and_who_has_no_ratings_are_left_out() {
        let before = Candidate { last: Some(date(2026, 3, 1)), ..candidate(1, "university", "England", [0, 0, 9]) };
        assert_eq!(suggest(&[before, candidate(2, "university", "England", [0, 0, 0])], 3), []);
    }

    #[test]
    fn equals_are_in_the_order_of_their_ids() {
        let all = [candidate(2, "university", "England", [5, 0, 0]), candidate(1, "university", "England", [5, 0, 0])];
        assert_eq!(numbers(&suggest(&all, 1)), [1]);
    }

    #[test]
    fn a_choice_needs_a_reason_either_way() {
        let fields = |choice, reason| {
            ActiveReviewChoice::parse(choice, reason)
                .unwrap_err()
                .into_iter()
                .map(|(field, _)| field)
                .collect::<Vec<_>>()
        };
        assert_eq!(fields("", ""), ["choice", "reason"]);
        assert_eq!(fields("no", " "), ["reason"]);
        assert!(ActiveReviewChoice::parse("yes", "Much to learn").unwrap().is_chosen);
    }

    #[test]
    fn agreed_actions_are_lines_and_long_texts_are_refused() {
        let record = ActiveReviewRecord::parse(None, "", " Go on ", "Name an owner\r\n\n  Meet again \n").unwrap();
        assert_eq!(
            (record.outcome.as_str(), &*record.agreed_actions),
            ("Go on", &["Name an owner".to_owned(), "Meet again".to_owned()][..])
        );
        let long = "a".repeat(50_001);
        let flaws = ActiveReviewRecord::parse(None, &long, &long, "").unwrap_err();
        assert_eq!(flaws.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["notes", "outcome"]);
    }
}
