//! Limits object streams, which lopdf decompresses without a limit when it opens a file (ISO 32000-1, 7.5.7).

use flate2::read::ZlibDecoder;
use std::io::Read;

/// The most bytes that all object streams may decompress to. Those of a hundred pages come to a few million.
const MAX_BYTES: u64 = 48_000_000;
/// The longest dictionary of such a stream.
const MAX_DICTIONARY_LENGTH: usize = 2_000;

/// Whether all object and cross-reference streams stay within the limit. Call this before opening a file. A file that evades
/// this check is stopped by the limits of the process that reads it.
pub(crate) fn are_bounded(bytes: &[u8]) -> bool {
    let mut remaining = MAX_BYTES;
    for at in positions(bytes, b"stream") {
        let before = &bytes[at.saturating_sub(MAX_DICTIONARY_LENGTH)..at];
        if before.ends_with(b"end") {
            continue;
        }
        let dictionary = positions(before, b" obj").last().map_or(before, |at| &before[at..]);
        let mentions = |word: &[u8]| positions(dictionary, word).next().is_some();
        if !(mentions(b"/ObjStm") || mentions(b"/XRef")) {
            continue;
        }
        // No program compresses object streams twice or with an image filter.
        if mentions(b"LZW") || positions(dictionary, b"FlateDecode").count() > 1 {
            return false;
        }
        let compressed = bytes[at + b"stream".len()..].trim_ascii_start();
        let length = std::io::copy(&mut ZlibDecoder::new(compressed).take(remaining + 1), &mut std::io::sink());
        // lopdf refuses damaged streams.
        let Some(rest) = remaining.checked_sub(length.unwrap_or(0)) else { return false };
        remaining = rest;
    }
    true
}

fn positions<'a>(bytes: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    bytes.windows(word.len()).enumerate().filter(move |(_, window)| *window == word).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;

    fn file(kind: &str, length: usize) -> Vec<u8> {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(&vec![b' '; length]).unwrap();
        let compressed = zlib.finish().unwrap();
        let mut file = format!("%PDF-1.7\n1 0 obj\n<</Type {kind} /Filter /FlateDecode>>\nstream\n").into_bytes();
        file.extend(compressed);
        file.extend_from_slice(b"\nendstream\nendobj\n");
        file
    }

    #[test]
    fn unlimited_object_streams_are_refused_before_the_file_is_opened() {
        assert!(are_bounded(&file("/ObjStm", 1_000_000)));
        assert!(!are_bounded(&file("/ObjStm", 60_000_000)));
        assert!(!are_bounded(&file("/XRef", 60_000_000)));
        // Content streams are decompressed elsewhere, each within its own limit.
        assert!(are_bounded(&file("/XObject", 60_000_000)));
    }
}
