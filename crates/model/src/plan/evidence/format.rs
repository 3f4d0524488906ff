//! The file formats that are accepted as evidence. They are detected from the content, and the file name must match.

use serde::{Deserialize, Serialize};

/// The maximum size of a file, in bytes.
pub const MAX_FILE_BYTES: usize = 10_000_000;

/// An accepted file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is its file name extension")]
pub enum EvidenceFormat {
    Pdf,
    Docx,
    Xlsx,
    Pptx,
    Png,
    Jpeg,
    Webp,
    Csv,
    Txt,
}

/// Why a file is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It is empty.
    #[error("The file is empty")]
    Empty,
    /// It has more than [`MAX_FILE_BYTES`] bytes.
    #[error("The file must be smaller than {} MB. Add a link to it instead", MAX_FILE_BYTES / 1_000_000)]
    TooLarge,
    /// Its content is of no accepted format.
    #[error(
        "The file must be a PDF, Word, Excel or PowerPoint file (.docx, .xlsx, .pptx), an image (.png, .jpg, .webp), .csv or .txt"
    )]
    Unknown,
    /// Its content is of one format and its name of another.
    #[error(
        "The file name ends in “.{0}”, but its content is {1}. Save it with the correct file name and upload it again"
    )]
    Misnamed(String, &'static str),
    /// It contains macros.
    #[error("The file contains macros. Save a copy without macros and upload that")]
    Macros,
}

impl EvidenceFormat {
    /// All of them.
    pub const ALL: [Self; 9] =
        [Self::Pdf, Self::Docx, Self::Xlsx, Self::Pptx, Self::Png, Self::Jpeg, Self::Webp, Self::Csv, Self::Txt];

    /// Detects the format of a file from its content, and checks that the extension of its name matches.
    ///
    /// # Errors
    /// Returns the reason if the file is empty, too large, of no accepted format, or of another format than its name.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, FileError> {
        if bytes.is_empty() {
            return Err(FileError::Empty);
        }
        if bytes.len() > MAX_FILE_BYTES {
            return Err(FileError::TooLarge);
        }
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let found = of(bytes, &ending)?;
        if found.endings().contains(&ending.as_str()) {
            Ok(found)
        } else {
            let shown = ending.chars().filter(char::is_ascii_alphanumeric).take(10).collect();
            Err(FileError::Misnamed(shown, found.name()))
        }
    }

    /// The file name extensions that match, the usual one first.
    #[must_use]
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Webp => &["webp"],
            Self::Csv => &["csv"],
            Self::Txt => &["txt"],
        }
    }

    /// The name within a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF",
            Self::Docx => "a Word file",
            Self::Xlsx => "an Excel file",
            Self::Pptx => "a PowerPoint file",
            Self::Png => "a PNG picture",
            Self::Jpeg => "a JPEG picture",
            Self::Webp => "a WebP picture",
            Self::Csv => "a table as text",
            Self::Txt => "plain text",
        }
    }

    /// The content type that it is served with. Text is served as plain text, whatever it looks like.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Txt => "text/plain; charset=utf-8",
        }
    }
}

