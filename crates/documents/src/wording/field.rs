//! The fields of an action, and their labels in documents.

use model::charter::rating::Colour;

/// A field of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// Its number in the plan.
    Number,
    Theme,
    Action,
    /// The aim of an action. It is read as the action only if no other column is.
    Objective,
    Owner,
    /// The start date, which is separate so that it is not mistaken for the due date.
    Start,
    Timescale,
    /// One column for the owner and the timescale.
    OwnerAndTimescale,
    Measure,
    Status,
    /// A tick means that the action is completed.
    Done,
    /// A tick means that the action has this rating.
    Colour(Colour),
    /// A tick means that the action belongs to this period; text in such a column is an action of its own.
    Period,
    Comment,
    Learning,
    /// The resources.
    Resource,
    /// The rationale.
    Rationale,
    /// The category.
    Category,
    /// The recommendations that it carries out.
    Recommendations,
    /// The other charters that it supports.
    Allied,
}

/// Labels before a colon in running text, and whole headings of columns. In running text only a whole label counts, since any
/// sentence may contain these words.
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
    /// The field of a label in running text, which is folded and without punctuation.
    pub(crate) fn of_label(label: &str) -> Option<Self> {
        LABELS.iter().find(|(_, labels)| labels.split('|').any(|known| known == label)).map(|(field, _)| *field)
    }
}
