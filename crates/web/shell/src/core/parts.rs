//! The components that many pages share. Each is a template of its own, so that it is compiled once and not again in every page.
//! `templates/core/parts.html` wraps them in macros with default arguments.

use crate::core::{
    form::{Choice, DateFields, Errors},
    rating_chart::ThemeRings,
    shell::Shell,
};
use askama::{Template, filters::HtmlSafe};
use std::fmt::Display;

/// Defines a component. It is HTML already, so a page does not escape it.
macro_rules! part {
    ($(#[$doc:meta])* $type:ident from $path:literal by $function:ident { $($field:ident: $of:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Template)]
        #[template(path = $path)]
        pub struct $type<'p> { $($field: $of),+ }

        impl HtmlSafe for $type<'_> {}

        #[allow(clippy::too_many_arguments, reason = "templates have no named fields; the macro in parts.html has named arguments")]
        #[must_use]
        #[doc = concat!("See [`", stringify!($type), "`].")]
        pub fn $function<'p>($($field: $of),+) -> $type<'p> {
            $type { $($field),+ }
        }
    };
}

part! {
    /// The list of all errors, at the top of the page; nothing if there are none.
    ErrorSummary from "core/parts/error_summary.html" by error_summary { errors: &'p Errors }
}
part! {
    /// The hint and the error of a field, by their ids `NAME-hint` and `NAME-error`.
    HintAndError from "core/parts/hint_and_error.html" by hint_and_error { name: &'p str, errors: &'p Errors, hint: &'p str }
}
part! {
    /// A single-line text field.
    TextInput from "core/parts/text.html" by text {
        name: &'p str, label: &'p str, value: &'p dyn Display, errors: &'p Errors, hint: &'p str, kind: &'p str, autocomplete: &'p str,
        width: &'p str,
    }
}
part! {
    /// A multi-line text field, with a word count.
    TextArea from "core/parts/textarea.html" by textarea {
        name: &'p str, label: &'p str, value: &'p dyn Display, errors: &'p Errors, hint: &'p str, rows: &'p u8, limit: &'p u32, count: &'p str,
    }
}
part! {
    /// Radio buttons or checkboxes: `kind` is `radio` or `checkbox`.
    Chooser from "core/parts/chooser.html" by chooser {
        kind: &'p str, name: &'p str, legend: &'p str, choices: &'p [Choice], errors: &'p Errors, hint: &'p str, inline: &'p bool,
    }
}
part! {
    /// Radio buttons for a rating, each with the symbol of the rating.
    RatingChooser from "core/parts/rating.html" by rating {
        name: &'p str, legend: &'p str, choices: &'p [Choice], errors: &'p Errors, hint: &'p str,
    }
}
part! {
    /// A drop-down list.
    Select from "core/parts/select.html" by select {
        name: &'p str, label: &'p str, choices: &'p [Choice], errors: &'p Errors, hint: &'p str,
    }
}
part! {
    /// A date in three fields.
    DateInput from "core/parts/date.html" by date {
        name: &'p str, legend: &'p str, value: &'p DateFields, errors: &'p Errors, hint: &'p str,
    }
}
part! {
    /// The rating chart of a plan, by theme.
    ThemesChart from "core/parts/themes.html" by themes { themes: &'p [ThemeRings] }
}
part! {
    /// The rating chart as a table, in a closed `details` element.
    ThemesTable from "core/parts/themes_table.html" by themes_table { themes: &'p [ThemeRings] }
}
part! {
    /// The breadcrumbs: the tab of the page, then up to two more pages above it.
    Breadcrumbs from "core/parts/breadcrumbs.html" by breadcrumbs {
        shell: &'p Shell, href: &'p str, words: &'p str, href2: &'p str, words2: &'p str,
    }
}
part! {
    /// The pagination of a long list. `link` is the address up to the page number.
    Pages from "core/parts/pages.html" by pages { link: &'p str, here: &'p usize, last: &'p usize }
}
part! {
    /// The metadata for browsers and search engines, in the `head` of every page.
    PageHead from "core/frame/head.html" by head { shell: &'p Shell }
}
part! {
    /// The header of every page: the service bar, the name of the visitor, and the tabs of the organisation.
    PageHeader from "core/frame/header.html" by header { shell: &'p Shell }
}
part! {
    /// The footer of every page.
    PageFooter from "core/frame/footer.html" by footer { shell: &'p Shell }
}

impl Chooser<'_> {
    /// Returns the GOV.UK class of the component.
    fn block(&self) -> &'static str {
        if self.kind == "radio" { "radios" } else { "checkboxes" }
    }
}
