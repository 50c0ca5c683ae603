//! Sequences of answers, one file for each noun; [`ground`] is what they share.

mod alarms;
mod calls;
mod errors;
mod ground;
mod instances;
mod rules;
mod secrets;
