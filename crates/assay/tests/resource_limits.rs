//! Hostile files are refused, and do not affect the program.

use flate2::{Compression, write::DeflateEncoder};
use std::{
    io::Write as _,
    path::PathBuf,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

/// Reading takes at most 10 seconds; the rest allows for starting twice on a busy machine. Without limits it never ends.
const MAX_WAIT: Duration = Duration::from_mins(1);

fn assay() -> Command {
    Command::new(env!("CARGO_BIN_EXE_assay"))
}

fn import(name: &str, bytes: &[u8]) -> (Output, Duration) {
    let folder = std::env::temp_dir().join(format!("assay-limits-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file: PathBuf = folder.join(name);
    std::fs::write(&file, bytes).unwrap();
    let start = Instant::now();
    let output = assay().args(["import", "--dry-run"]).arg(&file).output().unwrap();
    (output, start.elapsed())
}

/// Returns a PDF file with these objects, the first of which is its catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(file.len());
        writeln!(file, "{number} 0 obj").unwrap();
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(file, "{place:010} 00000 n ").unwrap();
    }
    write!(file, "trailer <</Size {} /Root 1 0 R>>\nstartxref\n{table}\n%%EOF", objects.len() + 1).unwrap();
    file
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{dictionary} /Length {}>>\nstream\n", content.len()).into_bytes();
    object.extend(content);
    object.extend(b"\nendstream");
    object
}

/// Returns a PDF file with two thousand million spaces in a compressed stream of about two million bytes, which the reader must unpack.
fn bomb() -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&vec![b' '; 1_000_000]).unwrap();
    encoder.flush().unwrap();
    // A flushed part is independent, so it can be repeated.
    let packed = [&[0x78, 0x01][..], &encoder.get_ref().repeat(2_000)].concat();
    let objects = [
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [] /Count 0>>".to_vec(),
        stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &packed),
    ];
    pdf(&objects)
}

/// Returns a PDF file with twelve drawings, each of which uses the next one twenty times.
fn maze() -> Vec<u8> {
    let mut objects = vec![
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 500 500] /Resources <</XObject <</X 5 0 R>>>> /Contents 4 0 R>>"
            .to_vec(),
        stream("", b"/X Do"),
    ];
    for next in 6..18 {
        let dictionary =
            format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X {next} 0 R>>>>");
        objects.push(stream(&dictionary, "/X Do ".repeat(20).as_bytes()));
    }
    objects.push(stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", b""));
    pdf(&objects)
}

#[test]
fn a_file_that_grows_or_never_ends_is_refused() {
    for (name, bytes, why) in [("bomb.pdf", bomb(), "is damaged"), ("maze.pdf", maze(), "is too complex to read")] {
        let (output, took) = import(name, &bytes);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{name} was accepted");
        assert!(stderr.contains(why), "{name}: {stderr}");
        assert!(took < MAX_WAIT, "{name} took {took:?}");
    }
}

#[test]
fn the_reader_has_little_memory() {
    let bytes = bomb();
    let mut child = assay()
        .args(["read", &bytes.len().to_string(), "bomb.pdf"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let sender = std::thread::spawn(move || {
        let _ = input.write_all(&bytes);
    });
    let mut most = 0_u64;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak =
            status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        most = most.max(peak.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    }
    sender.join().unwrap();
    assert!((20_000..320_000).contains(&most), "{most} kB");
}

#[test]
fn a_refusal_of_the_restricted_process_reaches_the_user() {
    let (output, _) = import("half.pdf", b"%PDF-1.7 and no more");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(stderr.contains("half.pdf cannot be opened as .pdf"), "{stderr}");
}

/// Returns a workbook whose only sheet unpacks to a thousand million characters.
fn sheet_bomb() -> Vec<u8> {
    let mut file = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    file.start_file("[Content_Types].xml", options).unwrap();
    file.write_all(b"<Types/>").unwrap();
    file.start_file("xl/workbook.xml", options).unwrap();
    file.write_all(b"<workbook><sheets><sheet name=\"Plan\" sheetId=\"1\"/></sheets></workbook>").unwrap();
    file.start_file("xl/worksheets/sheet1.xml", options.compression_level(Some(1))).unwrap();
    let row = b"<row><c t=\"inlineStr\"><is><t>Plan</t></is></c></row>".repeat(20_000);
    for _ in 0..1_000 {
        file.write_all(&row).unwrap();
    }
    file.finish().unwrap().into_inner()
}

#[tokio::test]
async fn an_uploaded_workbook_is_read_by_the_restricted_process() {
    let reader = web::imports::reader::DocumentReader::program(env!("CARGO_BIN_EXE_assay").into(), vec!["read".into()]);
    let bomb = sheet_bomb();
    let half = bomb[..bomb.len() / 2].to_vec();
    for (name, bytes) in [("bomb.xlsx", bomb), ("half.xlsx", half), ("none.xlsx", b"PK\x03\x04".to_vec())] {
        let began = Instant::now();
        let file = web::core::form::upload::UploadedFile { name: name.to_owned(), bytes };
        let why = reader.read_plan(file).await.unwrap_err().0;
        assert!(why.contains(name) && began.elapsed() < MAX_WAIT, "{name}: {why}");
    }
}
