//! The public functions of the store that take no permit: a short list, each with its reason.

use std::{collections::BTreeMap, fs, path::Path};

/// Every public function that asks the database, under `folder`, with its arguments.
fn functions(folder: &Path, module: &str, into: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let inner = if name == "mod" { module.to_owned() } else { format!("{module}{name}::") };
        if path.is_dir() {
            functions(&path, &inner, into);
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let calls = source.split("pub async fn ").skip(1);
        // Those that return a boxed call of the database.
        let boxed = source
            .split("pub fn ")
            .skip(1)
            .filter(|part| part.split_once(" {").is_some_and(|(signature, _)| signature.contains(") -> Pending<")));
        for part in calls.chain(boxed) {
            let (name, rest) = part.split_once(['(', '<']).unwrap();
            let arguments = rest.split_once(") ->").or_else(|| rest.split_once(") {")).unwrap().0;
            into.insert(format!("{inner}{name}"), arguments.to_owned());
        }
    }
}

#[test]
fn what_takes_no_permit_is_on_the_list_with_its_reason() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = BTreeMap::new();
    functions(&here.join("src"), "", &mut all);
    assert!(all.len() > 200, "the sources were read");
    let bare: Vec<&str> =
        all.iter().filter(|(_, arguments)| !arguments.contains("Permit<")).map(|(name, _)| name.as_str()).collect();
    let list = fs::read_to_string(here.join("tests/without-permit.txt")).unwrap();
    let mut names = Vec::new();
    for line in list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let [module, functions, reason] = line.splitn(3, ": ").collect::<Vec<_>>()[..] else {
            panic!("{line:?} is not a module, its functions and a reason")
        };
        assert!(reason.len() > 10, "{line:?} has a reason");
        names.extend(functions.split(", ").map(|name| format!("{module}::{name}")));
    }
    let new: Vec<_> = bare.iter().filter(|name| !names.iter().any(|listed| listed == *name)).collect();
    let gone: Vec<_> = names.iter().filter(|name| !bare.contains(&name.as_str())).collect();
    assert!(new.is_empty(), "take a permit, or give a reason in tests/without-permit.txt: {new:#?}");
    assert!(gone.is_empty(), "these take a permit by now, or are gone: {gone:#?}");
}
