//! A sheet of an Excel workbook. The zip around it is made here: changed at random, it would hardly ever open.
#![no_main]

use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

const WORKBOOK: &[u8] = b"<workbook xmlns:r='r'><sheets><sheet name='A' r:id='1'/></sheets></workbook>";
const RELATIONS: &[u8] = b"<Relationships><Relationship Id='1' Type='x/worksheet' Target='a.xml'/>\
    <Relationship Id='2' Type='x/sharedStrings' Target='b.xml'/><Relationship Id='3' Type='x/styles' Target='c.xml'/></Relationships>";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = documents::read_manuscript("file.xlsx", bytes);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The shared words and the styles are the same bytes: what is none of them is passed over.
    let parts = [
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/a.xml", bytes),
        ("xl/b.xml", bytes),
        ("xl/c.xml", bytes),
    ];
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("the name is new");
        zip.write_all(content).expect("memory does not fail");
    }
    let file = zip.finish().expect("memory does not fail").into_inner();
    let _ = documents::read_manuscript("file.xlsx", &file);
});
