//! Writes a form as one self-contained web page: it loads nothing, runs no scripts, and works on a telephone, with a screen
//! reader and in print.
//!
//! The page is a file to download. Serving it from the program would require allowing its inline style.

mod prose;

use super::form::{Cell, CellKind, Fact, Form, Orientation, Part, Table};
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
    fn push_line(&mut self, html: &str) {
        self.html.push_str(html);
        self.html.push('\n');
    }

    fn begin(&mut self, form: &Form) {
        // The charter's name is above the title.
        let (charter, title) = form.title.split_once(": ").unwrap_or(("", &form.title));
        let subtitle = if form.organisation.is_empty() { "Blank form" } else { &form.organisation };
        let (charter, title, subtitle, name) =
            (escaped(charter), escaped(title), escaped(subtitle), escaped(&form.title));
        self.push_line(&format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
            Form::LANGUAGE
        ));
        self.push_line(&format!("<title>{name} – {subtitle}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>"));
        self.push_line(&format!("<main id=\"main\">\n<header>\n<p class=\"charter\">{charter}</p>\n<h1>{title}</h1>\n<p class=\"whose\">{subtitle}</p>"));
        if let Some(mark) = &form.banner {
            self.push_line(&format!("<p class=\"mark\">{}</p>", escaped(mark)));
        }
        self.push_line("</header>");
        self.contents(form);
    }

    /// Writes the contents: the headings of the first level.
    fn contents(&mut self, form: &Form) {
        self.push_line("<a class=\"skip\" href=\"#part-1\">Skip contents</a>\n<nav aria-label=\"Contents\">\n<ul>");
        let headings = form.parts.iter().filter_map(|part| match part {
            Part::Heading { level, text } => Some((*level, text)),
            _ => None,
        });
        for (number, (_, text)) in (1..).zip(headings).filter(|(_, (level, _))| *level == 1) {
            self.push_line(&format!("<li><a href=\"#part-{number}\">{}</a></li>", escaped(text)));
        }
        self.push_line("</ul>\n</nav>");
    }

    fn end(mut self) -> String {
        self.push_line("</main>\n</body>\n</html>");
        self.html
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::NewPage(Orientation::Portrait) => self.push_line("<hr class=\"upright\">"),
            Part::NewPage(Orientation::Landscape) => self.push_line("<hr class=\"wide\">"),
            Part::Heading { level, text } => {
                self.headings += 1;
                let level = (level + 1).clamp(2, 6);
                let number = self.headings;
                self.push_line(&format!("<h{level} id=\"part-{number}\">{}</h{level}>", escaped(text)));
            }
            Part::Question(question) => self.push_line(&format!("<p class=\"ask\">{}</p>", escaped(question))),
            Part::Guidance(words) => self.push_line(&format!("<p class=\"guidance\">{}</p>", escaped(words))),
            Part::Prose(words) => self.push_line(&prose(words)),
            Part::AnswerSpace => self.push_line("<div class=\"room\"></div>"),
            Part::Facts(facts) => self.facts(facts),
            Part::Table(table) => self.table(table),
        }
    }

    /// Writes labels with their values as a table whose first column is its header.
    fn facts(&mut self, facts: &[Fact]) {
        self.push_line("<table class=\"facts\">");
        for fact in facts {
            self.push_line(&format!(
                "<tr><th scope=\"row\">{}:</th><td>{}</td></tr>",
                escaped(fact.label),
                prose(&fact.value)
            ));
        }
        self.push_line("</table>");
    }

    fn table(&mut self, table: &Table) {
        self.tables += 1;
        let id = format!("table-{}", self.tables);
        let description = escaped(&table.description);
        // A table that is wider than the window can be scrolled with the keyboard.
        self.push_line(&format!("<div class=\"scroll\" role=\"region\" aria-labelledby=\"{id}\" tabindex=\"0\">"));
        self.push_line(&format!(
            "<table aria-description=\"{description}\">\n<caption id=\"{id}\">{}</caption>",
            escaped(&table.caption)
        ));
        let numbers =
            |at: usize| table.rows.iter().any(|row| row.get(at).is_some_and(|cell| cell.kind == CellKind::Number));
        let headers = table.columns.iter().enumerate().map(|(at, column)| {
            let class = if numbers(at) { " class=\"number\"" } else { "" };
            format!("<th scope=\"col\"{class}>{}</th>", escaped(&column.heading))
        });
        self.push_line(&format!("<thead>\n<tr>{}</tr>\n</thead>\n<tbody>", headers.collect::<String>()));
        for row in &table.rows {
            self.push_line(&format!("<tr>{}</tr>", row.iter().map(cell).collect::<String>()));
        }
        self.push_line("</tbody>\n</table>\n</div>");
    }
}

fn cell(cell: &Cell) -> String {
    let words = prose(&cell.prose);
    match cell.kind {
        CellKind::Text => format!("<td>{words}</td>"),
        CellKind::RowHeader => format!("<th scope=\"row\">{words}</th>"),
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
        let row = || {
            vec![Cell { prose: crate::write::prose::read("Count <all>"), kind: CellKind::RowHeader }, Cell::default()]
        };
        let column = |heading: &str| Column { heading: heading.to_owned(), weight: 1 };
        Form {
            title: "Pledge: Stage 1 & 2".into(),
            organisation: "Institute of \"Tarn\"".into(),
            banner: Some("Draft of today, not signed".into()),
            parts: vec![
                Part::Heading { level: 1, text: "About".into() },
                Part::Facts(vec![Fact { label: "Organisation", value: crate::write::prose::lines("Tarn") }]),
                Part::Heading { level: 2, text: "More".into() },
                Part::Prose(crate::write::prose::read(
                    "Words\nand **more**\n\n- a\n  - b\n- c\n\n<script>alert(1)</script>",
                )),
                Part::AnswerSpace,
                Part::NewPage(Orientation::Landscape),
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
    fn the_page_is_valid_and_every_element_is_closed() {
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
    fn user_text_is_never_markup() {
        let page = html(&form());
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(page.contains("<title>Pledge: Stage 1 &amp; 2 – Institute of &quot;Tarn&quot;</title>"));
    }

    #[test]
    fn the_page_loads_nothing_and_has_no_scripts() {
        let page = html(&form());
        for sign in ["src=", "<link", "url(", "@import", "javascript:", " on"] {
            assert!(!page.split("<main").next().is_none_or(|head| head.contains(sign)), "{sign}");
        }
    }

    #[test]
    fn headings_tables_and_language_are_accessible() {
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
