//! LibreOffice and python-docx open the files that Assay writes. `tests/services/install.sh` installs both; a test prints that
//! its program is missing and skips.

use crate::{
    charter,
    generated::{GeneratedSubmission, any_submission, submission_to},
    same,
};

use documents::write::{
    self,
    form::{Form, Part},
};
use model::charter::Charter;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

static CHARTER: LazyLock<Charter> = LazyLock::new(charter::technician_commitment);

fn form(written: &GeneratedSubmission) -> Form {
    let edition = written.edition(&CHARTER);
    write::form::submission(&written.submission, &CHARTER, edition, written.exact.as_ref(), &written.signatures)
}

fn document(written: &GeneratedSubmission) -> Vec<u8> {
    write::docx(&form(written))
}

/// The same submissions in each run; `round_trips.rs` tries random ones.
fn sample(count: usize, strategy: impl Strategy<Value = GeneratedSubmission>) -> Vec<GeneratedSubmission> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("the strategy rejects nothing").current()).collect()
}

/// A separate folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("assay-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn is_installed(program: &Path) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

#[test]
fn a_word_document_saved_again_by_libreoffice_has_the_same_content() {
    if !is_installed(Path::new("soffice")) {
        println!("skipped: LibreOffice is not installed");
        return;
    }
    let folder = folder("libreoffice");
    let submissions = sample(12, any_submission(&CHARTER));
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for (index, submission) in submissions.iter().enumerate() {
        files.push((folder.join(format!("{index}.docx")), document(submission)));
    }
    let edition = CHARTER.editions.last().unwrap();
    files.push((folder.join("blank.docx"), write::docx(&write::form::blank(&CHARTER, edition))));
    for (file, bytes) in &files {
        std::fs::write(file, bytes).unwrap();
    }
    let read = |format: &str, name: &str| {
        let name = format!("{name}.{format}");
        documents::read(&name, &std::fs::read(folder.join(format).join(&name)).unwrap(), &CHARTER).unwrap()
    };
    for format in ["odt", "docx"] {
        saved_by_libreoffice(&folder, format, files.iter().map(|(file, _)| file.as_path()));
        for (index, submission) in submissions.iter().enumerate() {
            same::assert_same(&read(format, &index.to_string()), submission);
        }
        let blank = read(format, "blank");
        assert!(blank.notices.iter().any(|notice| notice.code == "blank-template"), "{:?}", blank.notices);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// Opens the files and saves them in a folder named after the format.
fn saved_by_libreoffice<'a>(folder: &Path, format: &str, files: impl Iterator<Item = &'a Path>) {
    let mut command = Command::new("soffice");
    // Two LibreOffice processes cannot share a profile.
    command.arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()));
    command.args(["--headless", "--convert-to", format, "--outdir"]).arg(folder.join(format)).args(files);
    assert!(command.output().unwrap().status.success());
}

/// What a screen reader announces of the document.
const SEEN: &str = r#"
import sys, docx
from docx.oxml.ns import qn
document = docx.Document(sys.argv[1])
print("title", document.core_properties.title)
print("language", document.core_properties.language)
levels = [int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading ")]
print("headings", len(levels), "skips", sum(b > a + 1 for a, b in zip([0] + levels, levels)))
named = repeated = 0
for table in document.tables:
    properties = table._tbl.tblPr
    named += all(properties.find(qn(tag)) is not None and properties.find(qn(tag)).get(qn("w:val")) for tag in ("w:tblCaption", "w:tblDescription"))
    repeated += table._tbl.find(".//" + qn("w:tblHeader")) is not None
print("tables", len(document.tables), "named", named, "repeated", repeated)
print("widths", sorted({len(row.cells) - len(table.columns) for table in document.tables for row in table.rows}))
print("pages", [section.orientation for section in document.sections])
"#;

#[test]
fn python_docx_finds_title_language_headings_and_named_tables() {
    let python: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "..", "..", "target", "tools", "office", "bin", "python"].iter().collect();
    if !is_installed(&python) {
        println!("skipped: python-docx is not installed");
        return;
    }
    let folder = folder("python-docx");
    let edition = CHARTER.editions.last().unwrap();
    let submission =
        &sample(1, submission_to(&CHARTER, edition).prop_filter("everything is in it", |one| one.exact.is_some()))[0];
    let file = folder.join("export.docx");
    std::fs::write(&file, document(submission)).unwrap();
    let output = Command::new(python).args(["-c", SEEN]).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let form = form(submission);
    let count = |is: fn(&Part) -> bool| form.parts.iter().filter(|part| is(part)).count();
    let headings = count(|part| matches!(part, Part::Heading { .. }));
    let (lists, facts) = (count(|part| matches!(part, Part::Table(_))), count(|part| matches!(part, Part::Facts(_))));
    let tables = lists + facts;
    let expected = format!(
        "title {}\nlanguage en-GB\nheadings {headings} skips 0\ntables {tables} named {tables} repeated {lists}\nwidths [0]\npages [0, 1, 1, 0]\n",
        form.title
    );
    assert!(headings > edition.questions.len() && lists >= 3, "a heading for each question, and its tables");
    let said = String::from_utf8_lossy(&output.stdout).replace("PORTRAIT (0)", "0").replace("LANDSCAPE (1)", "1");
    let said = said.replace("<WD_ORIENTATION.PORTRAIT: 0>", "0").replace("<WD_ORIENTATION.LANDSCAPE: 1>", "1");
    assert_eq!(said, expected);
    std::fs::remove_dir_all(folder).unwrap();
}
