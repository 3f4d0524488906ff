//! Who works on the charter in an organisation.

use crate::core::{
    dates::{capital, count},
    permit::Role,
};

/// How many people an organisation has of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Strength {
    /// Institutional leads.
    pub leads: usize,
    /// Contributors.
    pub contributors: usize,
}

/// Why a member must stay a lead for now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is the only institutional lead. Invite another lead before removing {0}, or contact the secretariat")]
pub struct OnlyLead(pub String);

impl Strength {
    /// Count people by what they are.
    pub fn of(roles: impl IntoIterator<Item = Role>) -> Self {
        roles.into_iter().fold(Self::default(), |mut strength, role| {
            match role {
                Role::Lead => strength.leads += 1,
                Role::Contributor => strength.contributors += 1,
            }
            strength
        })
    }

    /// Whether `name`, who has `role`, may leave or become a contributor. A lost lead stalled one organisation for a
    /// year (`seeds/004…`), so that only the secretariat may remove the last one.
    ///
    /// # Errors
    /// They are the only lead, and the request does not come from the secretariat.
    pub fn let_go(self, name: &str, role: Role, by_secretariat: bool) -> Result<(), OnlyLead> {
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
    fn only_the_secretariat_lets_the_last_lead_go() {
        let one = Strength::of([Role::Lead, Role::Contributor]);
        assert_eq!(one.let_go("A. King", Role::Lead, false), Err(OnlyLead("A. King".into())));
        assert_eq!(one.let_go("A. King", Role::Lead, true), Ok(()));
        assert_eq!(one.let_go("C. Babbage", Role::Contributor, false), Ok(()));
        let two = Strength::of([Role::Lead, Role::Lead]);
        assert_eq!(two.let_go("A. King", Role::Lead, false), Ok(()));
    }

    #[test]
    fn people_are_counted_in_words() {
        let words = |leads, contributors| Strength { leads, contributors }.in_words();
        assert_eq!(words(2, 3), "2 institutional leads and 3 contributors");
        assert_eq!(words(1, 1), "1 institutional lead and 1 contributor");
        assert_eq!(words(2, 0), "2 institutional leads");
        assert_eq!(words(0, 12), "0 institutional leads and 12 contributors");
    }
}
