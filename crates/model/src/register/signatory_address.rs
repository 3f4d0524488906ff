//! The email address of a person who signs for an organisation without an account: the leader, or the deputy whom the leader names.
//!
//! The signing link is sent to the address, so the address decides who can sign. It must not belong to a person who works on the
//! self-assessment, and either its domain is recorded for the organisation or the secretariat has confirmed it.

use super::email_domain::EmailDomain;
use crate::{Timestamp, core::short::Email};

/// The capacity in which a person signs for an organisation without an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capacity {
    /// The leader of the institution.
    Leader,
    /// A person whom the leader named to sign for them.
    Deputy,
}

impl Capacity {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Leader, Self::Deputy];
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Deputy => "deputy",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|capacity| capacity.as_str() == word)
    }
    /// The same within a sentence.
    #[must_use]
    pub fn the(self) -> &'static str {
        match self {
            Self::Leader => "the leader",
            Self::Deputy => "the leader’s deputy",
        }
    }
}

/// Why an address was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressBasis {
    /// Its domain is recorded for the organisation.
    Domain,
    /// A member of the secretariat confirmed it.
    Confirmed {
        /// Their name; `None` once their account is deleted.
        by: Option<String>,
        /// When they confirmed it.
        at: Timestamp,
    },
}

/// An address that belongs to a person who may not sign, and who that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenAddress {
    /// The address.
    pub email: String,
    /// The role of its owner.
    pub by: AddressOwner,
}

/// The role of the owner of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressOwner {
    /// A lead or contributor of the organisation.
    Member,
    /// Invited to the organisation.
    Invited,
    /// In the secretariat, which confirms addresses and receives submissions.
    Secretariat,
    /// The leader themselves, where a deputy is named.
    Leader,
    /// Worked in the organisation here before, so that its domain says nothing about who uses the address.
    Former,
}

/// Why an address cannot be that of a signatory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFlaw {
    /// It belongs to a member of the organisation.
    #[error(
        "This address belongs to a member of the organisation. Members cannot sign for the leader: enter another address"
    )]
    Member,
    /// It belongs to a person who is invited to the organisation.
    #[error(
        "This address belongs to a person who is invited to the organisation. Members cannot sign for the leader: enter another address"
    )]
    Invited,
    /// It belongs to a member of the secretariat.
    #[error("This address belongs to a member of the secretariat. Enter another address")]
    Secretariat,
    /// The deputy has the leader's address.
    #[error("This is the leader’s own address. Enter the deputy’s address")]
    Leader,
}

/// Checks whether an address may be that of a signatory. Returns why it is accepted, or `None` if the secretariat has to confirm it first.
/// The address of a person who worked in the organisation here before is always confirmed: otherwise a lead could leave, and sign as leader.
///
/// # Errors
/// Returns the reason if the address, in any spelling, reaches the mailbox of a person who may not sign.
pub fn check(
    email: &Email,
    taken: &[TakenAddress],
    domains: &[EmailDomain],
) -> Result<Option<AddressBasis>, AddressFlaw> {
    let mut is_former = false;
    for owner in taken.iter().filter(|one| email.is_same_mailbox(&one.email)) {
        match owner.by {
            AddressOwner::Member => return Err(AddressFlaw::Member),
            AddressOwner::Invited => return Err(AddressFlaw::Invited),
            AddressOwner::Secretariat => return Err(AddressFlaw::Secretariat),
            AddressOwner::Leader => return Err(AddressFlaw::Leader),
            AddressOwner::Former => is_former = true,
        }
    }
    if is_former {
        return Ok(None);
    }
    Ok(domains.iter().any(|domain| domain.covers(email)).then_some(AddressBasis::Domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(address: &str) -> Result<Option<AddressBasis>, AddressFlaw> {
        let taken = [
            ("lead@northmoor.example", AddressOwner::Member),
            ("writer+charter@northmoor.example", AddressOwner::Member),
            ("new@northmoor.example", AddressOwner::Invited),
            ("office@charter.example", AddressOwner::Secretariat),
            ("vc@northmoor.example", AddressOwner::Leader),
            ("left@northmoor.example", AddressOwner::Former),
            ("lead@northmoor.example", AddressOwner::Former),
        ]
        .map(|(email, by)| TakenAddress { email: email.into(), by });
        check(&Email::parse(address).unwrap(), &taken, &[EmailDomain::parse("northmoor.example").unwrap()])
    }

    #[test]
    fn the_address_of_a_person_who_may_not_sign_is_refused_in_any_spelling() {
        for address in ["lead@northmoor.example", "Lead@Northmoor.example", "lead+vc@northmoor.example"] {
            assert_eq!(checked(address), Err(AddressFlaw::Member), "{address}");
        }
        assert_eq!(checked("writer@northmoor.example"), Err(AddressFlaw::Member), "theirs has a suffix");
        assert_eq!(checked("new+1@northmoor.example"), Err(AddressFlaw::Invited));
        assert_eq!(checked("office@charter.example"), Err(AddressFlaw::Secretariat));
        assert_eq!(checked("vc@northmoor.example"), Err(AddressFlaw::Leader));
    }

    #[test]
    fn an_address_in_another_domain_has_to_be_confirmed() {
        assert_eq!(checked("deputy@northmoor.example"), Ok(Some(AddressBasis::Domain)));
        assert_eq!(checked("deputy@office.northmoor.example"), Ok(None), "a subdomain is recorded on its own");
        assert_eq!(checked("deputy@gmail.com"), Ok(None));
        assert_eq!(checked("deputy@notnorthmoor.example"), Ok(None));
    }
}
