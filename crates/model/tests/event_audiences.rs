//! Who may read each field of each event in the activity log: a field without an audience fails the test, and so does an event that
//! everyone may read with a field that is not public.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/event-audiences.txt");
const AUDIENCES: [&str; 3] = ["public", "secretariat", "members"];

/// Each field of each event as `Event.field`, and whether everyone may ever read that event.
fn fields() -> BTreeMap<String, bool> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/work");
    let mut files = vec![folder.join("event.rs"), folder.join("../peer_review/feedback/event.rs")];
    files.extend(std::fs::read_dir(folder.join("event")).unwrap().map(|entry| entry.unwrap().path()));
    let mut found = BTreeMap::new();
    files.retain(|file| file.is_file());
    // What everyone may read of the events of all areas is beside their other audiences.
    let of_all = std::fs::read_to_string(folder.join("event/audience.rs")).unwrap();
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        let decides = if file.ends_with("work/event.rs") { &of_all } else { &source };
        let public = between(decides, "fn may_be_public", "\n    }\n").unwrap_or_default();
        let enumeration = source.split("pub enum ").find(|part| {
            let name = part.split_whitespace().next().unwrap_or_default();
            name == "EventKind" || name.ends_with("Event")
        });
        let Some(variants) = enumeration.and_then(|part| between(part, "{", "\n}\n")) else { continue };
        // What is not named is private: no event is public by omission.
        let body = public.trim_end();
        let is_closed =
            body.ends_with("false") || body.ends_with("_ => false,\n        }") || body.contains("matches!(");
        assert!(is_closed && !body.contains("_ => true"), "{public}");
        let mut event = String::new();
        // One line of the source for each brace, variant and field, however it is laid out.
        let lines = variants.replace('{', "{\n").replace('}', "\n}").replace(", ", ",\n");
        for line in lines.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.starts_with('#')) {
            if let Some(name) = line.strip_suffix(" {") {
                name.clone_into(&mut event);
            } else if let Some((field, _)) = line.split_once(": ") {
                let is_public = public.contains(&format!("Self::{event} "));
                found.insert(format!("{event}.{field}"), is_public);
            } else if line.ends_with("),") {
                // Events of some areas have an enum of their own, which is read as well.
                assert!(line.ends_with("Event),"), "a field without a name has no audience: {line}");
            }
        }
    }
    found
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(from)?;
    rest.split_once(to).map(|(inner, _)| inner)
}

#[test]
fn every_field_of_an_event_has_an_audience() {
    let there = fields();
    assert!(there.len() > 100, "{} fields were found", there.len());
    let list = std::fs::read_to_string(LIST).unwrap();
    let mut decided = BTreeMap::new();
    for line in list.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (audience, field) = line.split_once(' ').unwrap_or_else(|| panic!("no audience: {line}"));
        assert!(AUDIENCES.contains(&audience), "{audience} is not an audience: {line}");
        assert!(decided.insert(field.trim().to_owned(), audience).is_none(), "twice: {line}");
    }
    let mut wrong = String::new();
    for (field, is_public) in &there {
        match decided.remove(field) {
            None => writeln!(wrong, "add {field}").unwrap(),
            Some(audience) if *is_public != (audience == "public") => {
                writeln!(wrong, "{field}: everyone may read it: {is_public}, but its audience is {audience}").unwrap();
            }
            Some(_) => {}
        }
    }
    for field in decided.keys() {
        writeln!(wrong, "remove {field}").unwrap();
    }
    assert!(wrong.is_empty(), "in {LIST}:\n{wrong}");
}
