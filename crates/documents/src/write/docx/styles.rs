//! The styles of the document. Word knows them by name, so that users can change them.

mod paragraphs;

use paragraphs::{Border, INK, Keep, LineSpacing, PARAGRAPHS, PETROL, Style};

use super::{ids::NAMESPACES, xml::Xml};
use crate::write::form::Form;

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
        Some(LineSpacing::Auto(line)) => {
            spacing.extend([("w:line", line.to_string()), ("w:lineRule", "auto".to_owned())]);
        }
        Some(LineSpacing::Exactly(line)) => {
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
