//! Forms around a plan: contact form, answers, headcount, signatures. All organisations and people are invented.

use crate::charter;

use documents::{
    ReadError,
    reading::{DocumentFormat, Reading, SignerRole},
};
use model::charter::rating::Colour;

fn read(name: &str, bytes: &[u8]) -> Reading {
    documents::read(name, bytes, &charter::technician_commitment()).unwrap()
}

const MARKDOWN: &str = "# Stage 3 Self-Assessment\n\n| Organisation | Institute of Sinew |\n|---|---|\n| Name of institutional lead | **Ada Bone** |\n\
    | E-mail | [ada_bone@sinew.example](mailto:ada_bone@sinew.example) |\n| Telephone | 01234 567 890 |\n\n\
    ## 1. Please provide an overview of technical staff structures\n\nWe have *four* workshops:\n\n- clay\n- glass\n\nSee [our page](https://sinew.example/workshops).\n\n\
    ## 2. Governance, resources and engagement\n\nA committee meets.\n\n### People\n\nAs at 3 February 2025:\n\n\
    | Unit | Women | Men | Total |\n|---|---|---|---|\n| Clay | 3 | - | 3 |\n| Glass | 1 | 4 | 5 |\n| **Total** | 4 | 4 | 8 |\n\n\
    ## 7. Please confirm that your status and action plan are published on your website\n\nYes: www.sinew.example/promise\n\n\
    ## Sign-off\n\n| | Institutional lead | |\n|---|---|---|\n| Signed: | Ada Bone | Date: | 1 March 2025 |\n\n\
    | Leader of institution |\n|---|\n| Signed: Max Sinew |\n| Date: 03/03/2025 |\n";

#[test]
fn a_markdown_form_is_read_from_its_tables_and_headings() {
    let reading = read("form.md", MARKDOWN.as_bytes());
    assert_eq!((reading.format, reading.stage), (DocumentFormat::Markdown, Some(3)));
    assert_eq!(reading.organisation.as_deref(), Some("Institute of Sinew"));
    assert_eq!(reading.lead.name.as_deref(), Some("Ada Bone"));
    assert_eq!(reading.lead.email.as_deref(), Some("ada_bone@sinew.example"));
    assert_eq!(reading.lead.telephone.as_deref(), Some("01234 567 890"));
    let answers: Vec<_> = reading.answers.iter().map(|a| (a.question.as_str(), a.text.as_str())).collect();
    assert_eq!(
        answers,
        [
            (
                "structures",
                "We have *four* workshops:\n\n- clay\n- glass\n\nSee [our page](https://sinew.example/workshops)."
            ),
            ("governance", "A committee meets.\n\nPeople\n\nAs at 3 February 2025:"),
        ]
    );
    assert_eq!(reading.publication_url.as_deref(), Some("https://www.sinew.example/promise"));
    let signed: Vec<_> =
        reading.signatures.iter().map(|s| (s.role, s.name.as_deref(), s.date.map(|d| d.to_string()))).collect();
    assert_eq!(
        signed,
        [
            (SignerRole::Lead, Some("Ada Bone"), Some("2025-03-01".into())),
            (SignerRole::Leader, Some("Max Sinew"), Some("2025-03-03".into()))
        ]
    );
}

#[test]
fn a_consistent_headcount_has_no_notices() {
    let reading = read("form.md", MARKDOWN.as_bytes());
    let table = &reading.headcount;
    assert_eq!(table.as_at.unwrap().to_string(), "2025-02-03");
    assert_eq!((table.units.len(), table.units[0].counts.get("Men"), table.totals.get("total")), (2, Some(0), Some(8)));
    assert!(!reading.notices.iter().any(|notice| notice.code.starts_with("headcount")));
}

#[test]
fn line_ends_byte_order_marks_and_encodings_make_no_difference() {
    let text = "Stage Two Self-Assessment\n\nOrganisation: Université de Moëlle\n\nPlease provide an overview of technical staff \
                structures in your organisation.\n\nThe café’s staff – all four.\n\nPlease evidence how the ‘technician voice’ was \
                present.\n\nWe asked.\n";
    let plain = read("a.txt", text.as_bytes());
    assert_eq!(plain.answers[0].text, "The café’s staff – all four.");
    let windows: Vec<u8> = text
        .replace('\n', "\r\n")
        .chars()
        .map(|c| match c {
            '’' => 0x92,
            '‘' => 0x91,
            '–' => 0x96,
            c => u8::try_from(u32::from(c)).unwrap(),
        })
        .collect();
    let marked = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let utf_16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [windows, marked.into_bytes(), utf_16] {
        assert_eq!(read("a.txt", &bytes), plain);
    }
}

