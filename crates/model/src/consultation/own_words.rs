//! Whether a text repeats a written comment. A comment never becomes an action or a published line as it was written: its author could be
//! known by the words. The lead says it in their own.

use similar::{Algorithm, capture_diff_slices, diff_ratio};

/// How many words in a row may be those of a comment.
const MAX_RUN: usize = 6;
/// A comment of fewer words is compared as a whole only: others say the same in as few words.
const SHORT: usize = 4;
/// How similar the words of two sentences may be, from 0 to 1.
const MAX_SIMILARITY: f32 = 0.75;

/// The message for the reader: a sentence without a full stop.
pub const MESSAGE: &str =
    "This is too close to what a respondent wrote, who could be recognised by it. Use your own words";

/// Whether a text repeats one of these comments, or a sentence of it, with the same words or nearly.
///
/// ```
/// use model::consultation::own_words::repeats;
///
/// let comment = "The stairs by the north lab are dark. I fell there in May.";
/// assert!(repeats("the stairs by the north lab are dark", [comment]));
/// assert!(!repeats("Better lighting in all stairwells", [comment]));
/// ```
#[must_use]
pub fn repeats<'c>(text: &str, comments: impl IntoIterator<Item = &'c str>) -> bool {
    let whole = words(text);
    let sentences: Vec<Vec<String>> = sentences(text).chain([whole.clone()]).collect();
    comments.into_iter().any(|comment| {
        let comment_words = words(comment);
        if comment_words.is_empty() || whole.is_empty() {
            return false;
        }
        longest_run(&whole, &comment_words) > MAX_RUN
            || std::iter::once(comment_words).chain(self::sentences(comment)).any(|said| {
                sentences.iter().any(|sentence| *sentence == said || (said.len() >= SHORT && is_close(sentence, &said)))
            })
    })
}

/// The words of a text: lower case, without punctuation.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    words.map(|word| word.replace(['\'', '’'], "").to_lowercase()).filter(|word| !word.is_empty()).collect()
}

/// The words of each sentence that is not short.
fn sentences(text: &str) -> impl Iterator<Item = Vec<String>> {
    text.split(['.', '!', '?', '\n', ';']).map(words).filter(|words| words.len() >= SHORT)
}

/// Whether two sentences have nearly the same words in the same order, or one contains the other.
fn is_close(one: &[String], other: &[String]) -> bool {
    let contains = |long: &[String], short: &[String]| {
        short.len() >= SHORT && long.windows(short.len()).any(|window| window == short)
    };
    let ops = capture_diff_slices(Algorithm::Myers, one, other);
    contains(one, other) || contains(other, one) || diff_ratio(&ops, one.len(), other.len()) > MAX_SIMILARITY
}

/// The length of the longest run of words that both texts have.
fn longest_run(one: &[String], other: &[String]) -> usize {
    let (mut longest, mut before) = (0, vec![0_usize; other.len() + 1]);
    for word in one {
        let mut row = vec![0; other.len() + 1];
        for (at, said) in other.iter().enumerate() {
            if word == said {
                row[at + 1] = before[at] + 1;
                longest = longest.max(row[at + 1]);
            }
        }
        before = row;
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMENT: &str = "Training is fully booked before we hear about it. My manager says there is no cover for me.";

    #[test]
    fn the_same_words_are_refused_whatever_their_case_and_punctuation() {
        for text in [
            COMMENT,
            "training is fully booked, before we hear about it",
            "TRAINING IS FULLY BOOKED BEFORE WE HEAR OF IT!",
            "We were told: training is fully booked before we hear about it.",
            "There is no cover for me",
        ] {
            assert!(repeats(text, [COMMENT]), "{text}");
        }
        assert!(repeats("More light", ["more light!"]), "a short comment as a whole");
    }

    #[test]
    fn nearly_the_same_words_are_refused() {
        assert!(repeats("Training is always booked before we hear about it", [COMMENT]));
        assert!(repeats("All training is fully booked long before we hear about it", [COMMENT]));
    }

    #[test]
    fn own_words_are_accepted() {
        for text in [
            "You hear about training too late, and there is no cover",
            "Announce courses to everyone on the same day",
            "More light on the stairs",
            "",
        ] {
            assert!(!repeats(text, [COMMENT, "Training", "More light", " "]), "{text}");
        }
    }
}
