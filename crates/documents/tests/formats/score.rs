//! The scores of reading the corpus do not fall, in any format.

use crate::{
    charter,
    scoring::{Tally, folder, score, tallies_by},
};

/// The lowest scores of each format: F1 of the actions, and the share of their fields that are right.
const FLOORS: [(&str, f64, f64); 10] = [
    ("docx", 0.99, 0.98),
    ("odt", 0.99, 0.98),
    ("xlsx", 0.99, 0.98),
    ("xls", 0.99, 0.98),
    ("ods", 0.99, 0.98),
    ("csv", 0.99, 0.98),
    ("html", 0.99, 0.98),
    ("pdf", 0.98, 0.97),
    ("md", 0.99, 0.98),
    ("txt", 0.99, 0.98),
];

#[test]
fn the_scores_of_the_corpus_do_not_fall() {
    let scored = score(&folder("files"), &charter::technician_commitment());
    let formats = tallies_by(&scored, |one| &one.format);
    println!("{}", Tally::header("format"));
    for (format, tally) in &formats {
        println!("{}", tally.line(format));
    }
    for (format, f1, parts) in FLOORS {
        let (_, tally) = formats
            .iter()
            .find(|(name, _)| *name == format)
            .expect("every format with a lowest score is in the corpus");
        assert!(tally.f1() >= f1, "{}", tally.line(format));
        assert!(tally.parts() >= parts, "{}", tally.line(format));
    }
}
