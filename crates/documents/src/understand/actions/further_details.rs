//! The details of an action besides its text, owner, timescale and status.

use crate::{
    charter_names,
    reading::{EarlyEnd, PlanOrigin},
    wording::details::Detail,
};
use model::{AlliedKey, CategoryKey, Date, RecommendationKey, charter::Charter, plan::Outcome};

/// The details that the document gives.
#[derive(Debug, Clone, Default)]
pub(super) struct FurtherDetails {
    pub(super) starts: Option<Date>,
    pub(super) open_since: Option<Date>,
    pub(super) rationale: String,
    pub(super) category: Option<CategoryKey>,
    pub(super) recommendations: Vec<RecommendationKey>,
    pub(super) allied: Vec<AlliedKey>,
    pub(super) becomes: Option<Outcome>,
    pub(super) left: Option<EarlyEnd>,
    pub(super) origin: Option<PlanOrigin>,
}

impl FurtherDetails {
    /// Sets a detail. Returns whether it is of this kind and all of its names are the charter's; otherwise the user decides.
    pub(super) fn set(&mut self, detail: &Detail, charter: &Charter) -> bool {
        match detail {
            Detail::Starts(day) => self.starts = Some(*day),
            Detail::OpenSince(day) => self.open_since = Some(*day),
            Detail::Category(name) => match charter_names::keys(name, charter_names::categories(charter)).as_deref() {
                Ok([key]) => self.category = Some(CategoryKey::from(key.as_str())),
                _ => return false,
            },
            Detail::Recommendations(labels) => {
                match charter_names::keys(labels, charter_names::recommendations(charter)) {
                    Ok(keys) => {
                        self.recommendations.extend(keys.iter().map(|key| RecommendationKey::from(key.as_str())));
                    }
                    Err(_) => return false,
                }
            }
            Detail::Allied(names) => match charter_names::keys(names, charter_names::allied(charter)) {
                Ok(keys) => self.allied.extend(keys.iter().map(|key| AlliedKey::from(key.as_str()))),
                Err(_) => return false,
            },
            Detail::Outcome(outcome) => self.becomes = Some(outcome.clone()),
            Detail::Ended(left) => self.left = Some(left.clone()),
            Detail::Origin(origin) => self.origin = Some(*origin),
            // These are fields of the action itself.
            Detail::AlsoUnder(_) | Detail::Resource(_) | Detail::Rationale(_) => return false,
        }
        true
    }
}
