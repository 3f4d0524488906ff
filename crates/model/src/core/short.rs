//! Short texts that have been checked: a line, and an email address.

use crate::core::address::is_public;
use serde::{Deserialize, Serialize};

/// One line of text, such as the name of a person, an organisation or a role: not blank, at most [`Line::MAX_CHARACTERS`] characters, with
/// single spaces between words and none at its ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Line(String);

/// Why a text is not a valid line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotALine {
    /// The text is blank.
    #[error("Enter a value")]
    Blank,
    /// More than [`Line::MAX_CHARACTERS`] characters.
    #[error("This must be {} characters or fewer", Line::MAX_CHARACTERS)]
    TooLong,
    /// Some characters are invisible, and may change the direction of the text.
    #[error("This contains invisible characters. Type it instead of pasting it")]
    Invisible,
}

impl NotALine {
    /// The error at a field with this label: `ask`, such as "Enter a title", if it is blank, and otherwise what is wrong with it.
    #[must_use]
    pub fn at(self, label: &str, ask: &str) -> String {
        match self {
            Self::Blank => ask.to_owned(),
            Self::TooLong => format!("{label} must be {} characters or fewer", Line::MAX_CHARACTERS),
            Self::Invisible => format!("{label} contains invisible characters. Type it instead of pasting it"),
        }
    }
}

impl Line {
    /// The maximum length, in characters.
    pub const MAX_CHARACTERS: usize = 200;

    /// Parses a line. Line breaks and runs of white space become one space.
    ///
    /// # Errors
    /// Returns the reason if the text is blank, too long or has invisible characters.
    pub fn parse(text: &str) -> Result<Self, NotALine> {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() {
            return Err(NotALine::Blank);
        }
        if line.chars().count() > Self::MAX_CHARACTERS {
            return Err(NotALine::TooLong);
        }
        if line.chars().any(is_invisible) {
            return Err(NotALine::Invisible);
        }
        Ok(Self(line))
    }
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character is a control character, has no width or changes the direction of text. With these, one name can look like
/// another.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// An email address in lower case. It is well formed; whether it is in use is known only when an email is delivered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Why a text is not an email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEmail {
    /// The text is blank.
    #[error("Enter an email address in the correct format, like name@example.ac.uk")]
    Blank,
    /// There is no @, or more than one address.
    #[error("Enter an email address in the correct format, like name@example.ac.uk")]
    Shape,
    /// The part before the @ is not valid.
    #[error("Enter an email address in the correct format, like name@example.ac.uk")]
    Mailbox,
    /// The part after the @ is not valid.
    #[error("Enter an email address in the correct format, like name@example.ac.uk")]
    Domain,
}

impl Email {
    /// Parses an address. Changes it to lower case, because no university distinguishes mailboxes by case, and removes "mailto:" before it.
    ///
    /// # Errors
    /// Returns the reason if the text is not a single address, or has a quoted mailbox or a numeric domain, which no university assigns.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim().to_lowercase();
        let text = text.strip_prefix("mailto:").unwrap_or(&text);
        if text.is_empty() {
            return Err(NotAnEmail::Blank);
        }
        let (mailbox, domain) = text.split_once('@').ok_or(NotAnEmail::Shape)?;
        if domain.contains('@') || text.contains(|c: char| c.is_whitespace() || c.is_control() || c == ',') {
            return Err(NotAnEmail::Shape);
        }
        let dots_are_between = !mailbox.starts_with('.') && !mailbox.ends_with('.') && !mailbox.contains("..");
        let allowed = |c: char| c.is_ascii_alphanumeric() || "._-+'".contains(c);
        // RFC 5321, 4.5.3.1.1, limits it to 64.
        if mailbox.is_empty() || mailbox.len() > 64 || !dots_are_between || !mailbox.chars().all(allowed) {
            return Err(NotAnEmail::Mailbox);
        }
        if !domain.is_ascii() || !is_public(domain) {
            return Err(NotAnEmail::Domain);
        }
        Ok(Self(text.to_owned()))
    }
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The part after the @.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
    /// Whether both reach the same mailbox: what follows a plus sign is dropped on delivery (RFC 5233).
    #[must_use]
    pub fn is_same_mailbox(&self, other: &str) -> bool {
        mailbox(&self.0) == mailbox(other)
    }
}

