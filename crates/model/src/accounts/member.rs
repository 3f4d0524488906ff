//! Members of an organisation: how many there are, and who may be removed.

use crate::core::{
    dates::{capital, count},
    permit::Role,
};

/// The number of members of an organisation, by role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MemberCounts {
    /// Institutional leads.
    pub leads: usize,
    /// Contributors.
    pub contributors: usize,
}

/// The error when the only lead would be removed or become a contributor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is the only institutional lead. Invite another lead before removing {0}, or contact the secretariat")]
pub struct OnlyLead(pub String);

impl MemberCounts {
    /// Counts members by role.
    pub fn of(roles: impl IntoIterator<Item = Role>) -> Self {
        roles.into_iter().fold(Self::default(), |mut strength, role| {
            match role {
                Role::Lead => strength.leads += 1,
                Role::Contributor => strength.contributors += 1,
            }
            strength
        })
    }

    /// Checks whether `name`, who has `role`, may be removed or become a contributor. The loss of its only lead stalled one
    /// organisation for a year (`seeds/004…`), so only the secretariat may remove the last one.
    ///
    /// # Errors
    /// Returns an error if they are the only lead and the request does not come from the secretariat.
    pub fn check_removal(self, name: &str, role: Role, by_secretariat: bool) -> Result<(), OnlyLead> {
        if role == Role::Lead && self.leads <= 1 && !by_secretariat { Err(OnlyLead(name.to_owned())) } else { Ok(()) }
    }

    /// "2 institutional leads and 3 contributors".
    #[must_use]
    pub fn in_words(self) -> String {
        let count = |people: usize, what| count(i64::try_from(people).unwrap_or(i64::MAX), what);
        let leads = capital(&count(self.leads, "institutional lead"));
        if self.contributors == 0 { leads } else { format!("{leads} and {}", count(self.contributors, "contributor")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secretariat_removes_the_last_lead() {
        let one = MemberCounts::of([Role::Lead, Role::Contributor]);
        assert_eq!(one.check_removal("A. King", Role::Lead, false), Err(OnlyLead("A. King".into())));
        assert_eq!(one.check_removal("A. King", Role::Lead, true), Ok(()));
        assert_eq!(one.check_removal("C. Babbage", Role::Contributor, false), Ok(()));
        let two = MemberCounts::of([Role::Lead, Role::Lead]);
        assert_eq!(two.check_removal("A. King", Role::Lead, false), Ok(()));
    }

    #[test]
    fn people_are_counted_in_words() {
        let words = |leads, contributors| MemberCounts { leads, contributors }.in_words();
        assert_eq!(words(2, 3), "2 institutional leads and 3 contributors");
        assert_eq!(words(1, 1), "1 institutional lead and 1 contributor");
        assert_eq!(words(2, 0), "2 institutional leads");
        assert_eq!(words(0, 12), "0 institutional leads and 12 contributors");
    }
}
