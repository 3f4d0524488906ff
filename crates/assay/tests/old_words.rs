//! Words that the style guide replaces do not come back: templates, sentences in the sources and emails are searched for them.
//! `old-words.txt` lists the number that is left in each file. A number may only go down. After removing some, update the file with
//! `UPDATE_BASELINES=1 cargo nextest run -p assay old_words` and check the difference.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The old words and phrases, matched as whole words in any case. The glossary has the words to use instead.
const OLD_WORDS: [&str; 38] = [
    "stands",
    "whoever",
    "whomever",
    "nobody",
    "somebody",
    "everybody",
    "is said",
    "is not said",
    "was said",
    "take it along",
    "take them along",
    "read in",
    "become of",
    "becomes of",
    "answers for",
    "gone on",
    "meanwhile",
    "letter",
    "letters",
    "e-mail",
    "e-mails",
    "mail",
    "press the",
    "promise",
    "promises",
    "promised",
    "owed",
    "froze",
    "frozen",
    "kept inside",
    "thing is missing",
    "things are missing",
    "thing is doubtful",
    "things are doubtful",
    "from now",
    "steward",
    "stewards",
    "e-mailed",
];

/// Phrases in which one of these words has its ordinary meaning.
const ALLOWED: [&str; 4] = ["capital letter", "letters and digits", "letters, digits", "letters from other alphabets"];

/// Sources whose strings are not ours: words that readers of files look for, and invented or sample content.
const FOREIGN_TEXT: [&str; 4] = [
    "crates/documents/src/understand",
    "crates/documents/src/wording",
    "crates/web/examples",
    "crates/model/src/charter/source.rs",
];

const BASELINE: &str = "crates/assay/tests/old-words.txt";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Returns the text of a template, without expressions, comments and tags, but with attributes that people read.
fn template_text(template: &str) -> String {
    let mut text = template.to_owned();
    for (open, close) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}")] {
        // Strings in statements are kept, because people may read them, such as the label of a button.
        let mut kept = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(open) {
            let (inside, behind) = after.split_once(close).unwrap_or((after, ""));
            kept.push_str(before);
            if open != "{#" {
                let strings: Vec<&str> = inside.split('"').skip(1).step_by(2).filter(|one| one.contains(' ')).collect();
                kept.push_str(&strings.join(" . "));
            }
            rest = behind;
        }
        kept.push_str(rest);
        text = kept;
    }
    let mut words = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        let (tag, behind) = after.split_once('>').unwrap_or((after, ""));
        words.push_str(before);
        words.push(' ');
        for attribute in ["aria-label=\"", "alt=\"", "placeholder=\"", "content=\"", "data-label=\""] {
            for value in tag.split(attribute).skip(1) {
                words.push_str(value.split('"').next().unwrap_or_default());
                words.push_str(" . ");
            }
        }
        rest = behind;
    }
    words + rest
}

/// Returns the string literals of a source that contain a space, except those that only programmers read.
fn sentences(source: &str) -> String {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let mut found = String::new();
    let mut before = String::new();
    let mut letters = source.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '/' if letters.peek() == Some(&'/') => {
                for skipped in letters.by_ref() {
                    if skipped == '\n' {
                        break;
                    }
                }
                before.clear();
            }
            // A quotation mark in a character literal does not begin a string.
            '\'' if letters.peek() == Some(&'"') => {
                letters.next();
            }
            '"' => {
                let mut literal = String::new();
                while let Some(inside) = letters.next() {
                    match inside {
                        '\\' => {
                            literal.push(' ');
                            letters.next();
                        }
                        '"' => break,
                        inside => literal.push(inside),
                    }
                }
                let is_for_programmers = ["expect(", "reason = ", "panic!(", "assert!(", "unreachable!(", "doc = "]
                    .iter()
                    .any(|end| before.trim_end().ends_with(end.trim_end()));
                if literal.contains(' ') && !is_for_programmers {
                    found.push_str(&literal);
                    found.push_str(" . ");
                }
                before.clear();
            }
            letter => before.push(letter),
        }
    }
    found
}

/// Counts the old words in a text.
fn count(text: &str) -> usize {
    let mut text = format!(" {} ", text.to_lowercase());
    for allowed in ALLOWED {
        text = text.replace(allowed, "");
    }
    let text: String =
        text.chars().map(|letter| if letter.is_alphanumeric() || letter == '-' { letter } else { ' ' }).collect();
    let text = format!(" {} ", text.split_whitespace().collect::<Vec<_>>().join(" "));
    OLD_WORDS.iter().map(|word| text.matches(&format!(" {word} ")).count()).sum()
}

/// Returns the number of old words in each file that has some.
fn counts() -> BTreeMap<String, usize> {
    let root = root();
    let mut counts = BTreeMap::new();
    let folders = [
        "web/templates",
        "web/shell",
        "web/pages",
        "web/static",
        "model/src",
        "store/src",
        "documents/src",
        "assay/src",
        "assay/demo",
    ];
    let folders = folders.map(|folder| format!("crates/{folder}"));
    for folder in folders.iter().map(String::as_str).chain(["charters", "docs/manual"]) {
        for path in files_below(&root.join(folder)) {
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            if FOREIGN_TEXT.iter().any(|other| name.starts_with(other)) || name.ends_with("/tests.rs") {
                continue;
            }
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let number = match ending {
                "html" => count(&template_text(&text)),
                "txt" if folder.ends_with("templates") => count(&template_text(&text)),
                "snap" if folder == "crates/web/shell" => count(text.splitn(3, "---").nth(2).unwrap_or_default()),
                "js" => count(&sentences(&text.replace('`', "\""))),
                "rs" | "toml" => count(&sentences(&text)),
                "md" => count(&text),
                _ => 0,
            };
            if number > 0 {
                counts.insert(name, number);
            }
        }
    }
    counts
}

#[test]
fn old_words_only_become_fewer() {
    let counts = counts();
    let path = root().join(BASELINE);
    if std::env::var_os("UPDATE_BASELINES").is_some() {
        let lines: Vec<String> = counts.iter().map(|(file, number)| format!("{number:4} {file}\n")).collect();
        fs::write(&path, lines.concat()).unwrap();
    }
    let baseline = fs::read_to_string(&path).unwrap();
    let baseline: BTreeMap<&str, usize> = baseline
        .lines()
        .map(|line| line.trim().split_once(' ').unwrap())
        .map(|(number, file)| (file, number.parse().unwrap()))
        .collect();
    let more: Vec<String> = counts
        .iter()
        .filter(|(file, number)| **number > baseline.get(file.as_str()).copied().unwrap_or(0))
        .map(|(file, number)| format!("{file}: {number}, was {}", baseline.get(file.as_str()).unwrap_or(&0)))
        .collect();
    assert!(more.is_empty(), "old words have come back (docs/glossary.md has the words to use):\n{}", more.join("\n"));
}

#[test]
fn the_search_finds_old_words_where_people_read_them() {
    assert_eq!(count(&template_text("<p class=\"letter\">A Letter.</p>{# nobody #}{{ letter }}")), 1);
    assert_eq!(count(&template_text("<a aria-label=\"Take it along\" href=\"/mail/x\">x</a>")), 1);
    assert_eq!(
        count(&template_text("{% call button_form(shell, \"/letter\", \"Send the letter\") %}{% endcall %}")),
        1
    );
    assert_eq!(
        count(&sentences("say(\"Nobody is here\"); key(\"steward\"); x.expect(\"nobody is here\") // nobody is here")),
        1
    );
    assert_eq!(count("It understands capital letters."), 0);
}
