//! What the completeness check says about a submission, from what was signed. Nothing can be missing, or it would not have been locked.

use super::{CompletenessItem, answers, plan};
use crate::{
    assessment::locked_version::Submission,
    charter::{Charter, Edition},
    core::prose,
};

/// The warnings about the answers and the new plan of a submission, as its organisation saw them when it was locked. Those that compare it with
/// what is not published, such as the exact headcount, are not among them.
#[must_use]
pub fn warnings_of_submission(submission: &Submission, edition: &Edition, charter: &Charter) -> Vec<CompletenessItem> {
    let long = submission.answers.iter().filter_map(|answer| {
        answers::over_limit(edition.question(&answer.question)?, prose::words(answer.text.trim()))
    });
    let actions = &submission.plan.actions;
    let bare = if actions.is_empty() {
        Vec::new()
    } else {
        plan::bare_themes(charter, |theme| actions.iter().any(|action| action.details.themes.contains(theme)))
    };
    let lacking = actions.iter().flat_map(|action| {
        let details = &action.details;
        let has_date = details.due.is_some() || !details.timescale.trim().is_empty();
        plan::gaps(action.id, &details.text, [&details.owner, &details.measure], has_date)
    });
    long.chain(bare).chain(lacking).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::locked_version::tests::{charter, contents, edition};

    #[test]
    fn what_was_signed_has_the_warnings_that_its_organisation_saw() {
        let (charter, mut edition) = (charter(), edition());
        edition.questions.iter_mut().for_each(|question| question.words = Some(1));
        let locked = crate::assessment::locked_version::lock(&contents(), &charter, &edition, "salt");
        let submission = Submission::parse(&locked.canonical).unwrap();
        let shown: Vec<_> = warnings_of_submission(&submission, &edition, &charter);
        let of_contents = super::super::check(&contents(), &edition, &charter, jiff::civil::date(2026, 1, 1));
        assert!(shown.iter().any(|item| item.code == "over-limit"), "{shown:#?}");
        for item in shown {
            assert!(of_contents.contains(&item), "{item:?}");
        }
    }
}
