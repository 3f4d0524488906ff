//! Writes a form as one self-contained web page: it loads nothing, runs no scripts, and works on a telephone, with a screen
//! reader and in print.
//!
//! The page is a file to keep. Serving it from the program would require allowing its inline style.

mod prose;

use super::form::{Cell, CellKind, Fact, Form, Pages, Part, Table};
use prose::{escaped, prose};

const STYLE: &str = include_str!("html/style.css");

/// Writes the page. Equal forms give equal pages.
#[must_use]
pub fn html(form: &Form) -> String {
    let mut page = Page::default();
    page.begin(form);
    for part in &form.parts {
        page.part(part);
    }
    page.end()
}

/// A page under construction.
#[derive(Default)]
struct Page {
    html: String,
    headings: usize,
    tables: usize,
}

impl Page {
    fn put(&mut self, html: &str) {
        self.html.push_str(html);
        self.html.push('\n');
    }

    fn begin(&mut self, form: &Form) {
        // The charter's name is above the title.
        let (charter, title) = form.title.split_once(": ").unwrap_or(("", &form.title));
        let whose = if form.organisation.is_empty() { "Blank form" } else { &form.organisation };
        let (charter, title, whose, name) = (escaped(charter), escaped(title), escaped(whose), escaped(&form.title));
        self.put(&format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
            Form::LANGUAGE
        ));
        self.put(&format!("<title>{name} – {whose}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>"));
        self.put(&format!("<main id=\"main\">\n<header>\n<p class=\"charter\">{charter}</p>\n<h1>{title}</h1>\n<p class=\"whose\">{whose}</p>"));
        if let Some(mark) = &form.mark {
            self.put(&format!("<p class=\"mark\">{}</p>", escaped(mark)));
        }
        self.put("</header>");
        self.contents(form);
    }

    /// Writes the contents: the headings of the first level.
    fn contents(&mut self, form: &Form) {
        self.put("<a class=\"skip\" href=\"#part-1\">Skip contents</a>\n<nav aria-label=\"Contents\">\n<ul>");
        let headings = form.parts.iter().filter_map(|part| match part {
            Part::Heading { level, text } => Some((*level, text)),
            _ => None,
        });
        for (number, (_, text)) in (1..).zip(headings).filter(|(_, (level, _))| *level == 1) {
            self.put(&format!("<li><a href=\"#part-{number}\">{}</a></li>", escaped(text)));
        }
        self.put("</ul>\n</nav>");
    }

    fn end(mut self) -> String {
        self.put("</main>\n</body>\n</html>");
        self.html
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Pages(Pages::Portrait) => self.put("<hr class=\"upright\">"),
            Part::Pages(Pages::Landscape) => self.put("<hr class=\"wide\">"),
            Part::Heading { level, text } => {
                self.headings += 1;
                let level = (level + 1).clamp(2, 6);
                let number = self.headings;
                self.put(&format!("<h{level} id=\"part-{number}\">{}</h{level}>", escaped(text)));
            }
            Part::Ask(question) => self.put(&format!("<p class=\"ask\">{}</p>", escaped(question))),
            Part::Guidance(words) => self.put(&format!("<p class=\"guidance\">{}</p>", escaped(words))),
            Part::Prose(words) => self.put(&prose(words)),
            Part::Room => self.put("<div class=\"room\"></div>"),
            Part::Facts(facts) => self.facts(facts),
            Part::Table(table) => self.table(table),
        }
    }

    /// Writes labels with their values as a table whose first column is its header.
    fn facts(&mut self, facts: &[Fact]) {
        self.put("<table class=\"facts\">");
        for fact in facts {
            self.put(&format!(
                "<tr><th scope=\"row\">{}:</th><td>{}</td></tr>",
                escaped(fact.label),
                prose(&fact.value)
            ));
        }
        self.put("</table>");
    }

    fn table(&mut self, table: &Table) {
        self.tables += 1;
        let id = format!("table-{}", self.tables);
        let description = escaped(&table.description);
        // A table that is wider than the window can be scrolled with the keyboard.
        self.put(&format!("<div class=\"scroll\" role=\"region\" aria-labelledby=\"{id}\" tabindex=\"0\">"));
        self.put(&format!(
            "<table aria-description=\"{description}\">\n<caption id=\"{id}\">{}</caption>",
            escaped(&table.caption)
        ));
        let numbers =
            |at: usize| table.rows.iter().any(|row| row.get(at).is_some_and(|cell| cell.kind == CellKind::Number));
        let heads = table.columns.iter().enumerate().map(|(at, column)| {
            let class = if numbers(at) { " class=\"number\"" } else { "" };
            format!("<th scope=\"col\"{class}>{}</th>", escaped(&column.head))
        });
        self.put(&format!("<thead>\n<tr>{}</tr>\n</thead>\n<tbody>", heads.collect::<String>()));
        for row in &table.rows {
            self.put(&format!("<tr>{}</tr>", row.iter().map(cell).collect::<String>()));
        }
        self.put("</tbody>\n</table>\n</div>");
    }
}

