//! Prints the manuscript of a file, before actions and answers are found in it: `cargo run -p documents --example manuscript -- FILE`.

use documents::manuscript::{Block, Passage, Shape};
use std::{error::Error, fmt::Write as _};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("Usage: manuscript FILE")?;
    let (format, manuscript) = documents::read_manuscript(&file, &std::fs::read(&file)?)?;
    println!("{format:?}");
    for notice in &manuscript.notices {
        println!("! {}", notice.message);
    }
    for block in &manuscript.blocks {
        match block {
            Block::Passage(passage) => println!("{}", line(passage)),
            Block::Object(object) => println!("[{}] object {}", object.place, object.label),
            Block::Table(table) => {
                for row in &table.rows {
                    let mut line = format!("[{}]", row.place);
                    for cell in &row.cells {
                        write!(line, " | ")?;
                        if (cell.columns, cell.rows) != (1, 1) {
                            write!(line, "({}×{}) ", cell.columns, cell.rows)?;
                        }
                        if let Some([red, green, blue]) = cell.shading {
                            write!(line, "#{red:02x}{green:02x}{blue:02x} ")?;
                        }
                        let words: Vec<String> = cell.passages.iter().map(words).collect();
                        write!(line, "{}", words.join(" ⏎ "))?;
                    }
                    println!("{line}");
                }
                println!();
            }
        }
    }
    Ok(())
}

fn line(passage: &Passage) -> String {
    format!("[{}] {}", passage.place, words(passage))
}

fn words(passage: &Passage) -> String {
    let mark = match passage.shape {
        Shape::Heading(level) => format!("{} ", "#".repeat(level.into())),
        Shape::Paragraph | Shape::Item { .. } => String::new(),
    };
    let bold = if passage.strong { "**" } else { "" };
    let struck = if passage.struck.is_empty() { String::new() } else { format!(" ~~{}~~", passage.struck) };
    format!("{mark}{bold}{}{bold}{struck}", passage.text_with_marker())
}
