//! The parts of an action, by the words that head a column or stand before a colon.

use crate::words::{has, has_any, words};

/// A part of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::understand) enum Field {
    Theme,
    Action,
    /// What an action is for: read as the action only where no column is.
    Objective,
    Owner,
    Timescale,
    Measure,
    Status,
    Comment,
    Learning,
}

/// Labels before a colon in running text: only whole labels count, since any sentence may have such words.
const LABELS: [(Field, &[&str]); 8] = [
    (Field::Theme, &["theme", "themes"]),
    (Field::Action, &["action", "activity", "planned action", "original action", "initiative"]),
    (
        Field::Owner,
        &[
            "owner",
            "action owner",
            "lead",
            "responsible",
            "responsibility",
            "responsible person",
            "owners",
            "led by",
            "who",
        ],
    ),
    (
        Field::Timescale,
        &[
            "timescale",
            "timescales",
            "timeline",
            "timeframe",
            "deadline",
            "due",
            "due date",
            "target date",
            "when",
            "by when",
            "completion date",
        ],
    ),
    (
        Field::Measure,
        &[
            "measure",
            "measures",
            "success measure",
            "success measures",
            "measure of success",
            "measures of success",
            "success criteria",
            "kpi",
            "kpis",
            "success indicator",
        ],
    ),
    (Field::Status, &["rag", "rag status", "rag rating", "status", "rating", "current status"]),
    (
        Field::Comment,
        &[
            "comment",
            "comments",
            "explanation",
            "progress",
            "progress to date",
            "update",
            "notes",
            "narrative",
            "commentary",
            "reason",
            "what happened",
        ],
    ),
    (
        Field::Learning,
        &[
            "learning",
            "learnings",
            "lesson",
            "lessons",
            "lessons learned",
            "lessons learnt",
            "lesson learned",
            "lesson learnt",
            "what we learned",
            "what was learned",
        ],
    ),
];

impl Field {
    /// The field of a label in running text, folded and bare.
    pub(in crate::understand) fn of_label(label: &str) -> Option<Self> {
        LABELS.iter().find(|(_, labels)| labels.contains(&label)).map(|(field, _)| *field)
    }

    /// The field of a column, by its folded heading. What the heading is mostly about wins: "Action owner" is an owner.
    pub(super) fn of_column(heading: &str) -> Option<Self> {
        if heading.is_empty() || words(heading).count() > 14 || has_any(heading, &["start date", "started", "start"]) {
            return None;
        }
        if let Some(field) = Self::of_label(heading) {
            return Some(field);
        }
        let rules: [(Self, &[&str]); 9] = [
            (Self::Theme, &["theme", "themes", "pillar", "strand"]),
            (Self::Status, &["rag", "r/a/g", "status", "rating", "red/amber/green"]),
            (Self::Learning, &["learning", "learned", "learnt", "lessons", "lesson"]),
            (
                Self::Owner,
                &[
                    "owner",
                    "owners",
                    "owned",
                    "responsibility",
                    "responsible",
                    "responsibilities",
                    "accountable",
                    "lead",
                    "leads",
                    "who",
                    "led by",
                ],
            ),
            (
                Self::Timescale,
                &[
                    "timescale",
                    "timescales",
                    "timeline",
                    "timeframe",
                    "time frame",
                    "deadline",
                    "when",
                    "due",
                    "date",
                    "completion",
                    "target",
                ],
            ),
            (
                Self::Measure,
                &[
                    "measure",
                    "measures",
                    "success",
                    "kpi",
                    "kpis",
                    "outcome",
                    "outcomes",
                    "impact",
                    "indicator",
                    "indicators",
                    "metric",
                    "metrics",
                    "evidenced",
                ],
            ),
            (
                Self::Comment,
                &[
                    "comment",
                    "comments",
                    "progress",
                    "update",
                    "updates",
                    "notes",
                    "explanation",
                    "narrative",
                    "commentary",
                    "reason",
                ],
            ),
            (
                Self::Action,
                &["action", "actions", "activity", "activities", "initiative", "initiatives", "task", "tasks"],
            ),
            (Self::Objective, &["objective", "objectives", "aim", "aims", "goal", "goals"]),
        ];
        rules.iter().find(|(_, names)| has_any(heading, names)).map(|(field, _)| *field)
    }
}

/// Whether a heading names a plan's number column: "No.", "Ref", "#".
pub(super) fn is_number(heading: &str) -> bool {
    matches!(heading, "no" | "no." | "ref" | "ref." | "#" | "number" | "id") || has(heading, "action no")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_what_its_heading_is_mostly_about() {
        for (heading, field) in [
            ("theme", Some(Field::Theme)),
            ("action owner", Some(Field::Owner)),
            ("by when?", Some(Field::Timescale)),
            ("r/a/g", Some(Field::Status)),
            ("lessons learned", Some(Field::Learning)),
            ("success measure", Some(Field::Measure)),
            ("planned activities", Some(Field::Action)),
            ("start date", None),
            ("cost", None),
            ("target date", Some(Field::Timescale)),
        ] {
            assert_eq!(Field::of_column(heading), field, "{heading}");
        }
    }
}
