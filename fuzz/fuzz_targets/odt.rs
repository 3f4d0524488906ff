//! The body of an OpenDocument text. The zip around it is made here: changed at random, it would hardly ever open.
#![no_main]

use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = documents::read_manuscript("file.odt", bytes);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let kind = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("mimetype", kind).expect("the name is new");
    zip.write_all(b"application/vnd.oasis.opendocument.text").expect("memory does not fail");
    for name in ["content.xml", "styles.xml"] {
        zip.start_file(name, SimpleFileOptions::default()).expect("the name is new");
        zip.write_all(bytes).expect("memory does not fail");
    }
    let file = zip.finish().expect("memory does not fail").into_inner();
    let _ = documents::read_manuscript("file.odt", &file);
});
