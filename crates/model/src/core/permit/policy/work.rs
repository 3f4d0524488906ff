//! Who may do what with the program’s own work.

use super::policy;
use crate::core::permit::{AtProgram, Author, Decision, Permission, Refused, Relation};

policy! {
    /// Do the program's own work: background jobs, sending email, commands on its machine. No page does this work for a visitor.
    RunProgram at AtProgram, |who, _| if who.author == Author::Operator { Ok(()) } else { Err(Refused::NotFound) };
}
