//! Background colours of text and cells: as RGB, by theme or as names of highlighter colours.

use crate::read::{colour::parse_colour, office::xml::Element};
use std::collections::HashMap;

/// The colours of a document's theme, by their names in it.
#[derive(Debug, Default)]
pub(super) struct Colours {
    theme: HashMap<String, [u8; 3]>,
}

impl Colours {
    pub(super) fn read(theme: Element<'_>) -> Self {
        let Some(scheme) = theme.at(&["themeElements", "clrScheme"]) else { return Self::default() };
        let colour = |named: Element<'_>| {
            let inner = named.children().next()?;
            parse_colour(inner.attribute("lastClr").or_else(|| inner.attribute("val"))?)
        };
        let theme = scheme.children().filter_map(|named| Some((named.name().to_owned(), colour(named)?)));
        Self { theme: theme.collect() }
    }

    /// The colour of a `w:shd`, unless it is automatic.
    pub(super) fn shading(&self, shading: Element<'_>) -> Option<[u8; 3]> {
        let is_solid = shading.attribute("val") == Some("solid");
        let (plain, themed) = if is_solid { ("color", "themeColor") } else { ("fill", "themeFill") };
        let rgb = shading.attribute(plain).and_then(parse_colour);
        rgb.or_else(|| {
            let base = self.themed(shading.attribute(themed)?)?;
            let part = |suffix: &str| {
                let value = shading.attribute(&format!("{themed}{suffix}"))?;
                u8::from_str_radix(value, 16).ok().map(u16::from)
            };
            let tinted = part("Tint").map_or(base, |part| base.map(|c| mixed(c, 255, part)));
            Some(part("Shade").map_or(tinted, |part| tinted.map(|c| mixed(c, 0, part))))
        })
    }

    fn themed(&self, name: &str) -> Option<[u8; 3]> {
        let name = match name {
            "background1" | "light1" => "lt1",
            "background2" | "light2" => "lt2",
            "text1" | "dark1" => "dk1",
            "text2" | "dark2" => "dk2",
            "hyperlink" => "hlink",
            "followedHyperlink" => "folHlink",
            other => other,
        };
        self.theme.get(name).copied()
    }
}

/// A mix of two colours: `part` of 255 of the first, and the rest of the other.
fn mixed(colour: u8, other: u8, part: u16) -> u8 {
    let sum = u16::from(colour) * part + u16::from(other) * (255 - part.min(255));
    u8::try_from(sum / 255).unwrap_or(u8::MAX)
}

/// The colours of Word's highlighter (ECMA-376 part 1, 17.18.40).
pub(super) fn highlight(name: &str) -> Option<[u8; 3]> {
    Some(match name {
        "yellow" => [0xFF, 0xFF, 0],
        "green" => [0, 0xFF, 0],
        "cyan" => [0, 0xFF, 0xFF],
        "magenta" => [0xFF, 0, 0xFF],
        "blue" => [0, 0, 0xFF],
        "red" => [0xFF, 0, 0],
        "darkBlue" => [0, 0, 0x80],
        "darkCyan" => [0, 0x80, 0x80],
        "darkGreen" => [0, 0x80, 0],
        "darkMagenta" => [0x80, 0, 0x80],
        "darkRed" => [0x80, 0, 0],
        "darkYellow" => [0x80, 0x80, 0],
        "darkGray" => [0x80, 0x80, 0x80],
        "lightGray" => [0xC0, 0xC0, 0xC0],
        "black" => [0, 0, 0],
        "white" => [0xFF, 0xFF, 0xFF],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::office::xml::Tree;

    #[test]
    fn a_shading_is_rgb_or_a_theme_colour() {
        let theme = br#"<theme><themeElements><clrScheme><accent6><srgbClr val="70AD47"/></accent6></clrScheme></themeElements></theme>"#;
        let tree = Tree::read(theme).unwrap();
        let colours = Colours::read(tree.root());
        let shading = |xml: &str| colours.shading(Tree::read(xml.as_bytes()).unwrap().root());
        assert_eq!(shading(r#"<shd val="clear" fill="FF0000"/>"#), Some([255, 0, 0]));
        assert_eq!(shading(r#"<shd val="clear" fill="auto"/>"#), None);
        assert_eq!(shading(r#"<shd val="solid" color="00FF00" fill="auto"/>"#), Some([0, 255, 0]));
        assert_eq!(shading(r#"<shd val="clear" themeFill="accent6"/>"#), Some([0x70, 0xAD, 0x47]));
        assert_eq!(shading(r#"<shd val="clear" themeFill="accent6" themeFillTint="33"/>"#), Some([226, 238, 218]));
        assert_eq!(shading(r#"<shd val="clear" themeFill="accent9"/>"#), None);
    }
}
