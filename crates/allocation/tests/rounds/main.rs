//! Small random rounds against exhaustive search and the independent check.

mod changes;
mod exhaustive;
mod random;
mod resuming;
