//! One action while its parts are being gathered.

use super::{
    super::ratings::{Status, Statuses},
    Field,
    further_details::FurtherDetails,
    number, timescale, trailing_details,
};
use crate::{
    manuscript::Location,
    reading::{Action, Certainty, Plan},
    words::{fold, has, non_blank},
};
use model::{ThemeKey, charter::rating::Colour};

/// An action whose parts may still grow.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    place: Location,
    plan: Plan,
    pub(super) themes: Vec<ThemeKey>,
    /// The colour that was announced for all actions of its section, or that a mark says.
    pub(super) told: Option<Colour>,
    ticks: usize,
    /// The colour behind it, which counts where no words say more.
    shaded: Option<(Colour, Certainty)>,
    text: String,
    owner: String,
    timescale: String,
    measure: String,
    status: String,
    comment: String,
    learning: String,
    resource: String,
    pub(super) beside: FurtherDetails,
    certainty: Certainty,
}

impl Draft {
    pub(super) fn new(place: Location, plan: Plan, themes: Vec<ThemeKey>) -> Self {
        let text = String::new;
        Self {
            place,
            plan,
            themes,
            told: None,
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
            beside: FurtherDetails::default(),
            certainty: Certainty::Certain,
        }
    }

    /// It can be no surer than this.
    pub(super) fn at_most(&mut self, certainty: Certainty) {
        self.certainty = self.certainty.min(certainty);
    }

    /// A mark stands in the column of a colour. Two marks say nothing.
    pub(super) fn tick(&mut self, colour: Colour) {
        self.ticks += 1;
        self.told = (self.ticks == 1).then_some(colour);
    }

    /// This colour is behind it.
    pub(super) fn shade(&mut self, colour: Colour, certainty: Certainty) {
        self.shaded = Some((colour, certainty));
    }

    /// Whether a number stands in front of its words.
    pub(super) fn is_numbered(&self) -> bool {
        number::after(&self.text).is_some()
    }

    /// Take the number off.
    pub(super) fn cut_number(&mut self) {
        if let Some(words) = number::after(&self.text) {
            self.text = words.to_owned();
        }
    }

    /// Add words for when, after others on the same line.
    pub(super) fn fall_into(&mut self, period: &str) {
        self.add(Field::Timescale, period, ", ");
    }

    /// Whether its words stop before their sentence does, as far as one can see.
    pub(super) fn breaks_off(&self) -> bool {
        let ends = self.text.trim_end().ends_with(['.', '?', '!', ';', ')']);
        !ends && self.text.starts_with(|c: char| !c.is_lowercase())
    }

    /// Move what is said at the end of its sentence to the parts that it speaks of.
    pub(super) fn cut_tail(&mut self) {
        if self.text.contains('\n') {
            return;
        }
        let (text, said) = trailing_details::cut(&self.text);
        self.text = text;
        for (field, words) in said {
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
            Field::Rationale => &mut self.beside.rationale,
        })
    }

    /// Add words to a part, as a paragraph or line of its own.
    pub(super) fn add(&mut self, field: Field, words: &str, between: &str) {
        // A dash is how tables write nothing.
        let words = Some(words.trim()).filter(|words| !matches!(*words, "-" | "–" | "—")).unwrap_or_default();
        let Some(part) = self.field(field).filter(|_| !words.is_empty()) else { return };
        if !part.is_empty() {
            part.push_str(between);
        }
        part.push_str(words);
    }

    /// Whether it has no words of its own.
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether a part of it has words.
    pub(super) fn says(&mut self, field: Field) -> bool {
        self.field(field).is_some_and(|part| !part.is_empty())
    }

    /// Whether nothing says when.
    pub(super) fn is_undated(&self) -> bool {
        self.timescale.is_empty()
    }

    /// Whether nothing at all was said of it.
    pub(super) fn is_bare(&self) -> bool {
        [&self.owner, &self.timescale, &self.measure, &self.status, &self.comment, &self.learning, &self.resource]
            .into_iter()
            .all(String::is_empty)
    }

    /// The action: statuses are told from words, and a due date from a timescale that leaves no doubt.
    pub(super) fn finish(mut self, statuses: &Statuses) -> Option<Action> {
        let mut rag = None;
        if let Some(status) = statuses.in_cell(&self.status) {
            rag = Some(status.colour);
            self.add(Field::Comment, &status.words.unwrap_or_default(), "\n\n");
        } else {
            // What is no known status is still what somebody said.
            let unknown = std::mem::take(&mut self.status);
            let says_nothing = matches!(fold(&unknown).as_str(), "not said" | "not rated" | "unknown" | "n/a");
            self.add(Field::Comment, if says_nothing { "" } else { &unknown }, "\n\n");
        }
        if let Some((status, text)) = statuses.beside(&self.text).filter(|(_, text)| !text.is_empty()) {
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
            // Words of which no day is certain, and after them the day, which a narrow column may cut in two.
            let (words, day) = self.timescale.rsplit_once("Due ").filter(|(words, _)| words.ends_with(['\n', ' ']))?;
            let day = timescale::due(&day.replace('\n', " "))?;
            self.timescale.truncate(words.trim_end().len());
            Some(day)
        });
        rag = rag.or(self.told);
        // A comment that is nothing but a state.
        if rag.is_none()
            && let Some(Status { colour, words: None }) = statuses.in_cell(&self.comment)
        {
            rag = Some(colour);
            self.comment.clear();
            self.at_most(Certainty::Likely);
        }
        // "Completed June 2023" where others say by when.
        if rag.is_none()
            && !has(&fold(&self.timescale), "by")
            && let Some(Status { colour: Colour::Green, .. }) = statuses.in_cell(&self.timescale)
        {
            rag = Some(Colour::Green);
            self.at_most(Certainty::Likely);
        }
        if rag.is_none()
            && let Some((colour, certainty)) = self.shaded
        {
            rag = Some(colour);
            self.at_most(certainty);
        }
        if self.themes.is_empty() {
            self.at_most(Certainty::Doubtful);
        }
        Some(Action {
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
            starts: self.beside.starts,
            open_since: self.beside.open_since,
            rationale: non_blank(&self.beside.rationale),
            category: self.beside.category,
            recommendations: self.beside.recommendations,
            allied: self.beside.allied,
            becomes: self.beside.becomes,
            left: self.beside.left,
            origin: self.beside.origin,
            plan: self.plan,
            place: self.place.to_string(),
            certainty: self.certainty,
        })
    }
}
