//! Upcoming dates: meetings, and consultations that close.

use crate::{ConsultationId, Date, GroupId, MeetingId, ProgressReviewId, work::reminder::when};
use jiff::ToSpan as _;

/// An upcoming date in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpcomingDate {
    /// Identifies it in a calendar, and never changes.
    pub key: String,
    /// What happens, without the day: "“Lamp committee” meets".
    pub says: String,
    /// Where it happens; may be blank.
    pub place: String,
    /// When.
    pub on: Date,
    /// The page about it: a path, or the part after that of the organisation.
    path: Path,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Path {
    Whole(String),
    Within(String),
}

impl UpcomingDate {
    /// The meeting of a group.
    #[must_use]
    pub fn meeting((group, id): (GroupId, MeetingId), name: &str, place: &str, on: Date) -> Self {
        Self {
            key: format!("meeting-{id}"),
            says: format!("“{name}” meets"),
            place: place.to_owned(),
            on,
            path: Path::Within(format!("/groups/{group}/meetings/{id}")),
        }
    }

    /// The meeting of the working group for a progress review.
    #[must_use]
    pub fn review(id: ProgressReviewId, on: Date) -> Self {
        Self {
            key: format!("plan-review-{id}"),
            says: "The working group meets to review the action plan".to_owned(),
            place: String::new(),
            on,
            path: Path::Whole(format!("/progress-reviews/{id}")),
        }
    }

    /// The closing of a consultation.
    #[must_use]
    pub fn closing(id: ConsultationId, title: &str, on: Date) -> Self {
        Self {
            key: format!("consultation-{id}"),
            says: format!("The consultation “{title}” closes"),
            place: String::new(),
            on,
            path: Path::Whole(format!("/consultations/{id}")),
        }
    }

    /// The path of the page about it, for a member of the organisation whose path is `home`.
    #[must_use]
    pub fn href(&self, home: &str) -> String {
        match &self.path {
            Path::Whole(path) => path.clone(),
            Path::Within(rest) => format!("{home}{rest}"),
        }
    }

    /// Whether the weekly summary of a week includes it: in its own week and in the one before, so that no reader
    /// learns of it only on the day.
    #[must_use]
    pub fn is_near(&self, monday: Date) -> bool {
        (monday..monday.saturating_add(14.days())).contains(&self.on)
    }

    /// A sentence: "“Lamp committee” meets on 3 December 2026 (in 10 days): The tower."
    #[must_use]
    pub fn sentence(&self, today: Date) -> String {
        let place = if self.place.is_empty() { String::new() } else { format!(": {}", self.place) };
        format!("{} {}{place}.", self.says, when(self.on, today))
    }
}
