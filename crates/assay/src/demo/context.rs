//! What the modules of the demo share: the organisation that is being created, its people and the time.

use super::{
    people::{Actor, Team},
    sector::{DemoOrganisation, Sector},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use model::{
    OrganisationId, PlanId,
    assessment::Step,
    charter::Charter,
    core::{keys::SigningKeys, permit::AtOrganisation},
};

/// The organisation that is being created, with what its data is created from.
pub(super) struct DemoContext<'s> {
    pub(super) sector: &'s Sector,
    pub(super) charter: &'s Charter,
    pub(super) invented: &'s DemoOrganisation,
    /// Its index in the sector, which seeds its random choices.
    pub(super) seed: usize,
    pub(super) id: OrganisationId,
    pub(super) team: Team,
    pub(super) secretariat: Actor,
    pub(super) now: Timestamp,
    /// The keys with which the register signs.
    pub(super) keys: &'s SigningKeys,
}

/// The self-assessment before the current one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    pub(super) plan: PlanId,
    pub(super) step: Step,
}

/// A time in working hours.
pub(super) fn at(day: Date, minutes: i64) -> Timestamp {
    let morning = day.at(9, 15, 0, 0).to_zoned(TimeZone::UTC).expect("UTC has every moment");
    morning.timestamp() + jiff::SignedDuration::from_mins(minutes)
}

impl DemoContext<'_> {
    pub(super) fn today(&self) -> Date {
        self.now.to_zoned(TimeZone::UTC).date()
    }

    pub(super) fn at_organisation(&self) -> AtOrganisation {
        AtOrganisation { organisation: self.id }
    }
}
