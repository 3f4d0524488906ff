//! Who may do what. The rules are in `permit/policy`, a file for each area, and `web/tests/access.txt` prints what they
//! amount to.
//!
//! A [`Permit`] is proof of permission. Only [`Permit::ask`] makes one, and the store asks for one before it reads or
//! writes anything, so forgetting to authorise is a type error. It carries *who* and *where*, so that SQL is scoped by
//! it and the history knows its author.

mod place;
mod policy;
mod relation;

pub use place::*;
pub use policy::*;
pub use relation::{Audience, Author, CharterRole, Relation, Role};

/// Why a permit was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The person has nothing to do with the place: say that it does not exist.
    #[error("Page not found")]
    Stranger,
    /// The person may see the place but not do this. The reason is a sentence for them.
    #[error("{0}")]
    Forbidden(&'static str),
}

/// What a rule says.
pub(crate) type Decision = Result<(), Refused>;

/// Only the policy declares permissions, so that no page can permit itself anything.
mod sealed {
    pub trait Sealed {}
}

/// Something that can be permitted, such as [`WriteAssessment`].
pub trait Permission: sealed::Sealed {
    /// What kind of place it is about.
    type Place: Place;
    /// Whether a person with that relation may do it there, now.
    ///
    /// # Errors
    /// Refuses strangers as strangers, and others with a reason.
    fn decide(relation: &Relation, place: &Self::Place) -> Decision;
}

/// Proof that `who` may do `P` at one place.
pub struct Permit<P: Permission> {
    author: Author,
    audience: Audience,
    place: P::Place,
}

impl<P: Permission> Permit<P> {
    /// Ask for a permit.
    ///
    /// # Errors
    /// Refuses as [`Permission::decide`] says; and as strangers those who are asked about at another organisation than the place's.
    pub fn ask(relation: &Relation, place: P::Place) -> Result<Self, Refused> {
        if let (Some(known), Some(asked)) = (relation.organisation, place.organisation())
            && known != asked
        {
            return Err(Refused::Stranger);
        }
        P::decide(relation, &place)?;
        Ok(Self { author: relation.author, audience: relation.audience(), place })
    }
    /// Who asked: the author of what follows.
    #[must_use]
    pub fn author(&self) -> Author {
        self.author
    }
    /// For whom what is read by this permit is shown.
    #[must_use]
    pub fn audience(&self) -> Audience {
        self.audience
    }
    /// The place that the permit is for.
    #[must_use]
    pub fn place(&self) -> P::Place {
        self.place
    }
}

#[cfg(test)]
mod tests;
