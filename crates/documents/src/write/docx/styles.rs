//! The styles and lists of the document. Word knows the styles by name, so that users can change them.

use super::{
    ids::{BULLETS, NAMESPACES},
    xml::Xml,
};
use crate::write::form::Form;

/// A paragraph style. Distances are in twentieths of a point, sizes in half points.
struct Style {
    id: &'static str,
    name: &'static str,
    based_on: &'static str,
    /// The style of the next paragraph that a user types; `None` for styles that users do not apply.
    next: Option<&'static str>,
    keep: Keep,
    borders: &'static [Border],
    before: Option<u16>,
    after: Option<u16>,
    line: Option<Line>,
    left: Option<u16>,
    right: Option<u16>,
    is_contextual: bool,
    is_right_aligned: bool,
    outline_level: Option<u8>,
    is_bold: bool,
    colour: Option<&'static str>,
    size: Option<u8>,
}

/// What must stay on the same page as the paragraph.
#[derive(PartialEq, Eq)]
enum Keep {
    Nothing,
    Next,
    /// The next paragraph, and its own lines together.
    NextAndLines,
}

/// The distance between lines.
enum Line {
    /// In 240ths of a line.
    Auto(u16),
    Exactly(u16),
}

struct Border {
    side: &'static str,
    /// In eighths of a point.
    size: &'static str,
    /// In points.
    space: &'static str,
    colour: &'static str,
}

const INK: &str = "1B2230";
const MUTED: &str = "525B6B";
const PETROL: &str = "0D4A58";
const BRASS: &str = "815608";
const RED: &str = "B0231B";

/// A style with no settings.
const PLAIN: Style = Style {
    id: "",
    name: "",
    based_on: "Normal",
    next: Some("Normal"),
    keep: Keep::Nothing,
    borders: &[],
    before: None,
    after: None,
    line: None,
    left: None,
    right: None,
    is_contextual: false,
    is_right_aligned: false,
    outline_level: None,
    is_bold: false,
    colour: None,
    size: None,
};

/// Lines without extra spacing.
const TIGHT: Style = Style { before: Some(0), after: Some(0), line: Some(Line::Auto(240)), ..PLAIN };

/// The lowest headings look alike and differ only in their level.
const fn low_heading(id: &'static str, name: &'static str, level: u8) -> Style {
    Style { id, name, based_on: "Heading3", outline_level: Some(level), ..PLAIN }
}

