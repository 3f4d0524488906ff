//! Turns a [`Manuscript`] into a [`Reading`], by its layout and the terms of the charter. There is one file for each kind of
//! item.

mod actions;
mod address;
mod answers;
mod dates;
mod duplicates;
mod form;
mod grid;
mod headcount;
mod outline;
mod ratings;
mod slides;
mod submitter;
mod themes;
mod together;
mod usage;

use crate::{
    ReadError,
    manuscript::{Block, Manuscript},
    reading::{DocumentFormat, FoundHeadcount, Lead, Notice, Reading},
    words::excerpt,
};
use form::{
    edition::{self, Fit},
    unfolded::{self, Unfolded},
};
use model::charter::{Charter, Edition, QuestionKind, rating::Colour};
use ratings::{Statuses, hue::Hue, legend::Legend};
use submitter::{contact, organisation, signatures};
pub(crate) use together::together;
use usage::UsedBlocks;

/// The rating in a cell of a status column, in the usual terms or in those of the charter.
pub(crate) fn colour_in_cell(text: &str, charter: &Charter) -> Option<Colour> {
    Statuses::of(charter, &Legend::default()).in_cell(text).map(|status| status.colour)
}

/// Reads a manuscript as a submission to `charter`.
///
/// # Errors
/// The document is a presentation or not a submission.
pub(crate) fn understand(
    file: &str,
    format: DocumentFormat,
    manuscript: &Manuscript,
    charter: &Charter,
) -> Result<Reading, ReadError> {
    let unfolded = unfolded::unfold(manuscript, charter);
    let fit = edition::recognise(&unfolded.manuscript, charter);
    let known = fit.as_ref().filter(|fit| fit.is_recognised()).map(|fit| fit.edition);
    let found = fit.and_then(|fit| find(file, format, &unfolded, charter, fit, known).transpose());
    let not_a_submission = || ReadError::NotASubmission { file: file.to_owned(), charter: charter.name.clone() };
    Ok(found.ok_or_else(not_a_submission)??.finish(known))
}

/// The items found in one file, before notices about missing ones are added.
struct Found {
    reading: Reading,
    /// The organisation that the text names most often, if the form does not name one.
    inferred: Option<String>,
    /// Whether another form fits equally well.
    is_ambiguous: bool,
    /// Whether it is the blank form.
    is_blank: bool,
}

/// Reads a manuscript by the questions of a form; `known` is that form, if it is certain. Returns `None` if nothing of a
/// submission is found.
fn find(
    file: &str,
    format: DocumentFormat,
    unfolded: &Unfolded,
    charter: &Charter,
    fit: Fit<'_>,
    known: Option<&Edition>,
) -> Result<Option<Found>, ReadError> {
    let Fit { edition, sections, is_ambiguous, .. } = fit;
    let manuscript = &unfolded.manuscript;
    let mut used = UsedBlocks::default();
    used.mark_form_blocks(&unfolded.form_blocks);
    let mut notices = manuscript.notices.clone();
    let contact = contact::read(manuscript, &sections, &mut used);
    let signatures = signatures::read(manuscript, &sections, &mut used, &mut notices);
    let has_sign_off = sections.iter().any(|section| matches!(section.kind, outline::SectionKind::SignOff));
    let actions = actions::read(file, manuscript, &sections, charter, known, &mut used, &mut notices);
    let actions = duplicates::merge(actions);
    // A plan of short items looks like slides, but slides do not contain a plan.
    let holds_plan = actions.iter().filter(|action| !action.themes.is_empty()).count() >= 3;
    if !contact.has_form && !has_sign_off && !holds_plan && slides::is_presentation(manuscript) {
        return Err(ReadError::Slides { file: file.to_owned() });
    }
    if known.is_none() && actions.is_empty() {
        return Ok(None);
    }
    let (headcount, table) = headcount::read(manuscript, &sections, &mut used, &mut notices);
    let publication_url = address::read(manuscript, &sections, &mut used, &mut notices);
    let answers = answers::read(manuscript, &sections, edition, &mut used);
    notices.extend(table.iter().flat_map(|table| headcount::notices(table, manuscript, &sections, charter)));
    notices.extend(objects(manuscript));
    for opened in sections.iter().filter(|section| section.heading.is_some()) {
        used.mark_used(opened.blocks.start.saturating_sub(1));
    }
    let (unused, more) = used.unused(manuscript);
    notices.extend(more);
    let has_no_content = answers.is_empty() && signatures.is_empty() && contact.is_blank() && publication_url.is_none();
    let inferred = contact.organisation.is_none().then(|| organisation::inferred(manuscript, &sections)).flatten();
    let reading = Reading {
        file: file.to_owned(),
        format,
        organisation: contact.organisation,
        stage: known.map(|edition| edition.stage),
        edition: known.map(|edition| edition.id.clone()),
        lead: contact.lead,
        answers,
        actions,
        headcount,
        publication_url,
        signatures,
        notices,
        unused,
    };
    let is_blank = has_no_content && known.is_some() && contact.has_form;
    Ok(Some(Found { reading, inferred, is_ambiguous, is_blank }))
}

