//! Email domains: the domains of the email addresses of an organisation, as recorded by the secretariat.

use crate::core::{address::is_public, short::Email};

/// A domain whose addresses belong to one organisation, in lower case: "northmoor.ac.uk".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailDomain(String);

/// Why a text is not a valid email domain of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEmailDomain {
    /// The text is blank or not a domain.
    #[error("Enter an email domain, like example.ac.uk")]
    Shape,
    /// Anyone, or many organisations, can have addresses in the domain.
    #[error(
        "This domain is shared by many organisations or people. Enter a domain that belongs to this organisation alone"
    )]
    Shared,
}

/// Domains in which anyone can have an address.
const SHARED: &[&str] = &[
    "aol.com",
    "btinternet.com",
    "gmail.com",
    "gmx.com",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "icloud.com",
    "live.co.uk",
    "live.com",
    "mail.com",
    "me.com",
    "msn.com",
    "onmicrosoft.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "yahoo.co.uk",
    "yahoo.com",
];

/// The first labels of domains below which countries register organisations, such as `ac.uk` and `edu.au`.
const REGISTRIES: &[&str] = &["ac", "co", "com", "edu", "gov", "net", "nhs", "org", "police", "sch"];

impl EmailDomain {
    /// Parses a domain. Removes an @ before it.
    ///
    /// # Errors
    /// Returns the reason if the text is not a public domain, or the domain is shared by several organisations.
    pub fn parse(text: &str) -> Result<Self, NotAnEmailDomain> {
        let text = text.trim().to_lowercase();
        let text = text.strip_prefix('@').unwrap_or(&text);
        if !text.is_ascii() || !is_public(text) {
            return Err(NotAnEmailDomain::Shape);
        }
        if SHARED.contains(&text) {
            return Err(NotAnEmailDomain::Shared);
        }
        if text.split_once('.').is_some_and(|(first, rest)| REGISTRIES.contains(&first) && rest.len() == 2) {
            return Err(NotAnEmailDomain::Shared);
        }
        Ok(Self(text.to_owned()))
    }

    /// The domain.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an address is in this domain. Subdomains are recorded on their own: those for alumni or students are open to many.
    #[must_use]
    pub fn covers(&self, email: &Email) -> bool {
        email.domain() == self.as_str()
    }
}

impl std::fmt::Display for EmailDomain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_covers_its_addresses_and_none_of_its_subdomains() {
        let domain = EmailDomain::parse(" @Northmoor.ac.uk ").unwrap();
        assert_eq!(domain.as_str(), "northmoor.ac.uk");
        let covers = |address: &str| domain.covers(&Email::parse(address).unwrap());
        assert!(covers("vc@northmoor.ac.uk") && covers("VC@Northmoor.ac.uk"));
        assert!(!covers("vc@alumni.northmoor.ac.uk"));
        assert!(!covers("vc@southmoor.ac.uk") && !covers("vc@ac.uk.example"));
        assert!(!covers("vc@evil-northmoor.ac.uk") && !covers("vc@northmoor.ac.uk.evil.example"));
    }

    #[test]
    fn a_domain_that_many_share_is_refused() {
        for text in ["ac.uk", "edu.au", "co.uk", "gmail.com", "Outlook.com"] {
            assert!(matches!(EmailDomain::parse(text), Err(NotAnEmailDomain::Shared)), "{text}");
        }
        for text in ["", "northmoor", "a b.uk", "vc@northmoor.ac.uk", "localhost", "10.0.0.1"] {
            assert_eq!(EmailDomain::parse(text), Err(NotAnEmailDomain::Shape), "{text}");
        }
        assert!(EmailDomain::parse("co.example").is_ok() && EmailDomain::parse("st-andrews.ac.uk").is_ok());
    }
}
