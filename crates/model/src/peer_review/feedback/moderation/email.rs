//! Which email of moderating and sending is due to the secretariat and the Steering Board on a day. Each is sent once to a person in a round.

use crate::{
    Date,
    core::{dates::long_date, permit::CharterRole},
    peer_review::round::{ReviewRound, RoundState, RoundStep},
};
use jiff::ToSpan as _;

/// How many days before the last day of a step its end is near.
const NEAR_DAYS: i32 = 7;

/// An email to moderators about a round, or about its feedback when it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModerationEmail {
    /// Feedback waits for moderators, and the last day is near.
    ModerateEnds,
    /// Feedback waits for moderators, and the last day is over.
    ModerateLate,
    /// The day on which feedback was to be sent is over, and some is not sent.
    Overdue(RoundStep),
    /// Feedback of the round was sent.
    Sent,
    /// The same, to the members of its panels.
    SentToPanel,
}

impl ModerationEmail {
    /// The word in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ModerateEnds => "moderation-ends",
            Self::ModerateLate => "moderation-late",
            Self::Overdue(_) => "feedback-overdue",
            Self::Sent | Self::SentToPanel => "feedback-sent",
        }
    }
    /// The subject.
    #[must_use]
    pub fn subject(self, round: &ReviewRound) -> String {
        let (name, on) = (&round.name, |step| long_date(round.dates.of(step)));
        match self {
            Self::ModerateEnds => format!("Moderate feedback by {}: {name}", on(RoundStep::Moderate)),
            Self::ModerateLate => format!("Moderation late since {}: {name}", on(RoundStep::Moderate)),
            Self::Overdue(_) => format!("Feedback overdue since {}: {name}", on(RoundStep::Send)),
            Self::Sent | Self::SentToPanel => format!("Feedback sent: {name}"),
        }
    }
    /// What is to be done, or what was done, as a sentence or two.
    #[must_use]
    pub fn sentence(self, round: &ReviewRound) -> String {
        let (name, on) = (&round.name, |step| long_date(round.dates.of(step)));
        match self {
            Self::ModerateEnds => format!(
                "Peer review round {name}: return or approve the feedback of its panels by {}. Approved feedback is sent on {}.",
                on(RoundStep::Moderate),
                on(RoundStep::Send)
            ),
            Self::ModerateLate => format!(
                "Peer review round {name}: moderation was due by {}. Feedback that is not approved by {} cannot be sent on time.",
                on(RoundStep::Moderate),
                on(RoundStep::Send)
            ),
            Self::Overdue(step) => format!(
                "Peer review round {name}: feedback was due by {}, and some has not been sent. The current step is “{}”. Whose turn: {}.",
                on(RoundStep::Send),
                step.name(),
                round.turn(step).name().to_lowercase()
            ),
            Self::Sent => format!("Feedback of the peer review round {name} was sent to its organisations."),
            Self::SentToPanel => {
                format!(
                    "The feedback that your panel agreed on in the peer review round {name} was sent. Thank you for your review."
                )
            }
        }
    }
    /// The address of the page about it.
    #[must_use]
    pub fn href(self, round: &ReviewRound) -> String {
        match self {
            Self::ModerateEnds | Self::ModerateLate => format!("/peer-review/rounds/{}/moderation", round.id),
            Self::Overdue(_) | Self::Sent => format!("/peer-review/rounds/{}/sending", round.id),
            Self::SentToPanel => "/peer-review/reviewing".to_owned(),
        }
    }
}

/// The email that is due to a member of the secretariat or of the Steering Board. The secretariat hears of every late step in
/// [`to_secretariat`](crate::peer_review::round::email::to_secretariat).
#[must_use]
pub fn to_moderator(round: &ReviewRound, role: CharterRole, today: Date) -> Option<ModerationEmail> {
    let RoundState::At(step) = round.state(today) else { return None };
    let (is_board, by) = (role == CharterRole::Board, |step| round.dates.of(step));
    match step {
        _ if by(RoundStep::Send) < today => is_board.then_some(ModerationEmail::Overdue(step)),
        // The secretariat moderates what the board wrote.
        RoundStep::Moderate if is_board && round.is_read_by_board_alone => None,
        RoundStep::Moderate if by(step) < today => is_board.then_some(ModerationEmail::ModerateLate),
        RoundStep::Moderate if by(step) <= today.saturating_add(NEAR_DAYS.days()) => {
            Some(ModerationEmail::ModerateEnds)
        }
        _ => None,
    }
}

