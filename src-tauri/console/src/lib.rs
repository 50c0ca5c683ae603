//! What may be asked.
