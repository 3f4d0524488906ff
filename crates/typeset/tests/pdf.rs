//! PDF files are visible, accessible and archivable, and can be read back.

#[path = "../../documents/tests/formats/generated/mod.rs"]
mod generated;
#[path = "../../documents/tests/formats/same/mod.rs"]
mod same;

use documents::{
    reading::Reading,
    write::form::{self, Cell, CellKind, Column, Form, Part, Table},
    write::prose,
};
use generated::GeneratedSubmission;
use lopdf::{Dictionary, Document, Object};
use model::{
    Date,
    charter::Charter,
    core::canonical::canonical,
    peer_review::{
        feedback::{CriterionFeedback, Feedback},
        lessons::{LessonRow, LessonSection, LessonTable},
    },
};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use std::{path::Path, process::Command, sync::LazyLock};

static CHARTER: LazyLock<Charter> = LazyLock::new(testing::real_charter);
const TODAY: Date = Date::constant(2026, 11, 22);

/// A few submissions, the same each time, because drawing one takes a second without optimisation.
fn submissions(count: usize) -> Vec<GeneratedSubmission> {
    let mut runner = TestRunner::deterministic();
    let strategy = generated::any_submission(&CHARTER);
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

fn form(written: &GeneratedSubmission) -> Form {
    let edition = written.edition(&CHARTER);
    form::submission(&written.submission, &CHARTER, edition, written.exact.as_ref(), &written.signatures)
}

fn draw(written: &GeneratedSubmission) -> Vec<u8> {
    let submission = canonical(&written.submission).unwrap();
    typeset::pdf(&form(written), Some(submission.as_bytes()), TODAY).unwrap()
}

fn read(bytes: &[u8]) -> Reading {
    documents::read("export.pdf", bytes, &CHARTER).unwrap()
}

#[test]
fn the_attached_submission_is_read_back() {
    for written in submissions(3) {
        let json = canonical(&written.submission).unwrap();
        let mut from_json = documents::read("export.pdf", json.as_bytes(), &CHARTER).unwrap();
        let mut from_pdf = read(&draw(&written));
        assert_eq!(from_pdf.notices.pop().map(|notice| notice.code).as_deref(), Some("submission-inside"));
        from_json.file.clone_from(&from_pdf.file);
        assert_eq!(from_pdf, from_json);
    }
}

#[test]
fn every_field_of_every_action_is_read_from_the_pages() {
    for written in submissions(6) {
        let bytes = typeset::pdf(&form(&written), None, TODAY).unwrap();
        let mut reading = read(&bytes);
        // Line breaks depend on the page.
        reading.actions.iter_mut().for_each(same::flatten);
        let submission = &written.submission;
        assert_eq!(reading.edition.as_ref(), Some(&submission.edition.key));
        assert_eq!(reading.organisation.as_ref(), Some(&submission.organisation.name));
        same::actions(&reading, submission, same::flatten);
    }
}

#[test]
fn the_file_declares_that_it_is_accessible_and_archivable() {
    let written = submissions(1).remove(0);
    let document = Document::load_mem(&draw(&written)).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en-GB");
    let marked = dictionary(&document, catalog, b"MarkInfo");
    assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
    assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"Outlines"));
    let shown = dictionary(&document, catalog, b"ViewerPreferences");
    assert!(shown.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
    let metadata = catalog.get_deref(b"Metadata", &document).unwrap().as_stream().unwrap();
    let metadata = String::from_utf8(metadata.get_plain_content().unwrap()).unwrap();
    for claim in ["<pdfuaid:part>1", "<pdfaid:part>3", "<pdfaid:conformance>A"] {
        assert!(metadata.contains(claim), "{claim} is not in {metadata}");
    }
    let descriptors = document.objects.values().filter_map(|object| object.as_dict().ok());
    let descriptors: Vec<&Dictionary> = descriptors.filter(|one| one.has_type(b"FontDescriptor")).collect();
    assert!(descriptors.len() >= 3);
    assert!(descriptors.iter().all(|one| one.has(b"FontFile2") || one.has(b"FontFile3")), "a typeface is not embedded");
}