/// An address without capitals and without what follows a plus sign.
fn mailbox(address: &str) -> String {
    let address = address.trim().to_lowercase();
    let Some((name, domain)) = address.split_once('@') else { return address };
    format!("{}@{domain}", name.split('+').next().unwrap_or_default())
}

macro_rules! written_as_text { ($($name:ident $error:ident)*) => {$(
    impl std::fmt::Display for $name {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
    }
    impl TryFrom<String> for $name {
        type Error = $error;
        fn try_from(text: String) -> Result<Self, $error> { Self::parse(&text) }
    }
    impl From<$name> for String {
        fn from(text: $name) -> Self { text.0 }
    }
)*} }

written_as_text! { Line NotALine Email NotAnEmail }

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(Line::parse("  Ada \n King ").unwrap().as_str(), "Ada King");
        assert_eq!(Line::parse(" \t"), Err(NotALine::Blank));
        assert!(Line::parse(&"é".repeat(200)).is_ok());
        assert_eq!(Line::parse(&"é".repeat(201)), Err(NotALine::TooLong));
        assert_eq!(Line::parse("Ada\u{202e}gniK"), Err(NotALine::Invisible));
        assert_eq!(Line::parse("Ada\u{0}"), Err(NotALine::Invisible));
    }

    #[test]
    fn the_error_of_a_line_names_its_field() {
        let error = |text: &str| Line::parse(text).unwrap_err().at("Title", "Enter a title");
        assert_eq!(error(" "), "Enter a title");
        assert_eq!(error(&"é".repeat(201)), "Title must be 200 characters or fewer");
        assert!(error("Ada\u{0}").starts_with("Title contains invisible characters"));
    }

    #[test]
    fn an_email_address_is_lower_case() {
        let address = Email::parse(" Mailto:Ada.King+tc@Example.AC.uk ").unwrap();
        assert_eq!(address.as_str(), "ada.king+tc@example.ac.uk");
        assert_eq!(serde_json::to_string(&address).unwrap(), r#""ada.king+tc@example.ac.uk""#);
        assert!(Email::parse("o'neill@example.ac.uk").is_ok());
    }

    #[test]
    fn a_text_that_is_not_an_email_address_is_refused_with_the_reason() {
        for (text, why) in [
            ("", NotAnEmail::Blank),
            ("Ada King", NotAnEmail::Shape),
            ("a@b@example.org", NotAnEmail::Shape),
            ("a@example.org, b@example.org", NotAnEmail::Shape),
            ("a@example.org\nbcc: b@example.org", NotAnEmail::Shape),
            ("@example.org", NotAnEmail::Mailbox),
            (".a@example.org", NotAnEmail::Mailbox),
            ("<a@example.org", NotAnEmail::Mailbox),
            ("\"a\"@example.org", NotAnEmail::Mailbox),
            ("a@example", NotAnEmail::Domain),
            ("a@localhost", NotAnEmail::Domain),
            ("a@127.0.0.1", NotAnEmail::Domain),
            ("a@exam>ple.org", NotAnEmail::Domain),
        ] {
            assert_eq!(Email::parse(text), Err(why), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_line_and_an_email_address_parse_to_themselves(text in ".{0,30}|[a-zA-Z.@ +-]{0,30}@[a-z.]{0,12}") {
            if let Ok(line) = Line::parse(&text) {
                prop_assert_eq!(Line::parse(line.as_str()), Ok(line));
            }
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email));
            }
        }
    }
}
