//! Reads the contact form on the first page: organisation, name of the lead, email, telephone.

use crate::{
    manuscript::{Block, Manuscript},
    reading::Lead,
    understand::{
        outline::{Section, SectionKind},
        usage::UsedBlocks,
    },
    words::{bare, fold, label, non_blank, start},
};

/// The values of the form, and whether there is one.
#[derive(Debug, Default)]
pub(in crate::understand) struct Contact {
    pub(in crate::understand) organisation: Option<String>,
    pub(in crate::understand) lead: Lead,
    /// Whether any of its labels is in the document, even if it is not filled in.
    pub(in crate::understand) has_form: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ContactField {
    Organisation,
    Name,
    Email,
    Telephone,
}

impl ContactField {
    fn of(label: &str) -> Option<Self> {
        Some(match label {
            "organisation"
            | "organization"
            | "institution"
            | "name of organisation"
            | "name of institution"
            | "organisation name"
            | "institution name"
            | "name of the organisation"
            | "signatory"
            | "university" => Self::Organisation,
            "e-mail" | "email" | "e-mail address" | "email address" | "contact e-mail" | "contact email" => Self::Email,
            "contact number"
            | "telephone"
            | "phone"
            | "tel"
            | "telephone number"
            | "phone number"
            | "mobile"
            | "contact telephone"
            | "contact telephone number" => Self::Telephone,
            "name" | "contact name" | "named contact" | "name of lead" | "lead" | "contact" => Self::Name,
            label if label.contains("institutional lead") && label.len() < 60 => Self::Name,
            _ => return None,
        })
    }
}

/// Reads the form before the first question, or in the whole document if it has no questions.
pub(in crate::understand) fn read(manuscript: &Manuscript, sections: &[Section<'_>], used: &mut UsedBlocks) -> Contact {
    let mut contact = Contact::default();
    // After a label alone on its line, the next line is its value, unless that is a label too.
    let mut pending = None;
    let mut seen = Vec::new();
    for section in sections.iter().take_while(|section| !matches!(section.kind, SectionKind::Answer(_))) {
        for index in section.blocks.clone() {
            for line in lines(&manuscript.blocks[index]) {
                let (field, value) = match label(&line) {
                    Some((name, value)) => (ContactField::of(&name), value.to_owned()),
                    None => (ContactField::of(&bare(&line)).filter(|_| line.len() < 60), String::new()),
                };
                let previous = pending.take();
                if field.or(previous).is_some() {
                    used.mark_used(index);
                }
                match (field, previous) {
                    (Some(field), _) if value.is_empty() => pending = Some(field),
                    (Some(field), _) => contact.set(field, &value),
                    (None, Some(field)) => contact.set(field, &line),
                    (None, None) => {}
                }
                seen.extend(field);
            }
        }
    }
    // An email address alone may be on any slide.
    contact.has_form =
        seen.contains(&ContactField::Organisation) || seen.contains(&ContactField::Name) && seen.len() > 1;
    contact
}

/// The lines to search: passages, and rows of two cells as a label and its value.
fn lines(block: &Block) -> Vec<String> {
    match block {
        Block::Passage(passage) => vec![start(&passage.text, 500).to_owned()],
        Block::Table(table) => {
            let cells = table.rows.iter().take(20).map(|row| row.cells.iter().map(crate::manuscript::Cell::text));
            cells
                .map(|mut cells| match (cells.next(), cells.next()) {
                    (Some(label), Some(value)) => format!("{}: {value}", label.trim_end().trim_end_matches(':')),
                    (label, _) => label.unwrap_or_default(),
                })
                .collect()
        }
        Block::Object(_) => Vec::new(),
    }
}

impl Contact {
    fn set(&mut self, field: ContactField, value: &str) {
        let placeholder = fold(value);
        let is_placeholder = placeholder.starts_with(['[', '<', '_', '.', '…']) || placeholder.starts_with("click ");
        let Some(value) = non_blank(value).filter(|_| !is_placeholder) else { return };
        let slot = match field {
            ContactField::Organisation => &mut self.organisation,
            ContactField::Name => &mut self.lead.name,
            ContactField::Email => &mut self.lead.email,
            ContactField::Telephone => &mut self.lead.telephone,
        };
        let value = match field {
            ContactField::Email => address(&value),
            ContactField::Telephone => {
                non_blank(&value).filter(|number| number.chars().filter(char::is_ascii_digit).count() >= 4)
            }
            ContactField::Organisation | ContactField::Name => Some(value),
        };
        if slot.is_none() {
            *slot = value;
        }
    }

    pub(in crate::understand) fn is_blank(&self) -> bool {
        self.organisation.is_none() && self.lead == Lead::default()
    }
}

/// The first email address in a text.
fn address(text: &str) -> Option<String> {
    let is_delimiter = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';');
    let word = text.split(is_delimiter).find(|word| {
        word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.trim_end_matches('.').contains('.'))
    })?;
    Some(word.trim_start_matches("mailto:").trim_end_matches('.').to_owned())
}