fn dictionary<'a>(document: &'a Document, parent: &'a Dictionary, key: &[u8]) -> &'a Dictionary {
    parent.get_deref(key, document).and_then(Object::as_dict).unwrap()
}

#[test]
fn the_same_form_on_the_same_day_gives_the_same_file() {
    let written = submissions(1).remove(0);
    assert!(draw(&written) == draw(&written));
}

/// Text that users have entered into forms.
#[test]
fn any_text_can_be_drawn() {
    let deep = (0..30).map(|depth| format!("{}- level {depth}", "  ".repeat(depth))).collect::<Vec<_>>().join("\n");
    let texts = [
        "#let x = 1; *not bold* $not math$ <label> @reference \\ // https://a.example/*",
        "日本語 العربية 😀 \u{e000} \u{301} \u{202e}back",
        &"unbreakable".repeat(80),
        &deep,
        "",
        "[a](https://a.example/?q=\"quoted\"&b=<c>) and <b>raw</b>\n\n7. seven\n8. eight",
        &"A paragraph that is long. ".repeat(200),
    ];
    let column = |heading: &str| Column { heading: heading.to_owned(), weight: 1 };
    let cell = |text: &str| Cell { prose: prose::read(text), kind: CellKind::Text };
    let table = Table {
        caption: "Words".to_owned(),
        description: "Each row is what somebody wrote.".to_owned(),
        columns: (0..8).map(|_| column("A head 日本")).collect(),
        rows: texts.iter().map(|text| vec![cell(text); 8]).collect(),
    };
    let mut parts: Vec<Part> = texts.iter().map(|text| Part::Prose(prose::read(text))).collect();
    parts.push(Part::Table(table));
    let form = Form {
        title: "Title 😀".to_owned(),
        organisation: String::new(),
        banner: Some("Draft of today, not signed".to_owned()),
        parts,
    };
    assert!(typeset::pdf(&form, None, TODAY).unwrap().starts_with(b"%PDF-"));
}

/// Answers in which nothing is as a typesetter expects it: one of the greatest length that is accepted, and shorter ones, because drawing
/// takes long without optimisation.
fn hostile_answers() -> Vec<(&'static str, String)> {
    let of = |piece: &str| piece.repeat(5_000 / piece.len());
    vec![
        ("the longest word", "x".repeat(model::core::prose::MAX_TEXT_BYTES - 1_000)),
        ("one wide word", of("W")),
        ("one address", format!("https://a.example/{}", of("y"))),
        ("a link of one word", format!("[{}](https://a.example)", of("z"))),
        ("a bold word", format!("**{}**", of("b"))),
        ("one word of combining marks", format!("a{}", of("\u{301}"))),
        ("a word without glyphs", of("日")),
        ("joined words", of("word\u{a0}")),
        ("one item in a list of lists", format!("{}{}", "- ".repeat(20), of("v"))),
        ("marks", of("*a_ ")),
    ]
}

#[test]
fn hostile_answers_can_be_drawn() {
    let column = || Column { heading: "A head".to_owned(), weight: 1 };
    for (name, text) in hostile_answers() {
        let prose = prose::read(&text);
        let table = Table {
            caption: "Words".to_owned(),
            description: "Each row is what somebody wrote.".to_owned(),
            columns: (0..6).map(|_| column()).collect(),
            rows: vec![
                (0..6)
                    .map(|_| Cell { prose: prose::read(&text[..text.floor_char_boundary(500)]), kind: CellKind::Text })
                    .collect(),
            ],
        };
        let heading = Part::Heading { level: 1, text: text.chars().take(300).collect() };
        let parts = vec![heading, Part::Prose(prose), Part::Table(table)];
        let form = Form { title: "Title".to_owned(), organisation: String::new(), banner: None, parts };
        let started = std::time::Instant::now();
        let drawn = typeset::pdf(&form, None, TODAY);
        eprintln!("{name}: {:?}", started.elapsed());
        assert!(drawn.as_ref().is_ok_and(|file| file.starts_with(b"%PDF-")), "{name}: {:?}", drawn.err());
        assert!(documents::write::docx(&form).starts_with(b"PK"), "{name}");
        assert!(documents::write::html(&form).len() > text.len(), "{name}");
    }
}

