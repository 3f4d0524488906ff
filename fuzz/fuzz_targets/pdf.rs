//! A whole PDF, and the content of its one page. What stands around that is made here: changed at random, it would hardly ever open.
#![no_main]

use std::fmt::Write as _;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = documents::read_manuscript("file.pdf", bytes);
    let _ = documents::read_manuscript("file.pdf", &around(bytes));
});

/// A PDF whose page is drawn by those bytes, with one font and itself as a drawing.
fn around(content: &[u8]) -> Vec<u8> {
    let stream = format!(
        "<</Type /XObject /Subtype /Form /BBox [0 0 600 800] /Length {}>>\nstream\n{}\nendstream",
        content.len(),
        // Bytes beyond ASCII become two, so the length says less than there is; readers must cope.
        content.iter().map(|byte| char::from(*byte)).collect::<String>()
    );
    let objects = [
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R /Resources <</Font <</F 4 0 R>> /XObject <</X 5 0 R>>>>>>",
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
        &stream,
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = String::new();
    for (number, object) in (1..).zip(objects) {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let start = file.len();
    let _ = write!(
        file,
        "xref\n0 {}\n0000000000 65535 f \n{table}trailer <</Size {0} /Root 1 0 R>>\nstartxref\n{start}\n%%EOF",
        objects.len() + 1
    );
    file.into_bytes()
}
