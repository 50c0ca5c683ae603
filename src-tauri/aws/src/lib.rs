//! What Tenantry asks of AWS.
