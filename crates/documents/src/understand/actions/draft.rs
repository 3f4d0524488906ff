//! One action while its parts are being gathered.

use super::{super::ratings::Statuses, Field};
use crate::{
    manuscript::Place,
    reading::{Action, Plan, Sure},
    words::said,
};
use model::{ThemeKey, rating::Colour, timescale};

/// An action whose parts may still grow.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    place: Place,
    plan: Plan,
    pub(super) themes: Vec<ThemeKey>,
    /// The colour that was announced for all actions of its section.
    pub(super) announced: Option<Colour>,
    text: String,
    owner: String,
    timescale: String,
    measure: String,
    status: String,
    comment: String,
    learning: String,
    sure: Sure,
}

impl Draft {
    pub(super) fn new(place: Place, plan: Plan, themes: Vec<ThemeKey>) -> Self {
        let text = String::new;
        Self {
            place,
            plan,
            themes,
            announced: None,
            text: text(),
            owner: text(),
            timescale: text(),
            measure: text(),
            status: text(),
            comment: text(),
            learning: text(),
            sure: Sure::Certain,
        }
    }

    /// It can be no surer than this.
    pub(super) fn at_most(&mut self, sure: Sure) {
        self.sure = self.sure.min(sure);
    }

    fn field(&mut self, field: Field) -> Option<&mut String> {
        Some(match field {
            Field::Theme | Field::Objective => return None,
            Field::Action => &mut self.text,
            Field::Owner => &mut self.owner,
            Field::Timescale => &mut self.timescale,
            Field::Measure => &mut self.measure,
            Field::Status => &mut self.status,
            Field::Comment => &mut self.comment,
            Field::Learning => &mut self.learning,
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

    /// Whether nothing at all was said of it.
    pub(super) fn is_bare(&self) -> bool {
        [&self.owner, &self.timescale, &self.measure, &self.status, &self.comment, &self.learning]
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
            self.add(Field::Comment, &unknown, "\n\n");
        }
        if let Some((status, text)) = statuses.beside(&self.text).filter(|(_, text)| !text.is_empty()) {
            self.text = text;
            rag = rag.or(Some(status.colour));
            self.add(Field::Comment, &status.words.unwrap_or_default(), "\n\n");
        }
        if self.themes.is_empty() {
            self.at_most(Sure::Doubtful);
        }
        Some(Action {
            text: said(&self.text)?,
            themes: self.themes,
            owner: said(&self.owner),
            due: timescale::due(self.timescale.trim()),
            timescale: said(&self.timescale),
            measure: said(&self.measure),
            rag: rag.or(self.announced),
            comment: said(&self.comment),
            learning: said(&self.learning),
            plan: self.plan,
            place: self.place.to_string(),
            sure: self.sure,
        })
    }
}
