//! Assay reads back every answer, action, field, rating and number that it writes.

use crate::{
    charter,
    generated::{self, GeneratedSubmission, any_submission},
    made, same,
};

use documents::{
    reading::{SignerRole, WhichPlan},
    write::{
        self,
        form::{Cell, Fact, Form, Part},
        prose,
    },
};
use model::{
    assessment::{
        locked_version::{self, Submission},
        verify::{Signatory, Signed, submission_file},
    },
    charter::{Charter, QuestionKind, rating::Colour},
    core::canonical::{Hash, canonical},
};
use proptest::prelude::*;
use std::{
    io::{Cursor, Read},
    path::PathBuf,
    sync::LazyLock,
};

static CHARTER: LazyLock<Charter> = LazyLock::new(charter::technician_commitment);

fn form(written: &GeneratedSubmission) -> Form {
    let edition = written.edition(&CHARTER);
    write::form::submission(&written.submission, &CHARTER, edition, written.exact.as_ref(), &written.signatures)
}

/// The file that users download, without the headcount, which is rounded there.
fn file(written: &GeneratedSubmission) -> String {
    let text = canonical(&written.submission).unwrap();
    let signed = |role, signature: &Option<write::form::WrittenSignature>| {
        let signature = signature.as_ref()?;
        let at = signature.on.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
        Some(Signed { role, name: signature.name.clone(), post: "Keeper".to_owned(), at, sha256: Hash::of(&text) })
    };
    let both =
        [signed(Signatory::Lead, &written.signatures.lead), signed(Signatory::Leader, &written.signatures.leader)];
    submission_file(&text, both.into_iter().flatten().collect(), None).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_word_document_is_read_back_completely(written in any_submission(&CHARTER)) {
        let bytes = write::docx(&form(&written));
        let reading = documents::read("export.docx", &bytes, &CHARTER).unwrap();
        same::assert_same(&reading, &written);
    }

    #[test]
    fn a_submission_file_is_read_back_completely(written in any_submission(&CHARTER)) {
        let written = GeneratedSubmission { exact: None, ..written };
        let reading = documents::read("submission.json", file(&written).as_bytes(), &CHARTER).unwrap();
        same::assert_same(&reading, &written);
        prop_assert!(reading.notices.is_empty(), "{:?}", reading.notices);
    }

    #[test]
    fn a_draft_is_read_back_without_the_missing_answers(written in any_submission(&CHARTER)) {
        let draft = form(&written).into_draft(model::Date::constant(2026, 11, 22));
        for (name, bytes) in [("draft.docx", write::docx(&draft)), ("draft.html", write::html(&draft).into_bytes())] {
            same::assert_same(&documents::read(name, &bytes, &CHARTER).unwrap(), &written);
        }
        let is_unanswered = written.submission.answers.iter().any(|answer| answer.text.is_empty() && answer.question.as_str() == "structures");
        let page = write::html(&draft);
        prop_assert!(page.contains("Draft, 22 November 2026, not signed"));
        prop_assert!(!is_unanswered || page.contains("Not answered yet."));
    }

    #[test]
    fn published_figures_are_read_back_unchanged(written in any_submission(&CHARTER)) {
        let Some(exact) = written.exact else { return Ok(()) };
        let published = exact.published();
        let exact_sha256 = Hash::of("");
        let headcount = Some(locked_version::SubmittedHeadcount { published: published.clone(), exact_sha256 });
        let text = canonical(&Submission { headcount, ..written.submission }).unwrap();
        let read = documents::read("submission.json", text.as_bytes(), &CHARTER).unwrap().headcount;
        let counts: Vec<Vec<u32>> = read.units.iter().map(|unit| unit.counts.0.iter().map(|(_, count)| *count).collect()).collect();
        let wanted: Vec<Vec<u32>> = published.units.iter().map(|unit| unit.counts.iter().map(|count| count.get()).collect()).collect();
        prop_assert_eq!(counts, wanted);
        prop_assert_eq!((read.as_at, read.totals.get("total")), (published.as_at, Some(published.all.get())));
    }

    #[test]
    fn rows_of_actions_contain_all_text_and_no_formula(written in any_submission(&CHARTER)) {
        let bytes = documents::write::csv::write_submission(&written.submission);
        let mut reader = csv::Reader::from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let rated = written.submission.rated.iter().flat_map(|plan| &plan.actions).map(|action| (action.id, &action.details));
        let all: Vec<_> = rated.chain(written.submission.plan.actions.iter().map(|action| (action.id, &action.details))).collect();
        prop_assert_eq!(rows.len(), all.len());
        for (row, (id, details)) in rows.iter().zip(all) {
            prop_assert_eq!(&row[13], id.to_string());
            prop_assert_eq!(row[2].trim_start_matches('\''), &details.text);
            prop_assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{:?}", row);
        }
    }

    #[test]
    fn evidence_is_printed_with_its_attachments_and_without_internal_text(written in any_submission(&CHARTER)) {
        let page = write::html(&form(&written));
        prop_assert_eq!(page.contains("Appendix D: Evidence"), !written.submission.evidence.is_empty());
        for piece in &written.submission.evidence {
            prop_assert!(page.contains(piece.kind.name()));
            prop_assert!(piece.title.as_ref().is_none_or(|title| page.contains(&title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))));
            prop_assert!(piece.shown.is_some() || page.contains("Available on request"));
            let at = written.submission.answers.iter().position(|answer| piece.questions.contains(&answer.question));
            let beside = at.map(|at| format!("Answer {}", at + 1)).unwrap_or_default();
            prop_assert!(page.contains(&beside), "{}", beside);
        }
    }

    #[test]
    fn a_web_page_is_read_back_completely(written in any_submission(&CHARTER)) {
        let page = write::html(&form(&written));
        let reading = documents::read("export.html", page.as_bytes(), &CHARTER).unwrap();
        same::assert_same(&reading, &written);
    }
}

