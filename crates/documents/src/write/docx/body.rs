//! Writes the body of the document, part by part.

mod table;

use super::{
    ids::{BULLETS, HEADER, NAMESPACES, footer, link},
    page::{self, LONG_SIDE, MARGIN, NARROW_MARGIN, SHORT_SIDE},
    xml::Xml,
};
use crate::write::{
    form::{Fact, Form, Orientation, Part},
    prose::{Paragraph, Run},
};
use std::collections::HashMap;

/// A body under construction.
pub(super) struct Body {
    pub(super) xml: Xml,
    orientation: Orientation,
    /// Whether pages have a header.
    has_header: bool,
    addresses: Addresses,
    lists: Vec<(u8, u32)>,
}

/// A finished body, and what other parts of the document must contain for it.
pub(super) struct FinishedBody {
    pub(super) xml: Vec<u8>,
    /// The addresses of its links.
    pub(super) addresses: Vec<String>,
    /// Its numbered lists, each with its level and its first number.
    pub(super) lists: Vec<(u8, u32)>,
}

/// The addresses of links, without duplicates.
#[derive(Default)]
struct Addresses {
    all: Vec<String>,
    indexes: HashMap<String, usize>,
}

impl Addresses {
    fn index(&mut self, address: &str) -> usize {
        if let Some(index) = self.indexes.get(address) {
            return *index;
        }
        let index = self.all.len();
        self.all.push(address.to_owned());
        self.indexes.insert(address.to_owned(), index);
        index
    }
}

impl Body {
    /// Begins a body with the title of the form.
    pub(super) fn new(form: &Form) -> Self {
        let mut xml = Xml::new("w:document", &NAMESPACES);
        xml.open("w:body", &[]);
        let mut body = Self {
            xml,
            orientation: Orientation::Portrait,
            has_header: form.banner.is_some(),
            addresses: Addresses::default(),
            lists: Vec::new(),
        };
        // The charter's name is on a line of its own above the title.
        let (charter, title) = form.title.split_once(": ").unwrap_or(("", &form.title));
        if !charter.is_empty() {
            body.styled("Charter", charter);
        }
        body.styled("Title", title);
        body.styled("Subtitle", if form.organisation.is_empty() { "Blank form" } else { &form.organisation });
        if let Some(mark) = &form.banner {
            body.styled("Mark", mark);
        }
        body
    }

    pub(super) fn part(&mut self, part: &Part) {
        match part {
            Part::NewPage(orientation) => self.begin_page(*orientation),
            Part::Heading { level, text } => self.styled(&format!("Heading{}", level.clamp(&1, &6)), text),
            Part::Question(question) => self.styled("Question", question),
            Part::Guidance(words) => self.styled("Guidance", words),
            Part::Prose(prose) => {
                let mut lists = ListIds::default();
                for paragraph in prose {
                    self.paragraph(paragraph, None, &mut lists);
                }
            }
            Part::AnswerSpace => table::answer_space(self),
            Part::Facts(facts) => self.facts(facts),
            Part::Table(table) => table::table(self, table),
        }
    }

    /// Finishes the body with the layout of its last pages.
    pub(super) fn finish(mut self) -> FinishedBody {
        self.section();
        FinishedBody { xml: self.xml.finish(), addresses: self.addresses.all, lists: self.lists }
    }

    /// The width between the margins, in twentieths of a point.
    pub(super) fn width(&self) -> u32 {
        page::width(self.orientation)
    }

    /// Writes a paragraph of plain text.
    pub(super) fn styled(&mut self, style: &str, words: &str) {
        self.xml.open("w:p", &[]);
        self.xml.open("w:pPr", &[]);
        self.xml.value("w:pStyle", style);
        self.xml.close();
        self.text_run(words, &[]);
        self.xml.close();
    }

    /// Begins a new page. The last paragraph of a section contains the layout of its pages.
    fn begin_page(&mut self, orientation: Orientation) {
        self.xml.open("w:p", &[]);
        self.xml.open("w:pPr", &[]);
        self.xml.value("w:pStyle", "SectionEnd");
        self.section();
        self.xml.close();
        self.xml.close();
        self.orientation = orientation;
    }

