//! The pages of `docs/manual`, which are part of the program so that help always describes the version that runs.
//!
//! A page is Markdown: a title, one paragraph, and a section for each task. Its title is the page's `h1`, and a section's is an `h2`.

use pulldown_cmark::{Event, Parser, Tag, TagEnd, TextMergeStream};
use std::sync::LazyLock;
use web_shell::core::shell::capital;

/// The pages, in the order of the list at `/help`.
pub(crate) static MANUAL: LazyLock<Vec<ManualPage>> =
    LazyLock::new(|| SOURCES.iter().map(|(name, source)| ManualPage::parse(name, source)).collect());

macro_rules! sources { ($($name:literal)*) => { [
    $(($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../docs/manual/", $name, ".md")))),*
] } }

/// The name in the address, and the text. `docs/manual/operators.md` is for people who run the program, and is not served.
const SOURCES: [(&str, &str); 7] = sources!(
    "leads"
    "contributors"
    "action-owners"
    "leaders"
    "technicians"
    "secretariat"
    "steering-board"
);

/// The page of one role.
#[derive(Debug, Default)]
pub(crate) struct ManualPage {
    /// The last part of its address.
    pub(super) name: &'static str,
    /// "Help for institutional leads".
    pub(super) title: String,
    /// The paragraph below the title, as HTML without its tag.
    pub(super) introduction: String,
    /// The same as plain text.
    pub(super) summary: String,
    /// The tasks.
    pub(super) sections: Vec<ManualSection>,
}

/// One section of a page.
#[derive(Debug, Default)]
pub(crate) struct ManualSection {
    /// The `id` of the section: its title in lower case, with hyphens.
    pub(super) id: String,
    pub(super) title: String,
    /// The text as HTML.
    pub(super) html: String,
}

impl ManualPage {
    fn parse(name: &'static str, source: &str) -> Self {
        let mut parser = ManualParser { page: Self { name, ..Self::default() }, heading: None, links: Vec::new() };
        TextMergeStream::new(Parser::new(source)).for_each(|event| parser.event(event));
        parser.page
    }
    /// Returns the address of the page.
    pub(crate) fn address(&self) -> String {
        format!("/help/{}", self.name)
    }
    /// Returns the role that the page is for: "Institutional leads".
    pub(super) fn role(&self) -> String {
        capital(self.title.strip_prefix("Help for ").unwrap_or(&self.title))
    }
}

/// A page while it is parsed.
struct ManualParser {
    page: ManualPage,
    /// The text of the heading that is open.
    heading: Option<String>,
    /// For each open link, whether it leads to a page that is served.
    links: Vec<bool>,
}

impl ManualParser {
    fn event(&mut self, event: Event<'_>) {
        if let Some(heading) = &mut self.heading {
            match event {
                Event::Text(text) | Event::Code(text) => heading.push_str(&text),
                Event::End(TagEnd::Heading(level)) => self.end_heading(level as usize),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(Tag::Heading { .. }) => self.heading = Some(String::new()),
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                self.push("<code>");
                self.text(&text);
                self.push("</code>");
            }
            Event::SoftBreak | Event::HardBreak => self.text(" "),
            // The manual uses nothing else: its test shows each page in full.
            _ => {}
        }
    }

    fn end_heading(&mut self, level: usize) {
        let title = self.heading.take().unwrap_or_default();
        match level {
            1 => self.page.title = title,
            2 => self.page.sections.push(ManualSection { id: anchor(&title), title, html: String::new() }),
            _ => {
                self.push(&format!("<h{level}>"));
                self.text(&title);
                self.push(&format!("</h{level}>\n"));
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph if !self.page.sections.is_empty() => self.push("<p>"),
            Tag::List(None) => self.push("<ul>\n"),
            Tag::List(Some(_)) => self.push("<ol>\n"),
            Tag::Item => self.push("<li>"),
            Tag::Strong => self.push("<strong>"),
            Tag::Emphasis => self.push("<em>"),
            Tag::Link { dest_url, .. } => {
                let address = address(dest_url);
                self.links.push(address.is_some());
                if let Some(address) = address {
                    self.push(&format!("<a href=\"{}\">", escaped(&address)));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let is_served = tag == TagEnd::Link && self.links.pop() == Some(true);
        self.push(match tag {
            TagEnd::Paragraph if !self.page.sections.is_empty() => "</p>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::Strong => "</strong>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Link if is_served => "</a>",
            _ => "",
        });
    }

    fn text(&mut self, text: &str) {
        if self.page.sections.is_empty() {
            self.page.summary.push_str(text);
        }
        self.push(&escaped(text));
    }

    /// Appends HTML to the current section, or to the introduction.
    fn push(&mut self, html: &str) {
        let page = &mut self.page;
        page.sections.last_mut().map_or(&mut page.introduction, |section| &mut section.html).push_str(html);
    }
}

/// Returns the address on this site for a link of the manual. Returns `None` if the link leads to a file that is only in the
/// repository.
fn address(link: &str) -> Option<String> {
    if link.starts_with("https://") || link.starts_with('#') {
        return Some(link.to_owned());
    }
    let (file, anchor) = link.find('#').map_or((link, ""), |at| link.split_at(at));
    let name = file.strip_suffix(".md")?;
    SOURCES.iter().any(|(known, _)| *known == name).then(|| format!("/help/{name}{anchor}"))
}

/// The anchor of a heading, as GitHub makes it, so that links with one work in both places.
fn anchor(title: &str) -> String {
    let convert = |letter: char| match letter {
        ' ' => Some('-'),
        letter if letter.is_alphanumeric() || letter == '-' => Some(letter),
        _ => None,
    };
    title.to_lowercase().chars().filter_map(convert).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_title_a_paragraph_and_tasks() {
        let page = ManualPage::parse(
            "leads",
            "# Help for the \\<crew>\n\nYou **row** &\nsteer.\n\n## Cast off!\n\n1. Open *Ropes*.\n2. Select **Let go**.\n\nThen:\n\n\
             * wave\n\n### Later\n\nSee [leads](leads.md#sign-in), [notes](../decisions/x.md) and [more](https://a.example).\n",
        );
        assert_eq!((page.title.as_str(), page.role().as_str()), ("Help for the <crew>", "The <crew>"));
        assert_eq!(page.introduction, "You <strong>row</strong> &amp; steer.");
        assert_eq!(page.summary, "You row & steer.");
        let [task] = page.sections.as_slice() else { panic!("{page:?}") };
        assert_eq!((task.id.as_str(), task.title.as_str()), ("cast-off", "Cast off!"));
        assert_eq!(
            task.html,
            "<ol>\n<li>Open <em>Ropes</em>.</li>\n<li>Select <strong>Let go</strong>.</li>\n</ol>\n<p>Then:</p>\n\
             <ul>\n<li>wave</li>\n</ul>\n<h3>Later</h3>\n<p>See <a href=\"/help/leads#sign-in\">leads</a>, notes and \
             <a href=\"https://a.example\">more</a>.</p>\n"
        );
    }
}
