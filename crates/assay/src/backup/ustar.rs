//! The container of a backup: a tar file in the one form that this program writes.
//!
//! Reading accepts nothing else. A part is a header of 512 bytes, its bytes, and zeros up to a multiple of 512; a header is compared with
//! the one that this program would have written. So links, devices, folders, long names and other extensions of the format, which have
//! surprised many programs that unpack, are not even looked at.

use std::io::{self, Read, Write};

/// The size of a header, to a multiple of which parts are filled up.
pub(super) const BLOCK: usize = 512;
/// The maximum length of a name: what fits into a header without an extension.
pub(super) const MAX_NAME_BYTES: usize = 99;
/// The end of the container.
const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

/// Why a container cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContainerError {
    #[error("it ends in the middle")]
    Truncated,
    #[error("it is not a backup of Assay, or was changed: byte {0} does not begin a part")]
    Header(u64),
    #[error("the part {0} is larger than any part of a backup")]
    TooLarge(String),
    #[error("it has more bytes after its end")]
    Trailing,
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// Returns the header of a part. The name has at most [`MAX_NAME_BYTES`].
fn header(name: &str, size: u64) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, text: &str| block[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000600\0"); // mode
    put(108, "0000000\0"); // user
    put(116, "0000000\0"); // group
    put(124, &format!("{size:011o}\0"));
    put(136, "00000000000\0"); // time
    put(148, "        "); // the checksum, as it counts for itself
    put(156, "0"); // a regular file
    put(257, "ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// Returns how many zeros follow a part.
fn padding(size: u64) -> usize {
    let beyond = usize::try_from(size % BLOCK as u64).expect("it is less than 512");
    if beyond == 0 { 0 } else { BLOCK - beyond }
}

/// Writes a part.
pub(super) fn write_part(to: &mut impl Write, name: &str, bytes: &[u8]) -> io::Result<()> {
    if name.len() > MAX_NAME_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("the name {name} is too long")));
    }
    let size = bytes.len() as u64;
    to.write_all(&header(name, size))?;
    to.write_all(bytes)?;
    to.write_all(&END[..padding(size)])
}

/// Writes the end of the container.
pub(super) fn write_end(to: &mut impl Write) -> io::Result<()> {
    to.write_all(&END)
}

/// Reads the parts of a container.
pub(super) struct Parts<R> {
    from: R,
    at: u64,
}

impl<R: Read> Parts<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, at: 0 }
    }

    /// Returns the name and the bytes of the next part; `None` at the end of the container, which is the end of the file too. `limit` is the
    /// maximum size of a part.
    pub(super) fn next_part(&mut self, limit: u64) -> Result<Option<(String, Vec<u8>)>, ContainerError> {
        let begin = self.at;
        let block: [u8; BLOCK] = self.exactly()?;
        if block == [0; BLOCK] {
            let second: [u8; BLOCK] = self.exactly()?;
            if second != [0; BLOCK] {
                return Err(ContainerError::Header(begin));
            }
            return if self.from.read(&mut [0])? == 0 { Ok(None) } else { Err(ContainerError::Trailing) };
        }
        let (name, size) = parse(&block).ok_or(ContainerError::Header(begin))?;
        if size > limit {
            return Err(ContainerError::TooLarge(name));
        }
        let mut bytes = Vec::new();
        (&mut self.from).take(size).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != size {
            return Err(ContainerError::Truncated);
        }
        self.at += size;
        let mut zeros = [0; BLOCK];
        let zeros = &mut zeros[..padding(size)];
        self.from.read_exact(zeros).map_err(truncated)?;
        self.at += zeros.len() as u64;
        if zeros.iter().any(|byte| *byte != 0) {
            return Err(ContainerError::Header(begin));
        }
        Ok(Some((name, bytes)))
    }

    fn exactly(&mut self) -> Result<[u8; BLOCK], ContainerError> {
        let mut block = [0; BLOCK];
        self.from.read_exact(&mut block).map_err(truncated)?;
        self.at += BLOCK as u64;
        Ok(block)
    }
}

fn truncated(error: io::Error) -> ContainerError {
    if error.kind() == io::ErrorKind::UnexpectedEof { ContainerError::Truncated } else { ContainerError::Io(error) }
}

/// Reads a header: the name and size of the part. `None` if this program would have written another.
fn parse(block: &[u8; BLOCK]) -> Option<(String, u64)> {
    let end = block[..=MAX_NAME_BYTES].iter().position(|byte| *byte == 0)?;
    let name = std::str::from_utf8(&block[..end]).ok()?;
    let size = u64::from_str_radix(std::str::from_utf8(&block[124..135]).ok()?, 8).ok()?;
    (header(name, size) == *block).then(|| (name.to_owned(), size))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, content) in parts {
            write_part(&mut bytes, name, content).unwrap();
        }
        write_end(&mut bytes).unwrap();
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ContainerError> {
        let (mut parts, mut all) = (Parts::new(bytes), Vec::new());
        while let Some(part) = parts.next_part(10_000)? {
            all.push(part);
        }
        Ok(all)
    }

    #[test]
    fn parts_are_read_as_they_were_written() {
        let large = vec![7; 1024];
        let parts: [(&str, &[u8]); 4] = [("a", b""), ("b/c", b"words"), ("d", &large), ("e", b"x")];
        let found = read(&container(&parts)).unwrap();
        assert_eq!(found.len(), parts.len());
        for ((name, bytes), found) in parts.iter().zip(&found) {
            assert_eq!((*name, *bytes), (found.0.as_str(), found.1.as_slice()));
        }
        assert!(write_part(&mut Vec::new(), &"n".repeat(100), b"").is_err());
    }

    #[test]
    fn a_container_that_ends_early_or_late_is_refused() {
        let whole = container(&[("a", b"words"), ("b", b"more words")]);
        for length in 0..whole.len() {
            assert!(matches!(read(&whole[..length]), Err(ContainerError::Truncated)), "{length}");
        }
        let longer = [whole.as_slice(), b"\0"].concat();
        assert!(matches!(read(&longer), Err(ContainerError::Trailing)));
    }

    #[test]
    fn every_changed_bit_of_a_header_is_noticed() {
        let whole = container(&[("a", b"words")]);
        for at in 0..BLOCK {
            for bit in 0..8 {
                let mut changed = whole.clone();
                changed[at] ^= 1 << bit;
                assert!(read(&changed).is_err(), "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn a_part_that_is_too_large_is_not_read() {
        let mut bytes = header("a", 8_000_000_000).to_vec();
        bytes.extend([1; 100]);
        assert!(matches!(read(&bytes), Err(ContainerError::TooLarge(name)) if name == "a"));
    }

    /// Every other kind of entry that tar has: links, devices, folders, and the headers of its extensions.
    #[test]
    fn only_regular_files_are_read() {
        for kind in *b"\x001234567gxLKSVA" {
            let mut block = header("a", 0);
            block[156] = kind;
            block[148..156].copy_from_slice(b"        ");
            let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
            block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            let bytes = [block.as_slice(), &END].concat();
            assert!(matches!(read(&bytes), Err(ContainerError::Header(0))), "{kind}");
        }
    }
}
