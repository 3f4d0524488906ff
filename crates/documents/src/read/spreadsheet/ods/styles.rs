//! The styles of cells and text in an OpenDocument spreadsheet (ODF 1.3 part 3, 16).

use crate::read::{
    office::xml::Element,
    spreadsheet::{
        colour::{self, Rgb},
        number_format::DateTimeParts,
    },
};
use std::collections::HashMap;

/// The styles of a file, by name.
pub(super) struct OdsStyles<'a> {
    styles: HashMap<&'a str, Element<'a>>,
    dates: HashMap<&'a str, DateTimeParts>,
}

/// The style of a cell or text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OdsStyle {
    pub(super) strong: bool,
    pub(super) struck: bool,
    pub(super) shading: Option<Rgb>,
    pub(super) date_format: Option<DateTimeParts>,
}

/// The longest chain of parent styles.
const MAX_STYLE_CHAIN: usize = 16;

impl<'a> OdsStyles<'a> {
    pub(super) fn read(roots: impl Iterator<Item = Element<'a>>) -> Self {
        let (mut styles, mut dates) = (HashMap::new(), HashMap::new());
        for list in
            roots.flat_map(Element::children).filter(|list| matches!(list.name(), "styles" | "automatic-styles"))
        {
            for style in list.children() {
                let Some(name) = style.attribute("name") else { continue };
                match style.name() {
                    "style" => drop(styles.insert(name, style)),
                    "date-style" => drop(dates.insert(name, date_format(style))),
                    _ => {}
                }
            }
        }
        Self { styles, dates }
    }

    /// A style with what it inherits.
    pub(super) fn get(&self, name: Option<&str>) -> OdsStyle {
        let mut found = OdsStyle::default();
        let (mut weight, mut line, mut background) = (None, None, None);
        let mut next = name.and_then(|name| self.styles.get(name));
        for _ in 0..MAX_STYLE_CHAIN {
            let Some(style) = next else { break };
            let words = style.child("text-properties");
            weight = weight.or_else(|| words.and_then(|words| words.attribute("font-weight")));
            line = line.or_else(|| words.and_then(|words| words.attribute("text-line-through-style")));
            let cell = style.child("table-cell-properties");
            background = background.or_else(|| cell.and_then(|cell| cell.attribute("background-color")));
            let date = || style.attribute("data-style-name").and_then(|name| self.dates.get(name));
            found.date_format = found.date_format.or_else(|| date().copied());
            next = style.attribute("parent-style-name").and_then(|name| self.styles.get(name));
        }
        found.strong =
            weight.is_some_and(|weight| weight == "bold" || weight.parse().is_ok_and(|weight: u32| weight >= 600));
        found.struck = line.is_some_and(|line| line != "none");
        found.shading = colour::non_white(background.and_then(colour::parse_opaque));
        found
    }

    /// Whether a sheet of this style is hidden.
    pub(super) fn is_hidden(&self, name: &str) -> bool {
        let properties = self.styles.get(name).and_then(|style| style.child("table-properties"));
        properties.and_then(|properties| properties.attribute("display")) == Some("false")
    }
}

fn date_format(style: Element<'_>) -> DateTimeParts {
    let has = |name| style.children().any(|part| part.name() == name);
    DateTimeParts { day: has("day") || has("day-of-week"), month: has("month"), year: has("year"), time: has("hours") }
}
