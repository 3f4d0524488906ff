//! Hostile files are refused or read in bounded time, without a panic.

use crate::charter;

use documents::ReadError;
use model::charter::Charter;
use proptest::prelude::*;
use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

static CHARTER: LazyLock<Charter> = LazyLock::new(charter::technician_commitment);

/// Reads a file and returns the time it took. Debug builds are slow, but an unbounded reader would take hours.
fn time(bytes: &[u8]) -> Duration {
    let start = Instant::now();
    let _ = documents::read("hostile.txt", bytes, &CHARTER);
    start.elapsed()
}

#[test]
fn files_that_are_not_text_are_refused_at_once() {
    let refuse = |bytes: &[u8]| documents::read("file", bytes, &CHARTER).unwrap_err();
    assert!(matches!(refuse(b""), ReadError::Empty { .. }));
    assert!(matches!(refuse(&[0; 1000]), ReadError::NotText { .. }));
    assert!(matches!(refuse(b"PK\x03\x04 word/document.xml"), ReadError::Damaged { .. }));
    assert!(matches!(refuse(b"Dear all, lunch is at noon."), ReadError::NotASubmission { .. }));
    assert!(matches!(refuse(&vec![b'a'; 200_000_000]), ReadError::TooLarge { .. }));
    assert!(matches!(refuse("\n".repeat(1_000_000).as_bytes()), ReadError::Empty { .. }));
    assert!(matches!(refuse("a\n".repeat(1_000_000).as_bytes()), ReadError::TooLong { .. }));
}

#[test]
fn long_lines_and_many_marks_take_linear_time() {
    let form =
        "Stage 3 Self-Assessment\n\nOrganisation: A\n\nPlease provide an overview of technical staff structures.\n\n";
    for mark in [
        "*",
        "**a",
        "[",
        "![",
        "<",
        "<a href=",
        "<p>",
        "<!--",
        "&",
        "\\",
        "• a",
        "a\t",
        "|",
        "~~",
        "_a",
        "(",
        "1. ",
        "- ",
        "Action: ",
        "Signed",
        "University of ",
        "red ",
        "https://",
        "@",
        "1 May ",
        ":",
        "–",
        "a. Please rag ",
    ] {
        let line = format!("{form}{}", mark.repeat(100_000 / mark.len()));
        let lines = format!("{form}{}", format!("{mark}\n\n").repeat(4_000));
        for text in [line, lines] {
            let took = time(text.as_bytes());
            assert!(took < Duration::from_mins(5), "{mark:?} took {took:?}");
        }
    }
}

#[test]
fn a_file_of_four_megabytes_is_read_in_seconds() {
    let sentence = b"Please provide a red action plan for the University of Marrow by 1 May 2024 (complete). ";
    let bytes: Vec<u8> = sentence.iter().copied().cycle().take(4_000_000).collect();
    let took = time(&bytes);
    assert!(took < Duration::from_mins(5));
}

/// Words with a meaning for the reader, and random bytes.
fn pieces() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Organisation:",
        "Signed",
        "Date:",
        "\n",
        "\n\n",
        "\t",
        "|",
        "| --- |",
        "Theme",
        "Action",
        "Action:",
        "Comment:",
        "1.",
        "2.",
        "- ",
        "Visibility",
        "Please provide an overview of technical staff structures.",
        "Stage 3 Self-Assessment",
        "Total",
        "F",
        "M",
        "12",
        "–",
        "(complete)",
        "<ul>",
        "<li>",
        "&amp;",
        "**",
        "~~",
        "Appendix A",
        "RAG action plan",
        "+---+",
        "é",
        "\r\n",
        "# ",
        "Please rag analysis indicating completed",
        "Please action plan detailing themes evidenced",
        "red:",
        "University of X",
        "Key: R = late; G = done",
        "Year 1",
        "\n\n1.2 Do",
        "Lead:",
        "Completed actions",
        "☑ Done ☐ Not started",
        "Q1 2025",
        "Owner – ",
        "; HR; May 2026",
        "   Action   Owner   When\n   Do it    HR      May\n   Do so    HR      May\n",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => ".{0,12}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = documents::read("a", &bytes, &CHARTER);
    }

    #[test]
    fn any_document_is_read_or_refused(pieces in prop::collection::vec(pieces(), 0..60)) {
        let text = format!("Stage 3 Self-Assessment\n\nOrganisation: A\n\nPlease provide an overview of technical staff structures.\n\n{}", pieces.join(" "));
        if let Ok(reading) = documents::read("a.md", text.as_bytes(), &CHARTER) {
            for action in &reading.actions {
                prop_assert!(!action.text.trim().is_empty());
            }
            for answer in &reading.answers {
                prop_assert!(!answer.text.trim().is_empty());
            }
        }
    }
}
