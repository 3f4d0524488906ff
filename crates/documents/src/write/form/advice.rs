//! What was done about the advice of the last peer review, which is signed with a self-assessment and not published.

use super::{Form, Part, heading};
use crate::write::prose;
use model::{
    assessment::advice::{AdviceOutcome, AdviceReport},
    core::dates::long_date,
};

impl Form {
    /// The document with each advice and what was done about it, after all that is published: for those who sign it.
    #[must_use]
    pub fn with_advice(mut self, report: &AdviceReport) -> Self {
        let feedback = format!("Feedback on stage {}, {}", report.stage, long_date(report.sent));
        self.parts.extend([
            Part::NewPage(super::Orientation::Portrait),
            heading(1, "Advice from the last peer review"),
            Part::Guidance(format!("{feedback}. The answers are signed with this version and not published.")),
        ]);
        for one in &report.advice {
            let answer = match (one.outcome.map(AdviceOutcome::name), one.text.trim()) {
                (None, "") => "No answer.".to_owned(),
                (None, text) => text.to_owned(),
                (Some(outcome), "") => format!("{outcome}."),
                (Some(outcome), text) => format!("{outcome}.\n\n{text}"),
            };
            self.parts.extend([
                heading(2, &*one.title),
                Part::Prose(prose::read(&one.advice)),
                heading(3, "What was done"),
                Part::Prose(prose::read(&answer)),
            ]);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::html;
    use jiff::civil::date;
    use model::assessment::advice::ReportedAdvice;

    #[test]
    fn each_advice_is_followed_by_what_was_done_after_all_that_is_published() {
        let one = |title: &str, outcome, text: &str| ReportedAdvice {
            criterion: title.to_lowercase().as_str().into(),
            title: title.to_owned(),
            advice: format!("Look after {title}"),
            outcome,
            text: text.to_owned(),
        };
        let report = AdviceReport {
            stage: 2,
            sent: date(2027, 1, 31),
            advice: vec![one("Lamp", Some(AdviceOutcome::Partly), "Each Sunday"), one("Log", None, "")],
        };
        let form = Form {
            title: "Stage 3".to_owned(),
            organisation: "Northmoor".to_owned(),
            banner: None,
            parts: vec![heading(1, "Signed")],
        };
        let text = html(&form.with_advice(&report));
        let order = [
            "Signed",
            "Advice from the last peer review",
            "Look after Lamp",
            "Partly done.",
            "Each Sunday",
            "No answer.",
        ];
        let places: Vec<usize> =
            order.iter().map(|words| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"))).collect();
        assert!(places.is_sorted(), "{places:?}");
    }
}
