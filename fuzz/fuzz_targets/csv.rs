//! Values between commas, semicolons or tabs.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = documents::read_manuscript("file.csv", bytes);
});
