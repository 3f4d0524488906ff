//! Files that are read and written, one module for each kind. One binary, since linking each would cost more than running all.

mod charter;
mod forms;
mod generated;
mod hostile;
mod hostile_office;
mod independent;
mod layering;
mod made;
mod mutations;
mod opendocument;
mod pdf;
mod plan_sheet;
mod plans;
mod readers;
mod round_trips;
mod same;
mod score;
mod scoring;
mod seeds;
mod sheets;
mod together;
mod whole;
mod word;
