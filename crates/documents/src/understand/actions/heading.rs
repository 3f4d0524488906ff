//! Finds the field of an action that the heading of a column names.

use super::{Field, timescale};
use crate::words::{bare, has, has_any, words};
use model::charter::rating::Colour;

/// The terms that may be anywhere in a heading, in the order in which they are tried: "Action owner" is an owner, "RAG status and
/// comments" is a status.
const TERMS: [(Field, &str); 9] = [
    (Field::Theme, "theme|themes|pillar|strand|pillars|strands"),
    (Field::Status, "rag|r/a/g|status|rating|red/amber/green|percent|percentage|where are we|where we are|how far"),
    (Field::Learning, "learning|learned|learnt|lessons|lesson"),
    (
        Field::Owner,
        "owner|owners|owner(s)|owned|responsibility|responsible|responsibilities|accountable|accountability|lead|leads|who|who's|led by|whom|leading|assigned",
    ),
    (
        Field::Timescale,
        "timescale|timescales|timeline|timeframe|time frame|deadline|when|due|date|completion|finish|time-scale|dates",
    ),
    (
        Field::Measure,
        "measure|measures|measured|success|kpi|kpis|outcome|outcomes|impact|indicator|indicators|metric|metrics|evidenced|target|targets|how will we know|how we will know|know",
    ),
    (
        Field::Comment,
        "comment|comments|progress|update|updates|notes|explanation|narrative|commentary|reason|rationale for rating|next steps|evidence",
    ),
    (
        Field::Action,
        "action|actions|action(s)|activity|activities|initiative|initiatives|task|tasks|deliverable|deliverables|we will do|we will|will we do|to be done|would do|we'd do|we said|are we going to do|needs to happen|commitments",
    ),
    (Field::Objective, "objective|objectives|aim|aims|goal|goals|ambition|intention|commitment"),
];

/// Headings of past actions, which are not part of the plan: "Actions taken so far", "Current activity".
const PAST: &str = "so far|to date|taken|already|undertaken|current activity|current activities|existing|achievements|what have we done|what we have done|previous actions|past actions|happened|did";

/// Words that do not change the field of a heading.
const NEUTRAL_WORDS: &str = "a|an|the|our|your|of|for|and|by|to|in|on|is|are|be|will|would|we|do|how|what|who|when|where|it|has|this|s|key|main|planned|proposed|agreed|original|future|next|new|further|specific|smart|person|persons|people|name|named|staff|officer|team|post|role|target|expected|intended|desired|current|overall|responsible|action|actions|success|measure|criteria|factor|factors|completion|complete|completed|status|rating|plan|month|months|year|date|planning|commitment|area|areas|addressed|supporting|now|know|we'd|said|worked|going|done|institutional|point|points|progress|taken|far|so|update|item|if|red|amber|green";

fn one_of(list: &str, word: &str) -> bool {
    list.split('|').any(|known| known == word)
}

fn any_of(list: &str, heading: &str) -> bool {
    list.split('|').any(|known| has(heading, known))
}

/// The field of a heading, and how well it fits if several columns could be the action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) field: Field,
    /// Whether the whole heading is a term, so that it cannot be a cell of a row.
    pub(super) is_exact: bool,
    pub(super) weight: u8,
}

impl Field {
    /// Whether the field alone does not show that a table is a plan.
    pub(super) fn is_detail(self) -> bool {
        matches!(
            self,
            Self::Objective | Self::Start | Self::Rationale | Self::Category | Self::Recommendations | Self::Allied
        )
    }

    /// The field of a column, by its folded heading. The main term wins: "Action owner" is an owner.
    pub(super) fn of_column(heading: &str) -> Option<Heading> {
        let folded = heading;
        let heading = bare(heading);
        let heading = heading.as_str();
        if is_number(folded) {
            return Some(Heading { field: Self::Number, is_exact: true, weight: 0 });
        }
        if heading.is_empty() || words(heading).count() > 14 {
            return None;
        }
        let field = Self::recognise(heading, folded)?;
        let is_known = |word: &str| one_of(NEUTRAL_WORDS, word) || TERMS.iter().any(|(_, names)| one_of(names, word));
        let is_exact = Self::of_label(heading).is_some() || words(heading).all(is_known);
        Some(Heading { field, is_exact, weight: weight(heading, field) })
    }

