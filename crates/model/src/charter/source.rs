//! Reads a charter's files as a [`Charter`], or reports everything that is wrong in them.
//!
//! | file | holds |
//! |---|---|
//! | `charter.toml` | names, words, themes, meanings of the colours, categories, allied charters |
//! | `stages/<edition>.toml` | one edition of one stage |
//! | `recommendations/<set>.toml` | one set of recommendations |
//! | `calendar.toml` | phases, rounds of peer review, usual times |
//! | `review.toml` | the rules of peer review |
//! | `practice.toml` | example activities |
//! | `training.toml` | the course for reviewers, if there is one |
//! | `published.lock` | the editions in use, also of the course, and the hashes of their files |

use super::{
    Allied, Calendar, Category, Charter, CharterWords, Edition, Practice, RatingMeaning, RecommendationSet, Review,
    Theme, calendar_flaws, course::Course, course_flaws, edition_flaws, flaws, lock::Lock,
};
use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::fmt;

/// Something wrong in a charter's files: where it is, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharterFlaw {
    /// The file, relative to the charter's folder.
    pub file: String,
    /// Where in it, such as `question "impact"` or `line 12`; empty when it is the whole file.
    pub place: String,
    /// What is wrong, and what to do if that is not obvious.
    pub reason: String,
}

impl fmt::Display for CharterFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => write!(f, "{}: {}", self.file, self.reason),
            place => write!(f, "{}: {place}: {}", self.file, self.reason),
        }
    }
}

/// Collects the flaws of one file.
pub(super) struct Report<'a> {
    file: String,
    flaws: &'a mut Vec<CharterFlaw>,
}

impl<'a> Report<'a> {
    pub(super) fn on(file: impl Into<String>, flaws: &'a mut Vec<CharterFlaw>) -> Self {
        Self { file: file.into(), flaws }
    }
    pub(super) fn flaw(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.flaws.push(CharterFlaw { file: self.file.clone(), place: place.into(), reason: reason.into() });
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CharterFile {
    key: String,
    name: String,
    #[serde(rename = "promise")]
    commitment: String,
    words: CharterWords,
    #[serde(default, rename = "theme")]
    themes: Vec<Theme>,
    #[serde(default, rename = "rating")]
    ratings: Vec<RatingMeaning>,
    #[serde(default, rename = "category")]
    categories: Vec<Category>,
    #[serde(default)]
    allied: Vec<Allied>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PracticeFile {
    #[serde(default)]
    practice: Vec<Practice>,
}

/// The parts that are read so far.
#[derive(Default)]
struct Parts {
    charter: Option<CharterFile>,
    calendar: Option<Calendar>,
    review: Option<Review>,
    practice: Option<PracticeFile>,
    course: Option<Course>,
    editions: Vec<Edition>,
    recommendations: Vec<RecommendationSet>,
    lock: Lock,
}

/// Reads and checks a charter from its files: pairs of a path relative to its folder, with `/`, and the text.
///
/// # Errors
/// Returns every flaw, file by file. If files cannot be parsed, only these are reported: the checks between files would report
/// parts as missing that are only not parsed.
pub fn read(files: &[(String, String)]) -> Result<Charter, Vec<CharterFlaw>> {
    let mut flaws = Vec::new();
    let mut parts = Parts::default();
    let mut files: Vec<_> = files.iter().collect();
    files.sort();
    for pair in files.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        Report::on(&pair[0].0, &mut flaws).flaw("", "is given twice");
    }
    for (path, text) in files {
        parts.add(path, text, &mut Report::on(path, &mut flaws));
    }
    let lock = std::mem::take(&mut parts.lock);
    let Some(mut charter) = parts.assemble(&mut flaws).filter(|_| flaws.is_empty()) else { return Err(flaws) };
    lock.apply(&mut charter, &mut Report::on("published.lock", &mut flaws));
    flaws::check(&charter, &mut flaws);
    edition_flaws::check(&charter, &mut flaws);
    calendar_flaws::check(&charter, &mut flaws);
    course_flaws::check(&charter, &mut flaws);
    if flaws.is_empty() { Ok(charter) } else { Err(flaws) }
}

impl Parts {
    fn add(&mut self, path: &str, text: &str, report: &mut Report<'_>) {
        match path {
            "charter.toml" => self.charter = parse(text, report),
            "calendar.toml" => self.calendar = parse(text, report),
            "review.toml" => self.review = parse(text, report),
            "practice.toml" => self.practice = parse(text, report),
            "training.toml" => {
                self.course = parse::<Course>(text, report).map(|course| Course { hash: sha256(text), ..course });
            }
            "published.lock" => self.lock = Lock::read(text, report),
            _ => {
                if let Some(name) = stem(path, "stages/") {
                    let Some(mut edition) = parse::<Edition>(text, report) else { return };
                    check_file_name(edition.id.as_str(), name, report);
                    edition.hash = sha256(text);
                    self.editions.push(edition);
                } else if let Some(name) = stem(path, "recommendations/") {
                    let Some(set) = parse::<RecommendationSet>(text, report) else { return };
                    check_file_name(set.id.as_str(), name, report);
                    self.recommendations.push(set);
                } else {
                    report.flaw("", "is not a file of a charter; remove it from the folder");
                }
            }
        }
    }

    fn assemble(mut self, flaws: &mut Vec<CharterFlaw>) -> Option<Charter> {
        let charter = required(self.charter, "charter.toml", flaws);
        let calendar = required(self.calendar, "calendar.toml", flaws);
        let review = required(self.review, "review.toml", flaws);
        let practice = required(self.practice, "practice.toml", flaws);
        self.editions.sort_by_key(|edition| (edition.stage, edition.from));
        let charter = charter?;
        Some(Charter {
            key: charter.key,
            name: charter.name,
            commitment: charter.commitment,
            words: charter.words,
            themes: charter.themes,
            ratings: charter.ratings,
            categories: charter.categories,
            allied: charter.allied,
            editions: self.editions,
            calendar: calendar?,
            review: review?,
            recommendations: self.recommendations,
            practice: practice?.practice,
            course: self.course,
        })
    }
}

/// SHA-256 of a text, as 64 lower-case hexadecimal digits.
fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

fn parse<T: DeserializeOwned>(text: &str, report: &mut Report<'_>) -> Option<T> {
    toml::from_str(text)
        .map_err(|error| {
            let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
            report.flaw(line.map(|line| format!("line {line}")).unwrap_or_default(), error.message());
        })
        .ok()
}

/// The name of a file in `folder`, without `.toml`.
fn stem<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    path.strip_prefix(folder)?.strip_suffix(".toml").filter(|name| !name.contains('/'))
}

/// Checks that a file is named by its id, so that it can be found by it.
fn check_file_name(id: &str, name: &str, report: &mut Report<'_>) {
    if id != name {
        report.flaw("id", format!("is \"{id}\", so the file should be called {id}.toml"));
    }
}

fn required<T>(file: Option<T>, name: &str, flaws: &mut Vec<CharterFlaw>) -> Option<T> {
    if file.is_none() && !flaws.iter().any(|flaw| flaw.file == name) {
        Report::on(name, flaws).flaw("", "is missing");
    }
    file
}
