//! Generated text: meaningless sentences that contain words with a meaning elsewhere in a form.

use model::{assessment::locked_version, charter::Charter};
use proptest::{collection::vec, prelude::*, sample::select};

const WORDS: [&str; 44] = [
    "lamps",
    "green",
    "labs",
    "amber",
    "beads",
    "workshop",
    "team",
    "new",
    "visible",
    "careers",
    "recognised",
    "and",
    "of",
    "for",
    "the",
    "with",
    "a",
    "22",
    "3.5%",
    "£40,000",
    "“quoted”",
    "R&D",
    "café",
    "<tag>",
    "5 × 3",
    "first_name",
    "complete-ish",
    "C++",
    "learning",
    "owner",
    "status",
    "survey",
    "training",
    "network",
    "skills",
    "rooms",
    "stores",
    "kiln",
    "glass",
    "tarn",
    "hall",
    "every",
    "spring",
    "#4",
];

/// A sentence of a few words.
pub(crate) fn sentence() -> impl Strategy<Value = String> {
    vec(select(WORDS.to_vec()), 3..16).prop_map(|words| format!("Build {}.", words.join(" ")))
}

/// A line without a full stop, as in tables.
pub(crate) fn line() -> impl Strategy<Value = String> {
    vec(select(WORDS.to_vec()), 2..9).prop_map(|words| format!("Ten {}", words.join(" ")))
}

/// The name of a person.
pub(crate) fn name() -> impl Strategy<Value = String> {
    let first = select(vec!["Ada", "B.", "Siân", "José", "Mary-Ann", "Dr Kit"]);
    (first, select(vec!["Glass", "O’Reed", "Marrow", "Škoda", "van der Tarn"]))
        .prop_map(|(first, last)| format!("{first} {last}"))
}

/// A sentence with bold or italic words.
fn emphasised() -> impl Strategy<Value = String> {
    let plain = |words: String| words.replace(['<', '>', '_', '*'], "");
    (sentence(), line(), select(vec!["**", "*", "***"]), prop::bool::ANY).prop_map(
        move |(before, words, mark, is_first)| {
            let words = format!("{mark}{}{mark}", plain(words));
            if is_first { format!("{words} are there, and *so* on.") } else { format!("{before} See {words}, there.") }
        },
    )
}

/// An answer with paragraphs, lists and links in the supported subset of Markdown, in the form in which it is read back.
pub(crate) fn prose() -> impl Strategy<Value = String> {
    let linked = (sentence(), line()).prop_map(|(before, words)| {
        format!("{before} See [{}](https://tarn.example/a?b=1&c=2) there.", words.replace(['<', '>', '_', '*'], ""))
    });
    let paragraph = prop_oneof![4 => sentence(), 2 => emphasised(), 1 => linked, 1 => (sentence(), sentence()).prop_map(|(a, b)| format!("{a}\n{b}"))];
    let bullets =
        vec((prop_oneof![3 => sentence(), 1 => emphasised()], prop::bool::weighted(0.3)), 1..5).prop_map(|items| {
            let lines = items
                .iter()
                .enumerate()
                .map(|(at, (words, is_inner))| format!("{}- {words}", if *is_inner && at > 0 { "  " } else { "" }));
            lines.collect::<Vec<_>>().join("\n")
        });
    let numbers = (1..4_usize, vec(sentence(), 1..5)).prop_map(|(first, items)| {
        let lines = items.iter().enumerate().map(|(at, words)| format!("{}. {words}", first + at));
        lines.collect::<Vec<_>>().join("\n")
    });
    let list = prop_oneof![bullets, numbers];
    // A second list would continue the first.
    vec((paragraph, proptest::option::weighted(0.4, list)), 1..4).prop_map(|parts| {
        let parts = parts.into_iter().flat_map(|(paragraph, list)| std::iter::once(paragraph).chain(list));
        parts.collect::<Vec<_>>().join("\n\n")
    })
}

/// The terms of a charter, as a submission repeats them.
pub(super) fn charter(charter: &Charter) -> locked_version::Charter {
    let themes =
        charter.themes.iter().map(|theme| locked_version::Theme { id: theme.id.clone(), name: theme.name.clone() });
    let ratings =
        charter.ratings.iter().map(|one| locked_version::RatingTerm { colour: one.colour, word: one.word.clone() });
    locked_version::Charter {
        key: charter.key.clone(),
        name: charter.name.clone(),
        themes: themes.collect(),
        ratings: ratings.collect(),
    }
}