    fn recognise(heading: &str, folded: &str) -> Option<Self> {
        const COUNTS: [&str; 5] = ["number of", "no of", "no. of", "total", "count"];
        if COUNTS.iter().any(|words| heading.starts_with(words)) {
            return None;
        }
        if heading.starts_with("rationale") || heading.starts_with("why") {
            let is_of_rating = has_any(heading, &["rag", "rating", "status", "red", "amber", "not"]);
            return Some(if is_of_rating { Self::Comment } else { Self::Rationale });
        }
        match heading {
            "category" | "categories" => return Some(Self::Category),
            "recommendation" | "recommendations" => return Some(Self::Recommendations),
            "other charters" | "allied charters" | "also serves" => return Some(Self::Allied),
            _ => {}
        }
        if timescale::is_timescale(folded) && folded.bytes().any(|byte| byte.is_ascii_digit()) {
            return Some(Self::Period);
        }
        if matches!(heading, "what" | "how") {
            return Some(Self::Action);
        }
        let colour = match heading {
            "green" => Some(Colour::Green),
            "amber" | "orange" | "yellow" => Some(Colour::Amber),
            "red" => Some(Colour::Red),
            _ => None,
        };
        if let Some(colour) = colour {
            return Some(Self::Colour(colour));
        }
        if folded.contains('%') && has_any(heading, &["complete", "completed", "completion", "done", "progress"]) {
            return Some(Self::Status);
        }
        let is_past = ["completed", "achieved", "actual", "delivered", "closed"];
        let is_past_date = has_any(heading, &["date", "on", "when"]) && has_any(heading, &is_past);
        if is_past_date
            || matches!(
                heading,
                "completed"
                    | "complete"
                    | "done"
                    | "achieved"
                    | "delivered"
                    | "action complete"
                    | "action completed"
                    | "completed (y/n)"
                    | "tick when complete"
            )
        {
            return Some(Self::Done);
        }
        let is = |wanted: Self| TERMS.iter().any(|(field, names)| *field == wanted && any_of(names, heading));
        let joins = ["and", "&", "/", ",", "+"]
            .iter()
            .any(|mark| has(heading, mark) || !mark.starts_with('a') && heading.contains(mark));
        if is(Self::Owner) && is(Self::Timescale) && joins {
            return Some(Self::OwnerAndTimescale);
        }
        if let Some(field) = Self::of_label(heading) {
            return Some(field);
        }
        if has_any(heading, &["start date", "started", "start", "starts", "begin", "begins", "from"])
            && !has_any(heading, &["end", "finish", "to"])
        {
            return Some(Self::Start);
        }
        if any_of(PAST, heading) && !is(Self::Status) && !is(Self::Learning) {
            return Some(Self::Comment);
        }
        // "Next steps" belong to an action in another column; "next actions" are actions.
        TERMS.iter().find(|(_, names)| any_of(names, heading)).map(|(field, _)| *field)
    }
}

/// Ranks the columns that could be the action, the plainest first: "Action" before "Planned actions" before "Next actions" before
/// an aim.
fn weight(heading: &str, field: Field) -> u8 {
    match field {
        Field::Objective => 1,
        Field::Action if has_any(heading, &["next", "further"]) => 2,
        Field::Action if has_any(heading, &["deliverable", "deliverables", "commitments"]) => 3,
        Field::Action if Field::of_label(heading).is_some() => 5,
        Field::Action => 4,
        _ => 0,
    }
}

/// Whether a heading is that of a number column: "No.", "Ref", "#".
fn is_number(heading: &str) -> bool {
    let heading = heading.trim_end_matches(['.', ':']);
    one_of("no|ref|#|number|id|item|item no|ref no|action no|action ref|action number|action id|s/n|nr", heading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_recognised_by_the_main_term_of_their_heading() {
        for (heading, field) in [
            ("theme", Some(Field::Theme)),
            ("action owner", Some(Field::Owner)),
            ("action by", Some(Field::Owner)),
            ("who's leading?", Some(Field::Owner)),
            ("by when?", Some(Field::Timescale)),
            ("date of completion", Some(Field::Timescale)),
            ("r/a/g", Some(Field::Status)),
            ("% complete", Some(Field::Status)),
            ("where we are", Some(Field::Status)),
            ("completed?", Some(Field::Done)),
            ("lessons learned", Some(Field::Learning)),
            ("success measure", Some(Field::Measure)),
            ("how we will know", Some(Field::Measure)),
            ("planned activities", Some(Field::Action)),
            ("what we will do", Some(Field::Action)),
            ("what is to be done", Some(Field::Action)),
            ("next actions", Some(Field::Action)),
            ("actions taken so far", Some(Field::Comment)),
            ("progress to date", Some(Field::Comment)),
            ("start date", Some(Field::Start)),
            ("who and by when", Some(Field::OwnerAndTimescale)),
            ("responsibility & timescale", Some(Field::OwnerAndTimescale)),
            ("amber", Some(Field::Colour(Colour::Amber))),
            ("cost", None),
            ("target date", Some(Field::Timescale)),
        ] {
            assert_eq!(Field::of_column(heading).map(|heading| heading.field), field, "{heading}");
        }
    }

    #[test]
    fn cells_of_a_row_are_not_exact_headings() {
        for cell in
            ["publish our action plan", "institutional lead for hr", "report progress to the board", "visibility"]
        {
            assert!(!Field::of_column(cell).is_some_and(|heading| heading.is_exact), "{cell}");
        }
        for heading in
            ["what will we do now?", "responsible person(s)", "success criteria", "planned activity", "original action"]
        {
            assert!(Field::of_column(heading).is_some_and(|heading| heading.is_exact), "{heading}");
        }
    }
}
