//! Finds the address of the public page.

use super::{
    outline::{Section, SectionKind},
    usage::UsedBlocks,
};
use crate::{
    manuscript::Manuscript,
    reading::Notice,
    words::{excerpt, start},
};
use model::charter::QuestionKind;

/// The first address in the answer that asks for it. A notice quotes text that is not an address.
pub(super) fn read(
    manuscript: &Manuscript,
    sections: &[Section<'_>],
    used: &mut UsedBlocks,
    notices: &mut Vec<Notice>,
) -> Option<String> {
    let asks = |section: &&Section<'_>| {
        matches!(&section.kind, SectionKind::Answer(questions)
            if questions.iter().any(|question| question.kind == QuestionKind::Address))
    };
    let mut is_asked = false;
    let mut other = None;
    for section in sections.iter().filter(asks) {
        is_asked = true;
        for index in section.blocks.clone() {
            let Some(passage) = manuscript.blocks[index].passage() else { continue };
            if let Some(address) = address(&passage.text) {
                used.mark_used(index);
                return Some(address);
            }
            if other.is_none() && !passage.text.is_empty() {
                other = Some((index, passage));
            }
        }
        if let Some(address) = section.heading.and_then(|heading| address(&heading.text)) {
            return Some(address);
        }
    }
    if let Some((index, passage)) = other {
        used.mark_used(index);
        let message = format!("“{}” is not a web address, so no public page was imported.", excerpt(&passage.text));
        notices.push(Notice::warning("address-refused", message, Some(passage.place)));
    } else if is_asked {
        let message = "No web address found for a public page.";
        notices.push(Notice::warning("address-missing", message, None));
    }
    None
}

/// The first web address in a text; `www.…` becomes https.
fn address(text: &str) -> Option<String> {
    let is_delimiter = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"');
    let is_host = |rest: &str| {
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        host.contains('.') && host.split('.').all(|part| !part.is_empty())
    };
    start(text, 20_000).split(is_delimiter).find_map(|word| {
        let word = word.trim_end_matches(['.', ',', ';']);
        let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
        match rest {
            Some(rest) => is_host(rest).then(|| word.to_owned()),
            None => (word.starts_with("www.") && is_host(word)).then(|| format!("https://{word}")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_recognised() {
        assert_eq!(address("see (https://glass.example/a?b=c)."), Some("https://glass.example/a?b=c".into()));
        assert_eq!(address("www.glass.example/plan,"), Some("https://www.glass.example/plan".into()));
        assert_eq!(address("[page](http://glass.example)"), Some("http://glass.example".into()));
        for text in ["In progress", "https://", "http://nowhere", "ask a@b.example"] {
            assert_eq!(address(text), None, "{text}");
        }
    }
}