impl Found {
    /// The reading, with notices about what is missing or doubtful in the submission as a whole.
    fn finish(self, edition: Option<&Edition>) -> Reading {
        let mut reading = self.reading;
        if let Some(edition) = edition.filter(|_| self.is_blank) {
            return blank(reading, edition);
        }
        if reading.organisation.is_none() {
            reading.notices.push(organisation_missing(self.inferred.as_deref()));
            reading.organisation = self.inferred;
        }
        add_notices(&mut reading, edition, self.is_ambiguous);
        reading
    }
}

/// Clears the examples of a blank form, which are not actions of the organisation.
fn blank(reading: Reading, edition: &Edition) -> Reading {
    let message = format!("This is a blank “{}” form. Upload a completed form.", edition.title);
    Reading {
        lead: Lead::default(),
        actions: Vec::new(),
        headcount: FoundHeadcount::default(),
        notices: vec![Notice::warning("blank-template", message, None)],
        unused: Vec::new(),
        ..reading
    }
}

fn organisation_missing(inferred: Option<&str>) -> Notice {
    match inferred {
        Some(name) => {
            let message = format!("The form does not name the organisation. The text mentions {name} most often.");
            Notice::warning("organisation-inferred", message, None)
        }
        None => Notice::warning("organisation-missing", "No organisation name found.", None),
    }
}

/// Adds notices about what is missing or doubtful in the document as a whole.
fn add_notices(reading: &mut Reading, edition: Option<&Edition>, is_ambiguous: bool) {
    let notices = &mut reading.notices;
    let Some(edition) = edition else {
        let message = "We found an action plan but no questions. Select the stage.";
        notices.push(Notice::warning("edition-unknown", message, None));
        return;
    };
    if is_ambiguous {
        let message =
            format!("The document matches another form as well as “{}”. Check which form it answers.", edition.title);
        notices.push(Notice::warning("edition-unsure", message, None));
    }
    if reading.lead.name.is_none() {
        notices.push(Notice::note("lead-missing", "The form does not name an institutional lead.", None));
    }
    for question in &edition.questions {
        let is_answered = reading.answers.iter().any(|answer| answer.question == question.id);
        let has_actions =
            matches!(question.kind, QuestionKind::Plan | QuestionKind::Ratings) && !reading.actions.is_empty();
        if question.kind != QuestionKind::Address && !is_answered && !has_actions {
            let message = format!("No answer found for “{}”.", question.title);
            notices.push(Notice::warning("answer-missing", message, None));
        }
    }
    if reading.actions.is_empty() {
        notices.push(Notice::warning("actions-missing", "No actions found.", None));
    }
    let without_theme = reading.actions.iter().filter(|action| action.themes.is_empty()).count();
    if without_theme > 0 {
        let message = format!("Actions without a theme: {without_theme} of {}.", reading.actions.len());
        notices.push(Notice::warning("actions-without-theme", message, None));
    }
}

/// Returns notices about embedded files, whose contents were not read.
fn objects(manuscript: &Manuscript) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut above = None;
    for block in &manuscript.blocks {
        match block {
            Block::Passage(passage) if passage.text.len() < 160 => above = Some(&passage.text),
            Block::Object(object) => {
                let named = above.map(|text| format!(" below “{}”", excerpt(text))).unwrap_or_default();
                let message = format!(
                    "We cannot read the embedded file “{}”{named}. Save it as a separate file and import that.",
                    excerpt(&object.label)
                );
                notices.push(Notice::warning("embedded-object", message, Some(object.place)));
            }
            Block::Passage(_) | Block::Table(_) => {}
        }
    }
    notices
}

/// The rating that a colour looks like, regardless of any key.
pub(crate) fn rating_of(colour: [u8; 3]) -> Option<Colour> {
    match Hue::of(colour)? {
        Hue::Red => Some(Colour::Red),
        Hue::Amber => Some(Colour::Amber),
        Hue::Green => Some(Colour::Green),
        Hue::Blue | Hue::Purple => None,
    }
}
