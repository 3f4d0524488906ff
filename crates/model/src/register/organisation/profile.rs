//! The profile of an organisation: its scope, public contact, web address and leader.

use super::{Contact, Leader, OrganisationFlaw, email, line};
use crate::core::address::Address;
use serde::{Deserialize, Serialize};

/// The maximum length of a scope in characters: about five hundred words.
const MAX_SCOPE_CHARACTERS: usize = 4000;

/// The profile of an organisation, checked. Fields that are not entered yet are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    /// Whom it counts as technicians.
    pub scope: String,
    /// The public contact.
    pub contact: Contact,
    /// The web address of its page about the charter.
    pub page_url: String,
    /// The leader, who signs for it.
    pub leader: Leader,
}

/// The profile as typed in the form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each is the field of `Details` of that name")]
pub struct WrittenDetails {
    pub scope: String,
    pub contact_name: String,
    pub contact_email: String,
    pub contact_telephone: String,
    pub page_url: String,
    pub leader_name: String,
    pub leader_post: String,
    pub leader_email: String,
}

impl Details {
    /// Validates the form. Any field may be blank; the completeness check asks for it when it is needed.
    ///
    /// # Errors
    /// Returns every invalid field, in the order of the form.
    pub fn parse(written: &WrittenDetails) -> Result<Self, Vec<OrganisationFlaw>> {
        let mut flaws = Vec::new();
        let scope = written.scope.replace("\r\n", "\n").trim().to_owned();
        if scope.chars().count() > MAX_SCOPE_CHARACTERS {
            let message = format!("Scope must be {MAX_SCOPE_CHARACTERS} characters or fewer");
            flaws.push(OrganisationFlaw { field: "scope", message });
        }
        let contact = Contact {
            name: line(&mut flaws, "contact_name", &written.contact_name, false),
            email: email(&mut flaws, "contact_email", &written.contact_email),
            telephone: telephone(&mut flaws, &written.contact_telephone),
        };
        let page_url = match written.page_url.trim() {
            "" => String::new(),
            text => match Address::parse(text) {
                Ok(address) => address.into(),
                Err(why) => {
                    flaws.push(OrganisationFlaw { field: "page_url", message: why.to_string() });
                    String::new()
                }
            },
        };
        let leader = Leader {
            name: line(&mut flaws, "leader_name", &written.leader_name, false),
            post: line(&mut flaws, "leader_post", &written.leader_post, false),
            email: email(&mut flaws, "leader_email", &written.leader_email),
        };
        if flaws.is_empty() { Ok(Self { scope, contact, page_url, leader }) } else { Err(flaws) }
    }

    /// The values for the form.
    #[must_use]
    pub fn written(&self) -> WrittenDetails {
        WrittenDetails {
            scope: self.scope.clone(),
            contact_name: self.contact.name.clone(),
            contact_email: self.contact.email.clone(),
            contact_telephone: self.contact.telephone.clone(),
            page_url: self.page_url.clone(),
            leader_name: self.leader.name.clone(),
            leader_post: self.leader.post.clone(),
            leader_email: self.leader.email.clone(),
        }
    }

    /// The names of the fields that differ from `before`, for the activity log; never their content. A change of the leader has an event
    /// of its own.
    #[must_use]
    pub fn changes(&self, before: &Self) -> Vec<String> {
        let all = [
            ("the scope", self.scope != before.scope),
            ("the public contact", self.contact != before.contact),
            ("the web address of its charter page", self.page_url != before.page_url),
        ];
        all.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name.to_owned()).collect()
    }
}

/// Parses a telephone number: digits in any grouping, with an optional extension.
fn telephone(flaws: &mut Vec<OrganisationFlaw>, text: &str) -> String {
    let text = line(flaws, "contact_telephone", text, false);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if !text.is_empty() && (digits < 5 || text.chars().count() > 40) {
        let message = "Enter a telephone number, like +44 20 7946 0000, or leave blank".to_owned();
        flaws.push(OrganisationFlaw { field: "contact_telephone", message });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_in_the_order_of_the_form() {
        let written = WrittenDetails {
            scope: "é".repeat(MAX_SCOPE_CHARACTERS + 1),
            contact_name: "P. Example".into(),
            contact_email: "nobody".into(),
            contact_telephone: "ask at the desk".into(),
            page_url: "In progress".into(),
            leader_name: "x".repeat(201),
            ..WrittenDetails::default()
        };
        let flaws = Details::parse(&written).unwrap_err();
        let fields: Vec<_> = flaws.iter().map(|flaw| flaw.field).collect();
        assert_eq!(fields, ["scope", "contact_email", "contact_telephone", "page_url", "leader_name"]);
    }

    #[test]
    fn blank_is_allowed_and_a_checked_profile_parses_to_itself() {
        assert_eq!(Details::parse(&WrittenDetails::default()), Ok(Details::default()));
        let written = WrittenDetails {
            contact_email: " Ask@Northmoor.example ".into(),
            page_url: "www.northmoor.example/technicians".into(),
            contact_telephone: "+44 20 7946 0000 ext. 12".into(),
            ..WrittenDetails::default()
        };
        let details = Details::parse(&written).unwrap();
        assert_eq!(details.contact.email, "ask@northmoor.example");
        assert_eq!(details.page_url, "https://www.northmoor.example/technicians");
        assert_eq!(Details::parse(&details.written()), Ok(details.clone()));
        assert_eq!(details.changes(&Details::default()), ["the public contact", "the web address of its charter page"]);
    }
}