    /// Writes one paragraph; `style` is for text in a table.
    pub(super) fn paragraph(&mut self, paragraph: &Paragraph, style: Option<&str>, lists: &mut ListIds) {
        self.xml.open("w:p", &[]);
        let is_in_table = style.is_some();
        if let Some(style) = style.or(paragraph.item.map(|_| "ListParagraph")) {
            self.xml.open("w:pPr", &[]);
            self.xml.value("w:pStyle", style);
            if let Some(item) = paragraph.item {
                let depth = item.depth.min(8);
                let list = match item.number {
                    None => BULLETS,
                    Some(number) => *lists.by_list.entry(item.list).or_insert_with(|| {
                        self.lists.push((depth, number));
                        BULLETS + self.lists.len()
                    }),
                };
                self.xml.open("w:numPr", &[]);
                self.xml.value("w:ilvl", &depth.to_string());
                self.xml.value("w:numId", &list.to_string());
                self.xml.close();
                if is_in_table {
                    let left = 220 * (u32::from(depth) + 1);
                    self.xml.empty("w:ind", &[("w:left", &left.to_string()), ("w:hanging", "220")]);
                }
            }
            self.xml.close();
        }
        paragraph.runs.iter().for_each(|run| self.run(run));
        self.xml.close();
    }

    fn run(&mut self, run: &Run) {
        let mut properties: Vec<RunProperty> = Vec::new();
        properties.extend(run.address.as_ref().map(|_| ("w:rStyle", Some("Hyperlink"))));
        properties.extend(run.strong.then_some(("w:b", None)));
        properties.extend(run.emphasis.then_some(("w:i", None)));
        let Some(address) = &run.address else { return self.text_run(&run.text, &properties) };
        let index = self.addresses.index(address);
        self.xml.open("w:hyperlink", &[("r:id", &link(index))]);
        self.text_run(&run.text, &properties);
        self.xml.close();
    }

    /// Writes one run of text with its line breaks and tabs.
    fn text_run(&mut self, words: &str, properties: &[RunProperty]) {
        if words.is_empty() {
            return;
        }
        self.xml.open("w:r", &[]);
        if !properties.is_empty() {
            self.xml.open("w:rPr", &[]);
            for (name, value) in properties {
                match value {
                    Some(value) => self.xml.value(name, value),
                    None => self.xml.empty(name, &[]),
                }
            }
            self.xml.close();
        }
        for (at, line) in words.split('\n').enumerate() {
            if at > 0 {
                self.xml.empty("w:br", &[]);
            }
            for (at, piece) in line.split('\t').enumerate() {
                if at > 0 {
                    self.xml.empty("w:tab", &[]);
                }
                if !piece.is_empty() {
                    self.xml.preserved(piece);
                }
            }
        }
        self.xml.close();
    }

    /// Writes labels with their values as a table whose first column is its header.
    fn facts(&mut self, facts: &[Fact]) {
        let widths = [self.width() * 3 / 10, self.width() * 7 / 10];
        let description = "Each row is a label and its value.";
        table::begin(self, &widths, "Details", description, &[("w:firstColumn", "1")]);
        for fact in facts {
            table::open_row(self, None);
            table::open_cell(self, widths[0], Some(table::HEADER_FILL));
            self.styled("Label", &format!("{}:", fact.label));
            self.xml.close();
            table::open_cell(self, widths[1], None);
            table::cell_prose(self, &fact.value, "Fact");
            self.xml.close();
            self.xml.close();
        }
        table::end(self);
    }

    /// Writes the layout of the pages so far.
    fn section(&mut self) {
        let (width, height, margin) = match self.orientation {
            Orientation::Portrait => (SHORT_SIDE, LONG_SIDE, MARGIN),
            Orientation::Landscape => (LONG_SIDE, SHORT_SIDE, NARROW_MARGIN),
        };
        let (width, height, margin) = (width.to_string(), height.to_string(), margin.to_string());
        self.xml.open("w:sectPr", &[]);
        if self.has_header {
            self.xml.empty("w:headerReference", &[("w:type", "default"), ("r:id", HEADER)]);
        }
        self.xml.empty("w:footerReference", &[("w:type", "default"), ("r:id", footer(self.orientation))]);
        self.xml.value("w:type", "nextPage");
        let mut size = vec![("w:w", width.as_str()), ("w:h", height.as_str())];
        size.extend((self.orientation == Orientation::Landscape).then_some(("w:orient", "landscape")));
        self.xml.empty("w:pgSz", &size);
        let margins = ["w:top", "w:right", "w:bottom", "w:left"].map(|side| (side, margin.as_str()));
        let edges = [("w:header", "567"), ("w:footer", "567"), ("w:gutter", "0")];
        self.xml.empty("w:pgMar", &[&margins[..], &edges[..]].concat());
        self.xml.close();
    }
}

/// An element of a run's properties: its name, and its value if it has one.
type RunProperty = (&'static str, Option<&'static str>);

/// The ids of the numbered lists of one text.
#[derive(Default)]
pub(super) struct ListIds {
    by_list: HashMap<usize, usize>,
}
