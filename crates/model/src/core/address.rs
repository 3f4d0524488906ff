//! Addresses of public web pages.

use serde::{Deserialize, Serialize};

/// The address of a page that is reachable from the public internet, as far as its form shows. The page may not exist.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);

/// The maximum length of an address, in bytes. Browsers and servers support about this length.
pub const MAX_ADDRESS_BYTES: usize = 2000;

/// The last parts of host names that are used only in local networks.
const PRIVATE: &[&str] = &["localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa"];

/// Why a text is not the address of a public page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// The text is blank.
    #[error("Enter a full web address, like https://www.example.ac.uk/technicians")]
    Blank,
    /// The text is not an address, such as "In progress".
    #[error("“{0}” is not a web address. Enter a full web address, like https://www.example.ac.uk/technicians")]
    Words(String),
    /// The text has more than [`MAX_ADDRESS_BYTES`] bytes.
    #[error("Web address must be {MAX_ADDRESS_BYTES} characters or fewer")]
    TooLong,
    /// The host has no dot, is a number, or belongs to a local network.
    #[error("“{0}” cannot be reached from the public internet")]
    Private(String),
    /// There is a user name or password before the host, which can disguise where the address leads.
    #[error("Web address must not include a user name")]
    UserInfo,
}

impl Address {
    /// Parses an address. Adds `https://` before "www.", and removes the angle brackets that word processors put around addresses.
    ///
    /// # Errors
    /// Returns the reason if the text is not an address, the scheme is neither `http` nor `https`, or the host is local, numeric or
    /// without a dot.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        let text = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text).trim();
        if text.is_empty() {
            return Err(NotAnAddress::Blank);
        }
        let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
        let text = if lower.starts_with("www.") { format!("https://{text}") } else { text.to_owned() };
        if text.len() > MAX_ADDRESS_BYTES {
            return Err(NotAnAddress::TooLong);
        }
        let words = || NotAnAddress::Words(text.chars().take(80).collect());
        let (scheme, rest) = text.split_once("://").ok_or_else(words)?;
        let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
        let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c);
        if !is_web || rest.contains(forbidden) {
            return Err(words());
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err(NotAnAddress::UserInfo);
        }
        let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
        if port.is_some_and(|port| port.parse::<u16>().is_err()) {
            return Err(words());
        }
        let host = host.to_lowercase();
        if !is_public(&host) {
            return Err(NotAnAddress::Private(host));
        }
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        Ok(Self(format!("{}://{host}{port}{path}", scheme.to_ascii_lowercase())))
    }

    /// The address, its scheme and host in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Address {
    /// The host, in lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        rest.split([':', '/', '?', '#']).next().unwrap_or_default()
    }
}

/// Whether a host, in lower case, has the form of a public domain name.
pub(crate) fn is_public(host: &str) -> bool {
    let is_label = |label: &str| {
        let letters = label.chars().all(|c| c.is_alphanumeric() || c == '-');
        letters && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    let labels: Vec<&str> = host.split('.').collect();
    let last = labels.last().copied().unwrap_or_default();
    // No top-level domain is a single letter, and one that starts with a digit is part of a numeric address.
    let ending =
        last.chars().count() >= 2 && !last.starts_with(|c: char| c.is_ascii_digit()) && !PRIVATE.contains(&last);
    host.len() <= 253 && labels.len() >= 2 && labels.iter().all(|label| is_label(label)) && ending
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Address {
    type Error = NotAnAddress;
    fn try_from(text: String) -> Result<Self, NotAnAddress> {
        Self::parse(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_of_public_pages_are_read() {
        for (text, address) in [
            ("https://www.example.ac.uk/a?b=c#d", "https://www.example.ac.uk/a?b=c#d"),
            (" <HTTPS://WWW.Example.ac.uk/Staff> ", "https://www.example.ac.uk/Staff"),
            ("www.example.ac.uk", "https://www.example.ac.uk"),
            ("http://example.org:8080/", "http://example.org:8080/"),
            ("https://bücher.example/é", "https://bücher.example/é"),
        ] {
            assert_eq!(Address::parse(text).unwrap().as_str(), address);
            assert!(is_public(Address::parse(text).unwrap().host()), "{text}");
        }
    }

    #[test]
    fn a_text_that_is_not_an_address_is_refused_with_the_reason() {
        assert_eq!(
            Address::parse("In progress").unwrap_err().to_string(),
            "“In progress” is not a web address. Enter a full web address, like https://www.example.ac.uk/technicians"
        );
        assert_eq!(Address::parse("  "), Err(NotAnAddress::Blank));
        for text in [
            "N/A",
            "tbc",
            "javascript:alert(1)",
            "ftp://example.org",
            "https://exa mple.org",
            "https://example.org/\"x",
            "https://a.org:x",
        ] {
            assert!(matches!(Address::parse(text), Err(NotAnAddress::Words(_))), "{text}");
        }
    }

    #[test]
    fn hosts_that_the_public_cannot_reach_are_refused() {
        for host in [
            "localhost",
            "intranet",
            "127.0.0.1",
            "[::1]",
            "2130706433",
            "wiki.local",
            "a.internal",
            "",
            ".",
            "a..uk",
            "-a.uk",
            "x.y",
        ] {
            assert!(Address::parse(&format!("https://{host}/x")).is_err(), "{host}");
        }
        assert_eq!(Address::parse("https://example.ac.uk@evil.org"), Err(NotAnAddress::UserInfo));
    }

    proptest! {
        #[test]
        fn an_address_parses_to_itself(text in "(https?://|www\\.)?[a-zé.:/@?#<> -]{0,30}|.{0,40}") {
            if let Ok(address) = Address::parse(&text) {
                prop_assert_eq!(Address::parse(address.as_str()), Ok(address));
            }
        }
    }
}
