//! A handover as a document to be drawn.

use documents::write::{
    form::{Form, Part},
    prose::{self, ListMarker, Paragraph, Run},
};
use model::{
    core::dates::{day, long_date},
    work::handover::HandoverPart,
};
use store::work::handovers::Handover;

/// The document.
pub(super) fn form(charter: &str, organisation: &str, one: &Handover, parts: &[HandoverPart]) -> Form {
    let standing = match &one.accepted {
        Some(accepted) => format!("Accepted by {} on {}.", accepted.name, long_date(day(accepted.at))),
        None => format!("Prepared on {}, not yet accepted.", long_date(day(one.prepared))),
    };
    let mut leaves = vec![Part::Guidance(format!("From {} to {}. {standing}", one.from.name, one.to.name))];
    let heading = |text: &str| Part::Heading { level: 1, text: text.to_owned() };
    if !one.note.is_empty() {
        leaves.push(heading(&format!("Note from {}", one.from.name)));
        leaves.push(Part::Prose(prose::read(&one.note)));
    }
    for part in parts {
        leaves.push(heading(&part.title));
        leaves.push(Part::Prose(part.lines.iter().map(|line| item(line)).collect()));
    }
    Form { title: format!("Handover – {charter}"), organisation: organisation.to_owned(), mark: None, parts: leaves }
}

fn item(line: &str) -> Paragraph {
    let run = Run { text: line.to_owned(), ..Run::default() };
    Paragraph { item: Some(ListMarker { list: 0, depth: 0, number: None }), runs: vec![run] }
}
