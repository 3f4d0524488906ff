//! The HTML that stands in cells and lines of Markdown, where Markdown has no mark of its own.

/// How far a tag may reach: beyond it a `<` is an ordinary character.
const LONGEST_TAG: usize = 500;
/// The most pieces into which one cell or line is taken apart; whatever follows stays in the last.
const MOST_PIECES: usize = 2_000;

/// A line of a cell, still with the marks of Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) is_item: bool,
}

/// Take a cell apart into its paragraphs and items: by `<p>`, `<br>`, `<li>`, and by the bullets that are typed between
/// items where a list was flattened into one line.
pub(super) fn pieces(source: &str) -> Vec<Piece> {
    let mut pieces = Pieces { done: Vec::new(), text: String::new(), is_item: false };
    let mut link = None;
    let mut rest = source;
    while let Some(at) = rest.find(['<', '•', '\n']) {
        pieces.text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('•') {
            pieces.start(true);
            rest = after;
        } else if let Some(after) = rest.strip_prefix('\n') {
            pieces.start(false);
            rest = after;
        } else if let Some((tag, after)) = Tag::read(rest) {
            pieces.tag(&tag, &mut link);
            rest = after;
        } else {
            pieces.text.push('<');
            rest = &rest[1..];
        }
    }
    pieces.text.push_str(rest);
    pieces.start(false);
    pieces.done
}

struct Pieces {
    done: Vec<Piece>,
    text: String,
    is_item: bool,
}

impl Pieces {
    fn start(&mut self, is_item: bool) {
        if self.done.len() >= MOST_PIECES {
            self.text.push(' ');
            return;
        }
        let text = entities(std::mem::take(&mut self.text).trim());
        if !text.is_empty() {
            self.done.push(Piece { text, is_item: self.is_item });
        }
        self.is_item = is_item;
    }

    fn tag<'a>(&mut self, tag: &Tag<'a>, link: &mut Option<&'a str>) {
        match (tag.name.as_str(), tag.closes) {
            ("li", false) => self.start(true),
            ("br" | "p" | "div" | "ul" | "ol" | "li" | "tr", _) => self.start(false),
            ("b" | "strong", _) => self.text.push_str("**"),
            ("s" | "del" | "strike", _) => self.text.push_str("~~"),
            ("a", false) => {
                *link = tag.attribute("href").filter(|address| address.starts_with("http"));
                self.text.push_str(if link.is_some() { "[" } else { "" });
            }
            ("a", true) => {
                if let Some(address) = link.take() {
                    self.text.push_str("](");
                    self.text.push_str(address);
                    self.text.push(')');
                }
            }
            _ => {}
        }
    }
}

/// A tag whose name is known. Anything else between angle brackets is text.
struct Tag<'a> {
    name: String,
    closes: bool,
    attributes: &'a str,
}

const KNOWN: [&str; 31] = [
    "a", "abbr", "b", "big", "br", "center", "code", "del", "div", "em", "font", "i", "ins", "li", "mark", "ol", "p",
    "s", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "th", "tr", "u", "ul",
];

impl<'a> Tag<'a> {
    /// The tag or comment at the start, and what follows it.
    fn read(here: &'a str) -> Option<(Self, &'a str)> {
        let window = here.as_bytes();
        let window = &window[..window.len().min(LONGEST_TAG)];
        if here.starts_with("<!--") {
            let end = window.windows(3).position(|three| three == b"-->")? + 3;
            return Some((Self { name: String::new(), closes: false, attributes: "" }, &here[end..]));
        }
        let end = window.iter().position(|byte| *byte == b'>')?;
        let inner = here[1..end].trim_end_matches('/');
        let closes = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        let name_end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let name = inner[..name_end].to_ascii_lowercase();
        let known = KNOWN.contains(&name.as_str());
        known.then_some((Self { name, closes, attributes: &inner[name_end..] }, &here[end + 1..]))
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.attributes.split_once(name)?;
        let value = value.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        value[1..].split(quote).next()
    }
}

/// `&amp;` and its like, as far as office programs write them.
pub(super) fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest.as_bytes().iter().take(10).position(|byte| *byte == b';').map(|end| &rest[1..end]);
        if let Some((name, character)) = name.and_then(|name| Some((name, entity(name)?))) {
            out.push(character);
            rest = &rest[name.len() + 2..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "hellip" => '…',
        "bull" => '•',
        "pound" => '£',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|c| !c.is_control())?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> Vec<String> {
        pieces(source)
            .into_iter()
            .map(|piece| format!("{}{}", if piece.is_item { "- " } else { "" }, piece.text))
            .collect()
    }

    #[test]
    fn paragraphs_items_and_typed_bullets_are_told_apart() {
        assert_eq!(shown("<p>One</p> <p>Two<br>three</p>"), ["One", "Two", "three"]);
        assert_eq!(shown("<ul style=\"x\"><li>One</li><li>Two</ul>"), ["- One", "- Two"]);
        assert_eq!(shown("<ul> • One – a • Two"), ["- One – a", "- Two"]);
    }

    #[test]
    fn what_is_no_tag_stays() {
        assert_eq!(shown("1 < 2 > 0 <https://glass.example> v2.xls>"), ["1 < 2 > 0 <https://glass.example> v2.xls>"]);
        assert_eq!(shown("R&amp;D &#8211; R&D &bogus; <!-- gone -->x"), ["R&D – R&D &bogus; x"]);
    }

    #[test]
    fn marks_and_links_become_those_of_markdown() {
        assert_eq!(shown("<b>A</b> <a href='https://glass.example'>page</a>"), ["**A** [page](https://glass.example)"]);
    }
}