const PARAGRAPHS: [Style; 23] = [
    Style {
        id: "Charter",
        name: "Charter",
        next: Some("Title"),
        keep: Keep::Next,
        after: Some(40),
        is_bold: true,
        colour: Some(BRASS),
        size: Some(24),
        ..TIGHT
    },
    Style {
        id: "Title",
        name: "Title",
        keep: Keep::Next,
        after: Some(60),
        is_bold: true,
        colour: Some(PETROL),
        size: Some(40),
        ..TIGHT
    },
    Style {
        id: "Subtitle",
        name: "Subtitle",
        keep: Keep::Next,
        borders: &[Border { side: "w:bottom", size: "12", space: "8", colour: BRASS }],
        before: Some(0),
        after: Some(240),
        colour: Some(MUTED),
        size: Some(28),
        ..PLAIN
    },
    Style {
        id: "Mark",
        name: "Mark",
        keep: Keep::Next,
        borders: &[
            Border { side: "w:top", size: "8", space: "4", colour: RED },
            Border { side: "w:left", size: "8", space: "6", colour: RED },
            Border { side: "w:bottom", size: "8", space: "4", colour: RED },
            Border { side: "w:right", size: "8", space: "6", colour: RED },
        ],
        before: Some(0),
        after: Some(240),
        left: Some(140),
        right: Some(140),
        is_bold: true,
        colour: Some(RED),
        ..PLAIN
    },
    Style {
        id: "Header",
        name: "header",
        next: Some("Header"),
        is_right_aligned: true,
        is_bold: true,
        colour: Some(RED),
        size: Some(17),
        ..TIGHT
    },
    Style {
        id: "Heading1",
        name: "heading 1",
        keep: Keep::NextAndLines,
        before: Some(400),
        after: Some(100),
        outline_level: Some(0),
        is_bold: true,
        colour: Some(PETROL),
        size: Some(30),
        ..TIGHT
    },
    Style {
        id: "Heading2",
        name: "heading 2",
        keep: Keep::NextAndLines,
        before: Some(280),
        after: Some(80),
        outline_level: Some(1),
        is_bold: true,
        colour: Some(INK),
        size: Some(25),
        ..TIGHT
    },
    Style {
        id: "Heading3",
        name: "heading 3",
        keep: Keep::NextAndLines,
        before: Some(240),
        after: Some(60),
        outline_level: Some(2),
        is_bold: true,
        colour: Some(INK),
        size: Some(22),
        ..TIGHT
    },
    low_heading("Heading4", "heading 4", 3),
    low_heading("Heading5", "heading 5", 4),
    low_heading("Heading6", "heading 6", 5),
    Style {
        id: "Question",
        name: "Question",
        keep: Keep::NextAndLines,
        borders: &[Border { side: "w:left", size: "18", space: "8", colour: BRASS }],
        before: Some(0),
        after: Some(160),
        left: Some(200),
        colour: Some(MUTED),
        ..PLAIN
    },
    Style {
        id: "Guidance",
        name: "Guidance",
        keep: Keep::Next,
        before: Some(0),
        after: Some(120),
        colour: Some(MUTED),
        size: Some(19),
        ..PLAIN
    },
    Style {
        id: "ListParagraph",
        name: "List Paragraph",
        next: Some("ListParagraph"),
        after: Some(140),
        is_contextual: true,
        ..PLAIN
    },
    Style {
        id: "TableText",
        name: "Table Text",
        next: Some("TableText"),
        before: Some(0),
        after: Some(40),
        line: Some(Line::Auto(247)),
        size: Some(18),
        ..PLAIN
    },
    Style {
        id: "TableNumber",
        name: "Table Number",
        based_on: "TableText",
        next: Some("TableNumber"),
        is_right_aligned: true,
        ..PLAIN
    },
    Style {
        id: "TableHead",
        name: "Table Head",
        based_on: "TableText",
        next: Some("TableText"),
        keep: Keep::Next,
        is_bold: true,
        colour: Some(PETROL),
        ..PLAIN
    },
    Style {
        id: "NumberHead",
        name: "Number Head",
        based_on: "TableHead",
        next: Some("TableNumber"),
        is_right_aligned: true,
        ..PLAIN
    },
    Style {
        id: "Label",
        name: "Label",
        next: Some("Fact"),
        keep: Keep::Next,
        before: Some(20),
        after: Some(20),
        is_bold: true,
        colour: Some(PETROL),
        size: Some(20),
        ..PLAIN
    },
    Style { id: "Fact", name: "Fact", next: Some("Fact"), before: Some(20), after: Some(20), size: Some(21), ..PLAIN },
    Style {
        id: "Footer",
        name: "footer",
        next: Some("Footer"),
        borders: &[Border { side: "w:top", size: "4", space: "6", colour: "DDD8CC" }],
        colour: Some(MUTED),
        size: Some(17),
        ..TIGHT
    },
    // Paragraphs that Word requires and that should take no space.
    Style { id: "TableEnd", name: "Table End", keep: Keep::Next, ..SMALL },
    Style { id: "SectionEnd", name: "Section End", ..SMALL },
];

const SMALL: Style = Style { next: None, line: Some(Line::Exactly(60)), size: Some(4), ..TIGHT };

