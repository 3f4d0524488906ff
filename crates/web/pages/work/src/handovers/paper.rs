//! A handover as a document, for its PDF file.

use documents::write::{
    form::{Form, Part},
    prose::{self, ListMarker, Paragraph, Run},
};
use model::{
    core::dates::{day, long_date},
    work::handover::HandoverPart,
};
use store::work::handovers::Handover;

/// Returns the document of a handover.
pub(super) fn form(charter: &str, organisation: &str, one: &Handover, parts: &[HandoverPart]) -> Form {
    let state = match &one.accepted {
        Some(accepted) => format!("Accepted by {} on {}.", accepted.name, long_date(day(accepted.at))),
        None => format!("Prepared on {}, not yet accepted.", long_date(day(one.prepared))),
    };
    let mut content = vec![Part::Guidance(format!("From {} to {}. {state}", one.from.name, one.to.name))];
    let heading = |text: &str| Part::Heading { level: 1, text: text.to_owned() };
    if !one.note.is_empty() {
        content.push(heading(&format!("Note from {}", one.from.name)));
        content.push(Part::Prose(prose::read(&one.note)));
    }
    for part in parts {
        content.push(heading(&part.title));
        content.push(Part::Prose(part.lines.iter().map(|line| item(line)).collect()));
    }
    Form {
        title: format!("Handover – {charter}"), organisation: organisation.to_owned(), banner: None, parts: content
    }
}

fn item(line: &str) -> Paragraph {
    let run = Run { text: line.to_owned(), ..Run::default() };
    Paragraph { item: Some(ListMarker { list: 0, depth: 0, number: None }), runs: vec![run] }
}
