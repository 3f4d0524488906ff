//! What the secretariat decides about a panel after its approval: whether it goes on after it lost a reviewer, and whether a member stays who has a
//! conflict of interest that was not known. Nobody is removed without such a decision.

use super::allocation::input::{ConflictKind, KnownConflict};
use crate::{PanelId, PersonId, RoundId, Timestamp, core::dates::count};

/// A panel that needs a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelWarning {
    /// The round.
    pub round: RoundId,
    /// The name of the round.
    pub round_name: String,
    /// The panel.
    pub panel: PanelId,
    /// Its number in the round.
    pub number: u32,
    /// What happened.
    pub cause: WarningCause,
}

/// Why a panel needs a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WarningCause {
    /// Reviewers left whom nobody replaced.
    Lost {
        /// How many.
        reviewers: usize,
        /// When the last of them left.
        at: Timestamp,
        /// Those of them who are still on the panel: they left their organisation, or stopped reviewing.
        still_on: Vec<(PersonId, String)>,
    },
    /// A member has a conflict of interest.
    Conflict {
        /// The member.
        person: PersonId,
        /// Their name.
        name: String,
        /// The name of the organisation.
        organisation: String,
        /// The conflict.
        conflict: KnownConflict,
    },
}

impl PanelWarning {
    /// What happened, as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let panel = self.number;
        match &self.cause {
            WarningCause::Lost { reviewers, still_on, .. } => {
                let lost = match reviewers {
                    1 => "a reviewer".to_owned(),
                    some => count(i64::try_from(*some).unwrap_or(i64::MAX), "reviewer"),
                };
                let names = still_on.iter().map(|(_, name)| format!(" {name} no longer reviews for a signatory."));
                format!("Panel {panel} has lost {lost}.{}", names.collect::<String>())
            }
            WarningCause::Conflict { name, organisation, conflict, .. } => {
                let has = if conflict.kind == ConflictKind::Possible { "may have" } else { "has" };
                let kind = conflict.kind.name();
                format!("Panel {panel}: {name} {has} a conflict of interest with {organisation} ({kind}).")
            }
        }
    }
    /// Names what happened in a form, so that a decision is about what was read and not about what happened since. It has no spaces.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.cause {
            WarningCause::Lost { reviewers, at, .. } => format!("lost:{reviewers}:{}", at.as_microsecond()),
            WarningCause::Conflict { person, conflict, .. } => {
                format!("conflict:{person}:{}:{:?}", conflict.organisation, conflict.kind)
            }
        }
    }
    /// The member whom it is about, if one can be replaced.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        match &self.cause {
            WarningCause::Lost { still_on, .. } => still_on.first().map(|(person, _)| *person),
            WarningCause::Conflict { person, .. } => Some(*person),
        }
    }
    /// The member whom a decision to go on would be about: none if it is about who left.
    #[must_use]
    pub fn stays(&self) -> Option<PersonId> {
        match &self.cause {
            WarningCause::Lost { .. } => None,
            WarningCause::Conflict { person, .. } => Some(*person),
        }
    }
    /// The conflict of interest, if it is about one.
    #[must_use]
    pub fn conflict(&self) -> Option<&KnownConflict> {
        match &self.cause {
            WarningCause::Lost { .. } => None,
            WarningCause::Conflict { conflict, .. } => Some(conflict),
        }
    }
    /// Whether the panel can go on as it is, with a reason. A member of the reviewed organisation, and one who declared a conflict of interest with
    /// it, cannot open its submission, so that they have to be replaced.
    #[must_use]
    pub fn can_be_kept(&self) -> bool {
        match &self.cause {
            WarningCause::Lost { .. } => true,
            WarningCause::Conflict { conflict, .. } => {
                !matches!(conflict.kind, ConflictKind::OwnOrganisation | ConflictKind::Declared)
            }
        }
    }
}

/// How many reviewers left a panel since the last decision and were not replaced. Who joins takes the place of one who left before them.
#[must_use]
pub fn lost(decided: Timestamp, left: &[Timestamp], joined: &[Timestamp]) -> usize {
    let left = left.iter().map(|at| (*at, false));
    let joined = joined.iter().map(|at| (*at, true));
    let mut all: Vec<(Timestamp, bool)> = left.chain(joined).filter(|(at, _)| *at > decided).collect();
    all.sort();
    all.into_iter().fold(0, |lost, (_, has_joined)| if has_joined { lost.saturating_sub(1) } else { lost + 1 })
}

