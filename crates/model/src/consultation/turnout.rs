//! How people get into a consultation, and what every result must say about the number of people behind it.

use crate::core::dates::capital;
use serde::{Deserialize, Serialize};

/// How people get to the questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// By one link for everyone: one person can respond many times.
    #[default]
    Link,
    /// With a code that is used once.
    Codes,
}

impl Access {
    /// Both of them, the one that protects better first.
    pub const ALL: [Self; 2] = [Self::Codes, Self::Link];
    /// The word in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Codes => "codes",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|access| access.as_str() == word)
    }
    /// The label on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Link => "One open link for everyone",
            Self::Codes => "Single-use codes, printed on slips or sent by email",
        }
    }
}

/// How many codes were given out, by the way in which they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CodesGiven {
    /// Printed on slips.
    pub printed: u32,
    /// Sent by email to a list of addresses, which was then deleted.
    pub emailed: u32,
    /// Of the emails, those that could not be delivered. Their codes can still be used: a server may refuse an email and have read it, so
    /// that replacing them would make more codes than people.
    pub undelivered: u32,
    /// Of both, cancelled before they were used.
    pub cancelled: u32,
}

impl CodesGiven {
    /// The number of codes that were used or still can be.
    #[must_use]
    pub fn valid(self) -> u32 {
        self.printed.saturating_add(self.emailed).saturating_sub(self.cancelled)
    }
    /// "40 codes were given out: 30 printed and 10 by email".
    #[must_use]
    pub fn sentence(self) -> String {
        let codes = match self.printed.saturating_add(self.emailed) {
            0 => return "No codes were given out".to_owned(),
            1 => "1 code was given out".to_owned(),
            codes => format!("{codes} codes were given out"),
        };
        let ways = match (self.printed, self.emailed) {
            (_, 0) => "on printed slips".to_owned(),
            (0, _) => "by email".to_owned(),
            (printed, emailed) => format!("{printed} on printed slips and {emailed} by email"),
        };
        let cancelled = match self.cancelled {
            0 => String::new(),
            cancelled => format!(". Of these, {cancelled} were cancelled before they were used"),
        };
        let undelivered = self.undelivered_sentence().map(|sentence| format!(". {sentence}")).unwrap_or_default();
        format!("{codes}: {ways}{cancelled}{undelivered}")
    }
    /// "2 of 10 emails with codes could not be delivered"; `None` if all were, as far as is known.
    #[must_use]
    pub fn undelivered_sentence(self) -> Option<String> {
        let (undelivered, emailed) = (self.undelivered, self.emailed);
        (undelivered > 0).then(|| format!("{undelivered} of {emailed} emails with codes could not be delivered"))
    }
}

/// What is known of the number of people behind the responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turnout {
    /// The number of responses.
    pub answered: u32,
    /// The number of people invited, as the lead states.
    pub invited: Option<u32>,
    /// How people got to the questions.
    pub access: Access,
    /// The codes given out.
    pub given: CodesGiven,
}

impl Turnout {
    /// The number of responses, as a sentence without a full stop. An open link counts responses and not people.
    #[must_use]
    pub fn sentence(&self) -> String {
        let responses =
            if self.answered == 1 { "1 response".to_owned() } else { format!("{} responses", self.answered) };
        match (self.invited, self.access) {
            (Some(invited), Access::Codes) => format!("{} of {invited} invited people responded", self.answered),
            (Some(invited), Access::Link) => format!("{responses}, {invited} people invited"),
            (None, _) => responses,
        }
    }

    /// The number of responses while the consultation is open, as a sentence without a full stop.
    #[must_use]
    pub fn sentence_so_far(&self) -> String {
        let sentence = self.sentence();
        match sentence.split_once(", ") {
            Some((responses, invited)) => format!("{responses} so far, {invited}"),
            None => format!("{sentence} so far"),
        }
    }

    /// The warning about more responses than invitations. Every result shows it.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let invited = self.invited.filter(|invited| self.answered > *invited)?;
        Some(format!(
            "There are more responses ({}) than people invited ({invited}). Some people responded more than once, or responses were \
             added. Do not rely on these results.",
            self.answered
        ))
    }

    /// What the number of responses stands for, in a sentence. Every result shows it.
    #[must_use]
    pub fn meaning(&self) -> String {
        match self.access {
            Access::Link => "People responded by an open link, so the number of people cannot be known: one person can respond more than \
                             once."
                .to_owned(),
            Access::Codes => format!(
                "{}. Each code could be used only once. The people who print slips could have used some of them.",
                capital(&self.given.sentence())
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turnout(answered: u32, invited: Option<u32>, access: Access) -> Turnout {
        Turnout {
            answered,
            invited,
            access,
            given: CodesGiven { printed: 30, emailed: 10, undelivered: 0, cancelled: 0 },
        }
    }

    #[test]
    fn an_open_link_counts_responses_and_not_people() {
        assert_eq!(turnout(12, Some(40), Access::Codes).sentence(), "12 of 40 invited people responded");
        assert_eq!(turnout(12, Some(40), Access::Link).sentence(), "12 responses, 40 people invited");
        assert_eq!(turnout(1, None, Access::Link).sentence(), "1 response");
        assert_eq!(turnout(2, Some(40), Access::Link).sentence_so_far(), "2 responses so far, 40 people invited");
        assert_eq!(turnout(2, Some(40), Access::Codes).sentence_so_far(), "2 of 40 invited people responded so far");
        assert!(turnout(1, None, Access::Link).meaning().contains("the number of people cannot be known"));
        assert_eq!(
            turnout(1, None, Access::Codes).meaning(),
            "40 codes were given out: 30 on printed slips and 10 by email. Each code could be used only once. The people \
             who print slips could have used some of them."
        );
    }

    #[test]
    fn emails_that_could_not_be_delivered_are_counted_and_their_codes_not_replaced() {
        let given = CodesGiven { printed: 0, emailed: 10, undelivered: 2, cancelled: 3 };
        assert_eq!(
            given.sentence(),
            "10 codes were given out: by email. Of these, 3 were cancelled before they were used. 2 of 10 emails with codes could not \
             be delivered"
        );
        assert_eq!(given.valid(), 7);
    }

    #[test]
    fn more_responses_than_invitations_are_a_warning() {
        assert_eq!(turnout(40, Some(40), Access::Link).warning(), None);
        assert_eq!(turnout(41, None, Access::Link).warning(), None);
        assert!(
            turnout(41, Some(40), Access::Link)
                .warning()
                .unwrap()
                .contains("more responses (41) than people invited (40)")
        );
    }

    #[test]
    fn both_ways_read_back_from_their_words_and_earlier_consultations_had_a_link() {
        for access in Access::ALL {
            assert_eq!(Access::parse(access.as_str()), Some(access));
        }
        assert_eq!((Access::parse("both"), Access::default()), (None, Access::Link));
    }
}
