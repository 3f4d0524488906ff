//! Whom to tell about a weakness, for `security.txt` (RFC 9116).

use super::{address::Address, short::Email};
use crate::Timestamp;
use std::fmt::Write as _;

/// A contact for people who find a weakness: a web page over TLS or an email address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityContact(String);

/// The error for a text that is neither.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a contact. Enter an email address, or the https address of a web page")]
pub struct NotASecurityContact(String);

impl SecurityContact {
    /// Parses `security@example.ac.uk`, `mailto:security@example.ac.uk` or `https://example.ac.uk/security`.
    ///
    /// # Errors
    /// Returns the text if it is neither an email address nor the `https` address of a public page.
    pub fn parse(text: &str) -> Result<Self, NotASecurityContact> {
        let text = text.trim();
        if text.starts_with("https://") && Address::parse(text).is_ok() {
            return Ok(Self(text.to_owned()));
        }
        match Email::parse(text.strip_prefix("mailto:").unwrap_or(text)) {
            Ok(email) => Ok(Self(format!("mailto:{email}"))),
            Err(_) => Err(NotASecurityContact(text.to_owned())),
        }
    }
}

/// What the operator has said about whom to tell, and until when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityPolicy {
    /// The contact.
    pub contact: SecurityContact,
    /// The moment from which it must not be used any more (RFC 9116, section 2.5.5).
    pub expires: Timestamp,
}

impl SecurityPolicy {
    /// Returns the text of `security.txt` for the site at this address; `None` if it has expired, because an expired file misleads.
    #[must_use]
    pub fn text(&self, address: &str, now: Timestamp) -> Option<String> {
        if now >= self.expires {
            return None;
        }
        let mut text = format!("Contact: {}\nExpires: {}\nPreferred-Languages: en\n", self.contact.0, self.expires);
        // A canonical address is one over TLS (section 2.5.2).
        if address.starts_with("https://") {
            writeln!(text, "Canonical: {address}").expect("a String can be written to");
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_an_email_address_or_a_page_over_tls() {
        for (text, contact) in [
            ("security@example.ac.uk", "mailto:security@example.ac.uk"),
            (" mailto:security@example.ac.uk ", "mailto:security@example.ac.uk"),
            ("https://www.example.ac.uk/security", "https://www.example.ac.uk/security"),
        ] {
            assert_eq!(SecurityContact::parse(text).unwrap().0, contact);
        }
        for text in [
            "",
            "security",
            "http://www.example.ac.uk",
            "https://localhost",
            "mailto:",
            "https://a.example\nExpires: x",
        ] {
            assert!(SecurityContact::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_file_is_there_until_it_expires() {
        let expires: Timestamp = "2027-09-30T00:00:00Z".parse().unwrap();
        let policy = SecurityPolicy { contact: SecurityContact::parse("a@b.example").unwrap(), expires };
        let before = "2027-09-29T23:59:59Z".parse().unwrap();
        assert_eq!(
            policy.text("https://a.example/.well-known/security.txt", before).unwrap(),
            "Contact: mailto:a@b.example\nExpires: 2027-09-30T00:00:00Z\nPreferred-Languages: en\n\
             Canonical: https://a.example/.well-known/security.txt\n"
        );
        assert!(!policy.text("http://a.example/", before).unwrap().contains("Canonical"));
        assert_eq!(policy.text("https://a.example/", expires), None);
    }
}
