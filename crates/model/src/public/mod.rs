//! The public view of an action plan: the actions as they were signed, with their RAG ratings.
//!
//! An action has one identity for life, so a draft of the next plan may already have changed its words. These are
//! nobody's business yet: the public reads what was signed.

use crate::{
    ActionId, Timestamp,
    assessment::locked_version::{RatedAction, Submission},
    charter::rating::Rating,
    plan::{Plan, action::ProgressUpdate},
};
use std::collections::BTreeMap;

/// A plan as everyone sees it.
///
/// * `promised` is the submission that promised it: its actions are those of this text, in its words. A plan that is known only
///   because a later submission rated it has none, and shows what was read in, without what has left it.
/// * `rated` is the later submission that rated it, and when: what was said of each action then. A current plan has
///   none, and shows the news as it comes.
///
/// Who said what is taken out: the organisation speaks.
#[must_use]
pub fn as_everyone_sees_it(
    mut plan: Plan,
    promised: Option<&Submission>,
    rated: Option<(&Submission, Timestamp)>,
) -> Plan {
    if let Some(submission) = promised {
        let mut words: BTreeMap<ActionId, _> = submission.plan.actions.iter().map(|one| (one.id, one)).collect();
        plan.actions.retain_mut(|placed| {
            let Some(signed) = words.remove(&placed.action.id) else { return false };
            placed.action.promise = signed.promise.clone();
            placed.action.open_since = signed.open_since;
            placed.origin = signed.origin;
            true
        });
    } else {
        plan.actions.retain(|placed| placed.ended.is_none());
    }
    if let Some((plan_then, at)) = rated.and_then(|(submission, at)| Some((submission.rated.as_ref()?, at))) {
        let said: BTreeMap<ActionId, _> = plan_then.actions.iter().map(|one| (one.id, one)).collect();
        for placed in &mut plan.actions {
            if let Some(one) = said.get(&placed.action.id) {
                placed.action.news = news(one, at);
            }
        }
    }
    for placed in &mut plan.actions {
        if let Some(news) = &mut placed.action.news {
            news.who = None;
        }
    }
    plan
}

/// What a submission said of an action.
fn news(said: &RatedAction, at: Timestamp) -> Option<ProgressUpdate> {
    // A signed red has its explanation; one that had none would be shown as not said.
    let rating = Rating::parse(said.rating?, &said.explanation).ok()?;
    let comment = if matches!(rating, Rating::Red(_)) { String::new() } else { said.explanation.clone() };
    Some(ProgressUpdate { rating, comment, learning: said.learning.clone(), at, who: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assessment::locked_version::tests::{dossier, frozen},
        charter::rating::Colour,
    };

    fn signed() -> (Plan, Submission) {
        let dossier = dossier();
        (dossier.plan.clone(), Submission::parse(&frozen(&dossier).canonical).unwrap())
    }

    #[test]
    fn the_words_are_those_that_were_signed() {
        let (mut plan, submission) = signed();
        let before = submission.plan.actions[0].promise.text.clone();
        plan.actions[0].action.promise.text = "What a draft makes of it".into();
        let seen = as_everyone_sees_it(plan, Some(&submission), None);
        assert_eq!(seen.actions[0].action.promise.text, before);
    }

    #[test]
    fn what_was_not_signed_is_not_seen() {
        let (mut plan, submission) = signed();
        let mut stranger = plan.actions[0].clone();
        stranger.action.id = ActionId(uuid::Uuid::from_u128(99));
        plan.actions.push(stranger);
        let seen = as_everyone_sees_it(plan, Some(&submission), None);
        assert_eq!(seen.actions.len(), submission.plan.actions.len());
    }

    #[test]
    fn a_past_plan_shows_what_was_said_when_it_was_rated_and_nobodys_name() {
        let (_, submission) = signed();
        let mut past = dossier().rated.unwrap();
        let at: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        for placed in &mut past.actions {
            placed.action.news = Some(ProgressUpdate {
                rating: Rating::Amber,
                comment: "Later news".into(),
                learning: String::new(),
                at,
                who: Some("P. Example".into()),
            });
        }
        let seen = as_everyone_sees_it(past, None, Some((&submission, at)));
        let said = &submission.rated.as_ref().unwrap().actions;
        for placed in &seen.actions {
            let then = said.iter().find(|one| one.id == placed.action.id).unwrap();
            let news = placed.action.news.as_ref();
            assert_eq!(news.map(|news| news.rating.colour()), then.rating.filter(|_| news.is_some()));
            assert_eq!(news.and_then(|news| news.who.as_ref()), None);
            assert_ne!(news.map(|news| news.comment.as_str()), Some("Later news"));
        }
        assert!(said.iter().any(|one| one.rating == Some(Colour::Red)), "the dossier has a red one to test with");
    }
}
