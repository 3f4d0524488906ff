//! Allocates reviewers to submissions: the best that the rules allow, with a proof or a bound, and with reasons.
//!
//! A [`Round`] has submissions, reviewers, a score for each pair that is allowed, and loads. It may have rules of composition: each submission needs
//! a lead, a technician and somebody with experience, no two reviewers of one organisation, and no two organisations review each other.
//! [`allocate`] finds the largest total, or first the largest minimum, with reviewers for each submission or with panels.
//!
//! ```
//! use allocation::{Budget, Objective, Outcome, Request, allocate, format, verify};
//!
//! // 2 submissions, 4 reviewers; each submission needs 2, and a reviewer takes up to 1.
//! let round = format::parse("2 4\n 2 2\n 0 0 0 0\n 1 1 1 1\n .9 .8 .1 .3\n .9 .9 .2 .1").unwrap();
//! let Outcome::Allocated(found) = allocate(&round, &Request::free(Objective::Fair), &mut Budget::unlimited()) else {
//!     panic!("there are as many places as reviewers")
//! };
//! assert_eq!(found.assignment(), [[0, 3], [1, 2]]);
//! assert_eq!((found.total().to_string(), found.minimum().to_string()), ("2.3".into(), "1.1".into()));
//! assert!(found.is_proven() && verify::breaches(&round, found.assignment()).is_empty());
//! ```
//!
//! # How it works
//!
//! Rounds without composition are minimum-cost flows, solved by shortest augmenting paths over lists that are sorted only as far as needed. All others
//! are solved by branch and price. A *column* is a whole team that keeps every rule within itself, so that only loads and reciprocity are left
//! to a linear program. At given prices of reviewers, the best team of each submission is found by a complete search, and the sum of these
//! is a bound in integers that needs no trust in floating-point numbers: it is the proof. Panels are columns too, with several submissions.
//!
//! A good allocation is found before, at any size. Each team gives up one place, and a flow fills all of these again: with one place open, each rule
//! of composition is about one reviewer. Panels are found by annealing. If the budget ends before the proof, the bound says how much better another
//! allocation could be. A search that is cut off goes on later from the best that the budget kept.
//!
//! The crate has no clock, no input or output and no randomness: the caller's [`Budget`] decides how long a search may go on, and the same round
//! has the same result on every machine.

mod budget;
mod change;
mod explain;
mod fair;
pub mod format;
mod mend;
mod outcome;
mod panel;
mod reviewer;
mod round;
mod rule;
mod score;
mod search;
mod solve;
pub mod verify;

pub use budget::{Budget, SearchProgress};
pub use change::{Change, Cost, Move, Swap, cost_of, moves, swap};
pub use explain::{Obstacle, PassedOver, Reason, reasons};
pub use mend::{Impossible, Mend};
pub use outcome::{Allocation, Grouping, Objective, Outcome, Request};
pub use panel::{Panel, PanelSizes};
pub use reviewer::{Load, ReviewerProfile, ReviewerRole};
pub use round::{MAX_LOAD, MAX_PAIRS, MAX_PEOPLE, Round, RoundError};
pub use rule::Rule;
pub use score::Score;
pub use solve::{allocate, reallocate};
pub use verify::Breach;
