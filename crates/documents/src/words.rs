//! Compares text without regard to case, kinds of quotation marks and runs of blanks.

/// The text in lower case, with straight quotation marks, plain hyphens and single blanks.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '‘' | '’' | '`' => out.push('\''),
            '“' | '”' => out.push('"'),
            '–' | '—' | '‐' | '‑' | '−' => out.push('-'),
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c => out.extend(c.to_lowercase()),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The folded text without a number or letter at its start ("1.", "Q2)", "a)") and without punctuation at its end.
pub(crate) fn bare(text: &str) -> String {
    let folded = fold(text);
    let trimmed = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    let unlettered = trimmed.strip_prefix(['q', 'Q']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let trimmed = unlettered.unwrap_or(trimmed);
    let unnumbered = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
    let lettered = trimmed.as_bytes().get(1) == Some(&b')') && trimmed.as_bytes()[0].is_ascii_lowercase();
    let unnumbered = if lettered { &trimmed[1..] } else { unnumbered };
    let marked = unnumbered.len() < trimmed.len() && unnumbered.starts_with(['.', ')', ':', ' ']);
    let start = if marked { unnumbered } else { trimmed };
    let start = start.trim_start_matches(|c: char| !c.is_alphanumeric());
    start.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')').to_owned()
}

/// The words of a folded text, without punctuation around them.
pub(crate) fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty())
}

/// Whether `folded` contains `phrase` as whole words.
pub(crate) fn has(folded: &str, phrase: &str) -> bool {
    folded.match_indices(phrase).any(|(at, _)| {
        let before = folded[..at].chars().next_back();
        let after = folded[at + phrase.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Whether `folded` contains any of `phrases` as whole words.
pub(crate) fn has_any(folded: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| has(folded, phrase))
}

/// A short label and the text after its colon: "Date: 6 May" is `("date", "6 May")`. A label has at most eight words.
pub(crate) fn label(text: &str) -> Option<(String, &str)> {
    let (at, _) = text.char_indices().take(80).find(|(_, c)| *c == ':')?;
    let folded = bare(&text[..at]);
    let is_short = (1..=8).contains(&words(&folded).count()) && !text[at..].starts_with("://");
    is_short.then(|| (folded, text[at + 1..].trim()))
}

/// At most `length` bytes from the start, cut between characters: enough to recognise a label.
pub(crate) fn start(text: &str, length: usize) -> &str {
    let end = (0..=length.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

/// The first few words, for a message.
pub(crate) fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(80).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if text.chars().count() > 80 {
        short.push('…');
    }
    short
}

/// The trimmed text, if it is not blank.
pub(crate) fn non_blank(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_folded_for_comparison() {
        assert_eq!(fold(" The ‘voice’ –\u{a0} Now "), "the 'voice' - now");
        assert_eq!(
            [bare("3. Visibility:"), bare("Q2) **Why?**"), bare("24-month plan")],
            ["visibility", "why", "24-month plan"]
        );
        assert_eq!(bare("(b) Action"), "action");
        assert!(has("a green lab", "green") && !has("evergreen", "green"));
    }

    #[test]
    fn labels_are_short_and_are_not_addresses() {
        assert_eq!(label("**Lead:** Ada").map(|(name, _)| name), Some("lead".into()));
        assert_eq!(label("E-mail : a@b.example"), Some(("e-mail".into(), "a@b.example")));
        assert_eq!(label("https://glass.example"), None);
        assert_eq!(label("This is what we did in the last two years: nothing"), None);
    }
}
