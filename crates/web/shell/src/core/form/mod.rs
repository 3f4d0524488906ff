//! The errors and options of a form, which `templates/core/parts.html` renders.

pub mod extract;
pub mod limit;
pub mod recovery;
pub mod upload;

use model::{Date, core::date_bounds::DateKind};

/// The errors of a submitted form, in the order of its fields. Empty when a form is shown for the first time.
#[derive(Debug, Clone, Default)]
pub struct Errors(Vec<FieldError>);

/// An error of one field.
#[derive(Debug, Clone)]
pub struct FieldError {
    /// The field's name, which is its `id` on the page.
    pub field: String,
    /// What is wrong and what to do, as a sentence without a full stop.
    pub message: String,
}

impl Errors {
    /// Returns an empty list of errors.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Returns a list with one error.
    #[must_use]
    pub fn one(field: impl Into<String>, message: impl ToString) -> Self {
        let mut errors = Self::none();
        errors.add(field, message);
        errors
    }

    /// Adds an error of a field.
    #[allow(clippy::needless_pass_by_value, reason = "callers pass temporaries")]
    pub fn add(&mut self, field: impl Into<String>, message: impl ToString) {
        self.0.push(FieldError { field: field.into(), message: message.to_string() });
    }

    /// Returns a value that parsed; adds the error of one that did not.
    pub fn collect<T, E: ToString>(&mut self, field: &str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.add(field, error)).ok()
    }

    /// Appends a suffix to the names of the fields, for a page with several forms that have the same fields.
    #[must_use]
    pub fn marked(self, suffix: &str) -> Self {
        let marked = |error: FieldError| FieldError { field: format!("{}{suffix}", error.field), ..error };
        Self(self.0.into_iter().map(marked).collect())
    }

    /// Returns the errors in the order of the fields on the page; those of other fields follow. A field with a number, such as `words-2`,
    /// is named without it.
    #[must_use]
    pub fn in_order(mut self, fields: &[&str]) -> Self {
        let is_of = |error: &FieldError, field: &str| {
            error.field.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        self.0.sort_by_key(|error| fields.iter().position(|field| is_of(error, field)).unwrap_or(fields.len()));
        self
    }

    /// Whether there are no errors.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns all errors, in order.
    #[must_use]
    pub fn all(&self) -> &[FieldError] {
        &self.0
    }

    /// Returns the first message about a field, or an empty string.
    #[must_use]
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|error| error.field == field).map_or("", |error| &error.message)
    }
}

/// An option of a form: a radio button, a checkbox or an entry of a list.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The value that the form sends.
    pub value: String,
    /// The text that the user sees.
    pub label: String,
    /// A hint about it, or an empty string.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// Creates an option without a hint.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new(), chosen }
    }

    /// Sets the hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Returns the options of a list, each `(value, label)`, after one with an empty value and the label `open`.
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

    /// Returns checkboxes, each `(value, label)`.
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
    /// Parses the date; `None` if all fields are blank. `label` is the field's name on the form.
    ///
    /// # Errors
    /// The message for the form, if it is not a real date or is outside the bounds of its kind.
    pub fn read(&self, kind: DateKind, label: &str, today: Date) -> Result<Option<Date>, String> {
        let day = self.unchecked().map_err(|()| format!("{label} must be a real date, for example 30 9 2027"))?;
        day.map(|day| kind.check(label, day, today)).transpose()
    }

    /// Parses the date without checking its bounds, for what is shown next to a field and not stored.
    ///
    /// # Errors
    /// Returns an error if it is not a real date.
    #[expect(clippy::result_unit_err, reason = "there is only one error, and the caller words its message")]
    pub fn unchecked(&self) -> Result<Option<Date>, ()> {
        let [day, month, year] = [&self.day, &self.month, &self.year].map(|text| text.trim());
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return Ok(None);
        }
        let date = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
        // A year below 1000 is one that was typed without its century.
        date().filter(|date| date.year() >= 1000).map(Some).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_in_the_order_of_the_page() {
        let mut errors = Errors::none();
        for field in ["due", "elsewhere", "words-2", "title"] {
            errors.add(field, "wrong");
        }
        let errors = errors.in_order(&["title", "words", "due"]);
        let order: Vec<_> = errors.all().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(order, ["title", "words-2", "due", "elsewhere"]);
    }

    #[test]
    fn a_date_is_parsed_or_refused_or_absent() {
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
    fn the_first_error_of_a_field_counts_and_errors_stay_in_order() {
        let mut errors = Errors::one("text", "Enter the action");
        assert_eq!(errors.collect("due", "x".parse::<u8>().map_err(|_| "Give a date")), None);
        errors.add("due", "Give a later date");
        assert_eq!(errors.of("due"), "Give a date");
        assert_eq!(errors.of("owner"), "");
        assert_eq!(errors.all().iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["text", "due", "due"]);
    }
}
