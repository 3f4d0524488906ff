//! Writes user text as paragraphs, lists and links.

use crate::write::prose::{Prose, Run};

/// Writes paragraphs and lists in order.
pub(super) fn prose(prose: &Prose) -> String {
    let mut html = String::new();
    let mut open: Vec<OpenList> = Vec::new();
    for paragraph in prose {
        let words: String = paragraph.runs.iter().map(run).collect();
        let Some(item) = paragraph.item else {
            close(&mut open, 0, &mut html);
            html.extend(["<p>", &words, "</p>"]);
            continue;
        };
        // Closes the lists that do not contain this item; an item of the same list continues it.
        let depth = usize::from(item.depth);
        close(&mut open, depth + 1, &mut html);
        if open.len() == depth + 1 && open.last().is_some_and(|last| last.list != item.list) {
            close(&mut open, depth, &mut html);
        }
        if open.len() == depth + 1 {
            html.push_str("</li>");
        } else {
            html.push_str(&begin(item.number));
            open.push(OpenList { list: item.list, is_numbered: item.number.is_some() });
        }
        html.extend(["<li>", &words]);
    }
    close(&mut open, 0, &mut html);
    html
}

/// A list whose last item is open.
struct OpenList {
    list: usize,
    is_numbered: bool,
}

fn begin(number: Option<u32>) -> String {
    match number {
        None => "<ul>".to_owned(),
        Some(1) => "<ol>".to_owned(),
        Some(number) => format!("<ol start=\"{number}\">"),
    }
}

/// Closes lists until this many are open.
fn close(open: &mut Vec<OpenList>, count: usize, html: &mut String) {
    for list in open.drain(count.min(open.len())..).rev() {
        html.push_str(if list.is_numbered { "</li></ol>" } else { "</li></ul>" });
    }
}

fn run(run: &Run) -> String {
    let mut words = escaped(&run.text).replace('\n', "<br>");
    if run.emphasis {
        words = format!("<em>{words}</em>");
    }
    if run.strong {
        words = format!("<strong>{words}</strong>");
    }
    match &run.address {
        Some(address) => format!("<a href=\"{}\">{words}</a>", escaped(address)),
        None => words,
    }
}

/// Escapes text for an element or the value of an attribute.
pub(super) fn escaped(words: &str) -> String {
    let mut html = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::prose::Paragraph;

    fn shown(text: &str) -> String {
        prose(&crate::write::prose::read(text))
    }

    #[test]
    fn nested_lists_keep_their_numbers() {
        assert_eq!(shown("3. a\n4. b"), "<ol start=\"3\"><li>a</li><li>b</li></ol>");
        assert_eq!(shown("- a\n  1. b\n  2. c\n- d"), "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>");
        assert_eq!(shown("- a\n\n1. b"), "<ul><li>a</li></ul><ol><li>b</li></ol>");
    }

    #[test]
    fn only_allowed_links_are_written() {
        assert_eq!(shown("[a](https://a.example/?b=1&c=2)"), "<p><a href=\"https://a.example/?b=1&amp;c=2\">a</a></p>");
        assert_eq!(shown("[a](javascript:alert)"), "<p>a</p>");
    }

    #[test]
    fn a_deep_item_without_those_above_it_is_still_a_list() {
        let deep = Paragraph {
            item: Some(crate::write::prose::ListMarker { list: 0, depth: 3, number: None }),
            ..Paragraph::of("a")
        };
        assert_eq!(prose(&vec![deep]), "<ul><li>a</li></ul>");
    }
}
