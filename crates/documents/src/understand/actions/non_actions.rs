//! Recognises headings of sections without actions: past work, definitions and measures.

use crate::words::{bare, has_any, start, words};

/// Whether a heading opens such a section. Future terms outweigh past ones: "Next steps after our achievements".
pub(super) fn is_heading(heading: &str) -> bool {
    const PAST: [&str; 17] = [
        "achieved",
        "achievements",
        "accomplishments",
        "progress since",
        "progress so far",
        "progress to date",
        "since signing",
        "so far",
        "to date",
        "already in place",
        "what we did",
        "what we have done",
        "our successes",
        "our story",
        "history",
        "past initiatives",
        "completed since",
    ];
    const OTHER_TOPICS: [&str; 30] = [
        "glossary",
        "abbreviations",
        "acronyms",
        "definitions",
        "terminology",
        "guidance",
        "how to use",
        "instructions",
        "notes",
        "introduction",
        "background",
        "context",
        "foreword",
        "the commitment",
        "about the",
        "what the commitment",
        "our commitment",
        "measures of success",
        "success measures",
        "success criteria",
        "how we will know",
        "how will we know",
        "kpis",
        "indicators",
        "monitoring",
        "consultation",
        "related",
        "references",
        "contents",
        "obligations",
    ];
    const FUTURE: [&str; 8] =
        ["action plan", "actions", "next", "plan for", "our plan", "forward", "what we will do", "priorities"];
    let folded = bare(start(heading, 200));
    // As the whole heading, these are above text beside the actions of a theme.
    if matches!(
        folded.as_str(),
        "progress" | "progress made" | "impact to date" | "evidence" | "outcomes" | "resources" | "risks" | "successes"
    ) {
        return true;
    }
    words(&folded).count() <= 14
        && has_any(&folded, &[&PAST[..], &OTHER_TOPICS[..]].concat())
        && !has_any(&folded, &FUTURE)
}

/// Whether a line introduces a list: "We will:".
pub(super) fn introduces_list(text: &str) -> bool {
    text.trim_end().ends_with(':') && words(start(text, 200)).count() <= 14
}

/// Whether such a line introduces past work or measures rather than future actions.
pub(super) fn introduces_non_actions(text: &str) -> bool {
    const PAST: [&str; 10] = [
        "we have",
        "has been",
        "have been",
        "already",
        "were",
        "success",
        "successes",
        "measures",
        "evidence",
        "indicators",
    ];
    const FUTURE: [&str; 5] = ["we will", "to be done", "not yet", "actions", "next"];
    let folded = bare(start(text, 200));
    (is_heading(text) || has_any(&folded, &PAST)) && !has_any(&folded, &FUTURE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn introductions_of_lists_are_distinguished() {
        assert!(introduces_list("We will:") && !introduces_non_actions("We will:"));
        for line in ["We have already:", "Success will look like:", "What has been achieved so far:"] {
            assert!(introduces_list(line) && introduces_non_actions(line), "{line}");
        }
    }

    #[test]
    fn headings_of_sections_without_actions_are_recognised() {
        for heading in [
            "What we have achieved",
            "Progress since signing",
            "Glossary",
            "Measures of success",
            "How to use this plan",
            "The commitment",
        ] {
            assert!(is_heading(heading), "{heading}");
        }
        for heading in ["Our actions", "Visibility", "What comes next", "Progress on our action plan", "Action plan"] {
            assert!(!is_heading(heading), "{heading}");
        }
    }
}
