//! Decompresses streams within limits (ISO 32000-1, 7.4).

use super::lexer::decode_hex;
use flate2::read::{DeflateDecoder, ZlibDecoder};
use lopdf::{Dictionary, Object, Stream};
use std::io::Read;

/// The most bytes that a stream may decompress to. A page of text has some tens of thousands.
const MAX_BYTES: usize = 32_000_000;
/// The most filters of a stream.
const MAX_FILTERS: usize = 4;

/// The decompressed bytes: those before the damage if the stream is damaged, none if it is too large or has a filter that is
/// never used for text.
pub(crate) fn content(stream: &Stream) -> Vec<u8> {
    let filters = stream.filters().unwrap_or_default();
    if filters.len() > MAX_FILTERS {
        return Vec::new();
    }
    let mut content = stream.content.clone();
    for filter in filters {
        content = match filter {
            b"FlateDecode" | b"Fl" => inflated(&content),
            b"ASCIIHexDecode" | b"AHx" => hexadecimal(&content),
            // These filters expand little.
            b"ASCII85Decode" | b"A85" => decoded_by_lopdf("ASCII85Decode", &content),
            b"LZWDecode" | b"LZW" if content.len() < MAX_BYTES / 1_000 => decoded_by_lopdf("LZWDecode", &content),
            _ => Vec::new(),
        };
    }
    content
}

/// The decompressed bytes of an object or cross-reference stream, which may have a predictor (7.4.4.4). Returns `None` if it is damaged
/// or too large.
pub(crate) fn structure(stream: &Stream) -> Option<Vec<u8>> {
    let content = Some(content(stream)).filter(|content| !content.is_empty())?;
    if stream.dict.has(b"DecodeParms") { stream.decompressed_content().ok() } else { Some(content) }
}

fn decoded_by_lopdf(filter: &str, content: &[u8]) -> Vec<u8> {
    let mut dictionary = Dictionary::new();
    dictionary.set("Filter", Object::Name(filter.as_bytes().to_vec()));
    Stream::new(dictionary, content.trim_ascii().to_vec()).decompressed_content().unwrap_or_default()
}

fn inflated(compressed: &[u8]) -> Vec<u8> {
    let content = bounded(ZlibDecoder::new(compressed));
    // Some programs write a wrong header, which other readers ignore.
    if content.is_empty() { bounded(DeflateDecoder::new(compressed.get(2..).unwrap_or_default())) } else { content }
}

fn bounded(reader: impl Read) -> Vec<u8> {
    let mut content = Vec::new();
    let limit = u64::try_from(MAX_BYTES + 1).unwrap_or(u64::MAX);
    // Bytes before the damage are kept, because a wrong checksum at the end does no harm.
    let _ = reader.take(limit).read_to_end(&mut content);
    if content.len() > MAX_BYTES { Vec::new() } else { content }
}

fn hexadecimal(content: &[u8]) -> Vec<u8> {
    decode_hex(content.iter().copied().take_while(|byte| *byte != b'>'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write as _;

    fn decoded(filters: &[&str], content: Vec<u8>) -> Vec<u8> {
        let names = filters.iter().map(|name| Object::Name(name.as_bytes().to_vec())).collect();
        let mut dictionary = Dictionary::new();
        dictionary.set("Filter", Object::Array(names));
        super::content(&Stream::new(dictionary, content))
    }

    #[test]
    fn several_filters_are_applied_in_order() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(b"BT (words) Tj ET").unwrap();
        let digits = hex::encode_upper(encoder.finish().unwrap());
        let twice = decoded(&["ASCIIHexDecode", "FlateDecode"], format!("{digits} >").into_bytes());
        assert_eq!(twice, b"BT (words) Tj ET");
        assert_eq!(decoded(&["ASCII85Decode"], b"87cURD]i,\"Ebo80~>\n".to_vec()), b"Hello World!");
    }

    #[test]
    fn a_decompression_bomb_gives_no_content() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        for _ in 0..40 {
            encoder.write_all(&vec![b' '; 1_000_000]).unwrap();
        }
        assert_eq!(decoded(&["FlateDecode"], encoder.finish().unwrap()), b"");
    }
}
