//! Why somebody proves that they read the mailbox of an address.

use serde::Deserialize;

/// Why somebody proves that they read the mailbox of an address. In the address of a page and in a field of its form it is a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "String")]
pub enum Purpose {
    /// To sign in. Its word is empty, and so are words that are not known.
    #[default]
    SignIn,
    /// To accept an invitation, whose link they have.
    Invitation,
}

impl Purpose {
    /// The word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::SignIn => "",
            Self::Invitation => "accept",
        }
    }
    /// The address of the page for the code.
    pub(super) fn code_page(self) -> String {
        match self.word() {
            "" => "/sign-in/code".to_owned(),
            word => format!("/sign-in/code?to={word}"),
        }
    }
}

impl From<String> for Purpose {
    fn from(word: String) -> Self {
        if word == Self::Invitation.word() { Self::Invitation } else { Self::SignIn }
    }
}
