//! The registration details of an organisation, which the secretariat keeps.

use super::{OrganisationFlaw, Standing, line};
use crate::{Date, PhaseKey, charter::Charter};
use serde::{Deserialize, Serialize};

/// The suggested kinds of organisation; any other text is accepted.
pub const KINDS: [&str; 5] = ["University", "Research institute", "Funder", "Learned society", "Professional body"];

/// The registration details of an organisation, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Its name.
    pub name: String,
    /// Whether it signed or supports.
    pub standing: Standing,
    /// University, institute, funder, body.
    pub kind: String,
    /// Its country.
    pub country: String,
    /// Its region; may be empty.
    pub region: String,
    /// The consortium that it belongs to; may be empty.
    pub consortium: String,
    /// When it signed.
    pub signed_on: Option<Date>,
    /// The phase in which it signed.
    pub phase: Option<PhaseKey>,
    /// The stage that it is at.
    pub stage: u8,
}

/// The registration details as typed in the form; the date of signing is passed separately, already checked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each is the field of `Registration` of that name")]
pub struct WrittenRegistration {
    pub name: String,
    pub standing: String,
    pub kind: String,
    pub country: String,
    pub region: String,
    pub consortium: String,
    pub phase: String,
    pub stage: String,
}

impl Registration {
    /// Validates the form. A phase is a key of the charter, or blank; a stage is one that the charter has.
    ///
    /// # Errors
    /// Returns every invalid field, in the order of the form.
    pub fn parse(
        charter: &Charter,
        written: &WrittenRegistration,
        signed_on: Option<Date>,
        today: Date,
    ) -> Result<Self, Vec<OrganisationFlaw>> {
        let mut flaws = Vec::new();
        let name = match written.name.trim() {
            "" => {
                flaws
                    .push(OrganisationFlaw { field: "name", message: "Enter the name of the organisation".to_owned() });
                String::new()
            }
            name => line(&mut flaws, "name", name, true),
        };
        let standing = Standing::parse(&written.standing).unwrap_or_else(|| {
            let message = "Select a status".to_owned();
            flaws.push(OrganisationFlaw { field: "standing", message });
            Standing::Signatory
        });
        let [kind, country, region, consortium] = [
            ("kind", &written.kind),
            ("country", &written.country),
            ("region", &written.region),
            ("consortium", &written.consortium),
        ]
        .map(|(field, text)| line(&mut flaws, field, text, false));
        if signed_on.is_some_and(|day| day > today) {
            let message = "Date of signing must be today or in the past".to_owned();
            flaws.push(OrganisationFlaw { field: "signed_on", message });
        }
        let phase = match written.phase.trim() {
            "" => None,
            key => Some(PhaseKey::from(key)),
        };
        if phase.as_ref().is_some_and(|key| charter.phase(key).is_none()) {
            flaws.push(OrganisationFlaw { field: "phase", message: "Select a phase".to_owned() });
        }
        let last = charter.last_stage();
        let stage = written.stage.trim().parse().ok().filter(|stage| (1..=last).contains(stage)).unwrap_or_else(|| {
            flaws.push(OrganisationFlaw { field: "stage", message: format!("Select a stage from 1 to {last}") });
            1
        });
        let entry = Self { name, standing, kind, country, region, consortium, signed_on, phase, stage };
        if flaws.is_empty() { Ok(entry) } else { Err(flaws) }
    }

    /// The values for the form.
    #[must_use]
    pub fn written(&self) -> WrittenRegistration {
        WrittenRegistration {
            name: self.name.clone(),
            standing: self.standing.as_str().to_owned(),
            kind: self.kind.clone(),
            country: self.country.clone(),
            region: self.region.clone(),
            consortium: self.consortium.clone(),
            phase: self.phase.as_ref().map_or_else(String::new, PhaseKey::to_string),
            stage: self.stage.to_string(),
        }
    }

    /// The names of the fields that differ from `before`, for the activity log; phase and stage have events of their own.
    #[must_use]
    pub fn changes(&self, before: &Self) -> Vec<String> {
        let all = [
            ("the name", self.name != before.name),
            ("the status", self.standing != before.standing),
            ("the kind", self.kind != before.kind),
            ("the country", self.country != before.country),
            ("the region", self.region != before.region),
            ("the consortium", self.consortium != before.consortium),
            ("the date of signing", self.signed_on != before.signed_on),
        ];
        all.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name.to_owned()).collect()
    }
}
