//! Reads runs: text with the same formatting, with tabs, breaks and symbols.

use super::{
    colours,
    field::{self, Field},
    reader::DocxReader,
    selected_branch,
    styles::{DocxStyle, is_on},
    symbols::symbol,
};
use crate::{
    manuscript::Block,
    passage_builder::{PassageBuilder, TextStyle},
    read::{format_error::FormatError, office::xml::Element},
};

impl<'a> DocxReader<'a> {
    pub(super) fn run(
        &mut self,
        run: Element<'a>,
        builder: &mut PassageBuilder,
        text_style: TextStyle,
        following: &mut Vec<Block>,
    ) -> Result<(), FormatError> {
        let (text_style, is_hidden) = self.text_style(run.child("rPr"), text_style);
        for child in run.children() {
            match child.name() {
                "fldChar" => self.field(child, builder, text_style),
                "instrText" => {
                    if let Some(field) = self.fields.last_mut().filter(|field| !field.has_result) {
                        field.code.push_str(&child.text());
                    }
                }
                "lastRenderedPageBreak" => self.position.pages.count_rendered_break(),
                "t" if is_hidden => self.omissions.hidden += 1,
                "t" => self.push_text(&child.text(), builder, text_style),
                "tab" | "ptab" => self.push_text("\t", builder, text_style),
                "br" if child.attribute("type") == Some("page") => self.position.pages.count_manual_break(),
                "br" | "cr" => self.push_text("\n", builder, text_style),
                "noBreakHyphen" => self.push_text("-", builder, text_style),
                "sym" => {
                    let code = child.attribute("char").unwrap_or_default();
                    if let Some(c) = symbol(child.attribute("font").unwrap_or_default(), code) {
                        self.push_text(c.encode_utf8(&mut [0; 4]), builder, text_style);
                    }
                }
                "footnoteReference" | "endnoteReference" => {
                    let notes =
                        if child.name() == "footnoteReference" { &self.parts.footnotes } else { &self.parts.endnotes };
                    if let Some(note) = child.attribute("id").and_then(|id| notes.get(id)) {
                        self.note(note)?;
                    }
                }
                "object" | "drawing" | "pict" => self.drawing(child, following)?,
                "AlternateContent" => {
                    if let Some(branch) = selected_branch(child) {
                        self.drawing(branch, following)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Adds text, unless it is the code of a field.
    pub(super) fn push_text(&mut self, words: &str, builder: &mut PassageBuilder, text_style: TextStyle) {
        if self.fields.iter().any(|field| !field.has_result) {
            return;
        }
        if !words.trim().is_empty() {
            self.position.pages.mark_text();
        }
        builder.push(words, text_style);
    }

    fn field(&mut self, mark: Element<'_>, builder: &mut PassageBuilder, text_style: TextStyle) {
        match mark.attribute("fldCharType") {
            Some("begin") => {
                if let Some(shown) = field::displayed_value(mark) {
                    self.push_text(&shown, builder, text_style);
                }
                if self.fields.len() < field::MAX_DEPTH {
                    self.fields.push(Field::default());
                }
            }
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.has_result = true;
                    if let Some(address) = field::link_target(&field.code) {
                        field.is_link = true;
                        builder.open_link(address);
                    }
                }
            }
            Some("end") if self.fields.pop().is_some_and(|field| field.is_link) => builder.close_link(),
            _ => {}
        }
    }

    /// The formatting of a run and whether it is hidden: its own, that of its style, or that of its paragraph.
    fn text_style(&self, properties: Option<Element<'_>>, inherited: TextStyle) -> (TextStyle, bool) {
        let Some(properties) = properties else { return (inherited, false) };
        let style =
            properties.child("rStyle").and_then(|style| self.parts.styles.character_style(style.attribute("val")?));
        let own = |name: &str| properties.child(name).map(is_on);
        let styled = |of: fn(&DocxStyle) -> Option<bool>| style.and_then(of);
        let highlighted = properties.child("highlight").and_then(|mark| colours::highlight(mark.attribute("val")?));
        let shaded = properties.child("shd").and_then(|shading| self.parts.colours.shading(shading));
        let text_style = TextStyle {
            strong: own("b").or(styled(|style| style.strong)).unwrap_or(inherited.strong),
            italic: own("i").or(styled(|style| style.italic)).unwrap_or(inherited.italic),
            struck: own("strike").or(own("dstrike")).or(styled(|style| style.struck)).unwrap_or(inherited.struck),
            shading: highlighted.or(shaded).or(inherited.shading),
        };
        (text_style, own("vanish").or(styled(|style| style.hidden)).unwrap_or(false))
    }
}
