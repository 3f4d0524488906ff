//! Conflicts of interest: which organisations a reviewer does not review, and why. They are computed from facts each time, so that a move, a new
//! region or a second account counts at once.

use crate::{Date, OrganisationId, core::dates::long_date};

/// A reason why a reviewer does not review an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The reason.
    pub reason: ConflictReason,
}

/// The reason of a conflict of interest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictReason {
    /// They are a member of the organisation.
    OwnOrganisation,
    /// They were a member.
    PastOrganisation {
        /// The day on which they joined.
        joined: Date,
    },
    /// An organisation of theirs is in the same region.
    SameRegion(String),
    /// An organisation of theirs belongs to the same consortium.
    SameConsortium(String),
    /// Mail to somebody of the organisation reaches them: they have a second account, share an address, or have a part there without an account. If
    /// the address is [not proven](AddressOf::is_proven), the conflict is only possible.
    SharedAddress(AddressOf),
    /// They declared it, for this reason. Only they and the secretariat read it.
    Declared(String),
    /// Somebody of the organisation reviews theirs in the same round.
    Reciprocal,
}

/// Whose address at an organisation reaches the mailbox of a reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AddressOf {
    /// Of a member's account.
    Member,
    /// Of the public contact.
    Contact,
    /// Of the leader, as the organisation named them.
    Leader,
    /// Of a leader who signed.
    SignedAsLeader,
    /// Of an action owner.
    Owner,
    /// Of a member of a working group.
    GroupMember,
}

impl AddressOf {
    /// Whether the person of the address has shown that they have a part there. The others are typed by members of the organisation, who could
    /// otherwise exclude any reviewer.
    #[must_use]
    pub fn is_proven(self) -> bool {
        matches!(self, Self::Member | Self::SignedAsLeader)
    }
}

impl ConflictReason {
    /// The reason on screen.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::OwnOrganisation => "Member of this organisation".to_owned(),
            Self::PastOrganisation { joined } => {
                format!("Former member of this organisation, who joined on {}", long_date(*joined))
            }
            Self::SameRegion(region) => format!("Same region: {region}"),
            Self::SameConsortium(consortium) => format!("Same consortium: {consortium}"),
            Self::SharedAddress(AddressOf::Member) => "An account of a member there has the same mailbox".to_owned(),
            Self::SharedAddress(AddressOf::SignedAsLeader) => {
                "A leader who signed there has the same mailbox".to_owned()
            }
            Self::SharedAddress(AddressOf::Contact) => "Possible: entered there as the public contact".to_owned(),
            Self::SharedAddress(AddressOf::Leader) => "Possible: entered there as the leader".to_owned(),
            Self::SharedAddress(AddressOf::Owner) => "Possible: entered there as an action owner".to_owned(),
            Self::SharedAddress(AddressOf::GroupMember) => {
                "Possible: entered there as a member of a working group".to_owned()
            }
            Self::Declared(reason) => format!("Declared: {reason}"),
            Self::Reciprocal => "A reviewer from there reviews their organisation in this round".to_owned(),
        }
    }
    /// Whether it is private to the reviewer and the secretariat.
    #[must_use]
    pub fn is_declared(&self) -> bool {
        matches!(self, Self::Declared(_))
    }
}

/// What mail to an address reaches, to compare with others. What follows a plus sign is dropped on delivery (RFC 5233), and some providers
/// ignore dots. Two addresses with one of these may be of two people; then the secretariat allocates somebody else, which costs little.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mailbox(String);

impl Mailbox {
    /// The mailbox of an address; none for a blank one or a text that is no address.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        let address = address.trim().to_lowercase();
        let (name, domain) = address.split_once('@')?;
        let name = name.split('+').next().unwrap_or_default().replace('.', "");
        (!name.is_empty() && !domain.is_empty()).then(|| Self(format!("{name}@{domain}")))
    }
}

/// The facts about a reviewer from which conflicts are computed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReviewerFacts {
    /// Their mailbox.
    pub mailbox: Option<Mailbox>,
    /// The organisations that they are a member of.
    pub organisations: Vec<OrganisationId>,
    /// Those that they were a member of once, and the day on which they joined.
    pub past: Vec<(OrganisationId, Date)>,
    /// Those that they declared, with the reason.
    pub declared: Vec<(OrganisationId, String)>,
    /// Those whose people review an organisation of theirs in the round.
    pub reviewed_by: Vec<OrganisationId>,
}

/// The facts about an organisation from which conflicts are computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationFacts {
    /// The organisation.
    pub id: OrganisationId,
    /// Its region; may be empty.
    pub region: String,
    /// The consortium that it belongs to; may be empty.
    pub consortium: String,
    /// The mailboxes of people there.
    pub mailboxes: Vec<(AddressOf, Mailbox)>,
}

/// Every conflict of a reviewer with these organisations, which include their own, in the order of the organisations. A member of an
/// organisation has that reason alone, since each other follows from it.
#[must_use]
pub fn conflicts(reviewer: &ReviewerFacts, all: &[OrganisationFacts]) -> Vec<Conflict> {
    let own: Vec<&OrganisationFacts> = all.iter().filter(|one| reviewer.organisations.contains(&one.id)).collect();
    let of = |one: &OrganisationFacts| {
        let reasons = if reviewer.organisations.contains(&one.id) {
            vec![ConflictReason::OwnOrganisation]
        } else {
            with_other(reviewer, &own, one)
        };
        let organisation = one.id;
        reasons.into_iter().map(move |reason| Conflict { organisation, reason })
    };
    all.iter().flat_map(of).collect()
}

/// The reasons for an organisation that the reviewer is not a member of.
fn with_other(reviewer: &ReviewerFacts, own: &[&OrganisationFacts], one: &OrganisationFacts) -> Vec<ConflictReason> {
    let mut reasons = Vec::new();
    let past =
        reviewer.past.iter().filter(|(organisation, _)| *organisation == one.id).map(|(_, joined)| *joined).max();
    reasons.extend(past.map(|joined| ConflictReason::PastOrganisation { joined }));
    if own.iter().any(|own| is_same(&own.region, &one.region)) {
        reasons.push(ConflictReason::SameRegion(one.region.clone()));
    }
    if own.iter().any(|own| is_same(&own.consortium, &one.consortium)) {
        reasons.push(ConflictReason::SameConsortium(one.consortium.clone()));
    }
    if let Some(mailbox) = &reviewer.mailbox {
        let theirs = one.mailboxes.iter().filter(|(_, there)| there == mailbox).map(|(of, _)| *of);
        let mut theirs: Vec<AddressOf> = theirs.collect();
        theirs.sort();
        theirs.dedup();
        reasons.extend(theirs.into_iter().map(ConflictReason::SharedAddress));
    }
    let declared = reviewer.declared.iter().filter(|(organisation, _)| *organisation == one.id);
    reasons.extend(declared.map(|(_, reason)| ConflictReason::Declared(reason.clone())));
    if reviewer.reviewed_by.contains(&one.id) {
        reasons.push(ConflictReason::Reciprocal);
    }
    reasons
}

/// Whether both are the same region or consortium. What is not recorded is the same as nothing.
fn is_same(own: &str, other: &str) -> bool {
    let (own, other) = (own.trim(), other.trim());
    !own.is_empty() && own.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests;
