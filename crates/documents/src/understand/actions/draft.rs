//! An action under construction.

use super::{
    super::ratings::{Status, Statuses},
    Field,
    further_details::FurtherDetails,
    number, timescale, trailing_details,
};
use crate::{
    manuscript::Location,
    reading::{Certainty, FoundAction, WhichPlan},
    words::{fold, has, non_blank},
};
use model::{ThemeKey, charter::rating::Colour};

/// An action whose fields may still get more text.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    place: Location,
    plan: WhichPlan,
    pub(super) themes: Vec<ThemeKey>,
    /// The rating that a heading gives to all actions below it, or that a tick gives to this one.
    pub(super) rating: Option<Colour>,
    ticks: usize,
    /// The rating of its shade, which counts if no text gives one.
    shaded: Option<(Colour, Certainty)>,
    text: String,
    owner: String,
    timescale: String,
    measure: String,
    status: String,
    comment: String,
    learning: String,
    resource: String,
    pub(super) further: FurtherDetails,
    certainty: Certainty,
}

impl Draft {
    pub(super) fn new(place: Location, plan: WhichPlan, themes: Vec<ThemeKey>) -> Self {
        let text = String::new;
        Self {
            place,
            plan,
            themes,
            rating: None,
            ticks: 0,
            shaded: None,
            text: text(),
            owner: text(),
            timescale: text(),
            measure: text(),
            status: text(),
            comment: text(),
            learning: text(),
            resource: text(),
            further: FurtherDetails::default(),
            certainty: Certainty::Certain,
        }
    }

    /// Limits the certainty.
    pub(super) fn limit_certainty(&mut self, certainty: Certainty) {
        self.certainty = self.certainty.min(certainty);
    }

    /// Adds a tick in the column of a colour. Two ticks contradict each other.
    pub(super) fn tick(&mut self, colour: Colour) {
        self.ticks += 1;
        self.rating = (self.ticks == 1).then_some(colour);
    }

    /// Sets the rating of its shade.
    pub(super) fn shade(&mut self, colour: Colour, certainty: Certainty) {
        self.shaded = Some((colour, certainty));
    }

    /// Whether its text begins with a number.
    pub(super) fn is_numbered(&self) -> bool {
        number::text_after(&self.text).is_some()
    }

    /// Removes the number.
    pub(super) fn remove_number(&mut self) {
        if let Some(words) = number::text_after(&self.text) {
            self.text = words.to_owned();
        }
    }

    /// Adds a period to the timescale, on the same line.
    pub(super) fn add_period(&mut self, period: &str) {
        self.add(Field::Timescale, period, ", ");
    }

    /// Whether its text seems to end in the middle of a sentence.
    pub(super) fn ends_mid_sentence(&self) -> bool {
        let ends = self.text.trim_end().ends_with(['.', '?', '!', ';', ')']);
        !ends && self.text.starts_with(|c: char| !c.is_lowercase())
    }

    /// Moves details at the end of its text to their fields.
    pub(super) fn move_trailing_details(&mut self) {
        if self.text.contains('\n') {
            return;
        }
        let (text, details) = trailing_details::split(&self.text);
        self.text = text;
        for (field, words) in details {
            self.add(field, &words, "\n");
        }
    }

    fn field(&mut self, field: Field) -> Option<&mut String> {
        Some(match field {
            Field::Theme
            | Field::Objective
            | Field::Number
            | Field::Start
            | Field::Done
            | Field::Colour(_)
            | Field::Period
            | Field::Category
            | Field::Recommendations
            | Field::Allied => {
                return None;
            }
            Field::Action => &mut self.text,
            Field::Owner | Field::OwnerAndTimescale => &mut self.owner,
            Field::Timescale => &mut self.timescale,
            Field::Measure => &mut self.measure,
            Field::Status => &mut self.status,
            Field::Comment => &mut self.comment,
            Field::Learning => &mut self.learning,
            Field::Resource => &mut self.resource,
            Field::Rationale => &mut self.further.rationale,
        })
    }

