//! Reads several files that are one submission: the form, the rated plan, the new plan.

use super::{
    Found,
    duplicates::merge,
    find,
    form::{
        edition,
        unfolded::{self, Unfolded},
    },
};
use crate::{
    ReadError,
    manuscript::Manuscript,
    reading::{DocumentFormat, Lead, Notice, Reading},
};
use model::charter::{Charter, Edition};

/// Reads the manuscripts of one submission, each with the name of its file. `errors` are those of the files that could not be opened. The
/// file that fits a form best decides the form by which all files are read.
///
/// # Errors
/// The first error, if no file is part of a submission.
pub(crate) fn together(
    files: &[(&str, DocumentFormat, Manuscript)],
    mut errors: Vec<ReadError>,
    charter: &Charter,
) -> Result<Reading, ReadError> {
    let unfolded: Vec<Unfolded> =
        files.iter().map(|(_, _, manuscript)| unfolded::unfold(manuscript, charter)).collect();
    let fits = unfolded.iter().filter_map(|one| edition::recognise(&one.manuscript, charter));
    let form = fits.filter(edition::Fit::is_recognised).max_by_key(edition::Fit::score);
    let known = form.as_ref().map(|fit| fit.edition);
    let mut combined: Option<Found> = None;
    for ((name, format, _), unfolded) in files.iter().zip(&unfolded) {
        match find_in_file(name, *format, unfolded, charter, known) {
            Ok(found) => match &mut combined {
                Some(combined) => combined.add(found),
                None => combined = Some(found),
            },
            Err(error) => errors.push(error),
        }
    }
    let Some(mut combined) = combined else {
        let nothing = ReadError::Empty { file: "The submission".to_owned() };
        return Err(errors.into_iter().next().unwrap_or(nothing));
    };
    combined.is_ambiguous = form.is_some_and(|fit| fit.is_ambiguous);
    let refusals = errors.iter().map(|error| Notice::warning("file-refused", error.to_string(), None));
    combined.reading.notices.extend(refusals);
    combined.reading.actions = merge(std::mem::take(&mut combined.reading.actions));
    Ok(combined.finish(known))
}

/// Finds the items of one of the files.
fn find_in_file(
    name: &str,
    format: DocumentFormat,
    unfolded: &Unfolded,
    charter: &Charter,
    known: Option<&Edition>,
) -> Result<Found, ReadError> {
    let not_a_submission = || ReadError::NotASubmission { file: name.to_owned(), charter: charter.name.clone() };
    let fit = match known {
        Some(known) => edition::fit_to(&unfolded.manuscript, known),
        None => edition::recognise(&unfolded.manuscript, charter).ok_or_else(not_a_submission)?,
    };
    let has_questions = fit.questions > 0;
    let mut found = find(name, format, unfolded, charter, fit, known)?
        .filter(|found| has_questions || !found.reading.is_empty())
        .ok_or_else(not_a_submission)?;
    found.reading.add_file_name(name);
    Ok(found)
}

impl Found {
    /// Adds the items of another file of the same submission. The first file wins for items in both.
    fn add(&mut self, other: Self) {
        let (mine, theirs) = (&mut self.reading, other.reading);
        mine.file = format!("{}, {}", mine.file, theirs.file);
        mine.organisation = mine.organisation.take().or(theirs.organisation);
        let Lead { name, email, telephone } = theirs.lead;
        mine.lead.name = mine.lead.name.take().or(name);
        mine.lead.email = mine.lead.email.take().or(email);
        mine.lead.telephone = mine.lead.telephone.take().or(telephone);
        for answer in theirs.answers {
            match mine.answers.iter_mut().find(|known| known.question == answer.question) {
                Some(known) if known.text != answer.text => {
                    known.text = format!("{}\n\n{}", known.text, answer.text);
                    known.certainty = known.certainty.min(answer.certainty);
                }
                Some(_) => {}
                None => mine.answers.push(answer),
            }
        }
        mine.actions.extend(theirs.actions);
        if mine.headcount.units.is_empty() {
            mine.headcount = theirs.headcount;
        }
        mine.publication_url = mine.publication_url.take().or(theirs.publication_url);
        for signature in theirs.signatures {
            if !mine.signatures.iter().any(|known| known.role == signature.role) {
                mine.signatures.push(signature);
            }
        }
        mine.notices.extend(theirs.notices);
        mine.unused.extend(theirs.unused);
        self.inferred = self.inferred.take().or(other.inferred);
        self.is_blank &= other.is_blank;
    }
}

impl Reading {
    fn is_empty(&self) -> bool {
        self.actions.is_empty()
            && self.answers.is_empty()
            && self.signatures.is_empty()
            && self.headcount.units.is_empty()
            && self.lead == Lead::default()
            && self.publication_url.is_none()
    }

    /// Adds the name of the file to every place.
    fn add_file_name(&mut self, file: &str) {
        let places = self.actions.iter_mut().map(|action| &mut action.place);
        let places = places.chain(self.answers.iter_mut().map(|answer| &mut answer.place));
        let places = places.chain(self.unused.iter_mut().map(|unused| &mut unused.place));
        for place in places.chain(self.notices.iter_mut().filter_map(|notice| notice.place.as_mut())) {
            *place = format!("{file}: {place}");
        }
    }
}