/// Writes the part with all styles.
pub(super) fn styles() -> Vec<u8> {
    let mut xml = Xml::new("w:styles", &NAMESPACES);
    defaults(&mut xml);
    xml.open("w:style", &[("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "Normal")]);
    xml.value("w:name", "Normal");
    xml.empty("w:qFormat", &[]);
    xml.close();
    for style in &PARAGRAPHS {
        paragraph_style(&mut xml, style);
    }
    xml.open("w:style", &[("w:type", "character"), ("w:styleId", "Hyperlink")]);
    xml.value("w:name", "Hyperlink");
    xml.open("w:rPr", &[]);
    xml.value("w:color", PETROL);
    xml.value("w:u", "single");
    xml.close();
    xml.close();
    table_styles(&mut xml);
    xml.finish()
}

fn defaults(xml: &mut Xml) {
    xml.open("w:docDefaults", &[]);
    xml.open("w:rPrDefault", &[]);
    xml.open("w:rPr", &[]);
    xml.empty("w:rFonts", &["w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"].map(|script| (script, "Arial")));
    xml.value("w:color", INK);
    xml.value("w:sz", "22");
    xml.value("w:szCs", "22");
    let language = Form::LANGUAGE;
    xml.empty("w:lang", &[("w:val", language), ("w:eastAsia", language), ("w:bidi", "ar-SA")]);
    xml.close();
    xml.close();
    xml.open("w:pPrDefault", &[]);
    xml.open("w:pPr", &[]);
    xml.empty("w:spacing", &[("w:after", "140"), ("w:line", "281"), ("w:lineRule", "auto")]);
    xml.close();
    xml.close();
    xml.close();
}

fn paragraph_style(xml: &mut Xml, style: &Style) {
    xml.open("w:style", &[("w:type", "paragraph"), ("w:styleId", style.id)]);
    xml.value("w:name", style.name);
    xml.value("w:basedOn", style.based_on);
    if let Some(next) = style.next {
        xml.value("w:next", next);
        xml.empty("w:qFormat", &[]);
    }
    xml.open("w:pPr", &[]);
    layout(xml, style);
    xml.close();
    if style.is_bold || style.colour.is_some() || style.size.is_some() {
        xml.open("w:rPr", &[]);
        if style.is_bold {
            xml.empty("w:b", &[]);
        }
        style.colour.iter().for_each(|colour| xml.value("w:color", colour));
        style.size.iter().for_each(|size| xml.value("w:sz", &size.to_string()));
        xml.close();
    }
    xml.close();
}

/// Writes the properties of the paragraph, in the order of the standard.
fn layout(xml: &mut Xml, style: &Style) {
    if style.keep != Keep::Nothing {
        xml.empty("w:keepNext", &[]);
    }
    if style.keep == Keep::NextAndLines {
        xml.empty("w:keepLines", &[]);
    }
    if !style.borders.is_empty() {
        xml.open("w:pBdr", &[]);
        for Border { side, size, space, colour } in style.borders {
            xml.empty(side, &[("w:val", "single"), ("w:sz", size), ("w:space", space), ("w:color", colour)]);
        }
        xml.close();
    }
    let mut spacing: Vec<(&str, String)> = Vec::new();
    spacing.extend(style.before.map(|before| ("w:before", before.to_string())));
    spacing.extend(style.after.map(|after| ("w:after", after.to_string())));
    match style.line {
        Some(Line::Auto(line)) => spacing.extend([("w:line", line.to_string()), ("w:lineRule", "auto".to_owned())]),
        Some(Line::Exactly(line)) => {
            spacing.extend([("w:line", line.to_string()), ("w:lineRule", "exact".to_owned())]);
        }
        None => {}
    }
    attributed(xml, "w:spacing", &spacing);
    let mut indents: Vec<(&str, String)> = Vec::new();
    indents.extend(style.left.map(|left| ("w:left", left.to_string())));
    indents.extend(style.right.map(|right| ("w:right", right.to_string())));
    attributed(xml, "w:ind", &indents);
    if style.is_contextual {
        xml.empty("w:contextualSpacing", &[]);
    }
    if style.is_right_aligned {
        xml.value("w:jc", "right");
    }
    style.outline_level.iter().for_each(|level| xml.value("w:outlineLvl", &level.to_string()));
}

/// Writes an element if it has attributes.
fn attributed(xml: &mut Xml, name: &'static str, attributes: &[(&str, String)]) {
    if !attributes.is_empty() {
        let attributes: Vec<(&str, &str)> = attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
        xml.empty(name, &attributes);
    }
}

fn table_styles(xml: &mut Xml) {
    xml.open("w:style", &[("w:type", "table"), ("w:default", "1"), ("w:styleId", "TableNormal")]);
    xml.value("w:name", "Normal Table");
    xml.open("w:tblPr", &[]);
    xml.empty("w:tblInd", &[("w:w", "0"), ("w:type", "dxa")]);
    cell_margins(xml, ["0", "108", "0", "108"]);
    xml.close();
    xml.close();
    xml.open("w:style", &[("w:type", "table"), ("w:styleId", "Form")]);
    xml.value("w:name", "Form");
    xml.value("w:basedOn", "TableNormal");
    xml.open("w:tblPr", &[]);
    xml.open("w:tblBorders", &[]);
    for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
        xml.empty(side, &[("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "B9B4A7")]);
    }
    xml.close();
    cell_margins(xml, ["70", "100", "40", "100"]);
    xml.close();
    xml.close();
}

fn cell_margins(xml: &mut Xml, widths: [&str; 4]) {
    xml.open("w:tblCellMar", &[]);
    for (side, width) in ["w:top", "w:left", "w:bottom", "w:right"].into_iter().zip(widths) {
        xml.empty(side, &[("w:w", width), ("w:type", "dxa")]);
    }
    xml.close();
}

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