    /// Adds text to a field, as a separate paragraph or line.
    pub(super) fn add(&mut self, field: Field, words: &str, between: &str) {
        // Tables have a dash in empty cells.
        let words = Some(words.trim()).filter(|words| !matches!(*words, "-" | "–" | "—")).unwrap_or_default();
        let Some(part) = self.field(field).filter(|_| !words.is_empty()) else { return };
        if !part.is_empty() {
            part.push_str(between);
        }
        part.push_str(words);
    }

    /// Whether it has no text of its own.
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether a field has text.
    pub(super) fn has(&mut self, field: Field) -> bool {
        self.field(field).is_some_and(|part| !part.is_empty())
    }

    /// Whether it has no timescale.
    pub(super) fn is_undated(&self) -> bool {
        self.timescale.is_empty()
    }

    /// Whether none of its fields has text.
    pub(super) fn has_no_details(&self) -> bool {
        [&self.owner, &self.timescale, &self.measure, &self.status, &self.comment, &self.learning, &self.resource]
            .into_iter()
            .all(String::is_empty)
    }

    /// The finished action. The rating is read from its status, and the due date from an unambiguous timescale.
    pub(super) fn finish(mut self, statuses: &Statuses) -> Option<FoundAction> {
        let mut rag = None;
        if let Some(status) = statuses.in_cell(&self.status) {
            rag = Some(status.colour);
            self.add(Field::Comment, &status.words.unwrap_or_default(), "\n\n");
        } else {
            // A status that is not recognised is kept as a comment.
            let unknown = std::mem::take(&mut self.status);
            let has_no_content = matches!(fold(&unknown).as_str(), "not said" | "not rated" | "unknown" | "n/a");
            self.add(Field::Comment, if has_no_content { "" } else { &unknown }, "\n\n");
        }
        if let Some((status, text)) = statuses.at_either_end(&self.text).filter(|(_, text)| !text.is_empty()) {
            self.text = text;
            rag = rag.or(Some(status.colour));
            self.add(Field::Comment, &status.words.unwrap_or_default(), "\n\n");
        }
        if self.timescale.is_empty()
            && let Some((owner, when)) = timescale::owner_and_timescale(&self.owner)
        {
            (self.owner, self.timescale) = (owner, when);
        }
        let due = timescale::due(&self.timescale).or_else(|| {
            // If the text has no certain date, the date comes after it; a narrow column may break it over two lines.
            let (words, day) = self.timescale.rsplit_once("Due ").filter(|(words, _)| words.ends_with(['\n', ' ']))?;
            let day = timescale::due(&day.replace('\n', " "))?;
            self.timescale.truncate(words.trim_end().len());
            Some(day)
        });
        rag = rag.or(self.rating);
        // A comment that is only a status.
        if rag.is_none()
            && let Some(Status { colour, words: None }) = statuses.in_cell(&self.comment)
        {
            rag = Some(colour);
            self.comment.clear();
            self.limit_certainty(Certainty::Likely);
        }
        // "Completed June 2023" in place of a due date.
        if rag.is_none()
            && !has(&fold(&self.timescale), "by")
            && let Some(Status { colour: Colour::Green, .. }) = statuses.in_cell(&self.timescale)
        {
            rag = Some(Colour::Green);
            self.limit_certainty(Certainty::Likely);
        }
        if rag.is_none()
            && let Some((colour, certainty)) = self.shaded
        {
            rag = Some(colour);
            self.limit_certainty(certainty);
        }
        if self.themes.is_empty() {
            self.limit_certainty(Certainty::Doubtful);
        }
        Some(FoundAction {
            text: non_blank(&self.text)?,
            themes: self.themes,
            owner: non_blank(&self.owner),
            due,
            timescale: non_blank(&self.timescale),
            measure: non_blank(&self.measure),
            rag,
            comment: non_blank(&self.comment),
            learning: non_blank(&self.learning),
            resource: non_blank(&self.resource),
            starts: self.further.starts,
            open_since: self.further.open_since,
            rationale: non_blank(&self.further.rationale),
            category: self.further.category,
            recommendations: self.further.recommendations,
            allied: self.further.allied,
            becomes: self.further.becomes,
            left: self.further.left,
            origin: self.further.origin,
            plan: self.plan,
            place: self.place.to_string(),
            certainty: self.certainty,
        })
    }
}
