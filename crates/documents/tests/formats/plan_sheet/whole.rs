//! Generated plans are written and read back, and other programs open the workbook.

use super::{CHARTER, Offline, compared, day, details, plan, three, unchanged, update, written};
use calamine::{Data, Reader, Xlsx};
use documents::plan_sheet::RowDifference;
use model::{
    Date,
    charter::rating::{Colour, Rating},
    plan::action::{ActionDetails, ActionDraft, ProgressUpdate},
};
use proptest::{
    option,
    prelude::*,
    sample::{select, subsequence},
};
use std::{io::Cursor, process::Command};

/// Text as people type and paste it: lines, formulas, quotation marks, unusual characters.
fn words() -> impl Strategy<Value = String> {
    let usual = select(vec![
        "",
        "=1+1",
        "-",
        "+44 1234",
        "@home",
        "a\nb\n\n- c",
        "_x000D_",
        "'quoted'",
        "R&D <b>",
        "#REF!",
        "TRUE",
        "31/03/2026",
        "1e5",
        "007",
        "  x  ",
        "a;b",
    ]);
    prop_oneof![2 => usual.prop_map(str::to_owned), 3 => "\\PC{0,40}", 1 => ".{0,20}"]
}

fn generated_details() -> impl Strategy<Value = ActionDetails> {
    let themes: Vec<_> = CHARTER.themes.iter().map(|theme| theme.id.clone()).collect();
    let categories: Vec<_> = CHARTER.categories.iter().map(|category| category.id.clone()).collect();
    let allied: Vec<_> = CHARTER.allied.iter().map(|allied| allied.id.clone()).collect();
    let all = CHARTER.recommendations.iter().flat_map(|set| &set.recommendations);
    let recommendations: Vec<_> = all.map(|one| one.id.clone()).collect();
    let keys = (
        subsequence(themes.clone(), 1..=themes.len()),
        option::of(select(categories)),
        subsequence(recommendations.clone(), 0..=recommendations.len().min(4)),
        subsequence(allied.clone(), 0..=allied.len()),
    );
    let days = option::of((1850..2200_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, of)| day(year, month, of)));
    let words = [words().boxed(), words().boxed(), words().boxed(), words().boxed(), words().boxed(), words().boxed()];
    (keys, days.clone(), days, words).prop_map(|((themes, category, recommendations, allied), starts, due, words)| {
        let [text, owner, timescale, measure, resource, rationale] = words;
        ActionDetails {
            themes,
            category,
            owner,
            starts,
            due,
            timescale,
            measure,
            resource,
            rationale,
            recommendations,
            allied,
            ..details(&format!("Count {text}"))
        }
    })
}

fn progress_update() -> impl Strategy<Value = Option<ProgressUpdate>> {
    let rated = (select(Colour::ALL.to_vec()), words(), words()).prop_map(|(colour, words, learning)| {
        let rating = Rating::parse(colour, &format!("why {words}")).unwrap();
        Some(ProgressUpdate { learning, ..update(rating, &words) })
    });
    prop_oneof![1 => Just(None), 4 => rated]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_plan_is_read_back_unchanged(actions in prop::collection::vec((generated_details(), progress_update()), 0..6)) {
        let plan = plan(actions);
        let differences = compared(&written(&plan), &plan);
        prop_assert!(unchanged(&differences), "{differences:?}");
        prop_assert_eq!(differences.rows.len(), plan.actions.len());
    }

    #[test]
    fn any_action_filled_in_offline_is_read_as_entered(before in generated_details(), after in valid_details()) {
        let [today, filled] = [plan([(before.clone(), None)]), plan([(after.clone(), None)])];
        let mut offline = Offline::open(&written(&filled));
        // Without its fingerprints, every field of the row counts as edited.
        offline.set(&after.text, "Action ID", &filled.actions[0].action.id.to_string());
        let differences = compared(&offline.save(), &today);
        match &differences.rows[0].outcome {
            RowDifference::Changed(_, edit) => prop_assert_eq!(edit.details.as_ref(), Some(&after), "{:?}", edit),
            other => prop_assert_eq!(before, after, "{:?}", other),
        }
    }
}

