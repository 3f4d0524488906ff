//! Who may do what. The rules are in `permit/policy`, one file for each area; `web/tests/access.txt` lists their results.
//!
//! A [`Permit`] is proof of permission. Only [`Permit::ask`] creates one, and the store requires one before it reads or writes
//! anything, so forgetting to authorise is a type error. It has *who* and *where*: SQL is scoped by it, and the activity log takes
//! its author from it.

mod place;
mod policy;
mod relation;

pub use place::*;
pub use policy::*;
pub use relation::{Audience, Author, CharterRole, Relation, Role};

/// Why a permit was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The person has no relation to the place. They are told that it does not exist.
    #[error("Page not found")]
    NotFound,
    /// The person may see the place but not do this. The reason is a sentence for them.
    #[error("{0}")]
    Forbidden(&'static str),
}

/// The result of a rule.
pub(crate) type Decision = Result<(), Refused>;

/// Only the policy declares permissions, so that a page cannot define its own.
mod sealed {
    pub trait Sealed {}
}

/// A permission, such as [`WriteAssessment`].
pub trait Permission: sealed::Sealed {
    /// The kind of place that it applies to.
    type Place: Place;
    /// Decides whether a person with this relation has the permission at this place, in its current state.
    ///
    /// # Errors
    /// Returns [`Refused::NotFound`] for people without a relation to the place, and the reason for others.
    fn decide(relation: &Relation, place: &Self::Place) -> Decision;
}

/// Proof that an author has the permission `P` at one place.
pub struct Permit<P: Permission> {
    author: Author,
    audience: Audience,
    place: P::Place,
}

impl<P: Permission> Permit<P> {
    /// Asks the policy for a permit.
    ///
    /// # Errors
    /// Returns the refusal of [`Permission::decide`], or [`Refused::NotFound`] if the relation is to another organisation than the place's.
    pub fn ask(relation: &Relation, place: P::Place) -> Result<Self, Refused> {
        if let (Some(known), Some(asked)) = (relation.organisation, place.organisation())
            && known != asked
        {
            return Err(Refused::NotFound);
        }
        P::decide(relation, &place)?;
        Ok(Self { author: relation.author, audience: relation.audience(), place })
    }
    /// The author of everything done with this permit.
    #[must_use]
    pub fn author(&self) -> Author {
        self.author
    }
    /// The audience of what is read with this permit.
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
