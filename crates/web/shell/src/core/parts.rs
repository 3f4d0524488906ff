//! The parts of a page that many pages have. Each is a template of its own, so that it is compiled once and not again in every page;
//! `templates/core/parts.html` gives them to the pages, with what is usual filled in.

use crate::core::{
    form::{Choice, DateFields, Errors},
    rating_chart::ThemeRings,
    shell::Shell,
};
use askama::{Template, filters::HtmlSafe};
use std::fmt::Display;

/// A part is HTML already: a page writes it as it is.
macro_rules! part {
    ($(#[$doc:meta])* $type:ident from $path:literal by $function:ident { $($field:ident: $of:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Template)]
        #[template(path = $path)]
        pub struct $type<'p> { $($field: $of),+ }

        impl HtmlSafe for $type<'_> {}

        #[allow(clippy::too_many_arguments, reason = "templates have no named fields; its macro in parts.html has names")]
        #[must_use]
        #[doc = concat!("See [`", stringify!($type), "`].")]
        pub fn $function<'p>($($field: $of),+) -> $type<'p> {
            $type { $($field),+ }
        }
    };
}

part! {
    /// What is wrong, first on the page; nothing when nothing is.
    ErrorSummary from "core/parts/error_summary.html" by error_summary { errors: &'p Errors }
}
part! {
    /// The hint and the error of a field, by their ids `NAME-hint` and `NAME-error`.
    HintAndError from "core/parts/hint_and_error.html" by hint_and_error { name: &'p str, errors: &'p Errors, hint: &'p str }
}
part! {
    /// One line of text.
    TextInput from "core/parts/text.html" by text {
        name: &'p str, label: &'p str, value: &'p dyn Display, errors: &'p Errors, hint: &'p str, kind: &'p str, autocomplete: &'p str,
        width: &'p str,
    }
}
part! {
    /// Many lines of text, with the number of words.
    TextArea from "core/parts/textarea.html" by textarea {
        name: &'p str, label: &'p str, value: &'p dyn Display, errors: &'p Errors, hint: &'p str, rows: &'p u8, limit: &'p u32, count: &'p str,
    }
}
part! {
    /// Radio buttons or checkboxes, as `kind` says: `radio` or `checkbox`.
    Chooser from "core/parts/chooser.html" by chooser {
        kind: &'p str, name: &'p str, legend: &'p str, choices: &'p [Choice], errors: &'p Errors, hint: &'p str, inline: &'p bool,
    }
}
part! {
    /// Radio buttons whose words have the rings of their ratings.
    RatingChooser from "core/parts/rating.html" by rating {
        name: &'p str, legend: &'p str, choices: &'p [Choice], errors: &'p Errors, hint: &'p str,
    }
}
part! {
    /// One of many, from a list.
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
    /// The picture of a plan: the rings of its actions by theme.
    ThemesChart from "core/parts/themes.html" by themes { themes: &'p [ThemeRings] }
}
part! {
    /// The same as a table, one click away.
    ThemesTable from "core/parts/themes_table.html" by themes_table { themes: &'p [ThemeRings] }
}
part! {
    /// The pages above this one: the tab of the page, then up to two more.
    Breadcrumbs from "core/parts/breadcrumbs.html" by breadcrumbs {
        shell: &'p Shell, href: &'p str, words: &'p str, href2: &'p str, words2: &'p str,
    }
}
part! {
    /// Pages of a long list. `link` is the address up to the number.
    Pages from "core/parts/pages.html" by pages { link: &'p str, here: &'p usize, last: &'p usize }
}
part! {
    /// What every page says of itself to browsers and search engines.
    PageHead from "core/frame/head.html" by head { shell: &'p Shell }
}
part! {
    /// The first lines of every page: the links of the service, who is signed in, and the tabs of an organisation.
    PageHeader from "core/frame/header.html" by header { shell: &'p Shell }
}
part! {
    /// The last lines of every page.
    PageFooter from "core/frame/footer.html" by footer { shell: &'p Shell }
}

impl Chooser<'_> {
    /// The class of its block.
    fn block(&self) -> &'static str {
        if self.kind == "radio" { "radios" } else { "checkboxes" }
    }
}
