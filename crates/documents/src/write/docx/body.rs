//! The body of the document, part by part.

use super::{
    package::{HEADER, footer, link},
    table,
    xml::escaped,
};
use crate::write::{
    form::{Fact, Form, Pages, Part},
    prose::{Paragraph, Run},
};
use std::collections::HashMap;

/// A body in the making.
#[derive(Default)]
pub(super) struct Body {
    written: Written,
    pages: Option<Pages>,
    /// Whether pages have a head.
    has_mark: bool,
    known: HashMap<String, usize>,
}

/// A body, and what the other parts must hold for it.
#[derive(Default)]
pub(super) struct Written {
    pub(super) xml: String,
    /// Where its links lead.
    pub(super) addresses: Vec<String>,
    /// Its numbered lists, each with its level and its first number.
    pub(super) lists: Vec<(u8, u32)>,
}

impl Body {
    pub(super) fn title(&mut self, form: &Form) {
        // The charter's name stands above what the document is.
        let (charter, title) = form.title.split_once(": ").unwrap_or(("", &form.title));
        if !charter.is_empty() {
            self.styled("Charter", charter);
        }
        self.styled("Title", title);
        let whose = if form.organisation.is_empty() { "Blank form" } else { &form.organisation };
        self.styled("Subtitle", whose);
        self.has_mark = form.mark.is_some();
        if let Some(mark) = &form.mark {
            self.styled("Mark", mark);
        }
    }

    pub(super) fn part(&mut self, part: &Part) {
        match part {
            Part::Pages(pages) => self.turn(*pages),
            Part::Heading { level, text } => self.styled(&format!("Heading{}", level.clamp(&1, &6)), text),
            Part::Ask(question) => self.styled("Question", question),
            Part::Guidance(words) => self.styled("Guidance", words),
            Part::Prose(prose) => {
                let mut lists = Lists::default();
                for paragraph in prose {
                    self.paragraph(paragraph, None, &mut lists);
                }
            }
            Part::Room => table::room(self),
            Part::Facts(facts) => self.facts(facts),
            Part::Table(table) => table::table(self, table),
        }
    }

    /// The body, with how its last pages are set.
    pub(super) fn finish(mut self) -> Written {
        self.put(&section(self.pages.unwrap_or(Pages::Upright), self.has_mark));
        self.written
    }

    /// How much room there is between the margins.
    pub(super) fn width(&self) -> u32 {
        room(self.pages.unwrap_or(Pages::Upright))
    }

    /// Add to what is written.
    pub(super) fn put(&mut self, xml: &str) {
        self.written.xml.push_str(xml);
    }

