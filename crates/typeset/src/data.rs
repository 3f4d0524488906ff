//! Converts a form to the data that the template reads.

use documents::write::{
    form::{Cell, CellKind, Form, Orientation, Part, Table},
    prose::{Paragraph, Prose, Run},
};
use serde_json::{Value, json};

/// The deepest level of nested lists; deeper lists are set at this level.
const MAX_LIST_DEPTH: u8 = 4;
/// Rows with at most this many lines are not split across pages. Keeping longer rows together could leave half a page blank.
const MAX_UNSPLIT_LINES: usize = 12;
/// The approximate number of characters in a line across a landscape page.
const CHARACTERS_PER_LINE: usize = 150;
/// The longest word that fits into a narrow column without breaks.
const MAX_WORD_LENGTH: usize = 24;
/// The longest word that fits into a line of the page without breaks, however wide its characters are.
const MAX_LINE_WORD_LENGTH: usize = 40;
/// The fewest headings for which a document has a list of contents.
const MIN_CONTENTS_HEADINGS: usize = 4;

/// The contents of `form.json`. `has_glyph` returns whether a typeface has a character.
pub(crate) fn to_json(form: &Form, attached: bool, on: model::Date, has_glyph: &dyn Fn(char) -> bool) -> Value {
    let filter = TextFilter { has_glyph };
    let mut sections: Vec<(bool, Vec<Value>)> = vec![(false, Vec::new())];
    for part in &form.parts {
        match part {
            Part::NewPage(pages) => sections.push((*pages == Orientation::Landscape, Vec::new())),
            part => sections.last_mut().expect("there is a first section").1.push(filter.part(part)),
        }
    }
    sections.retain(|(_, parts)| !parts.is_empty());
    let (title, organisation) = (filter.plain(&form.title), filter.plain(&form.organisation));
    let headings = form.parts.iter().filter(|part| matches!(part, Part::Heading { level: 1, .. })).count();
    let full_title = if organisation.is_empty() { title.clone() } else { format!("{title} – {organisation}") };
    let sections: Vec<Value> =
        sections.into_iter().map(|(wide, parts)| json!({ "wide": wide, "parts": parts })).collect();
    json!({
        "full-title": full_title,
        "author": if organisation.is_empty() { "Assay" } else { &organisation },
        "title": title,
        "organisation": organisation,
        "mark": form.banner.as_deref().map(|mark| filter.plain(mark)),
        "attached": attached,
        "date": { "year": on.year(), "month": on.month(), "day": on.day() },
        "has-contents": headings >= MIN_CONTENTS_HEADINGS,
        "sections": sections,
    })
}

/// The most marks that are set on one character: more than any language has. Setting thousands takes minutes.
const MAX_MARKS: usize = 4;

/// Whether a character is set on the one before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

struct TextFilter<'a> {
    has_glyph: &'a dyn Fn(char) -> bool,
}

