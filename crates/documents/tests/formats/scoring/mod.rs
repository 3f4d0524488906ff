//! Scores the reading of the corpus against the gold standard of each document.
// The test and the example that share this module use different parts of it.
#![allow(dead_code)]

mod compare;
mod tally;

pub(crate) use compare::compare;
pub(crate) use tally::Tally;

use documents::ReadError;
use model::charter::Charter;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The comparison of one document of the corpus.
pub(crate) struct Scored {
    pub(crate) name: String,
    pub(crate) layout: String,
    pub(crate) format: String,
    pub(crate) tally: Tally,
}

/// The folder `files` or `held-out` of the corpus.
pub(crate) fn folder(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "corpus", name].iter().collect()
}

/// Reads every document of a folder and compares it with its gold standard. Formats without a reader are left out; any other
/// error counts as a document in which nothing was found.
pub(crate) fn score(folder: &Path, charter: &Charter) -> Vec<Scored> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the corpus exists")
        .map(|entry| entry.expect("a folder can be listed").file_name().to_string_lossy().into_owned())
        .filter(|name| Path::new(name).extension().is_some_and(|ending| ending != "json"))
        .collect();
    names.sort();
    names.into_iter().filter_map(|name| score_document(folder, name, charter)).collect()
}

fn score_document(folder: &Path, name: String, charter: &Charter) -> Option<Scored> {
    let bytes = std::fs::read(folder.join(&name)).expect("the document can be read");
    let gold = std::fs::read(folder.join(format!("{name}.json"))).expect("every document has a gold standard");
    let gold: Value = serde_json::from_slice(&gold).expect("the gold standard is JSON");
    let tally = match documents::read(&name, &bytes, charter) {
        Err(ReadError::Unsupported { .. }) => return None,
        Ok(reading) => compare(&gold, &serde_json::to_value(reading).expect("a reading is JSON")),
        Err(refused) => {
            let mut tally = compare(&gold, &Value::Null);
            tally.misses.insert(0, refused.to_string());
            tally
        }
    };
    let (_, format) = name.rsplit_once('.').expect("every document has a file extension");
    let layout = gold["layout"].as_str().expect("the gold standard names the layout").to_owned();
    Some(Scored { layout, format: format.to_owned(), tally, name })
}

/// The tallies summed by `key`, in sorted order.
pub(crate) fn tallies_by<'a>(scored: &'a [Scored], key: impl Fn(&'a Scored) -> &'a str) -> Vec<(&'a str, Tally)> {
    let mut groups: Vec<(&str, Tally)> = Vec::new();
    for one in scored {
        let key = key(one);
        if !groups.iter().any(|(known, _)| *known == key) {
            groups.push((key, Tally::default()));
        }
        let (_, tally) = groups.iter_mut().find(|(known, _)| *known == key).expect("the group was added above");
        tally.add(&one.tally);
    }
    groups.sort_by_key(|(key, _)| *key);
    groups
}
