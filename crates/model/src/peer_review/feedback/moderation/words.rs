//! The words of a text, with where they are.

use std::ops::Range;

/// The words of a text, each with its range of bytes. An apostrophe or a hyphen does not begin or end a word; a hyphen parts two.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let is_inner = |at: usize, letter: char| {
        matches!(letter, '\'' | '’')
            && text[..at].chars().next_back().is_some_and(char::is_alphanumeric)
            && text[at + letter.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric)
    };
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let belongs = |at: usize, letter: char| letter.is_alphanumeric() || is_inner(at, letter);
        let (start, _) = letters.find(|(at, letter)| belongs(*at, *letter))?;
        while letters.next_if(|(at, letter)| belongs(*at, *letter)).is_some() {}
        Some(start..letters.peek().map_or(text.len(), |(at, _)| *at))
    })
}

/// A word in lower case, with a straight apostrophe, in `folded`.
pub(super) fn fold(word: &str, folded: &mut String) {
    folded.clear();
    if word.is_ascii() {
        folded.push_str(word);
        folded.make_ascii_lowercase();
    } else {
        folded
            .extend(word.chars().flat_map(char::to_lowercase).map(|letter| if letter == '’' { '\'' } else { letter }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_inner_apostrophes_and_no_punctuation() {
        let text = "‘You’ didn’t look — well-made plans’ end…";
        let found: Vec<&str> = words(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["You", "didn’t", "look", "well", "made", "plans", "end"]);
        let mut folded = String::new();
        fold("DIDN’T", &mut folded);
        assert_eq!(folded, "didn't");
        assert_eq!(words("").count(), 0);
    }
}
