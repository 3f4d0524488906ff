//! How everything looks: styles that Word knows by name, so that people can change them, and lists.

use super::{body::BULLETS, package::NAMESPACES};
use crate::write::form::Form;

/// The styles of paragraphs: identity, name, the one it is based on, the one that follows, its lay-out and its letters.
const PARAGRAPHS: [[&str; 6]; 21] = [
    [
        "Charter",
        "Charter",
        "Normal",
        "Title",
        r#"<w:keepNext/><w:spacing w:before="0" w:after="40" w:line="240" w:lineRule="auto"/>"#,
        r#"<w:b/><w:color w:val="815608"/><w:sz w:val="24"/>"#,
    ],
    [
        "Title",
        "Title",
        "Normal",
        "Normal",
        r#"<w:keepNext/><w:spacing w:before="0" w:after="60" w:line="240" w:lineRule="auto"/>"#,
        r#"<w:b/><w:color w:val="0D4A58"/><w:sz w:val="40"/>"#,
    ],
    [
        "Subtitle",
        "Subtitle",
        "Normal",
        "Normal",
        r#"<w:keepNext/><w:pBdr><w:bottom w:val="single" w:sz="12" w:space="8" w:color="815608"/></w:pBdr><w:spacing w:before="0" w:after="240"/>"#,
        r#"<w:color w:val="525B6B"/><w:sz w:val="28"/>"#,
    ],
    [
        "Mark",
        "Mark",
        "Normal",
        "Normal",
        r#"<w:keepNext/><w:pBdr><w:top w:val="single" w:sz="8" w:space="4" w:color="B0231B"/><w:left w:val="single" w:sz="8" w:space="6" w:color="B0231B"/><w:bottom w:val="single" w:sz="8" w:space="4" w:color="B0231B"/><w:right w:val="single" w:sz="8" w:space="6" w:color="B0231B"/></w:pBdr><w:spacing w:before="0" w:after="240"/><w:ind w:left="140" w:right="140"/>"#,
        r#"<w:b/><w:color w:val="B0231B"/>"#,
    ],
    [
        "Header",
        "header",
        "Normal",
        "Header",
        r#"<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="right"/>"#,
        r#"<w:b/><w:color w:val="B0231B"/><w:sz w:val="17"/>"#,
    ],
    [
        "Heading1",
        "heading 1",
        "Normal",
        "Normal",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="400" w:after="100" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="0"/>"#,
        r#"<w:b/><w:color w:val="0D4A58"/><w:sz w:val="30"/>"#,
    ],
    [
        "Heading2",
        "heading 2",
        "Normal",
        "Normal",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="280" w:after="80" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="1"/>"#,
        r#"<w:b/><w:color w:val="1B2230"/><w:sz w:val="25"/>"#,
    ],
    [
        "Heading3",
        "heading 3",
        "Normal",
        "Normal",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="60" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="2"/>"#,
        r#"<w:b/><w:color w:val="1B2230"/><w:sz w:val="22"/>"#,
    ],
    ["Heading4", "heading 4", "Heading3", "Normal", r#"<w:outlineLvl w:val="3"/>"#, ""],
    ["Heading5", "heading 5", "Heading3", "Normal", r#"<w:outlineLvl w:val="4"/>"#, ""],
    ["Heading6", "heading 6", "Heading3", "Normal", r#"<w:outlineLvl w:val="5"/>"#, ""],
    [
        "Question",
        "Question",
        "Normal",
        "Normal",
        r#"<w:keepNext/><w:keepLines/><w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="815608"/></w:pBdr><w:spacing w:before="0" w:after="160"/><w:ind w:left="200"/>"#,
        r#"<w:color w:val="525B6B"/>"#,
    ],
    [
        "Guidance",
        "Guidance",
        "Normal",
        "Normal",
        r#"<w:keepNext/><w:spacing w:before="0" w:after="120"/>"#,
        r#"<w:color w:val="525B6B"/><w:sz w:val="19"/>"#,
    ],
    [
        "ListParagraph",
        "List Paragraph",
        "Normal",
        "ListParagraph",
        r#"<w:spacing w:after="140"/><w:contextualSpacing/>"#,
        "",
    ],
    [
        "TableText",
        "Table Text",
        "Normal",
        "TableText",
        r#"<w:spacing w:before="0" w:after="40" w:line="247" w:lineRule="auto"/>"#,
        r#"<w:sz w:val="18"/>"#,
    ],
    ["TableNumber", "Table Number", "TableText", "TableNumber", r#"<w:jc w:val="right"/>"#, ""],
    ["TableHead", "Table Head", "TableText", "TableText", "<w:keepNext/>", r#"<w:b/><w:color w:val="0D4A58"/>"#],
    ["NumberHead", "Number Head", "TableHead", "TableNumber", r#"<w:jc w:val="right"/>"#, ""],
    [
        "Label",
        "Label",
        "Normal",
        "Fact",
        r#"<w:keepNext/><w:spacing w:before="20" w:after="20"/>"#,
        r#"<w:b/><w:color w:val="0D4A58"/><w:sz w:val="20"/>"#,
    ],
    ["Fact", "Fact", "Normal", "Fact", r#"<w:spacing w:before="20" w:after="20"/>"#, r#"<w:sz w:val="21"/>"#],
    [
        "Footer",
        "footer",
        "Normal",
        "Footer",
        r#"<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="DDD8CC"/></w:pBdr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>"#,
        r#"<w:color w:val="525B6B"/><w:sz w:val="17"/>"#,
    ],
];

/// Paragraphs that are there for Word's sake and take no room.
const SMALL: [[&str; 3]; 2] = [["TableEnd", "Table End", "<w:keepNext/>"], ["SectionEnd", "Section End", ""]];

pub(super) fn styles() -> String {
    let paragraph = |[id, name, base, next, layout, letters]: [&str; 6]| {
        let letters = if letters.is_empty() { String::new() } else { format!("<w:rPr>{letters}</w:rPr>") };
        format!(
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="{base}"/><w:next w:val="{next}"/><w:qFormat/><w:pPr>{layout}</w:pPr>{letters}</w:style>"#
        )
    };
    let small = |[id, name, layout]: [&str; 3]| {
        format!(
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:pPr>{layout}<w:spacing w:before="0" w:after="0" w:line="60" w:lineRule="exact"/></w:pPr><w:rPr><w:sz w:val="4"/></w:rPr></w:style>"#
        )
    };
    let language = Form::LANGUAGE;
    let border =
        |side: &str, size: u8| format!(r#"<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="B9B4A7"/>"#);
    let borders: Vec<String> =
        ["top", "left", "bottom", "right", "insideH", "insideV"].into_iter().map(|side| border(side, 4)).collect();
    let borders = borders.concat();
    format!(
        r#"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/><w:color w:val="1B2230"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="281" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>{}{}<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="0D4A58"/><w:u w:val="single"/></w:rPr></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style><w:style w:type="table" w:styleId="Form"><w:name w:val="Form"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar><w:top w:w="70" w:type="dxa"/><w:left w:w="100" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>"#,
        PARAGRAPHS.map(paragraph).concat(),
        SMALL.map(small).concat(),
    )
}

/// The list of bullets, and each numbered list with the number that it begins with.
pub(super) fn numbering(lists: &[(u8, u32)]) -> String {
    let level = |at: u32, format: &str, text: &str, letters: &str| {
        let left = 360 * (at + 1);
        format!(
            r#"<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="360"/></w:pPr>{letters}</w:lvl>"#
        )
    };
    let bullets: Vec<String> = (0..9).map(|at| level(at, "bullet", "•", "")).collect();
    let numbers: Vec<String> = (0..9).map(|at| level(at, "decimal", &format!("%{}.", at + 1), "")).collect();
    let kind = |id: u8, levels: &str| {
        format!(
            r#"<w:abstractNum w:abstractNumId="{id}"><w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>"#
        )
    };
    let list = |(index, (depth, first)): (usize, &(u8, u32))| {
        let id = BULLETS + index + 1;
        format!(
            r#"<w:num w:numId="{id}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{first}"/></w:lvlOverride></w:num>"#
        )
    };
    let lists: Vec<String> = lists.iter().enumerate().map(list).collect();
    let lists = lists.concat();
    format!(
        r#"<w:numbering {NAMESPACES}>{}{}<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="0"/></w:num>{lists}</w:numbering>"#,
        kind(0, &bullets.concat()),
        kind(1, &numbers.concat()),
    )
}
