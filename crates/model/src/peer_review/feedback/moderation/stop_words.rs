//! Words that are not significant when two passages are compared.

/// Words that say nothing about what is praised or advised, in order. Among them are those of praise and advice themselves.
#[rustfmt::skip]
pub(super) const STOP_WORDS: [&str; 154] = [
    "able", "about", "advice", "advise", "after", "again", "all", "also", "although", "always", "and", "any", "are",
    "because", "been", "before", "being", "between", "both", "build", "builds", "but", "can", "clear", "clearly",
    "commend", "commendable", "consider", "could", "did", "does", "doing", "done", "during", "each", "encourage",
    "every", "excellent", "find", "first", "for", "found", "from", "further", "give", "given", "gives", "good",
    "great", "had", "has", "have", "having", "help", "helpful", "here", "how", "however", "impressive", "into", "its",
    "just", "know", "like", "look", "made", "make", "makes", "making", "many", "may", "might", "more", "most", "much",
    "must", "need", "needs", "next", "not", "now", "only", "other", "our", "out", "over", "own", "panel",
    "particularly", "pleased", "praise", "read", "really", "recommend", "same", "saw", "say", "see", "seen", "shall",
    "she", "should", "show", "shows", "since", "some", "step", "still", "strength", "strengths", "strong", "such",
    "suggest", "than", "that", "the", "their", "them", "then", "there", "these", "they", "think", "this", "those",
    "through", "too", "under", "until", "use", "used", "using", "very", "was", "way", "welcome", "well", "were",
    "what", "when", "where", "which", "while", "who", "why", "will", "with", "within", "without", "would", "yet",
    "you", "your", "yours",
];
