use super::*;
use std::time::Instant;

fn criteria() -> Vec<Criterion> {
    let criterion = |id: &str| Criterion { id: id.into(), title: id.to_owned(), text: String::new() };
    vec![criterion("lamp"), criterion("log")]
}

fn draft(fields: &[(&str, &str)]) -> DraftText {
    DraftText::new(fields.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())))
}

fn found(drafts: &[DraftText]) -> Vec<Contradiction> {
    contradictions(&criteria(), &drafts.iter().collect::<Vec<_>>())
}

/// Texts that share no significant word with the others, so that words have different weights.
fn others() -> [DraftText; 2] {
    [
        draft(&[("strengths-lamp", "Brass is polished before sunrise."), ("advice-log", "Bind old books in leather.")]),
        draft(&[("advice-lamp", "Order spare glass from the harbour."), ("strengths-log", "Ink never freezes.")]),
    ]
}

#[test]
fn what_is_praised_here_and_advised_against_there_is_shown_with_the_words_they_share() {
    let [one, other] = others();
    let praised = draft(&[("strengths-lamp", "Bright. A strength is that keepers trim the wick twice weekly.")]);
    let advised = draft(&[("advice-lamp", "Do not trim wicks twice weekly!\nRest more.")]);
    let found = found(&[one, praised, other, advised]);
    assert_eq!(found.len(), 1, "{found:?}");
    let Contradiction { praised, advised, similarity } = &found[0];
    assert_eq!((praised.draft, advised.draft), (1, 3));
    assert_eq!(praised.text, "A strength is that keepers trim the wick twice weekly.");
    let shared = |passage: &Passage| -> Vec<String> {
        passage.shared.iter().map(|range| passage.text[range.clone()].to_owned()).collect()
    };
    assert_eq!(shared(praised), ["trim", "wick", "twice", "weekly"]);
    assert_eq!(shared(advised), ["trim", "wicks", "twice", "weekly"]);
    assert!(*similarity > 0.8 && found[0].is_same_criterion() && found[0].is_about(3) && !found[0].is_about(0));
}

#[test]
fn nothing_contradicts_itself_and_few_words_are_no_contradiction() {
    let [one, other] = others();
    let both = "Keepers trim the wick twice weekly";
    let itself = draft(&[("strengths-lamp", both), ("advice-lamp", both)]);
    assert!(found(&[one.clone(), itself, other.clone()]).is_empty(), "a panel may say both of one organisation");
    let praised = draft(&[("strengths-lamp", "The wick is trimmed.")]);
    let advised = draft(&[("advice-lamp", "Trim the wick.")]);
    assert!(found(&[one, praised, other, advised]).is_empty());
}

#[test]
fn the_same_criterion_comes_first_and_then_the_most_similar() {
    let [one, other] = others();
    let praised = draft(&[
        ("strengths-log", "Keepers trim the wick twice weekly."),
        ("strengths-lamp", "Keepers trim the wick twice weekly in winter storms."),
    ]);
    let advised = draft(&[("advice-lamp", "Keepers trim the wick twice weekly.")]);
    let found = found(&[one, praised, other, advised]);
    let order: Vec<_> = found.iter().map(|one| one.praised.criterion.as_str()).collect();
    assert_eq!(order, ["lamp", "log"]);
    assert!(found[0].similarity < found[1].similarity);
}

#[test]
fn stop_words_are_in_order_and_endings_are_cut() {
    assert!(STOP_WORDS.is_sorted());
    for words in [["publishing", "published"], ["trains", "training"], ["promote", "promoted"], ["policy", "policies"]]
    {
        assert_eq!(stem(words[0]), stem(words[1]));
    }
    assert_eq!(stem("bed"), "bed");
}

/// Invented sentences of a hundred reviews, each about as long as feedback is.
fn hundred() -> (Vec<Criterion>, Vec<DraftText>) {
    let criterion = |number: usize| Criterion {
        id: format!("criterion-{number}").as_str().into(),
        title: String::new(),
        text: String::new(),
    };
    let criteria: Vec<Criterion> = (0..7).map(criterion).collect();
    let mut state = 7u64;
    let mut next = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let drafts = (0..100).map(|_| {
        let mut fields = Vec::new();
        for one in &criteria {
            for field in [DraftField::Strengths(one.id.clone()), DraftField::Advice(one.id.clone())] {
                let mut text = String::new();
                for _ in 0..2 {
                    // Few words are frequent and many are rare, as in a language.
                    for _ in 0..14 {
                        let rank = next(1500);
                        text.extend(["word", &(rank * rank / 1500).to_string(), " "]);
                    }
                    text.push_str("end. ");
                }
                fields.push((field.key(), text));
            }
        }
        DraftText::new(fields)
    });
    let drafts = drafts.collect();
    (criteria, drafts)
}

#[test]
fn a_hundred_drafts_are_compared_at_once_and_always_with_the_same_result() {
    let (criteria, drafts) = hundred();
    let drafts: Vec<&DraftText> = drafts.iter().collect();
    let first = contradictions(&criteria, &drafts);
    let begun = Instant::now();
    assert_eq!(contradictions(&criteria, &drafts), first);
    let took = begun.elapsed();
    println!("100 drafts: {took:?}, {} found", first.len());
    // Optimised it is a few milliseconds, on a machine that does nothing else.
    assert!(took.as_millis() < if cfg!(debug_assertions) { 2_000 } else { 100 }, "{took:?}");
}
