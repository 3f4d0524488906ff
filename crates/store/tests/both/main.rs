//! Every function of the store, on both databases: one module for each noun.

mod actions;
mod answers;
mod asks;
mod assessments;
mod comments;
mod consultations;
mod dossiers;
mod due_dates;
mod erasure;
mod evidence;
mod findings;
mod glance;
mod groups;
mod handovers;
mod imports;
mod jobs;
mod organisations;
mod owners;
mod past;
mod people;
mod personal;
mod plan_reviews;
mod plans;
mod public;
mod signing;
mod standing;
