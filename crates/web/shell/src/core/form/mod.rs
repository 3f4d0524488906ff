//! What a form says back: which field is wrong, and how; and what there is to choose from. `templates/core/parts.html` draws both.

pub mod extract;
pub mod recovery;
pub mod upload;

use model::{Date, core::date_bounds::DateKind};

/// The largest form: a long answer many times over.
pub const LARGEST_FORM: usize = 2 * 1024 * 1024;

/// What is wrong with what was sent, in the order of the fields. Empty when a form is shown for the first time.
#[derive(Debug, Clone, Default)]
pub struct Errors(Vec<Wrong>);

/// One field, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Wrong {
    /// The field's name, which is its `id` on the page.
    pub field: String,
    /// What is wrong and what to do, as a sentence without a full stop.
    pub message: String,
}

impl Errors {
    /// Nothing is wrong.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One error.
    #[must_use]
    pub fn one(field: impl Into<String>, message: impl ToString) -> Self {
        let mut errors = Self::none();
        errors.add(field, message);
        errors
    }

    /// Say what is wrong with a field.
    #[allow(clippy::needless_pass_by_value, reason = "an error is handed over, and most are made on the spot")]
    pub fn add(&mut self, field: impl Into<String>, message: impl ToString) {
        self.0.push(Wrong { field: field.into(), message: message.to_string() });
    }

    /// Keep a value that parsed; remember what was wrong with one that did not.
    pub fn keep<T, E: ToString>(&mut self, field: &str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.add(field, error)).ok()
    }

    /// The same for one of several forms of a page, whose fields are told apart by a mark after their names.
    #[must_use]
    pub fn marked(self, mark: &str) -> Self {
        let marked = |wrong: Wrong| Wrong { field: format!("{}{mark}", wrong.field), ..wrong };
        Self(self.0.into_iter().map(marked).collect())
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in order.
    #[must_use]
    pub fn all(&self) -> &[Wrong] {
        &self.0
    }

    /// What is wrong with one field: its first message, or nothing.
    #[must_use]
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|wrong| wrong.field == field).map_or("", |wrong| &wrong.message)
    }
}

/// One of the options: a radio button, a checkbox, a line of a list.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// More about it, or nothing.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A choice without a hint.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new(), chosen }
    }

    /// The same with more about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The options of a list to choose from, each `(value, label)`, after one that leaves it open.
    #[must_use]
    pub fn all_or<V: Into<String>, L: Into<String>>(
        open: &str,
        options: impl IntoIterator<Item = (V, L)>,
        chosen: &str,
    ) -> Vec<Self> {
        let options = options.into_iter().map(|(value, label)| {
            let value = value.into();
            let is_chosen = value == chosen;
            Self::new(value, label, is_chosen)
        });
        std::iter::once(Self::new("", open, chosen.is_empty())).chain(options).collect()
    }

    /// The options of boxes to tick, each `(value, label)`.
    #[must_use]
    pub fn any_of<'o>(options: impl IntoIterator<Item = (&'o str, &'o str)>, chosen: &[String]) -> Vec<Self> {
        let option = |(value, label): (&str, &str)| Self::new(value, label, chosen.iter().any(|one| one == value));
        options.into_iter().map(option).collect()
    }
}

/// A date as it was typed, in three fields.
#[derive(Debug, Clone, Default)]
pub struct DateFields {
    /// The day of the month.
    pub day: String,
    /// The month, as a number.
    pub month: String,
    /// The year, in full.
    pub year: String,
}

impl From<Date> for DateFields {
    fn from(date: Date) -> Self {
        Self { day: date.day().to_string(), month: date.month().to_string(), year: date.year().to_string() }
    }
}

impl DateFields {
    /// The day that was typed, within the bounds of its kind; none if nothing was. `label` is what the form calls it.
    ///
    /// # Errors
    /// A sentence, if it is no day of the calendar, or one that cannot be meant.
    pub fn read(&self, kind: DateKind, label: &str, today: Date) -> Result<Option<Date>, String> {
        let day = self.unchecked().map_err(|()| format!("{label} must be a real date, for example 30 9 2027"))?;
        day.map(|day| kind.check(label, day, today)).transpose()
    }

    /// The day that was typed, of any year: for what is shown beside a field and not stored.
    ///
    /// # Errors
    /// It is no day of the calendar.
    #[expect(clippy::result_unit_err, reason = "the one error is told by who asks")]
    pub fn unchecked(&self) -> Result<Option<Date>, ()> {
        let [day, month, year] = [&self.day, &self.month, &self.year].map(|text| text.trim());
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return Ok(None);
        }
        let date = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
        // Without its century, a year is a day of another age.
        date().filter(|date| date.year() >= 1000).map(Some).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_or_refused_or_not_there() {
        let typed = |day: &str, month: &str, year: &str| {
            let today = Date::constant(2026, 11, 28);
            DateFields { day: day.into(), month: month.into(), year: year.into() }.read(
                DateKind::Planned,
                "Due date",
                today,
            )
        };
        assert_eq!(typed(" 30", "9", "2027"), Ok(Some(Date::constant(2027, 9, 30))));
        assert_eq!(typed("", " ", ""), Ok(None));
        for wrong in [typed("31", "6", "2027"), typed("", "6", "2027"), typed("1", "1", "27"), typed("x", "1", "2027")]
        {
            assert_eq!(wrong.unwrap_err(), "Due date must be a real date, for example 30 9 2027");
        }
        assert!(typed("30", "9", "1999").unwrap_err().starts_with("Due date must be on or after 28 November 2006"));
    }

    #[test]
    fn a_field_says_its_first_error_and_keeps_the_order() {
        let mut errors = Errors::one("text", "Enter the action");
        assert_eq!(errors.keep("due", "x".parse::<u8>().map_err(|_| "Give a date")), None);
        errors.add("due", "Give a later date");
        assert_eq!(errors.of("due"), "Give a date");
        assert_eq!(errors.of("owner"), "");
        assert_eq!(errors.all().iter().map(|wrong| wrong.field.as_str()).collect::<Vec<_>>(), ["text", "due", "due"]);
    }
}
