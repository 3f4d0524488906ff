//! Reads a paragraph: runs, links, fields, symbols, tracked changes and anchored objects.

use super::{
    field, is_placeholder,
    reader::DocxReader,
    selected_branch,
    styles::{DocxStyle, is_on},
};
use crate::{
    manuscript::{Block, Marker, Shape},
    passage_builder::{PassageBuilder, TextStyle},
    read::{format_error::FormatError, office::xml::Element},
};

impl<'a> DocxReader<'a> {
    pub(super) fn paragraph(&mut self, paragraph: Element<'a>, out: &mut Vec<Block>) -> Result<(), FormatError> {
        let parts = self.parts;
        let properties = paragraph.child("pPr");
        let property = |path: &[&str]| properties.and_then(|properties| properties.at(path));
        let style = parts.styles.paragraph(property(&["pStyle"]).and_then(|style| style.attribute("val")));
        if style.is_table_of_contents() {
            self.omissions.has_table_of_contents = true;
            // A field around the contents begins or ends here.
            self.inline(paragraph, &mut PassageBuilder::default(), TextStyle::default(), &mut Vec::new())?;
            return Ok(());
        }
        if property(&["pageBreakBefore"]).is_some_and(is_on) {
            self.position.pages.count_manual_break();
        }
        let marker = self.marker(properties, style);
        let shading = property(&["shd"]).and_then(|shading| parts.colours.shading(shading)).or(style.shading);
        let set = |value: Option<bool>| value.unwrap_or(false);
        let text_style =
            TextStyle { strong: set(style.strong), italic: set(style.italic), struck: set(style.struck), shading };
        let mut builder = self.unfinished.take().unwrap_or_default();
        let mut following = Vec::new();
        self.inline(paragraph, &mut builder, text_style, &mut following)?;
        // A code that does not end in its paragraph would hide the rest of the document.
        self.fields.retain(|field| field.has_result);
        if property(&["rPr", "del"]).is_some() {
            self.unfinished = Some(builder);
            out.append(&mut following);
            return Ok(());
        }
        let is_numbered = matches!(marker, Some((Marker::Number(_), _)));
        if builder.has_words() || is_numbered && self.position.row.is_some() {
            self.position.count()?;
            self.shadings = self.shadings.with(builder.shadings());
            let outline = property(&["outlineLvl"]).and_then(|level| level.attribute("val")?.parse::<u8>().ok());
            let heading = outline.map_or(style.heading(), |level| (level < 9).then_some(level + 1));
            let shape = match (heading, marker) {
                (Some(level), _) => Shape::Heading(level),
                (None, Some((marker, depth))) => Shape::Item { depth, marker },
                (None, None) => Shape::Paragraph,
            };
            let place = self.position.next_location();
            out.push(Block::Passage(builder.finish(place, shape)));
        }
        out.append(&mut following);
        Ok(())
    }

    /// The list marker of a paragraph and its depth.
    fn marker(&mut self, properties: Option<Element<'_>>, style: &DocxStyle) -> Option<(Marker, u8)> {
        let own = |name: &str| properties?.at(&["numPr", name])?.attribute("val");
        let (list, depth) = match (own("numId"), &style.list) {
            (Some(list), styled) => {
                let depth = own("ilvl").and_then(|depth| depth.parse().ok());
                (list.to_owned(), depth.or(styled.as_ref().and_then(|(_, depth)| *depth)))
            }
            (None, Some((list, depth))) => (list.clone(), own("ilvl").and_then(|own| own.parse().ok()).or(*depth)),
            (None, None) => return None,
        };
        let depth = depth.unwrap_or(0).min(8);
        Some((self.numbering.marker(&list, depth)?, depth))
    }

    /// Reads inline content. Text boxes go to `following`, which comes after the paragraph.
    fn inline(
        &mut self,
        parent: Element<'a>,
        builder: &mut PassageBuilder,
        text_style: TextStyle,
        following: &mut Vec<Block>,
    ) -> Result<(), FormatError> {
        for child in parent.children() {
            match child.name() {
                "r" => self.run(child, builder, text_style, following)?,
                "hyperlink" => {
                    let target = child.attribute("id").and_then(|id| self.parts.relations.get(id));
                    builder.open_link(target.map(|target| target.target.as_str()).unwrap_or_default());
                    self.inline(child, builder, text_style, following)?;
                    builder.close_link();
                }
                "fldSimple" => {
                    let code = child.attribute("instr").unwrap_or_default();
                    builder.open_link(field::link_target(code).unwrap_or_default());
                    self.inline(child, builder, text_style, following)?;
                    builder.close_link();
                }
                "sdt" => self.control(child, builder, text_style, following)?,
                "ins" | "moveTo" => {
                    self.omissions.insertions += 1;
                    self.inline(child, builder, text_style, following)?;
                }
                "del" | "moveFrom" => self.omissions.deletions += 1,
                "smartTag" | "customXml" | "bdo" | "dir" | "sdtContent" => {
                    self.inline(child, builder, text_style, following)?;
                }
                "AlternateContent" => {
                    if let Some(branch) = selected_branch(child) {
                        self.inline(branch, builder, text_style, following)?;
                    }
                }
                "oMath" | "oMathPara" => {
                    let words: String = child.descendants().filter(|e| e.name() == "t").map(Element::text).collect();
                    self.push_text(&words, builder, text_style);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads an inline content control: a checkbox, or text unless it is a placeholder.
    fn control(
        &mut self,
        control: Element<'a>,
        builder: &mut PassageBuilder,
        text_style: TextStyle,
        following: &mut Vec<Block>,
    ) -> Result<(), FormatError> {
        if let Some(ticked) = control.at(&["sdtPr", "checkbox"]) {
            let is_ticked = ticked.child("checked").is_some_and(is_on);
            self.push_text(if is_ticked { "☒" } else { "☐" }, builder, text_style);
            return Ok(());
        }
        match control.child("sdtContent").filter(|_| !is_placeholder(control)) {
            Some(content) => self.inline(content, builder, text_style, following),
            None => Ok(()),
        }
    }

    /// Reads a drawing: the text of text boxes, embedded files, or else a picture.
    pub(super) fn drawing(&mut self, drawing: Element<'a>, following: &mut Vec<Block>) -> Result<(), FormatError> {
        for child in drawing.children() {
            match child.name() {
                "txbxContent" => {
                    self.blocks(child, following)?;
                }
                "OLEObject" => {
                    self.embedded(child, child.attribute("ProgID"))?;
                }
                "blip" | "imagedata" | "chart" | "relIds" => self.omissions.pictures += 1,
                "AlternateContent" => {
                    if let Some(branch) = selected_branch(child) {
                        self.drawing(branch, following)?;
                    }
                }
                _ => self.drawing(child, following)?,
            }
        }
        Ok(())
    }
}
