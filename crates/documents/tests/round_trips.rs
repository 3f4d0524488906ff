//! What Assay wrote, Assay reads back: every answer, action, field, rating and number.

mod charter;
mod generated;
mod same;

use documents::write;
use generated::{Written, written};
use model::charter::Charter;
use proptest::prelude::*;
use std::sync::LazyLock;

static CHARTER: LazyLock<Charter> = LazyLock::new(charter::technician_commitment);

fn form(written: &Written) -> write::form::Form {
    let edition = written.edition(&CHARTER);
    write::form::of(&written.submission, &CHARTER, edition, written.exact.as_ref(), &written.signatures)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_word_document_is_read_back_whole(written in written(&CHARTER)) {
        let bytes = write::docx(&form(&written));
        let reading = documents::read("export.docx", &bytes, &CHARTER).unwrap();
        same::assert_same(&reading, &written);
    }
}

#[test]
fn a_blank_form_is_recognised_as_blank() {
    for edition in &CHARTER.editions {
        let bytes = write::docx(&write::form::blank(&CHARTER, edition));
        let reading = documents::read("form.docx", &bytes, &CHARTER).unwrap();
        let codes: Vec<&str> = reading.notices.iter().map(|notice| notice.code.as_str()).collect();
        assert!(codes.contains(&"blank-template"), "{}: {codes:?} {:?}", edition.id, reading.answers);
        assert_eq!(reading.edition.as_ref(), Some(&edition.id));
    }
}