/// Detects the format from the content. Text has no signature, so the extension decides between CSV and plain text.
fn of(bytes: &[u8], ending: &str) -> Result<EvidenceFormat, FileError> {
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Ok(EvidenceFormat::Pdf),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(EvidenceFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Ok(EvidenceFormat::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(EvidenceFormat::Webp),
        [b'P', b'K', 3, 4, ..] => office(bytes),
        _ if is_text(bytes) => Ok(if ending == "csv" { EvidenceFormat::Csv } else { EvidenceFormat::Txt }),
        _ => Err(FileError::Unknown),
    }
}

/// Detects an Office format by the names of its parts, which are not compressed in a ZIP: each is before its part and again in the
/// directory at the end. The last one decides, because embedded documents have the names of their own parts before it.
fn office(bytes: &[u8]) -> Result<EvidenceFormat, FileError> {
    let last = |mark: &str| bytes.windows(mark.len()).rposition(|window| window == mark.as_bytes());
    if last("vbaProject.bin").is_some() || last("xl/workbook.bin").is_some() {
        return Err(FileError::Macros);
    }
    let marks = [
        ("word/document.xml", EvidenceFormat::Docx),
        ("xl/workbook.xml", EvidenceFormat::Xlsx),
        ("ppt/presentation.xml", EvidenceFormat::Pptx),
    ];
    let found = marks.into_iter().filter_map(|(mark, format)| Some((last(mark)?, format))).max_by_key(|(at, _)| *at);
    // Every Office file has this part; another zip that merely names one of the others does not.
    found.filter(|_| last("[Content_Types].xml").is_some()).map(|(_, format)| format).ok_or(FileError::Unknown)
}

/// Whether a file has only printable characters and white space, in UTF-8 or an old Western encoding.
fn is_text(bytes: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    !bytes.iter().any(|byte| is_control(byte) || *byte == 0x7f)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: &[u8] = b"PK\x03\x04....[Content_Types].xml....word/document.xml";

    #[test]
    fn the_format_is_detected_from_the_content_and_the_name_must_match() {
        for (name, bytes, format) in [
            ("report.PDF", b"%PDF-1.7 ...".as_slice(), EvidenceFormat::Pdf),
            ("a.png", b"\x89PNG\r\n\x1a\n...", EvidenceFormat::Png),
            ("a.jpeg", b"\xff\xd8\xff\xe0...", EvidenceFormat::Jpeg),
            ("a.webp", b"RIFF....WEBPVP8 ", EvidenceFormat::Webp),
            ("a.docx", WORD, EvidenceFormat::Docx),
            ("a.xlsx", b"PK\x03\x04..[Content_Types].xml..xl/workbook.xml", EvidenceFormat::Xlsx),
            ("a.pptx", b"PK\x03\x04..[Content_Types].xml..ppt/presentation.xml", EvidenceFormat::Pptx),
            ("a.csv", b"name,number\r\nAda,1\r\n", EvidenceFormat::Csv),
            ("a.txt", "Thérèse said so\n".as_bytes(), EvidenceFormat::Txt),
            ("a.txt", b"Th\xe9r\xe8se said so\n", EvidenceFormat::Txt),
        ] {
            assert_eq!(EvidenceFormat::parse(name, bytes), Ok(format), "{name}");
        }
    }

    #[test]
    fn misnamed_and_unknown_files_are_refused() {
        assert_eq!(EvidenceFormat::parse("a.pdf", WORD), Err(FileError::Misnamed("pdf".into(), "a Word file")));
        assert_eq!(
            EvidenceFormat::parse("a.png", b"<script>alert(1)</script>"),
            Err(FileError::Misnamed("png".into(), "plain text"))
        );
        for name in ["page.html", "picture.svg", "run.sh", "none"] {
            assert!(matches!(EvidenceFormat::parse(name, b"<html>"), Err(FileError::Misnamed(..))), "{name}");
        }
        for (name, bytes) in [
            ("a.exe", b"MZ\x90\x00".as_slice()),
            ("a.zip", b"PK\x03\x04....readme"),
            ("a.docx", b"PK\x03\x04....word/document.xml"),
            ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            ("a.gif", b"GIF89a\x01\x00"),
        ] {
            assert_eq!(EvidenceFormat::parse(name, bytes), Err(FileError::Unknown), "{name}");
        }
        let macros = [WORD, b"word/vbaProject.bin"].concat();
        assert_eq!(EvidenceFormat::parse("a.docx", &macros), Err(FileError::Macros));
    }

    #[test]
    fn sizes_are_bounded() {
        assert_eq!(EvidenceFormat::parse("a.txt", b""), Err(FileError::Empty));
        assert_eq!(EvidenceFormat::parse("a.txt", &vec![b'a'; MAX_FILE_BYTES]), Ok(EvidenceFormat::Txt));
        assert_eq!(EvidenceFormat::parse("a.txt", &vec![b'a'; MAX_FILE_BYTES + 1]), Err(FileError::TooLarge));
    }

    #[test]
    fn nothing_is_served_as_a_page() {
        for format in EvidenceFormat::ALL {
            assert!(!format.media_type().contains("html") && !format.media_type().contains("svg"));
        }
    }
}
