//! Generated evidence, some of it internal.

use super::words::line;
use model::{
    ActionId, Date, EvidenceId, QuestionKey,
    assessment::locked_version::Evidence,
    core::{address::Address, canonical::Hash, short::Line},
    plan::evidence::{EvidenceContent, EvidenceFile, EvidenceFormat, EvidenceKind},
};
use proptest::{collection::vec, prelude::*, sample::select};
use uuid::Uuid;

/// Evidence attached to these actions and questions.
pub(super) fn evidence(actions: Vec<ActionId>, questions: Vec<QuestionKey>) -> impl Strategy<Value = Vec<Evidence>> {
    let beside = (select(actions), select(questions), 0..3_u8);
    let piece = (line(), content(), beside).prop_map(|(title, (kind, shown), (action, question, beside))| Evidence {
        id: EvidenceId(Uuid::nil()),
        kind,
        sha256: Hash::of(&title),
        title: shown.as_ref().map(|_| title),
        shown,
        actions: if beside == 0 { Vec::new() } else { vec![action] },
        questions: if beside == 1 { Vec::new() } else { vec![question] },
    });
    vec(piece, 0..4).prop_map(|pieces| {
        let ids = (5_000_u128..).map(|at| EvidenceId(Uuid::from_u128(at)));
        pieces.into_iter().zip(ids).map(|(piece, id)| Evidence { id, ..piece }).collect()
    })
}

fn content() -> impl Strategy<Value = (EvidenceKind, Option<EvidenceContent>)> {
    let address = Address::parse("https://tarn.example/a_b?c=1&d=(2)").expect("the address is valid");
    let file = EvidenceFile {
        name: "RAG action plan 2024.pdf".to_owned(),
        format: EvidenceFormat::Pdf,
        bytes: 640_000,
        sha256: Hash::of(""),
    };
    let counts = Line::parse("technicians with a mentor").expect("the line is valid");
    let number = EvidenceContent::Number { value: "42".to_owned(), counts, on: Date::constant(2024, 5, 1) };
    select(vec![
        (EvidenceKind::Link, Some(EvidenceContent::Link { address })),
        (EvidenceKind::File, Some(EvidenceContent::File(file))),
        (EvidenceKind::Number, Some(number)),
        (EvidenceKind::Testimonial, None),
        (EvidenceKind::File, None),
    ])
}
