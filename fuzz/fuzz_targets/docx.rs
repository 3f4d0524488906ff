//! The body of a Word document. The zip around it is made here: changed at random, it would hardly ever open.
#![no_main]

use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = documents::read_manuscript("file.docx", bytes);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The styles and lists are the same bytes: what is no style is passed over.
    for name in ["word/document.xml", "word/styles.xml", "word/numbering.xml"] {
        zip.start_file(name, SimpleFileOptions::default()).expect("the name is new");
        zip.write_all(bytes).expect("memory does not fail");
    }
    let file = zip.finish().expect("memory does not fail").into_inner();
    let _ = documents::read_manuscript("file.docx", &file);
});
