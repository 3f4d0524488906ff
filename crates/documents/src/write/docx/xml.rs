//! Writes the XML of one part of a document.

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

/// One part of a document. Closing follows the order of opening, so that the XML is always well-formed.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
    open: Vec<&'static str>,
}

impl Xml {
    /// Begins a part with this root element.
    pub(super) fn new(root: &'static str, attributes: &[(&str, &str)]) -> Self {
        let mut xml = Self { writer: Writer::new(Vec::new()), open: Vec::new() };
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))));
        xml.open(root, attributes);
        xml
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        let start = start(name, attributes);
        self.write(Event::Start(start));
        self.open.push(name);
    }

    /// Closes the element that was opened last.
    pub(super) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.write(Event::End(BytesEnd::new(name)));
        }
    }

    /// Writes an empty element.
    pub(super) fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        let start = start(name, attributes);
        self.write(Event::Empty(start));
    }

    /// Writes text.
    pub(super) fn text(&mut self, text: &str) {
        let text = printable(text);
        self.write(Event::Text(BytesText::new(&text)));
    }

    /// Writes a text element of Word. Blanks at its ends are kept.
    pub(super) fn preserved(&mut self, text: &str) {
        self.open("w:t", &[("xml:space", "preserve")]);
        self.text(text);
        self.close();
    }

    /// Writes an element whose only attribute is `w:val`, as most of Word's are.
    pub(super) fn value(&mut self, name: &'static str, value: &str) {
        self.empty(name, &[("w:val", value)]);
    }

    /// Finishes the part.
    pub(super) fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.close();
        }
        self.writer.into_inner()
    }

    fn write(&mut self, event: Event<'_>) {
        self.writer.write_event(event).expect("writing to memory cannot fail");
    }
}

fn start<'a>(name: &'static str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, printable(value).as_str()));
    }
    start
}

/// The text without the characters that XML 1.0 cannot hold (section 2.2).
fn printable(text: &str) -> String {
    let is_allowed = |c: &char| matches!(c, '\t' | '\n') || !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(is_allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Xml)) -> String {
        let mut xml = Xml::new("a", &[]);
        write(&mut xml);
        let part = String::from_utf8(xml.finish()).unwrap();
        part.split_once("?>").unwrap().1.to_owned()
    }

    #[test]
    fn text_and_values_are_escaped_and_forbidden_characters_are_left_out() {
        let text = written(|xml| xml.text("a\u{0}\u{b}<b> & c\n\u{FFFE}é"));
        assert_eq!(text, "<a>a&lt;b&gt; &amp; c\né</a>");
        let value = written(|xml| xml.empty("b", &[("c", "\u{1}\"<d>\"")]));
        assert_eq!(value, "<a><b c=\"&quot;&lt;d&gt;&quot;\"/></a>");
    }

    #[test]
    fn open_elements_are_closed_at_the_end() {
        let nested = written(|xml| {
            xml.open("b", &[]);
            xml.open("c", &[]);
            xml.close();
            xml.open("d", &[]);
        });
        assert_eq!(nested, "<a><b><c></c><d></d></b></a>");
    }
}