#[test]
fn wrapped_lines_are_one_paragraph() {
    let text = "Stage Two Self-Assessment\nOrganisation: University of Marrow\nE-mail: a@marrow.example\n\nPlease provide an overview of \
                technical staff structures.\n\nOur technicians work in four workshops across the whole campus,\nand each of the workshops \
                has a manager who reports to the dean.\n\nPlease evidence how the technician voice was present.\n\nWe asked.\n";
    let reading = read("a.txt", text.as_bytes());
    assert_eq!(reading.organisation.as_deref(), Some("University of Marrow"));
    assert_eq!(reading.lead.email.as_deref(), Some("a@marrow.example"));
    assert!(reading.answers[0].text.contains("campus, and each"), "{:?}", reading.answers);
}

#[test]
fn the_paragraphs_below_a_heading_with_two_questions_are_assigned_by_their_text() {
    let text = "Stage Two Self-Assessment\n\nOrganisation: University of Marrow\n\nPlease provide an overview of technical staff structures.\n\n\
                Four workshops.\n\nPlease provide a 36-month action plan detailing how themes are addressed and evidenced. Please evidence how \
                the technician voice was present.\n\nThis may be detailed here or attached to this document as an appendix.\n\n\
                We held workshops and a survey, and members of each team discussed the draft.\n\nOur plan is available in Appendix B.\n";
    let reading = read("a.txt", text.as_bytes());
    let answers: Vec<_> =
        reading.answers.iter().map(|a| (a.question.as_str(), a.text.split(' ').next().unwrap())).collect();
    assert_eq!(answers, [("structures", "Four"), ("plan", "Our"), ("voice", "We")]);
}

#[test]
fn another_charter_is_read_by_its_own_terms() {
    let text = "First watch\n\nOrganisation: Harbour of Wick\n\nHow does it stand?\n\nUpright.\n\nYour year\n\nLight\n\n- Trim the lamp\n\
                - Paint the stairs - done\n\nCompany\n\n- Share the watch by May 2031 (not begun)\n\nKeepers\u{2019} say\n\nThey laughed.\n";
    let reading = documents::read("wick.txt", text.as_bytes(), &charter::keepers_pledge()).unwrap();
    assert_eq!(reading.organisation.as_deref(), Some("Harbour of Wick"));
    let answers: Vec<_> = reading.answers.iter().map(|a| (a.question.as_str(), a.text.as_str())).collect();
    assert_eq!(answers, [("tower", "Upright."), ("say", "They laughed.")]);
    let themes: Vec<_> = reading.actions.iter().map(|action| action.themes[0].as_str()).collect();
    assert_eq!(themes, ["light", "light", "company"]);
    assert_eq!(reading.actions[2].rag, Some(Colour::Red));
    let refused = documents::read("wick.txt", text.as_bytes(), &charter::technician_commitment()).unwrap_err();
    assert!(matches!(refused, ReadError::NotASubmission { .. }));
}

#[test]
fn the_json_has_the_documented_keys_and_is_read_back() {
    let reading = read("form.md", MARKDOWN.as_bytes());
    let json = serde_json::to_value(&reading).unwrap();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let mut contract = vec![
        "file",
        "format",
        "organisation",
        "stage",
        "edition",
        "lead",
        "answers",
        "actions",
        "headcount",
        "publication_url",
        "signatures",
        "notices",
        "unused",
    ];
    contract.sort_unstable();
    assert_eq!(keys, contract);
    assert_eq!(json["headcount"]["units"][1]["counts"]["Men"], 4);
    assert_eq!((&json["signatures"][0]["role"], &json["answers"][0]["where"]), (&"lead".into(), &"line 11".into()));
    let json = serde_json::to_string(&reading).unwrap();
    assert_eq!(serde_json::from_str::<Reading>(&json).unwrap(), reading);
}

#[test]
fn boxes_around_questions_and_answers_are_not_tables() {
    let text = "Stage Two Self-Assessment\n\n| Organisation: University of Marrow |\n|---|\n\n| **Please provide an overview of technical staff structures.** |\n\
                |---|\n| Four workshops.<br><br>Two more in summer. |\n\n| Please evidence how the technician voice was present. |\n|---|\n| We asked. |\n";
    let reading = read("boxes.md", text.as_bytes());
    assert_eq!(reading.organisation.as_deref(), Some("University of Marrow"));
    let answers: Vec<_> = reading.answers.iter().map(|a| a.text.as_str()).collect();
    assert_eq!(answers, ["Four workshops.\n\nTwo more in summer.", "We asked."]);
}

#[test]
fn a_document_without_blank_lines_is_read_by_its_lines() {
    let long = "We have workshops for clay, glass and iron, each with a manager, and the managers meet every month with the dean to say what is \
                needed, who is to be hired and what the students ask for.";
    let text = format!(
        "Stage Two Self-Assessment\nOrganisation: University of Marrow\nPlease provide an overview of technical staff structures.\n{long}\n{long}\n\
         Please evidence how the technician voice was present in this plan.\nWe asked.\n"
    );
    let reading = read("dense.txt", text.as_bytes());
    let answers: Vec<_> = reading.answers.iter().map(|a| a.text.clone()).collect();
    assert_eq!(answers, [format!("{long}\n\n{long}"), "We asked.".to_owned()]);
}