/// The conflicts that no decision covers.
#[must_use]
pub fn undecided(known: Vec<KnownConflict>, covered: &[KnownConflict]) -> Vec<KnownConflict> {
    known.into_iter().filter(|one| !covered.contains(one)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OrganisationId;
    use uuid::Uuid;

    fn warning(cause: WarningCause) -> PanelWarning {
        let (round, panel) = (RoundId(Uuid::nil()), PanelId(Uuid::nil()));
        PanelWarning { round, round_name: "January 2027".to_owned(), panel, number: 3, cause }
    }

    fn conflict(kind: ConflictKind) -> PanelWarning {
        let (person, name, organisation) = (PersonId(Uuid::nil()), "Ada".to_owned(), "Northmoor".to_owned());
        let conflict = KnownConflict { organisation: OrganisationId(Uuid::nil()), kind };
        warning(WarningCause::Conflict { person, name, organisation, conflict })
    }

    #[test]
    fn who_joins_replaces_one_who_left_before_and_nobody_who_leaves_after() {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(lost(at(0), &[at(5)], &[]), 1);
        assert_eq!(lost(at(0), &[at(5)], &[at(6)]), 0);
        assert_eq!(lost(at(0), &[at(5)], &[at(5)]), 0, "replaced at once");
        assert_eq!(lost(at(0), &[at(5)], &[at(4)]), 1, "a third reviewer had joined before");
        assert_eq!(lost(at(0), &[at(5), at(6)], &[at(7)]), 1);
        assert_eq!(lost(at(5), &[at(5)], &[]), 0, "the panel goes on without them");
        assert_eq!(lost(at(5), &[at(5), at(8)], &[]), 1, "and then lost another");
    }

    #[test]
    fn a_conflict_that_was_not_known_at_the_decision_is_told_again() {
        let organisation = OrganisationId(Uuid::nil());
        let of = |kind| KnownConflict { organisation, kind };
        let known = vec![of(ConflictKind::SameRegion), of(ConflictKind::SameConsortium)];
        assert_eq!(undecided(known, &[of(ConflictKind::SameRegion)]), [of(ConflictKind::SameConsortium)]);
    }

    #[test]
    fn a_member_stays_with_a_reason_unless_they_cannot_open_the_submission() {
        assert!(
            conflict(ConflictKind::SameRegion).can_be_kept() && conflict(ConflictKind::SharedAddress).can_be_kept()
        );
        assert!(!conflict(ConflictKind::Declared).can_be_kept());
        assert!(!conflict(ConflictKind::OwnOrganisation).can_be_kept());
        let sentence = conflict(ConflictKind::SameRegion).sentence();
        assert_eq!(sentence, "Panel 3: Ada has a conflict of interest with Northmoor (in their region).");
    }

    #[test]
    fn what_a_decision_is_about_has_a_name_of_its_own() {
        let region = conflict(ConflictKind::SameRegion);
        assert_eq!(region.key(), conflict(ConflictKind::SameRegion).key());
        assert_ne!(region.key(), conflict(ConflictKind::SameConsortium).key());
        let lost = |reviewers, second| {
            let at = Timestamp::from_second(second).unwrap();
            warning(WarningCause::Lost { reviewers, at, still_on: Vec::new() }).key()
        };
        assert_ne!(lost(1, 5), lost(2, 6));
        assert_ne!(lost(1, 5), lost(1, 6), "one was replaced, and another left");
    }

    #[test]
    fn a_lost_reviewer_is_named_only_while_they_are_still_on_the_panel() {
        let at = Timestamp::UNIX_EPOCH;
        let lost = |reviewers, still_on| warning(WarningCause::Lost { reviewers, at, still_on });
        assert_eq!(lost(1, vec![]).sentence(), "Panel 3 has lost a reviewer.");
        let bo = (PersonId(Uuid::nil()), "Bo".to_owned());
        let two = lost(2, vec![bo.clone()]);
        assert_eq!(two.sentence(), "Panel 3 has lost 2 reviewers. Bo no longer reviews for a signatory.");
        assert_eq!((two.person(), two.stays()), (Some(bo.0), None));
    }
}