/// Action details that can be stored: valid, and without blanks that programs remove.
fn valid_details() -> impl Strategy<Value = ActionDetails> {
    let is_tidy = |words: &str| {
        let is_plain = !words.contains(['\r', '\u{a0}', '\u{2028}']);
        is_plain && words.split('\n').all(|line| line.trim() == line)
    };
    generated_details().prop_filter_map("it would be refused", move |details| {
        let bounded = |date: Date| day(2006 + date.year().rem_euclid(39), date.month(), date.day());
        let (starts, due) = (details.starts.map(bounded), details.due.map(bounded));
        let details = ActionDetails { timescale: String::new(), starts, due, ..details };
        let checked = ActionDetails::parse(&ActionDraft::from(details), &CHARTER).ok()?;
        let words = [&checked.text, &checked.owner, &checked.measure, &checked.resource, &checked.rationale];
        let all_tidy = words.into_iter().all(|words| is_tidy(words));
        all_tidy.then_some(checked)
    })
}

fn calamine(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

#[test]
fn calamine_finds_the_same_cells() {
    let plan = plan([(
        ActionDetails { owner: "=1+1".into(), ..details("Count everyone") },
        Some(update(Rating::Green, "Done")),
    )]);
    let bytes = written(&plan);
    let mut workbook = calamine(&bytes);
    assert_eq!(workbook.sheet_names(), ["Plan", "Notes"]);
    let range = workbook.worksheet_range("Plan").unwrap();
    let cells = range.rows().nth(1).unwrap();
    assert_eq!(
        [cells[1].to_string(), cells[2].to_string(), cells[8].to_string()],
        ["Count everyone", "=1+1", "Green – Completed"]
    );
    assert!(matches!(&cells[4], Data::DateTime(day) if day.is_datetime()), "not a date: {:?}", cells[4]);
    assert!(cells[15].to_string().starts_with("00000000-0000-0000-0000-000000000001 "));
    assert_eq!(workbook.worksheet_formula("Plan").unwrap().used_cells().count(), 0, "a cell is a formula");
}

/// A part of the file, for what no library exposes.
fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(zip.by_name(name).unwrap()).unwrap()
}

#[test]
fn the_workbook_is_set_up_for_editing_and_printing() {
    let bytes = written(&three());
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for sign in [
        "<autoFilter ref=\"A1:P4\"",
        "state=\"frozen\"",
        "orientation=\"landscape\"",
        "fitToWidth",
        "type=\"list\"",
        "<formula1>Notes!$A$",
        "type=\"beginsWith\"",
        "Page &amp;P of &amp;N",
        "Institute of Tarn &amp;&amp; Glass",
    ] {
        let sign = if sign == "fitToWidth" { "fitToPage=\"1\"" } else { sign };
        assert!(sheet.contains(sign), "{sign} in {sheet}");
    }
    let workbook = part(&bytes, "xl/workbook.xml");
    assert!(workbook.contains("_xlnm.Print_Titles") && workbook.contains("_xlnm.Print_Area"), "{workbook}");
    assert!(part(&bytes, "docProps/core.xml").contains("Action plan of Institute of Tarn &amp; Glass"));
    assert!(part(&bytes, "xl/worksheets/sheet2.xml").contains("<row "));
}

#[test]
fn a_workbook_saved_again_by_libreoffice_is_unchanged() {
    let folder = std::env::temp_dir().join(format!("plan-sheet-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let plan = three();
    let file = folder.join("plan.xlsx");
    std::fs::write(&file, written(&plan)).unwrap();
    for ending in ["xlsx", "ods", "xls"] {
        let out = folder.join(ending);
        let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
        let convert = Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", ending, "--outdir"])
            .arg(&out)
            .arg(&file)
            .output();
        let Ok(convert) = convert else {
            println!("skipped: soffice is not installed");
            break;
        };
        assert!(convert.status.success(), "{convert:?}");
        let bytes = std::fs::read(out.join(format!("plan.{ending}"))).unwrap();
        let differences = compared(&bytes, &plan);
        assert!(unchanged(&differences), "{ending}: {differences:?}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