#[test]
fn any_mix_of_hostile_pieces_can_be_drawn() {
    use proptest::{collection::vec, sample::select};
    let pieces = vec![
        "x",
        "W",
        " ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "# ",
        "> ",
        "*",
        "**",
        "_",
        "`",
        "[",
        "](https://a.example)",
        "https://a.example/",
        "\u{301}",
        "\u{202e}",
        "\u{200b}",
        "\u{ad}",
        "\u{a0}",
        "日",
        "😀",
        "\t",
        "\\",
        "<b>",
        "&amp;",
        "|",
        "$",
        "#let",
    ];
    let strategy = vec((select(pieces), 1usize..100), 1..10);
    let mut runner = TestRunner::deterministic();
    for _ in 0..5 {
        let mix = strategy.new_tree(&mut runner).unwrap().current();
        let text: String = mix.iter().map(|(piece, times)| piece.repeat(*times)).collect();
        let prose = prose::read(&text);
        let cell = Cell { prose: prose.clone(), kind: CellKind::Text };
        let column = Column { heading: "A head".to_owned(), weight: 1 };
        let table = Table {
            caption: "Words".to_owned(),
            description: "What somebody wrote.".to_owned(),
            columns: vec![column; 5],
            rows: vec![vec![cell; 5]],
        };
        let parts = vec![Part::Prose(prose), Part::Table(table)];
        let form = Form { title: "Title".to_owned(), organisation: String::new(), banner: None, parts };
        let drawn = typeset::pdf(&form, None, TODAY);
        assert!(drawn.as_ref().is_ok_and(|file| file.starts_with(b"%PDF-")), "{mix:?}: {:?}", drawn.err());
        assert!(documents::write::docx(&form).starts_with(b"PK"), "{mix:?}");
    }
}

/// The name is that of a person, who may have any.
#[test]
fn a_certificate_is_accessible() {
    for name in ["Zoë O’Niġ", "אבג Ada", "𐍈 <Ada> \u{0301}"] {
        let form = form::certificate(&CHARTER.name, name, ("Reviewing", "2026-12"), TODAY);
        let bytes = typeset::pdf(&form, None, TODAY).unwrap();
        let document = Document::load_mem(&bytes).unwrap();
        let catalog = document.catalog().unwrap();
        assert!(dictionary(&document, catalog, b"MarkInfo").get(b"Marked").unwrap().as_bool().unwrap());
        assert!(catalog.has(b"StructTreeRoot"));
    }
}

/// Feedback as it is sent, with texts that anyone may have written.
fn feedback() -> (Form, Feedback) {
    let criterion = |criterion: &str, title: &str, strengths: &str, advice: &str| CriterionFeedback {
        criterion: criterion.into(),
        title: title.to_owned(),
        strengths: strengths.to_owned(),
        advice: advice.to_owned(),
    };
    let feedback = Feedback {
        organisation: "Zoë O’Niġ University".to_owned(),
        stage: 2,
        submitted: Date::constant(2027, 1, 31),
        opening: "Thank you.\n\n* First\n* Second".to_owned(),
        criteria: vec![
            criterion("lamp", "The lamp <of> אבג", "It burns **brightly**.", "Trim the wick."),
            criterion("log", "The log", "", "Write down who was on watch."),
        ],
    };
    (form::feedback(&CHARTER.name, &feedback, &feedback.locked().0.to_string(), TODAY), feedback)
}

#[test]
fn feedback_is_accessible_and_tells_neither_a_person_nor_a_time() {
    let (form, feedback) = feedback();
    let bytes = typeset::pdf(&form, None, TODAY).unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    let catalog = document.catalog().unwrap();
    assert!(dictionary(&document, catalog, b"MarkInfo").get(b"Marked").unwrap().as_bool().unwrap());
    assert!(catalog.has(b"StructTreeRoot"));
    assert_eq!(typeset::pdf(&form, None, TODAY).unwrap(), bytes, "the day is all that it depends on beside the text");
    let hash = feedback.locked().0.to_string();
    let parts = format!("{:?}", form.parts);
    assert!(parts.contains(&hash) && parts.contains("Strengths") && parts.contains("31 January 2027"));
    // The log has no strengths.
    assert_eq!(parts.matches("Strengths").count(), 1);
    let word = documents::write::docx(&form);
    assert!(word.starts_with(b"PK") && documents::write::docx(&form) == word);
}

