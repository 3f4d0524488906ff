//! How many codes are given out at once. A batch is at least the minimum group size: with fewer, whoever gives one person a late code could
//! read that person's response beside responses of their own.

use super::{Consultation, ConsultationFlaw, disclosure::MinimumGroup};
use crate::core::short::Email;

/// The maximum number of codes in a batch.
pub const MAX_BATCH: u32 = 200;

/// How many codes can be given out: a batch of at least `least`, and no more in all than the people invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeAllowance {
    least: MinimumGroup,
    remaining: u32,
}

/// Why no batch can be given out, whatever is entered: a sentence without a full stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCodes {
    /// The lead has not entered how many people are invited.
    #[error(
        "Enter the number of people invited first: it is the limit of the codes, and shown to everyone who responds"
    )]
    InvitedUnknown,
    /// Nearly all codes were given out.
    #[error(
        "Codes have been given out for everyone invited. If slips were lost, cancel the unused codes and print again. To give out more, \
         change the number of people invited"
    )]
    Exhausted,
}

impl CodeAllowance {
    /// What a consultation allows.
    ///
    /// # Errors
    /// Returns the reason if it allows no batch.
    pub fn of(consultation: &Consultation) -> Result<Self, NoCodes> {
        let invited = consultation.invited.ok_or(NoCodes::InvitedUnknown)?;
        let (least, remaining) = (consultation.asked.least, invited.saturating_sub(consultation.given.valid()));
        if remaining < least.get() { Err(NoCodes::Exhausted) } else { Ok(Self { least, remaining }) }
    }

    /// The smallest and the largest batch.
    #[must_use]
    pub fn bounds(&self) -> (u32, u32) {
        (self.least.get(), self.remaining.min(MAX_BATCH))
    }

    /// The allowed sizes in words: "from 10 to 40", or "5".
    #[must_use]
    pub fn range(&self) -> String {
        let (least, most) = self.bounds();
        if least == most { least.to_string() } else { format!("from {least} to {most}") }
    }

    /// Whether a batch has an allowed size.
    #[must_use]
    pub fn allows(&self, number: usize) -> bool {
        let (least, most) = self.bounds();
        u32::try_from(number).is_ok_and(|number| (least..=most).contains(&number))
    }

    /// Parses the number of slips to print.
    ///
    /// # Errors
    /// Returns an error if it is not an allowed number.
    pub fn slips(&self, typed: &str) -> Result<u32, ConsultationFlaw> {
        let number = typed.trim().parse::<u32>().ok().filter(|number| self.allows(*number as usize));
        number.ok_or_else(|| ConsultationFlaw::new("slips", format!("Number of slips must be {}", self.range())))
    }

    /// Parses a list of email addresses, separated by lines, commas, semicolons or spaces. The same address twice is one.
    ///
    /// # Errors
    /// Returns an error if one is not an address, or if there are too few or too many.
    pub fn addresses(&self, typed: &str) -> Result<Vec<Email>, ConsultationFlaw> {
        let mut addresses: Vec<Email> = Vec::new();
        for text in typed.split([',', ';', '\n', '\r', '\t', ' ']).filter(|text| !text.is_empty()) {
            let email = Email::parse(text).map_err(|_| {
                ConsultationFlaw::new("addresses", format!("“{text}” is not an email address: correct or remove it"))
            })?;
            if !addresses.contains(&email) {
                addresses.push(email);
            }
        }
        if self.allows(addresses.len()) {
            return Ok(addresses);
        }
        let (least, most) = self.bounds();
        Err(ConsultationFlaw::new(
            "addresses",
            format!("Enter {least} to {most} different email addresses: you entered {}", addresses.len()),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowance(remaining: u32) -> CodeAllowance {
        CodeAllowance { least: MinimumGroup::default(), remaining }
    }

    #[test]
    fn a_batch_is_neither_small_nor_larger_than_the_people_invited() {
        assert_eq!(allowance(40).slips(" 10 "), Ok(10));
        assert_eq!(allowance(40).slips("40"), Ok(40));
        for wrong in ["9", "41", "", "many", "-1"] {
            assert_eq!(allowance(40).slips(wrong).unwrap_err().field, "slips", "{wrong}");
        }
        assert_eq!(allowance(900).bounds(), (10, 200));
        let wrong = allowance(10).slips("12").unwrap_err();
        assert_eq!(wrong.message, "Number of slips must be 10");
    }

    #[test]
    fn addresses_are_counted_once_and_a_wrong_one_is_named() {
        let ten: Vec<String> = (0..10).map(|number| format!("keeper{number}@coast.example")).collect();
        assert_eq!(allowance(40).addresses(&ten.join("\r\n")).unwrap().len(), 10);
        let nine_twice = [&ten[..9], &ten[..1]].concat().join(", ");
        assert!(allowance(40).addresses(&nine_twice).unwrap_err().message.contains("you entered 9"));
        let wrong = allowance(40).addresses("keeper@coast.example; not-an-address").unwrap_err();
        assert!(wrong.message.contains("“not-an-address”"), "{wrong:?}");
    }
}
