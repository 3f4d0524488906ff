//! Every function of the store, on both databases: one module for each noun.

mod plans;
mod standing;
