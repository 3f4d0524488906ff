//! What everyone may read.
//!
//! **These functions take no permit**, except those of [`publishing`]: the reader may be anyone. So each of them is scoped to what is public *in its
//! SQL*: an organisation's public facts and contact, the plans that were submitted and the progress updates of their
//! actions, the submissions, the consultations that were opened, and the events that are public. No query here selects
//! an exact headcount to show it, a person's name or address, a draft, or the reason of a date.

mod changes;
mod consultation;
mod feedback;
mod organisation;
mod plan;
mod progress_review;
pub mod publishing;
mod register;
mod signed_plans;
mod submission;

pub use changes::{PublicEvent, changes, newest};
pub use consultation::{OpenConsultation, consultation};
pub use feedback::{PublishedFeedback, feedback};
pub use organisation::{Signatory, signatory};
pub use plan::{PlanFrame, plan, plans};
pub use progress_review::progress_review;
pub use register::{Facet, ListedSignatory, PAGE, PublicRegisterFilter, facets, list, matching, slugs};
pub use submission::{
    SignedText, Submitted, answers, documents, headcount, is_returned, record, signed_text, submissions,
};
