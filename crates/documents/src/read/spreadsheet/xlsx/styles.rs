//! The styles of cells: number formats, fonts and fills (ECMA-376 part 1, 18.8).

use super::strings::is_on;
use crate::read::{
    office::xml::Element,
    spreadsheet::{
        Style,
        colour::{self, Rgb},
        number_format::NumberFormat,
    },
};
use std::collections::HashMap;

/// The styles of a workbook, by index.
#[derive(Default)]
pub(super) struct XlsxStyles {
    cells: Vec<Style>,
    /// The fill colours of conditional formats.
    rules: Vec<Option<Rgb>>,
}

impl XlsxStyles {
    pub(super) fn read(root: Element<'_>, theme: Option<Element<'_>>) -> Self {
        let list = |name| root.child(name).into_iter().flat_map(Element::children);
        let colours = Colours::of(root, theme);
        let formats: HashMap<&str, NumberFormat> = list("numFmts")
            .filter_map(|format| {
                Some((format.attribute("numFmtId")?, NumberFormat::parse(format.attribute("formatCode")?)))
            })
            .collect();
        let fonts: Vec<(bool, bool)> = list("fonts")
            .map(|font| (font.child("b").is_some_and(is_on), font.child("strike").is_some_and(is_on)))
            .collect();
        let fills: Vec<Option<Rgb>> = list("fills").map(|fill| colours.fill_colour(fill)).collect();
        let style = |set: Element<'_>| {
            let number = |name| set.attribute(name).and_then(|value| value.parse::<usize>().ok());
            let (strong, struck) = number("fontId").and_then(|id| fonts.get(id)).copied().unwrap_or_default();
            let format = set.attribute("numFmtId").map(|id| {
                formats.get(id).copied().unwrap_or_else(|| id.parse().map(NumberFormat::built_in).unwrap_or_default())
            });
            let shading = number("fillId").and_then(|id| fills.get(id)).copied().flatten();
            Style { format: format.unwrap_or_default(), strong, struck, shading }
        };
        let rules = list("dxfs").map(|set| colours.rule_colour(set.child("fill")?)).collect();
        Self { cells: list("cellXfs").map(style).collect(), rules }
    }

    /// The style of a cell by index, or the default style.
    pub(super) fn get(&self, number: Option<&str>) -> Style {
        let number = number.map_or(Some(0), |number| number.parse().ok());
        number.and_then(|number: usize| self.cells.get(number)).copied().unwrap_or_default()
    }

    /// The fill colour of a conditional format, by the index of its style.
    pub(super) fn rule_colour(&self, number: &str) -> Option<Rgb> {
        self.rules.get(number.parse::<usize>().ok()?).copied().flatten()
    }
}

/// The theme and indexed colours of a workbook.
struct Colours {
    theme: Vec<Option<Rgb>>,
    palette: Vec<Rgb>,
}

impl Colours {
    fn of(root: Element<'_>, theme: Option<Element<'_>>) -> Self {
        let custom = root.at(&["colors", "indexedColors"]).map(|custom| {
            // A custom palette begins at 0, the standard one at 8.
            let colours = custom
                .children()
                .skip(8)
                .map(|colour| colour.attribute("rgb").and_then(colour::parse_opaque).unwrap_or([0xFF; 3]));
            colours.take(56).collect()
        });
        let scheme = theme.and_then(|theme| theme.at(&["themeElements", "clrScheme"]));
        let mut theme: Vec<Option<Rgb>> = scheme
            .into_iter()
            .flat_map(Element::children)
            .map(|colour| {
                let named = colour.children().next()?;
                named.attribute("lastClr").or_else(|| named.attribute("val")).and_then(colour::parse_opaque)
            })
            .collect();
        // A theme lists dark before light colours, and styles count light before dark ones.
        if theme.len() >= 4 {
            theme.swap(0, 1);
            theme.swap(2, 3);
        }
        Self { theme, palette: custom.unwrap_or_else(|| colour::PALETTE.to_vec()) }
    }

    /// The colour that a fill appears to have.
    fn fill_colour(&self, fill: Element<'_>) -> Option<Rgb> {
        if let Some(gradient) = fill.child("gradientFill") {
            return colour::non_white(self.resolve(gradient.at(&["stop", "color"])?));
        }
        let pattern = fill.child("patternFill")?;
        let colour = match pattern.attribute("patternType") {
            Some("solid") => pattern.child("fgColor")?,
            None | Some("none" | "gray125") => return None,
            Some(_) => pattern.child("bgColor").or_else(|| pattern.child("fgColor"))?,
        };
        colour::non_white(self.resolve(colour))
    }

    /// The fill colour of a conditional format. It is the background colour of its pattern, where a cell style has it as the
    /// foreground colour.
    fn rule_colour(&self, fill: Element<'_>) -> Option<Rgb> {
        let pattern = fill.child("patternFill")?;
        colour::non_white(self.resolve(pattern.child("bgColor").or_else(|| pattern.child("fgColor"))?))
    }

    /// Resolves a colour given as RGB, by theme or by index, and applies its tint.
    fn resolve(&self, colour: Element<'_>) -> Option<Rgb> {
        let number = |name| colour.attribute(name).and_then(|value| value.parse::<usize>().ok());
        let plain = colour
            .attribute("rgb")
            .and_then(colour::parse_opaque)
            .or_else(|| number("theme").and_then(|at| self.theme.get(at).copied().flatten()))
            .or_else(|| number("indexed").and_then(|at| colour::indexed(&self.palette, at)))?;
        let tint = colour.attribute("tint").and_then(|tint| tint.parse().ok()).unwrap_or(0.0);
        Some(colour::tinted(plain, tint))
    }
}