#[test]
fn the_lessons_of_a_round_are_accessible() {
    let row =
        |cells: [&str; 2]| LessonRow { cells: cells.map(str::to_owned).to_vec(), bar: Some(50), passages: Vec::new() };
    let table = LessonTable {
        caption: "Recurring words and phrases",
        columns: vec!["Word or phrase", "Organisations"],
        rows: vec![row(["success measures", "4"]), row(["אבג", "3"])],
    };
    let section = LessonSection { title: "Advice that recurs", text: vec!["Words.".to_owned()], tables: vec![table] };
    let form = form::lessons(&CHARTER.name, "January 2027", &[section]);
    let bytes = typeset::pdf(&form, None, TODAY).unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    let catalog = document.catalog().unwrap();
    assert!(dictionary(&document, catalog, b"MarkInfo").get(b"Marked").unwrap().as_bool().unwrap());
    assert!(catalog.has(b"StructTreeRoot"));
}

#[test]
fn a_draft_and_a_blank_form_are_drawn() {
    let written = submissions(1).remove(0);
    let draft = form(&written).into_draft(TODAY);
    let blank = form::blank(&CHARTER, written.edition(&CHARTER));
    for form in [draft, blank] {
        assert!(typeset::pdf(&form, None, TODAY).unwrap().starts_with(b"%PDF-"));
    }
}

#[test]
fn bold_and_italic_text_is_recognised_by_its_fonts() {
    let text =
        "We **did it all**, and *how* we did it is told ***here***: nobody needs to ask for more of it than that.";
    let parts = vec![Part::Heading { level: 1, text: "What we did".to_owned() }, Part::Prose(prose::read(text))];
    let form = Form { title: "Title".to_owned(), organisation: String::new(), banner: None, parts };
    let (_, manuscript) = documents::read_manuscript("a.pdf", &typeset::pdf(&form, None, TODAY).unwrap()).unwrap();
    let passages = manuscript.blocks.iter().filter_map(documents::manuscript::Block::passage);
    let written: Vec<String> = passages.map(documents::manuscript::Passage::prose).collect();
    assert!(written.iter().any(|passage| passage == text), "{written:#?}");
}

/// Independent validators check the file. If they are not installed (`tests/services/install.sh`), the test prints that and skips
/// them.
#[test]
fn independent_validators_find_no_errors() {
    let file = std::env::temp_dir().join(format!("assay-form-{}.pdf", std::process::id()));
    let written = submissions(2).into_iter().max_by_key(|written| written.submission.rated.is_some()).unwrap();
    std::fs::write(&file, draw(&written)).unwrap();
    if let Some(report) = output_of("qpdf", &["--check"], &file) {
        assert!(report.contains("No syntax or stream encoding errors found"), "{report}");
    }
    if let Some(report) = output_of("pdfinfo", &["-struct"], &file) {
        let count = |tag: &str| {
            report
                .lines()
                .filter(|line| line.split_whitespace().next().map(|word| word.trim_end_matches(':')) == Some(tag))
                .count()
        };
        let rows = written.submission.plan.actions.len()
            + written.submission.rated.iter().map(|plan| plan.actions.len()).sum::<usize>();
        assert!(count("TR") > rows && count("TD") > rows, "a row is not tagged as one: {report}");
        assert!(count("TH") >= rows + 8, "heads of columns, and of each row: {report}");
        assert!(count("H1") > 5 && count("Table") >= 3, "{report}");
    }
    if let Some(report) =
        output_of(&testing::root().join("target/tools/pdf/bin/pdfua").display().to_string(), &["check"], &file)
    {
        assert!(report.contains("result: PASS"), "{report}");
    }
    std::fs::remove_file(&file).unwrap();
}

/// The output of a program that checks the file, or `None` if it is not installed.
fn output_of(program: &str, arguments: &[&str], file: &Path) -> Option<String> {
    let Ok(output) = Command::new(program).args(arguments).arg(file).output() else {
        println!("skipped: {program} is not installed");
        return None;
    };
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}
