//! [`Manuscript`] → [`Reading`]: what the layout means, with the words of the charter. One file for each thing that is found.

mod actions;
mod address;
mod contact;
mod dates;
mod edition;
mod headcount;
mod organisation;
mod outline;
mod questions;
mod ratings;
mod signatures;
mod slides;
mod themes;

use crate::{
    Refused,
    manuscript::{Block, Manuscript},
    reading::{Format, Headcount, Lead, Notice, Reading},
    words::excerpt,
};
use edition::Fit;
use model::charter::{Charter, Edition, Kind};
use std::collections::BTreeSet;

/// Read a manuscript as a submission to `charter`.
///
/// # Errors
/// Slides, and documents that are no submission.
pub(crate) fn understand(
    file: &str,
    format: Format,
    manuscript: &Manuscript,
    charter: &Charter,
) -> Result<Reading, Refused> {
    let not_a_submission = || Refused::NotASubmission { file: file.to_owned(), charter: charter.name.clone() };
    let Fit { edition, sections, cues, questions, is_unsure } =
        edition::recognise(manuscript, charter).ok_or_else(not_a_submission)?;
    let contact = contact::read(manuscript, &sections);
    let mut notices = manuscript.notices.clone();
    let signatures = signatures::read(manuscript, &sections, &mut notices);
    let has_sign_off = sections.iter().any(|section| matches!(section.part, outline::Part::SignOff));
    if !contact.has_form && !has_sign_off && slides::are(manuscript) {
        return Err(Refused::Slides { file: file.to_owned() });
    }
    let is_recognised = questions >= 2 || questions >= 1 && cues >= 1;
    let known = is_recognised.then_some(edition);

    let mut taken = BTreeSet::new();
    let actions = actions::read(manuscript, &sections, charter, known, &mut taken);
    if known.is_none() && actions.is_empty() {
        return Err(not_a_submission());
    }
    let (headcount, table) = headcount::read(manuscript, &sections, &mut taken, &mut notices);
    let answers = questions::answers(manuscript, &sections, edition, &taken);
    notices.extend(table.iter().flat_map(|table| headcount::doubts(table, manuscript, &sections, charter)));
    let publication_url = address::read(manuscript, &sections, &mut notices);
    let mut reading = Reading {
        file: file.to_owned(),
        format,
        organisation: contact.organisation.clone(),
        stage: known.map(|edition| edition.stage),
        edition: known.map(|edition| edition.id.clone()),
        lead: contact.lead.clone(),
        answers,
        actions,
        headcount,
        publication_url,
        signatures,
        notices,
    };
    let says_nothing = reading.answers.is_empty() && reading.signatures.is_empty() && contact.is_blank();
    if says_nothing && known.is_some() && reading.publication_url.is_none() && contact.has_form {
        return Ok(blank(reading, edition));
    }
    if reading.organisation.is_none() {
        infer_organisation(&mut reading, manuscript, &sections);
    }
    remark(&mut reading, known, is_unsure);
    reading.notices.extend(objects(manuscript));
    Ok(reading)
}

/// The form itself, before anybody wrote into it: its examples are nobody's actions.
fn blank(reading: Reading, edition: &Edition) -> Reading {
    let message = format!("This is the blank form of “{}”: nothing has been filled in.", edition.title);
    Reading {
        lead: Lead::default(),
        actions: Vec::new(),
        headcount: Headcount::default(),
        notices: vec![Notice::warning("blank-template", message, None)],
        ..reading
    }
}

fn infer_organisation(reading: &mut Reading, manuscript: &Manuscript, sections: &[outline::Section<'_>]) {
    reading.organisation = organisation::inferred(manuscript, sections);
    reading.notices.push(match &reading.organisation {
        Some(name) => {
            let message = format!("The form does not say which organisation this is; the text speaks most of {name}.");
            Notice::warning("organisation-inferred", message, None)
        }
        None => Notice::warning("organisation-missing", "No organisation is named.", None),
    });
}

/// What is missing or doubtful in the document as a whole.
fn remark(reading: &mut Reading, edition: Option<&Edition>, is_unsure: bool) {
    let notices = &mut reading.notices;
    let Some(edition) = edition else {
        let message = "No question of any stage was recognised: only a plan was read. Choose its stage yourself.";
        notices.push(Notice::warning("edition-unknown", message, None));
        return;
    };
    if is_unsure {
        let message = format!("Another edition fits as well as “{}”: please check.", edition.title);
        notices.push(Notice::warning("edition-unsure", message, None));
    }
    if reading.lead.name.is_none() {
        notices.push(Notice::note("lead-missing", "No institutional lead is named in the form.", None));
    }
    for question in &edition.questions {
        let is_answered = reading.answers.iter().any(|answer| answer.question == question.id);
        let has_actions = matches!(question.kind, Kind::Plan | Kind::Ratings) && !reading.actions.is_empty();
        if question.kind != Kind::Address && !is_answered && !has_actions {
            let message = format!("No answer was found to “{}”.", question.title);
            notices.push(Notice::warning("answer-missing", message, None));
        }
    }
    if reading.actions.is_empty() {
        notices.push(Notice::warning("actions-missing", "No action was found.", None));
    }
    let without_theme = reading.actions.iter().filter(|action| action.themes.is_empty()).count();
    if without_theme > 0 {
        let message = format!("{without_theme} of {} actions stand under no theme.", reading.actions.len());
        notices.push(Notice::warning("actions-without-theme", message, None));
    }
}

/// Embedded files: what is in them is not in the text.
fn objects(manuscript: &Manuscript) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut above = None;
    for block in &manuscript.blocks {
        match block {
            Block::Passage(passage) if passage.text.len() < 160 => above = Some(&passage.text),
            Block::Object(object) => {
                let named = above.map(|text| format!("“{}”: ", excerpt(text))).unwrap_or_default();
                let message = format!(
                    "{named}an embedded object (“{}”) that cannot be read from here. Save it as a file of its own, and read that.",
                    excerpt(&object.label)
                );
                notices.push(Notice::warning("embedded-object", message, Some(object.place)));
            }
            Block::Passage(_) | Block::Table(_) => {}
        }
    }
    notices
}