fn cell(cell: &Cell) -> String {
    let words = prose(&cell.prose);
    match cell.kind {
        CellKind::Text => format!("<td>{words}</td>"),
        CellKind::Head => format!("<th scope=\"row\">{words}</th>"),
        CellKind::Number => format!("<td class=\"number\">{words}</td>"),
        CellKind::Rating(colour) => format!("<td class=\"{}\">{words}</td>", colour.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::form::Column;
    use html5gum::{Token, Tokenizer};

    fn form() -> Form {
        let row =
            || vec![Cell { prose: crate::write::prose::read("Count <all>"), kind: CellKind::Head }, Cell::default()];
        let column = |head: &str| Column { head: head.to_owned(), weight: 1 };
        Form {
            title: "Pledge: Stage 1 & 2".into(),
            organisation: "Institute of \"Tarn\"".into(),
            mark: Some("Draft of today, not signed".into()),
            parts: vec![
                Part::Heading { level: 1, text: "About".into() },
                Part::Facts(vec![Fact { label: "Organisation", value: crate::write::prose::lines("Tarn") }]),
                Part::Heading { level: 2, text: "More".into() },
                Part::Prose(crate::write::prose::read(
                    "Words\nand **more**\n\n- a\n  - b\n- c\n\n<script>alert(1)</script>",
                )),
                Part::Room,
                Part::Pages(Pages::Landscape),
                Part::Table(Table {
                    caption: "Actions".into(),
                    description: "One a row.".into(),
                    columns: vec![column("Action"), column("Owner")],
                    rows: vec![row()],
                }),
            ],
        }
    }

    #[test]
    fn the_page_is_without_errors_and_every_element_is_closed() {
        let page = html(&form());
        let mut open: Vec<Vec<u8>> = Vec::new();
        let void: [&[u8]; 3] = [b"meta", b"hr", b"br"];
        for token in Tokenizer::new(&page).map(Result::unwrap) {
            match token {
                Token::StartTag(tag) if !void.contains(&&tag.name[..]) => open.push(tag.name.to_vec()),
                Token::EndTag(tag) => assert_eq!(open.pop().as_deref(), Some(&tag.name[..]), "{page}"),
                Token::Error(error) => panic!("{error:?} in {page}"),
                _ => {}
            }
        }
        assert!(open.is_empty());
    }

    #[test]
    fn what_people_wrote_is_never_markup() {
        let page = html(&form());
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(page.contains("<title>Pledge: Stage 1 &amp; 2 – Institute of &quot;Tarn&quot;</title>"));
    }

    #[test]
    fn nothing_is_loaded_and_nothing_runs() {
        let page = html(&form());
        for sign in ["src=", "<link", "url(", "@import", "javascript:", " on"] {
            assert!(!page.split("<main").next().is_none_or(|head| head.contains(sign)), "{sign}");
        }
    }

    #[test]
    fn headings_tables_and_language_are_there_for_who_hears_the_page() {
        let page = html(&form());
        for sign in [
            "<html lang=\"en-GB\">",
            "<h1>Stage 1 &amp; 2</h1>",
            "<h2 id=\"part-1\">About</h2>",
            "<a href=\"#part-1\">About</a>",
            "<h3 id=\"part-2\">More</h3>",
            "<caption id=\"table-1\">Actions</caption>",
            "<th scope=\"col\">Action</th>",
            "<th scope=\"row\"><p>Count &lt;all&gt;</p></th>",
            "<p>Words<br>and <strong>more</strong></p>",
            "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
        ] {
            assert!(page.contains(sign), "{sign} in {page}");
        }
    }
}