impl TextFilter<'_> {
    /// Replaces characters that no typeface has, because PDF/UA forbids missing glyphs, and drops marks above [`MAX_MARKS`].
    fn plain(&self, text: &str) -> String {
        let shown = |c: char| match c {
            '\n' | '\u{200b}' | '\u{ad}' => c,
            c if c.is_whitespace() => ' ',
            c if (self.has_glyph)(c) => c,
            _ => '\u{fffd}',
        };
        let mut marks = 0;
        let is_kept = |c: &char| {
            marks = match *c {
                c if is_mark(c) => marks + 1,
                // A break that was inserted between marks does not begin another character.
                '\u{200b}' => marks,
                _ => 0,
            };
            marks <= MAX_MARKS && (*c == '\n' || !c.is_control())
        };
        let text: String = text.chars().filter(is_kept).map(shown).collect();
        breakable(&text, MAX_LINE_WORD_LENGTH)
    }

    fn part(&self, part: &Part) -> Value {
        match part {
            Part::NewPage(_) => Value::Null,
            Part::Heading { level, text } => json!({ "kind": "heading", "level": level, "text": self.plain(text) }),
            Part::Question(text) => {
                json!({ "kind": "ask", "blocks": self.blocks(&documents::write::prose::read(text)) })
            }
            Part::Guidance(text) => {
                json!({ "kind": "guidance", "blocks": self.blocks(&documents::write::prose::read(text)) })
            }
            Part::Prose(prose) => json!({ "kind": "prose", "blocks": self.blocks(prose) }),
            Part::AnswerSpace => json!({ "kind": "room" }),
            Part::Facts(facts) => {
                let fact = |fact: &documents::write::form::Fact| json!({ "label": fact.label, "blocks": self.blocks(&fact.value) });
                json!({ "kind": "facts", "facts": facts.iter().map(fact).collect::<Vec<_>>() })
            }
            Part::Table(table) => self.table(table),
        }
    }

    fn table(&self, table: &Table) -> Value {
        let is_number =
            |at: usize| table.rows.iter().all(|row| row.get(at).is_some_and(|cell| cell.kind == CellKind::Number));
        let is_rating = |at: usize| {
            let mut cells = table.rows.iter().filter_map(|row| row.get(at));
            cells.any(|cell| matches!(cell.kind, CellKind::Rating(_)))
        };
        let columns = table.columns.iter().enumerate().map(|(at, column)| {
            let number = !table.rows.is_empty() && is_number(at);
            // A circle precedes the term.
            let weight = if is_rating(at) { column.weight + 3 } else { column.weight };
            json!({ "head": self.plain(&column.heading), "weight": weight, "number": number })
        });
        let all: usize = table.columns.iter().map(|column| usize::from(column.weight)).sum();
        let rows = table.rows.iter().map(|row| {
            let lines = row.iter().zip(&table.columns).map(|(cell, column)| {
                let letters: usize = cell.prose.iter().map(|paragraph| paragraph.text().len()).sum();
                letters * all / (CHARACTERS_PER_LINE * usize::from(column.weight.max(1)))
            });
            let is_short = lines.max().unwrap_or_default() <= MAX_UNSPLIT_LINES;
            json!({ "whole": is_short, "cells": row.iter().map(|cell| self.cell(cell)).collect::<Vec<_>>() })
        });
        json!({
            "kind": "table",
            "caption": self.plain(&table.caption),
            "description": self.plain(&table.description),
            "columns": columns.collect::<Vec<_>>(),
            "rows": rows.collect::<Vec<_>>(),
        })
    }

    fn cell(&self, cell: &Cell) -> Value {
        let kind = match cell.kind {
            CellKind::Text => "words",
            CellKind::RowHeader => "head",
            CellKind::Number => "number",
            CellKind::Rating(colour) => colour.as_str(),
        };
        let mut prose = cell.prose.clone();
        for run in prose.iter_mut().flat_map(|paragraph| &mut paragraph.runs) {
            run.text = breakable(&run.text, MAX_WORD_LENGTH);
        }
        json!({ "kind": kind, "blocks": self.blocks(&prose) })
    }

    /// Nests paragraphs and lists.
    fn blocks(&self, prose: &Prose) -> Vec<Value> {
        self.level(&mut prose.as_slice(), 0)
    }

    /// The blocks at this depth of lists or deeper; plain paragraphs occur only outside lists.
    fn level(&self, rest: &mut &[Paragraph], depth: u8) -> Vec<Value> {
        let mut blocks: Vec<Value> = Vec::new();
        let mut open = None;
        while let [paragraph, after @ ..] = *rest {
            let at = paragraph.item.map(|item| item.depth.min(MAX_LIST_DEPTH));
            if depth > 0 && at.is_none_or(|at| at < depth) {
                break;
            }
            *rest = after;
            let runs = self.runs(&paragraph.runs);
            let Some((item, at)) = paragraph.item.zip(at) else {
                open = None;
                blocks.push(json!({ "kind": "paragraph", "runs": runs }));
                continue;
            };
            let value = json!({ "runs": runs, "inner": self.level(rest, at + 1) });
            let list = Some((item.list, item.number.is_some()));
            match blocks.last_mut().filter(|_| open == list).and_then(|block| block["items"].as_array_mut()) {
                Some(items) => items.push(value),
                None => blocks.push(json!({ "kind": "list", "start": item.number, "items": [value] })),
            }
            open = list;
        }
        blocks
    }

    fn runs(&self, runs: &[Run]) -> Vec<Value> {
        let run = |run: &Run| json!({ "text": self.plain(&run.text), "strong": run.strong, "emphasis": run.emphasis, "address": run.address });
        runs.iter().map(run).collect()
    }
}

/// Inserts break opportunities into words that are longer than `most` characters, because an address does not fit into a narrow column,
/// and text without any space into no line.
fn breakable(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut length = 0;
    for c in text.chars() {
        length = if c.is_whitespace() || c == '\u{200b}' { 0 } else { length + 1 };
        if length > most {
            out.push('\u{200b}');
            length = 1;
        }
        out.push(c);
    }
    out
}
