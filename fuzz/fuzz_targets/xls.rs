//! The records of an old Excel workbook, in a compound file that is made here; and any bytes as such a file.
#![no_main]

use std::io::{Cursor, Write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = documents::read_manuscript("file.xls", bytes);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory does not fail");
    let mut stream = file.create_stream("/Workbook").expect("the name is new");
    stream.write_all(bytes).expect("memory does not fail");
    drop(stream);
    let _ = documents::read_manuscript("file.xls", file.into_inner().get_ref());
});
