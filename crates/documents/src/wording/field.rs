//! The parts of an action, and the labels by which documents name them.

use model::charter::rating::Colour;

/// A part of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// Its number in the plan.
    Number,
    Theme,
    Action,
    /// What an action is for: read as the action only where no column is.
    Objective,
    Owner,
    /// When it begins, told apart so that it is not taken for when it is due.
    Start,
    Timescale,
    /// One column for who and by when.
    OwnerAndTimescale,
    Measure,
    Status,
    /// A mark says that it is completed.
    Done,
    /// A mark says that it has this colour.
    Colour(Colour),
    /// A mark says that it falls into this time; words there are actions of their own.
    Period,
    Comment,
    Learning,
    /// What it needs.
    Resource,
    /// Why it is promised.
    Rationale,
    /// What kind of action it is.
    Category,
    /// The recommendations that it carries out.
    Recommendations,
    /// The other charters that it serves.
    Allied,
}

/// Labels before a colon in running text, and whole headings of columns. In running text only whole labels count, since any
/// sentence may have such words.
const LABELS: [(Field, &str); 10] = [
    (
        Field::Resource,
        "resource|resources|resourcing|resource required|resources required|resources needed|resource implications",
    ),
    (Field::Rationale, "rationale|why|rationale for action|reason for action|why we promised it"),
    (Field::Theme, "theme|themes"),
    (
        Field::Action,
        "action|activity|planned action|original action|initiative|actions|planned activity|proposed action|agreed action|task|action point|key action",
    ),
    (
        Field::Owner,
        "owner|action owner|lead|responsible|responsibility|responsible person|owners|led by|who|lead officer|action lead|accountable|accountability|person responsible|owned by|responsible owner|assigned to|action by|by whom|lead person",
    ),
    (
        Field::Timescale,
        "timescale|timescales|timeline|timeframe|time frame|deadline|due|due date|target date|when|by when|completion date|due by|date due|delivery date|end date|end|finish|finish date",
    ),
    (
        Field::Measure,
        "measure|measures|success measure|success measures|measure of success|measures of success|success criteria|kpi|kpis|success indicator|success indicators|indicator|intended outcome|expected outcome|how success is measured|evidence of success",
    ),
    (Field::Status, "rag|rag status|rag rating|status|rating|current status|rag-status|rag-rating|r/a/g"),
    (
        Field::Comment,
        "comment|comments|explanation|progress|progress to date|update|updates|notes|narrative|commentary|reason|what happened|progress so far|progress update",
    ),
    (
        Field::Learning,
        "learning|learnings|lesson|lessons|lessons learned|lessons learnt|lesson learned|lesson learnt|what we learned|what we learnt|what was learned|key learning|learning points",
    ),
];

impl Field {
    /// The field of a label in running text, folded and bare.
    pub(crate) fn of_label(label: &str) -> Option<Self> {
        LABELS.iter().find(|(_, labels)| labels.split('|').any(|known| known == label)).map(|(field, _)| *field)
    }
}