    fn styled(&mut self, style: &str, words: &str) {
        let run = runs(words, "");
        self.put(&format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>"#));
    }

    /// A section ends with the paragraph that says how its pages were set.
    fn turn(&mut self, pages: Pages) {
        let before = section(self.pages.unwrap_or(Pages::Upright), self.has_mark);
        self.put(&format!(r#"<w:p><w:pPr><w:pStyle w:val="SectionEnd"/>{before}</w:pPr></w:p>"#));
        self.pages = Some(pages);
    }

    /// One paragraph; `style` is that of words in a table.
    pub(super) fn paragraph(&mut self, paragraph: &Paragraph, style: Option<&str>, lists: &mut Lists) {
        let mut properties: Vec<String> = Vec::new();
        let named = style.or(paragraph.item.map(|_| "ListParagraph"));
        if let Some(style) = named {
            properties.push(format!(r#"<w:pStyle w:val="{style}"/>"#));
        }
        if let Some(item) = paragraph.item {
            let list = match item.number {
                None => BULLETS,
                Some(number) => *lists.by_list.entry(item.list).or_insert_with(|| {
                    self.written.lists.push((item.depth.min(8), number));
                    BULLETS + self.written.lists.len()
                }),
            };
            let depth = item.depth.min(8);
            properties.push(format!(r#"<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list}"/></w:numPr>"#));
            if style.is_some() {
                let left = 220 * (u32::from(depth) + 1);
                properties.push(format!(r#"<w:ind w:left="{left}" w:hanging="220"/>"#));
            }
        }
        self.put("<w:p>");
        if !properties.is_empty() {
            self.put(&format!("<w:pPr>{}</w:pPr>", properties.concat()));
        }
        paragraph.runs.iter().for_each(|run| self.run(run));
        self.put("</w:p>");
    }

    fn run(&mut self, run: &Run) {
        let mut looks = String::new();
        if run.address.is_some() {
            looks.push_str(r#"<w:rStyle w:val="Hyperlink"/>"#);
        }
        if run.strong {
            looks.push_str("<w:b/>");
        }
        if run.emphasis {
            looks.push_str("<w:i/>");
        }
        let words = runs(&run.text, &looks);
        match &run.address {
            None => self.put(&words),
            Some(address) => {
                let next = self.written.addresses.len();
                let index = *self.known.entry(address.clone()).or_insert(next);
                if index == next {
                    self.written.addresses.push(address.clone());
                }
                self.put(&format!(r#"<w:hyperlink r:id="{}">{words}</w:hyperlink>"#, link(index)));
            }
        }
    }

    /// Labels and what they say, as a table whose first column is its header.
    fn facts(&mut self, facts: &[Fact]) {
        let widths = [self.width() * 3 / 10, self.width() * 7 / 10];
        let description = "Each row is a label and what it says.";
        table::begin(self, &widths, "Details", description, "w:firstColumn=\"1\"");
        for fact in facts {
            self.put("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            table::open_cell(self, widths[0], Some(table::HEAD_FILL));
            let label = runs(&format!("{}:", fact.label), "");
            self.put(&format!(r#"<w:p><w:pPr><w:pStyle w:val="Label"/></w:pPr>{label}</w:p></w:tc>"#));
            table::open_cell(self, widths[1], None);
            table::cell_prose(self, &fact.value, "Fact");
            self.put("</w:tc></w:tr>");
        }
        table::end(self);
    }
}

/// Which list of the document each list of a prose became.
#[derive(Default)]
pub(super) struct Lists {
    by_list: HashMap<usize, usize>,
}

/// The list of all bullets; numbered lists come after it.
pub(super) const BULLETS: usize = 1;

/// Words with their line breaks and tabs, all set alike.
pub(super) fn runs(words: &str, looks: &str) -> String {
    if words.is_empty() {
        return String::new();
    }
    let line = |line: &str| {
        let pieces = line.split('\t').map(|piece| match piece {
            "" => String::new(),
            piece => format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(piece)),
        });
        pieces.collect::<Vec<_>>().join("<w:tab/>")
    };
    let lines = words.split('\n').map(line).collect::<Vec<_>>().join("<w:br/>");
    let looks = if looks.is_empty() { String::new() } else { format!("<w:rPr>{looks}</w:rPr>") };
    format!("<w:r>{looks}{lines}</w:r>")
}

/// A4 in twentieths of a point.
const HIGH_WIDTH: u32 = 11_906;
const WIDE: u32 = 16_838;
const MARGIN: u32 = 1_247;
const NARROW_MARGIN: u32 = 850;

/// How much room there is between the margins, in twentieths of a point.
pub(super) fn room(pages: Pages) -> u32 {
    match pages {
        Pages::Upright => HIGH_WIDTH - 2 * MARGIN,
        Pages::Wide => WIDE - 2 * NARROW_MARGIN,
    }
}

fn section(pages: Pages, has_mark: bool) -> String {
    let (size, margin) = match pages {
        Pages::Upright => (format!(r#"<w:pgSz w:w="{HIGH_WIDTH}" w:h="{WIDE}"/>"#), MARGIN),
        Pages::Wide => (format!(r#"<w:pgSz w:w="{WIDE}" w:h="{HIGH_WIDTH}" w:orient="landscape"/>"#), NARROW_MARGIN),
    };
    let footer = footer(pages);
    let header =
        if has_mark { format!(r#"<w:headerReference w:type="default" r:id="{HEADER}"/>"#) } else { String::new() };
    format!(
        r#"<w:sectPr>{header}<w:footerReference w:type="default" r:id="{footer}"/><w:type w:val="nextPage"/>{size}<w:pgMar w:top="{margin}" w:right="{margin}" w:bottom="{margin}" w:left="{margin}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>"#
    )
}