/// Headings and labels, each with its former wording.
const RENAMED: [(&str, &str); 21] = [
    ("<th scope=\"col\">Timescale</th>", "<th scope=\"col\">By when</th>"),
    ("<th scope=\"col\">Success measure</th>", "<th scope=\"col\">Measure of success</th>"),
    ("<th scope=\"col\">Explanation</th>", "<th scope=\"col\">What happened</th>"),
    ("<th scope=\"col\">Learning</th>", "<th scope=\"col\">What was learned</th>"),
    ("<td>Not rated</td>", "<td>Not said</td>"),
    ("<th scope=\"col\">Title</th>", "<th scope=\"col\">Called</th>"),
    ("<th scope=\"col\">Type</th>", "<th scope=\"col\">Kind</th>"),
    ("<th scope=\"col\">Location</th>", "<th scope=\"col\">To be found</th>"),
    ("<th scope=\"col\">Attached to</th>", "<th scope=\"col\">Beside</th>"),
    ("<th scope=\"row\">Email:</th>", "<th scope=\"row\">E-mail:</th>"),
    ("<th scope=\"row\">Scope:</th>", "<th scope=\"row\">Who is counted:</th>"),
    ("<p>Also under theme: ", "<p>Also under: "),
    ("<p>First included: ", "<p>First promised: "),
    ("<p>Rationale: ", "<p>Why: "),
    ("<p>Other charters: ", "<p>Also serves: "),
    ("<p>Stopped: ", "<p>It ends here: "),
    ("<p>Merged into action ", "<p>Merged into number "),
    ("<p>Continued in the new plan.</p>", "<p>It goes on in the new plan.</p>"),
    ("<p>Replaced by a related action.</p>", "<p>Another action goes on from it.</p>"),
    ("<p>Continued from the previous plan.</p>", "<p>Goes on from the last plan.</p>"),
    ("<p>Related to an action in the previous plan.</p>", "<p>Goes on from another action.</p>"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_page_with_the_former_headings_is_still_read_completely(written in any_submission(&CHARTER)) {
        let mut page = write::html(&form(&written));
        for (heading, former) in RENAMED {
            page = page.replace(heading, former);
        }
        let reading = documents::read("export.html", page.as_bytes(), &CHARTER).unwrap();
        same::assert_same(&reading, &written);
    }
}

#[test]
fn both_real_submissions_are_read_back_completely() {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "..", "..", "shared", "seeds"].iter().collect();
    let Ok(entries) = std::fs::read_dir(folder) else {
        println!("skipped: ../shared/seeds is not here");
        return;
    };
    for file in entries.map(|entry| entry.unwrap().path()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("003") && !name.starts_with("004") {
            continue;
        }
        let first = documents::read(&name, &std::fs::read(&file).unwrap(), &CHARTER).unwrap();
        let imported = generated::real::submission_from(&first, &CHARTER);
        let again = documents::read("export.docx", &write::docx(&form(&imported)), &CHARTER).unwrap();
        same::assert_same(&again, &imported);
        assert_eq!(again.headcount, first.headcount, "people and printed totals");
        let page = documents::read("export.html", write::html(&form(&imported)).as_bytes(), &CHARTER).unwrap();
        same::assert_same(&page, &imported);
        assert_eq!(page.headcount, first.headcount, "people and printed totals of the page");
    }
}

#[test]
fn a_blank_form_is_recognised_as_blank() {
    for edition in &CHARTER.editions {
        let bytes = write::docx(&write::form::blank(&CHARTER, edition));
        let reading = documents::read("form.docx", &bytes, &CHARTER).unwrap();
        let codes: Vec<&str> = reading.notices.iter().map(|notice| notice.code.as_str()).collect();
        assert!(codes.contains(&"blank-template"), "{}: {codes:?} {:?}", edition.id, reading.answers);
        assert_eq!(reading.edition.as_ref(), Some(&edition.id));
    }
}

