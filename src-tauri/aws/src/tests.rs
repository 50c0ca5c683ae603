//! Sequences of answers, one file for each noun.
