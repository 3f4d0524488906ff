//! The lists of the document.

use super::{
    ids::{BULLETS, NAMESPACES},
    xml::Xml,
};

/// Writes the part with the list of bullets, and each numbered list with its first number.
pub(super) fn numbering(lists: &[(u8, u32)]) -> Vec<u8> {
    let mut xml = Xml::new("w:numbering", &NAMESPACES);
    levels(&mut xml, BULLET_LEVELS, "bullet", |_| "•".to_owned());
    levels(&mut xml, NUMBER_LEVELS, "decimal", |level| format!("%{}.", level + 1));
    list(&mut xml, BULLETS, BULLET_LEVELS, None);
    for (index, first) in lists.iter().enumerate() {
        list(&mut xml, BULLETS + index + 1, NUMBER_LEVELS, Some(*first));
    }
    xml.finish()
}

/// The ids of the two kinds of list.
const BULLET_LEVELS: &str = "0";
const NUMBER_LEVELS: &str = "1";

fn levels(xml: &mut Xml, id: &str, format: &str, text: fn(u32) -> String) {
    xml.open("w:abstractNum", &[("w:abstractNumId", id)]);
    xml.value("w:multiLevelType", "hybridMultilevel");
    for level in 0..9_u32 {
        xml.open("w:lvl", &[("w:ilvl", &level.to_string())]);
        xml.value("w:start", "1");
        xml.value("w:numFmt", format);
        xml.value("w:lvlText", &text(level));
        xml.value("w:lvlJc", "left");
        xml.open("w:pPr", &[]);
        xml.empty("w:ind", &[("w:left", &(360 * (level + 1)).to_string()), ("w:hanging", "360")]);
        xml.close();
        xml.close();
    }
    xml.close();
}

/// Writes a list; `first` is its first level and its first number.
fn list(xml: &mut Xml, id: usize, levels: &str, first: Option<(u8, u32)>) {
    xml.open("w:num", &[("w:numId", &id.to_string())]);
    xml.value("w:abstractNumId", levels);
    if let Some((level, first)) = first {
        xml.open("w:lvlOverride", &[("w:ilvl", &level.to_string())]);
        xml.value("w:startOverride", &first.to_string());
        xml.close();
    }
    xml.close();
}