/// Whether the program sends the approved feedback of a round on a day: on the last day of its last step, and every day after it.
#[must_use]
pub fn sends_itself(round: &ReviewRound, today: Date) -> bool {
    round.cancelled.is_none() && round.dates.of(RoundStep::Send) <= today
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peer_review::round::{Cancellation, RoundDates};
    use jiff::civil::date;

    fn round(done: RoundStep) -> ReviewRound {
        let dates = RoundDates::usual(date(2026, 10, 1), date(2027, 1, 31), date(2027, 5, 31)).unwrap();
        ReviewRound { done: Some(done), ..ReviewRound::invented(0, "January 2027", dates) }
    }

    #[test]
    fn moderators_hear_before_the_last_day_and_the_board_also_when_it_is_late() {
        let round = round(RoundStep::Agree);
        let moderate = round.dates.of(RoundStep::Moderate);
        let to = |role, on| to_moderator(&round, role, on);
        for role in [CharterRole::Secretariat, CharterRole::Board] {
            assert_eq!(to(role, moderate.saturating_sub(8.days())), None);
            assert_eq!(to(role, moderate.saturating_sub(7.days())), Some(ModerationEmail::ModerateEnds));
        }
        let after = moderate.tomorrow().unwrap();
        assert_eq!(to(CharterRole::Board, after), Some(ModerationEmail::ModerateLate));
        assert_eq!(to(CharterRole::Secretariat, after), None, "it hears of every late step elsewhere");
    }

    #[test]
    fn the_board_hears_of_feedback_that_was_not_sent_on_its_day_whatever_the_step() {
        let after = date(2027, 6, 1);
        for done in [RoundStep::Allocate, RoundStep::Read, RoundStep::Agree, RoundStep::Moderate] {
            let round = round(done);
            let email = to_moderator(&round, CharterRole::Board, after).unwrap();
            assert!(matches!(email, ModerationEmail::Overdue(step) if step > done));
            assert!(email.sentence(&round).contains("31 May 2027"), "{}", email.sentence(&round));
            assert_eq!(
                to_moderator(&round, CharterRole::Board, date(2027, 5, 31)).filter(|one| one.word() == email.word()),
                None
            );
        }
        assert_eq!(to_moderator(&round(RoundStep::Send), CharterRole::Board, after), None, "all is sent");
        let cancelled = Some(Cancellation { on: date(2027, 2, 1), reason: "Too few".to_owned() });
        let cancelled = ReviewRound { cancelled, ..round(RoundStep::Agree) };
        assert_eq!(to_moderator(&cancelled, CharterRole::Board, after), None);
        assert!(!sends_itself(&cancelled, after));
    }

    #[test]
    fn feedback_is_sent_by_itself_on_the_last_day_and_not_before() {
        let round = round(RoundStep::Moderate);
        assert!(!sends_itself(&round, date(2027, 5, 30)));
        assert!(sends_itself(&round, date(2027, 5, 31)) && sends_itself(&round, date(2027, 6, 1)));
    }

    #[test]
    fn each_email_names_the_round_and_leads_to_a_page() {
        let round = round(RoundStep::Agree);
        for email in [
            ModerationEmail::ModerateEnds,
            ModerationEmail::ModerateLate,
            ModerationEmail::Overdue(RoundStep::Agree),
            ModerationEmail::Sent,
            ModerationEmail::SentToPanel,
        ] {
            assert!(email.subject(&round).contains("January 2027") && email.sentence(&round).contains("January 2027"));
            assert!(email.subject(&round).chars().count() <= 70, "{}", email.subject(&round));
            assert!(email.href(&round).starts_with("/peer-review/"));
        }
    }
}
