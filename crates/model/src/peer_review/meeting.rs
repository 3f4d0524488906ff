//! Where and when a panel talks, if it wishes to.

use crate::core::{
    address::{Address, NotAnAddress},
    short::{Line, NotALine},
};

/// A suggested conversation of a panel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PanelMeeting {
    /// The address of the video call.
    pub address: Option<Address>,
    /// When, in the words of who suggests it.
    pub when: Option<Line>,
}

impl PanelMeeting {
    /// Checks what was entered. Both may be blank, which removes the suggestion.
    ///
    /// # Errors
    /// Returns each field that is wrong, with what to do. The address must begin with `https://`, so that nobody on the way reads or changes
    /// what the call asks for.
    pub fn parse(address: &str, when: &str) -> Result<Self, Vec<(&'static str, String)>> {
        let mut flaws = Vec::new();
        let address = match Address::parse(address) {
            Ok(address) if address.as_str().to_ascii_lowercase().starts_with("https://") => Some(address),
            Err(NotAnAddress::Blank) => None,
            Ok(_) => {
                flaws.push(("address", "Video call address must begin with https://".to_owned()));
                None
            }
            Err(reason) => {
                flaws.push(("address", reason.to_string()));
                None
            }
        };
        let when = match Line::parse(when) {
            Ok(when) => Some(when),
            Err(NotALine::Blank) => None,
            Err(reason) => {
                flaws.push(("when", reason.at("Suggested time", "Enter a time")));
                None
            }
        };
        if flaws.is_empty() { Ok(Self { address, when }) } else { Err(flaws) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_video_call_is_encrypted_and_optional() {
        assert_eq!(PanelMeeting::parse(" ", ""), Ok(PanelMeeting::default()));
        let meeting = PanelMeeting::parse("https://meet.example.org/lamp", "Tuesday at 14:00").unwrap();
        assert_eq!(meeting.when.unwrap().as_str(), "Tuesday at 14:00");
        for wrong in ["http://meet.example.org/lamp", "javascript:alert(1)", "https://localhost/", "Teams"] {
            assert_eq!(PanelMeeting::parse(wrong, "").unwrap_err()[0].0, "address", "{wrong}");
        }
        assert_eq!(PanelMeeting::parse("", &"w".repeat(201)).unwrap_err()[0].0, "when");
    }
}
