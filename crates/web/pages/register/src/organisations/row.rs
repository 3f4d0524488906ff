//! An organisation in the list.

use model::{
    Date, OrganisationId,
    core::dates::{long_date, relative_to},
    register::{
        calendar::{self, Feedback, Next, Source},
        organisation::Standing,
    },
};
use std::collections::BTreeMap;
use store::register::due_dates::OrganisationCalendar;

/// An organisation in the list.
pub(super) struct OrganisationRow {
    pub(super) id: OrganisationId,
    pub(super) name: String,
    /// The phase and the stage, or "Supporter".
    pub(super) stage: String,
    pub(super) due: String,
    /// "in 3 weeks, provisional".
    pub(super) when: String,
    pub(super) is_late: bool,
    pub(super) leads: String,
    pub(super) few_leads: bool,
    pub(super) submitted: String,
}

/// Whether an organisation has fewer than 2 leads. A supporter does not need 2.
pub(super) fn has_few_leads(dated: &OrganisationCalendar, leads: usize) -> bool {
    leads < 2 && dated.standing != Standing::Supporter
}

pub(super) fn row(
    dated: &OrganisationCalendar,
    standing: &calendar::CalendarPosition,
    leads: &BTreeMap<OrganisationId, Vec<String>>,
    today: Date,
) -> OrganisationRow {
    let leads = leads.get(&dated.organisation).map_or(&[][..], Vec::as_slice);
    let phase = standing.phase.map_or("No phase", |phase| phase.name.as_str());
    let (due, when, is_late) = match &standing.next {
        Next::Due(due) => {
            let source = match due.source {
                Source::Phase => "",
                Source::Recorded(_) => ", extension",
                Source::Provisional => ", provisional",
            };
            (long_date(due.on), format!("{}{source}", relative_to(today, due.on)), due.is_late(today))
        }
        Next::Submitted(_, Some(Feedback::Sent(on))) => {
            ("Submitted".to_owned(), format!("feedback sent on {}", long_date(*on)), false)
        }
        Next::Submitted(_, Some(feedback)) if feedback.is_late(today) => {
            let by = feedback.by();
            ("Submitted".to_owned(), format!("feedback was due by {}, {}", long_date(by), relative_to(today, by)), true)
        }
        Next::Submitted(_, Some(feedback)) => {
            ("Submitted".to_owned(), format!("feedback by {}", long_date(feedback.by())), false)
        }
        Next::Submitted(_, None) => ("Submitted".to_owned(), String::new(), false),
        Next::Unknown if dated.standing == Standing::Supporter => ("Nothing due".to_owned(), String::new(), false),
        Next::Unknown => ("No due date".to_owned(), "to be set".to_owned(), false),
    };
    let is_supporter = dated.standing == Standing::Supporter;
    OrganisationRow {
        id: dated.organisation,
        name: dated.name.clone(),
        stage: if is_supporter { "Supporter".to_owned() } else { format!("{phase} · Stage {}", standing.stage) },
        due,
        when,
        is_late,
        leads: if leads.is_empty() { "None".to_owned() } else { leads.join(", ") },
        few_leads: has_few_leads(dated, leads.len()),
        submitted: dated
            .facts
            .submitted
            .iter()
            .max_by_key(|one| one.on)
            .map_or_else(|| "None yet".to_owned(), |one| format!("Stage {}, {}", one.stage, long_date(one.on))),
    }
}
