//! Styles of a page: background colours, struck-out text and bold text. Only styles of an element and of its classes are
//! read, not those that depend on the position of an element.

use super::Tag;
use crate::read::colour::parse_colour;
use std::collections::HashMap;

/// The style of an element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CssStyle {
    pub(super) strong: bool,
    pub(super) italic: bool,
    pub(super) struck: bool,
    pub(super) shading: Option<[u8; 3]>,
}

/// The styles of classes.
#[derive(Debug, Default)]
pub(super) struct Rules(HashMap<String, CssStyle>);

/// The most classes that are stored. No office program writes more.
const MAX_RULES: usize = 10_000;

impl Rules {
    /// Reads a style sheet.
    pub(super) fn read(&mut self, sheet: &str) {
        for rule in sheet.split('}') {
            let Some((selectors, declarations)) = rule.rsplit_once('{') else { continue };
            let style = CssStyle::read(declarations);
            if style == CssStyle::default() {
                continue;
            }
            let selectors = selectors.rsplit(['{', ';', '>']).next().unwrap_or_default();
            for selector in selectors.split(',').map(|selector| selector.trim().trim_start_matches("<!--").trim()) {
                let Some((element, class)) = selector.rsplit_once('.') else { continue };
                let is_simple = element.chars().all(char::is_alphanumeric) && !class.contains([' ', ':', '[']);
                if is_simple && self.0.len() < MAX_RULES {
                    self.0.insert(class.to_owned(), style);
                }
            }
        }
    }

    /// The style of an element.
    pub(super) fn of(&self, tag: &Tag) -> CssStyle {
        let mut style = tag.attribute("style").map(CssStyle::read).unwrap_or_default();
        let classes = tag.attribute("class").unwrap_or_default().split_whitespace().take(20);
        for class in classes.filter_map(|class| self.0.get(class)) {
            style.strong |= class.strong;
            style.italic |= class.italic;
            style.struck |= class.struck;
            style.shading = style.shading.or(class.shading);
        }
        let declared = tag.attribute("bgcolor").and_then(colour);
        CssStyle { shading: declared.or(style.shading).filter(|colour| *colour != [0xFF; 3]), ..style }
    }
}

impl CssStyle {
    fn read(declarations: &str) -> Self {
        let mut style = Self::default();
        for declaration in declarations.split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let value = value.trim().to_ascii_lowercase();
            match property.trim().to_ascii_lowercase().as_str() {
                "background" | "background-color" => style.shading = colour(&value).or(style.shading),
                "text-decoration" | "text-decoration-line" => style.struck |= value.contains("line-through"),
                "font-weight" => {
                    style.strong |= value.starts_with("bold") || value.parse().is_ok_and(|weight: u32| weight >= 600);
                }
                "font-style" => style.italic |= matches!(value.as_str(), "italic" | "oblique"),
                _ => {}
            }
        }
        style
    }
}

/// The first colour in a value.
fn colour(value: &str) -> Option<[u8; 3]> {
    let value = value.trim().to_ascii_lowercase();
    if let Some((name, parts)) =
        value.split_once('(').filter(|(name, _)| name.ends_with("rgb") || name.ends_with("rgba"))
    {
        let _ = name;
        let mut parts = parts.split([',', ' ', '/', ')']).filter(|part| !part.is_empty());
        let mut part = || parts.next()?.parse::<f64>().ok().filter(|part| (0.0..=255.0).contains(part));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 255")]
        let colour = [part()? as u8, part()? as u8, part()? as u8];
        // A transparent colour counts as none.
        let is_transparent = parts.next().is_some_and(|alpha| alpha.trim_end_matches('%').parse() == Ok(0.0));
        return (!is_transparent).then_some(colour);
    }
    value.split_whitespace().find_map(|word| {
        let digits = word.strip_prefix('#').filter(|digits| digits.len() == 3);
        let short = digits
            .and_then(|digits| parse_colour(&digits.chars().flat_map(|digit| [digit, digit]).collect::<String>()));
        short
            .or_else(|| parse_colour(word))
            .or_else(|| NAMES.iter().find(|(name, _)| *name == word).and_then(|(_, digits)| parse_colour(digits)))
    })
}

/// Named colours that are used to mark a status (CSS Color 4, 6.1).
const NAMES: [(&str, &str); 32] = [
    ("red", "FF0000"),
    ("darkred", "8B0000"),
    ("firebrick", "B22222"),
    ("crimson", "DC143C"),
    ("tomato", "FF6347"),
    ("orangered", "FF4500"),
    ("salmon", "FA8072"),
    ("lightcoral", "F08080"),
    ("pink", "FFC0CB"),
    ("orange", "FFA500"),
    ("darkorange", "FF8C00"),
    ("gold", "FFD700"),
    ("yellow", "FFFF00"),
    ("khaki", "F0E68C"),
    ("lightyellow", "FFFFE0"),
    ("green", "008000"),
    ("darkgreen", "006400"),
    ("forestgreen", "228B22"),
    ("seagreen", "2E8B57"),
    ("lime", "00FF00"),
    ("limegreen", "32CD32"),
    ("lightgreen", "90EE90"),
    ("palegreen", "98FB98"),
    ("yellowgreen", "9ACD32"),
    ("olive", "808000"),
    ("blue", "0000FF"),
    ("lightblue", "ADD8E6"),
    ("purple", "800080"),
    ("gray", "808080"),
    ("grey", "808080"),
    ("lightgray", "D3D3D3"),
    ("lightgrey", "D3D3D3"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_of_a_colour_is_read() {
        for value in ["red", "#F00", "#ff0000", "rgb(255, 0, 0)", "rgba(255 0 0 / 50%)", "url(a.png) no-repeat #f00"] {
            assert_eq!(colour(value), Some([0xFF, 0, 0]), "{value}");
        }
        for value in ["", "transparent", "inherit", "rgba(255, 0, 0, 0)", "rgb(1)", "#zzz", "rgb(300,0,0)"] {
            assert_eq!(colour(value), None, "{value}");
        }
    }

    #[test]
    fn rules_are_read_by_class() {
        let mut rules = Rules::default();
        rules.read("@media print { .a { color: red } }\ntd.xl65, .done{background:#92D050; font-weight:700}\n.x .y{background:red}\n<!-- .gone {text-decoration:line-through} -->");
        let of = |class: &str| rules.of(&Tag { name: "td".into(), attributes: vec![("class".into(), class.into())] });
        assert_eq!(
            of("b xl65"),
            CssStyle { strong: true, italic: false, struck: false, shading: Some([0x92, 0xD0, 0x50]) }
        );
        assert!(of("done").strong && of("gone").struck);
        assert_eq!(of("y"), CssStyle::default());
    }
}
