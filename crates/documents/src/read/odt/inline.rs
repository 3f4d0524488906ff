//! Reads inline content: text with spans, links, notes and anchored objects.

use super::body::OdtReader;
use crate::{
    manuscript::{Block, Object},
    passage_builder::{PassageBuilder, TextStyle},
    read::{
        format_error::FormatError,
        office::xml::{Content, Element},
    },
};

/// The most blanks that one element may represent.
const MAX_BLANKS: usize = 200;

impl<'a> OdtReader<'a> {
    pub(super) fn inline(
        &mut self,
        parent: Element<'a>,
        builder: &mut PassageBuilder,
        text_style: TextStyle,
        following: &mut Vec<Block>,
    ) -> Result<(), FormatError> {
        for content in parent.contents() {
            let child = match content {
                Content::Element(child) => child,
                Content::Text(words) => {
                    self.push_text(&collapsed(words), builder, text_style);
                    continue;
                }
            };
            match child.name() {
                "span" => {
                    let style = self.styles.get("text", child.attribute("style-name"));
                    if style.is_some_and(|style| style.hidden == Some(true)) {
                        self.omissions.hidden += 1;
                        continue;
                    }
                    let text_style = style.map_or(text_style, |style| style.text_style(text_style));
                    self.inline(child, builder, text_style, following)?;
                }
                "a" => {
                    builder.open_link(child.attribute("href").unwrap_or_default());
                    self.inline(child, builder, text_style, following)?;
                    builder.close_link();
                }
                "s" => {
                    let count = child.attribute("c").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
                    self.push_text(&" ".repeat(count.min(MAX_BLANKS)), builder, text_style);
                }
                "tab" => self.push_text("\t", builder, text_style),
                "line-break" => self.push_text("\n", builder, text_style),
                "soft-page-break" => self.position.pages.count_rendered_break(),
                "note" => child.child("note-body").map_or(Ok(()), |body| self.note(body))?,
                "annotation" => self.omissions.comments += 1,
                "ruby" => {
                    child
                        .child("ruby-base")
                        .map_or(Ok(()), |base| self.inline(base, builder, text_style, following))?;
                }
                "frame" | "custom-shape" | "rect" | "g" | "text-box" => self.drawing(child, following)?,
                "content-control" if child.attribute("showing-place-holder") == Some("true") => {}
                "hidden-text" | "hidden-paragraph" | "placeholder" | "page-number" | "page-count"
                | "annotation-end" | "ruby-text" | "forms" => {}
                _ => self.inline(child, builder, text_style, following)?,
            }
        }
        Ok(())
    }

    fn push_text(&mut self, words: &str, builder: &mut PassageBuilder, text_style: TextStyle) {
        if !words.trim().is_empty() {
            self.position.pages.mark_text();
        }
        builder.push(words, text_style);
    }

    /// Reads a drawing: the text of text boxes and shapes, embedded files, or else a picture.
    pub(super) fn drawing(&mut self, drawing: Element<'a>, following: &mut Vec<Block>) -> Result<(), FormatError> {
        // A frame contains the same object in several formats, the best first, and an object before its picture.
        let object = drawing.children().find(|child| matches!(child.name(), "object" | "object-ole"));
        if let Some(object) = object {
            let named = drawing.attribute("name").or_else(|| object.attribute("href"));
            let place = self.position.next_location();
            let label = named.unwrap_or_default().trim_start_matches("./").to_owned();
            self.deferred.push(Block::Object(Object { place, label }));
            return Ok(());
        }
        for child in drawing.children() {
            match child.name() {
                "image" | "plugin" => self.omissions.pictures += 1,
                "text-box" => self.blocks_outside_lists(child, following)?,
                "frame" | "custom-shape" | "rect" | "g" | "a" => self.drawing(child, following)?,
                _ => {}
            }
        }
        // The paragraphs of a shape are its children.
        if drawing.name() != "frame" && drawing.child("p").is_some() {
            self.blocks_outside_lists(drawing, following)?;
        }
        Ok(())
    }
}

/// Collapses line ends and runs of blanks to one blank (6.1.2).
fn collapsed(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if !matches!(c, ' ' | '\t' | '\n' | '\r') {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}