/// Fills in the form as a user does in Word: beside labels, in rows, and in the boxes below questions.
fn filled(mut form: Form) -> Vec<u8> {
    let mut signed = ["Ada Glass", "Ben Reed"].into_iter();
    for part in &mut form.parts {
        match part {
            Part::Facts(facts) => facts.iter_mut().for_each(|fact| fill(fact, &mut signed)),
            Part::Table(table) => {
                let headings: Vec<&str> = table.columns.iter().map(|column| column.heading.as_str()).collect();
                for (index, row) in table.rows.iter_mut().take(2).enumerate() {
                    for (cell, head) in row.iter_mut().zip(&headings) {
                        *cell = Cell { prose: prose::lines(&typed(head, index)), ..Cell::default() };
                    }
                }
            }
            _ => {}
        }
    }
    let bytes = write::docx(&form);
    let mut body = String::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut body).unwrap();
    let words = "<w:p><w:r><w:t>We did it.</w:t></w:r></w:p><w:p><w:r><w:t>• twice</w:t></w:r></w:p></w:tc>";
    let body = body.replace("<w:p/></w:tc>", words);
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut part = Vec::new();
        entry.read_to_end(&mut part).unwrap();
        let name = entry.name().unwrap().into_owned();
        parts.push((name.clone(), if name == "word/document.xml" { body.clone().into_bytes() } else { part }));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, part)| (name.as_str(), part.as_slice())).collect();
    made::zipped(&parts)
}

fn fill<'a>(fact: &mut Fact, signed: &mut impl Iterator<Item = &'a str>) {
    fact.value = prose::lines(match fact.label {
        "Organisation" => "University of Tarn",
        "Institutional lead" => "Ada Glass",
        "Email" => "ada@tarn.example",
        "Telephone" => "01234 567890",
        "Counted on" => "1 May 2024",
        "Signed" => signed.next().unwrap_or_default(),
        _ => "25 July 2024",
    });
}

fn typed(head: &str, row: usize) -> String {
    match head {
        "No." => (row + 1).to_string(),
        "Theme" => CHARTER.themes[row].name.clone(),
        "Action" => format!("Build lamp {row}."),
        "Owner" => "Ada Glass".to_owned(),
        "Timescale" => "By March 2027".to_owned(),
        "Success measure" => "It burns".to_owned(),
        "RAG rating" => ["Green", "R"][row].to_owned(),
        "Explanation" => "It stood.".to_owned(),
        "Learning" => "Ask first.".to_owned(),
        "Unit" => ["Physics", "Library"][row].to_owned(),
        "Women" | "Men" => "12".to_owned(),
        "Total" => "24".to_owned(),
        _ => String::new(),
    }
}

#[test]
fn a_completed_form_is_read_completely() {
    for edition in &CHARTER.editions {
        let bytes = filled(write::form::blank(&CHARTER, edition));
        let reading = documents::read("filled.docx", &bytes, &CHARTER).unwrap();
        assert_eq!(reading.edition.as_ref(), Some(&edition.id));
        assert_eq!(reading.organisation.as_deref(), Some("University of Tarn"));
        let lead = [&reading.lead.name, &reading.lead.email, &reading.lead.telephone].map(|said| said.clone().unwrap());
        assert_eq!(lead, ["Ada Glass", "ada@tarn.example", "01234 567890"]);
        for question in edition.questions.iter().filter(|question| question.kind != QuestionKind::Address) {
            let answer = reading.answers.iter().find(|answer| answer.question == question.id);
            assert_eq!(answer.map(|answer| answer.text.as_str()), Some("We did it.\n\n- twice"), "{}", question.id);
        }
        let of = |plan: WhichPlan| reading.actions.iter().filter(move |action| action.plan == plan);
        let new: Vec<_> = of(WhichPlan::New).map(|action| (action.text.as_str(), action.themes.as_slice())).collect();
        let themes = [&CHARTER.themes[0].id, &CHARTER.themes[1].id].map(|theme| [theme.clone()]);
        assert_eq!(new, [("Build lamp 0.", themes[0].as_slice()), ("Build lamp 1.", themes[1].as_slice())]);
        assert!(
            of(WhichPlan::New).all(|action| action.due.is_some() && action.measure.is_some() && action.owner.is_some())
        );
        if edition.rates_plan_of_months.is_some() {
            let rated: Vec<_> = of(WhichPlan::Rated).map(|action| (action.rag, action.learning.as_deref())).collect();
            assert_eq!(rated, [(Some(Colour::Green), Some("Ask first.")), (Some(Colour::Red), Some("Ask first."))]);
        }
        if edition.headcount {
            assert_eq!(reading.headcount.units.len(), 2);
            assert_eq!(reading.headcount.as_at.map(|day| day.to_string()).as_deref(), Some("2024-05-01"));
        }
        let signed: Vec<_> = reading.signatures.iter().map(|one| (one.role, one.name.as_deref(), one.date)).collect();
        let day = Some(model::Date::constant(2024, 7, 25));
        assert_eq!(signed, [(SignerRole::Lead, Some("Ada Glass"), day), (SignerRole::Leader, Some("Ben Reed"), day)]);
    }
}
