use super::*;
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 22);

fn parse(draft: &EvidenceDraft, kind: EvidenceKind) -> Result<NewEvidence, Vec<&'static str>> {
    let parsed = draft.parse(kind, None, &crate::assessment::locked_version::tests::charter(), TODAY);
    parsed.map_err(|flaws| flaws.into_iter().map(|flaw| flaw.field).collect())
}

fn testimonial() -> EvidenceDraft {
    EvidenceDraft { title: "A voice".into(), words: "It changed my work".into(), ..EvidenceDraft::default() }
}

#[test]
fn a_named_testimonial_needs_consent() {
    let anonymous = parse(&testimonial(), EvidenceKind::Testimonial).unwrap().content;
    assert!(matches!(&anonymous, EvidenceContent::Testimonial(Testimony::Anonymous { consent: None, .. })));
    assert!(!anonymous.may_be_public(), "there is no consent");
    assert!(!serde_json::to_string(&anonymous).unwrap().contains("name"));

    let named = EvidenceDraft { name: "A. King".into(), ..testimonial() };
    assert_eq!(parse(&named, EvidenceKind::Testimonial), Err(vec!["asked_by", "asked_on", "terms"]));
    let asked = EvidenceDraft {
        asked_by: "P. Example".into(),
        asked_on: Some(date(2026, 11, 1)),
        terms: "To be quoted by name".into(),
        ..named
    };
    assert!(parse(&asked, EvidenceKind::Testimonial).unwrap().content.may_be_public());
    let tomorrow = EvidenceDraft { asked_on: Some(date(2026, 11, 23)), ..asked.clone() };
    assert_eq!(parse(&tomorrow, EvidenceKind::Testimonial), Err(vec!["asked_on"]));
    let content = parse(&EvidenceDraft { name: " ".into(), ..asked }, EvidenceKind::Testimonial).unwrap().content;
    assert!(content.may_be_public() && matches!(content, EvidenceContent::Testimonial(Testimony::Anonymous { .. })));
}

#[test]
fn a_testimonial_without_consent_has_no_text_and_is_internal() {
    let taken = EvidenceContent::Testimonial(Testimony::ConsentWithdrawn { on: TODAY });
    assert!(!taken.may_be_public());
    assert_eq!(taken.words(), "Consent withdrawn on 22 November 2026. The text has been deleted.");
    let read: EvidenceContent = serde_json::from_str(&serde_json::to_string(&taken).unwrap()).unwrap();
    assert_eq!(read, taken);
}

#[test]
fn a_figure_has_a_date_and_what_it_measures() {
    let draft = EvidenceDraft { title: "Mentors".into(), value: "1,240".into(), ..EvidenceDraft::default() };
    assert_eq!(parse(&draft, EvidenceKind::Number), Err(vec!["counts", "on"]));
    let whole = EvidenceDraft { counts: "technicians with a mentor".into(), on: Some(TODAY), ..draft };
    assert_eq!(
        parse(&whole, EvidenceKind::Number).unwrap().content.words(),
        "1,240 technicians with a mentor, 22 November 2026"
    );
    for wrong in ["", "many", "1.2.3", "<b>1</b>", "1e9", "12345678901234567"] {
        assert_eq!(
            parse(&EvidenceDraft { value: wrong.into(), ..whole.clone() }, EvidenceKind::Number),
            Err(vec!["value"]),
            "{wrong}"
        );
    }
    for right in ["3.5", "-2", "81%", "81 %"] {
        assert!(
            parse(&EvidenceDraft { value: right.into(), ..whole.clone() }, EvidenceKind::Number).is_ok(),
            "{right}"
        );
    }
}

#[test]
fn a_link_leads_to_a_public_page_and_a_file_is_required() {
    let draft = EvidenceDraft {
        title: "Our page".into(),
        address: "http://127.0.0.1/admin".into(),
        ..EvidenceDraft::default()
    };
    assert_eq!(parse(&draft, EvidenceKind::Link), Err(vec!["address"]));
    assert_eq!(
        parse(&EvidenceDraft { title: " ".into(), ..draft.clone() }, EvidenceKind::File),
        Err(vec!["title", "file"])
    );
    let link = EvidenceDraft { address: "www.example.ac.uk".into(), ..draft };
    assert_eq!(parse(&link, EvidenceKind::Link).unwrap().content.kind(), EvidenceKind::Link);
}

#[test]
fn evidence_is_public_if_it_is_marked_has_consent_and_is_not_withdrawn() {
    let content = parse(&testimonial(), EvidenceKind::Testimonial).unwrap().content;
    let mut evidence = Evidence {
        id: EvidenceId(uuid::Uuid::nil()),
        title: "A voice".into(),
        content,
        themes: Vec::new(),
        allied: Vec::new(),
        marked_public: true,
        withdrawn: None,
        revision: 1,
        added: Timestamp::UNIX_EPOCH,
        who: None,
    };
    assert!(!evidence.is_for_everyone(), "there is no consent");
    evidence.content = EvidenceContent::Link { address: Address::parse("www.example.ac.uk").unwrap() };
    assert!(evidence.is_for_everyone());
    evidence.withdrawn = Some(Withdrawn { at: Timestamp::UNIX_EPOCH, reason: "Old".into() });
    assert!(!evidence.is_for_everyone());
}

#[test]
fn sizes_are_shown_in_a_suitable_unit() {
    let file = |bytes| EvidenceFile { name: "a.pdf".into(), format: EvidenceFormat::Pdf, bytes, sha256: Hash::of("") };
    assert_eq!([999, 1_001, 3_250_000].map(|bytes| file(bytes).size()), ["999 bytes", "2 kB", "3.2 MB"]);
}
