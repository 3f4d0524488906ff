//! Recognises columns by the words in their headings.

use super::PasteError;
use crate::plan::action::{ActionField, FieldKind};

/// The content of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PastedColumn {
    Action,
    Theme,
    Due,
    Start,
    Colour,
    /// A text that is taken as it is.
    Detail(ActionField),
}

/// The words in headings. The first entry with a word of the heading decides, so "Action owner" is an owner, "Start date" a start date and
/// "How we will know" a measure. Words for money are not listed: resources are public, and an amount may be for members alone.
const CUES: &[(PastedColumn, &[&str])] = &[
    (PastedColumn::Colour, &["rag", "status", "rating", "progress"]),
    (
        PastedColumn::Detail(ActionField::Owner),
        &["owner", "owners", "lead", "leads", "responsible", "responsibility", "accountable", "accountability", "who"],
    ),
    (PastedColumn::Start, &["start", "starts", "begin", "begins"]),
    (
        PastedColumn::Due,
        &[
            "due",
            "when",
            "timescale",
            "timescales",
            "timeline",
            "timeframe",
            "time frame",
            "time scale",
            "timing",
            "deadline",
            "date",
            "completion",
            "target date",
        ],
    ),
    (
        PastedColumn::Detail(ActionField::Measure),
        &[
            "measure",
            "measures",
            "kpi",
            "kpis",
            "know",
            "success",
            "indicator",
            "indicators",
            "outcome",
            "outcomes",
            "evidence",
            "impact",
            "metric",
            "metrics",
        ],
    ),
    (PastedColumn::Detail(ActionField::Resource), &["resource", "resources", "resourcing"]),
    (
        PastedColumn::Detail(ActionField::Rationale),
        &["rationale", "why", "reason", "reasons", "background", "context", "issue"],
    ),
    (PastedColumn::Theme, &["theme", "themes", "pillar", "pillars", "strand", "commitment area", "area", "key area"]),
    (
        PastedColumn::Action,
        &[
            "action",
            "actions",
            "what",
            "activity",
            "activities",
            "task",
            "tasks",
            "initiative",
            "initiatives",
            "we will do",
            "objective",
            "objectives",
            "goal",
            "goals",
        ],
    ),
];

/// The maximum length of a heading, in characters: a longer cell is an action that has such a word in it.
const MAX_HEADING_CHARACTERS: usize = 60;

/// The columns of a pasted table.
pub(super) struct PastedColumns {
    of: Vec<Option<PastedColumn>>,
}

impl PastedColumns {
    /// The columns of a row of headings; `None` if it is not one.
    fn named_by(row: &[String]) -> Result<Option<Self>, PasteError> {
        let mut of: Vec<Option<PastedColumn>> = row.iter().map(|cell| meaning(cell)).collect();
        let action = row.iter().position(|cell| is_word_for_action(cell));
        let short = row.iter().all(|cell| cell.chars().count() <= MAX_HEADING_CHARACTERS);
        // One such word may be in any action; two are headings, and so is a cell with "Action" and nothing else, whatever is beside it.
        if !short || (of.iter().flatten().count() < 2 && action.is_none()) {
            return Ok(None);
        }
        // Of two columns of one kind the first is used, except that "Action" goes before "Objective".
        for index in 0..of.len() {
            let outranked = of[index] == Some(PastedColumn::Action) && action.is_some_and(|action| action != index);
            if outranked || of[..index].contains(&of[index]) {
                of[index] = None;
            }
        }
        if of.contains(&Some(PastedColumn::Action)) { Ok(Some(Self { of })) } else { Err(PasteError::NoActionColumn) }
    }

    /// The columns of rows without headings: the first that is not blank is the action.
    pub(super) fn unnamed(row: &[String]) -> Self {
        let action = row.iter().position(|cell| !cell.is_empty());
        Self { of: (0..row.len()).map(|index| (Some(index) == action).then_some(PastedColumn::Action)).collect() }
    }

    /// The cell of a row in that column, unless it is blank.
    pub(super) fn cell(&self, column: PastedColumn, row: &[String]) -> Option<String> {
        let index = self.of.iter().position(|of| *of == Some(column))?;
        row.get(index).filter(|cell| !cell.is_empty()).cloned()
    }

    pub(super) fn has(&self, column: PastedColumn) -> bool {
        self.of.contains(&Some(column))
    }

    pub(super) fn is_unknown(&self, index: usize) -> bool {
        self.of.get(index).copied().flatten().is_none()
    }
}

/// The number of cells that are not blank.
pub(super) fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.is_empty()).count()
}

/// Finds the row of headings: the first row with more than one cell, because the title of a plan may be above it, or "Action" alone.
pub(super) fn headings(rows: &[Vec<String>]) -> Result<Option<(usize, PastedColumns)>, PasteError> {
    for (index, row) in rows.iter().enumerate() {
        if let Some(columns) = PastedColumns::named_by(row)? {
            return Ok(Some((index, columns)));
        }
        if filled(row) > 1 {
            break;
        }
    }
    Ok(None)
}

fn is_word_for_action(heading: &str) -> bool {
    matches!(heading.to_lowercase().trim_end_matches(':'), "action" | "actions" | "planned action" | "planned actions")
}

fn meaning(heading: &str) -> Option<PastedColumn> {
    let words = heading.to_lowercase();
    let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let words = format!(" {} ", words.join(" "));
    let is_label = |field: &&ActionField| words.trim() == field.label().to_lowercase();
    if let Some(field) = ActionField::ALL.iter().find(is_label) {
        return labelled(*field);
    }
    let has = |cue: &str| words.contains(&format!(" {cue} "));
    CUES.iter().find(|(_, cues)| cues.iter().any(|cue| has(cue))).map(|(column, _)| *column)
}

/// The column whose heading is the label of a field, as in a workbook. `None` for keys of the charter that are not read here.
fn labelled(field: ActionField) -> Option<PastedColumn> {
    match (field, field.kind()) {
        (ActionField::Text, _) => Some(PastedColumn::Action),
        (ActionField::Themes, _) => Some(PastedColumn::Theme),
        (ActionField::Timescale | ActionField::Due, _) => Some(PastedColumn::Due),
        (ActionField::Starts, _) => Some(PastedColumn::Start),
        (_, FieldKind::Text(_)) => Some(PastedColumn::Detail(field)),
        (_, FieldKind::Key | FieldKind::Keys | FieldKind::Date) => None,
    }
}
