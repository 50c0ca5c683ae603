-- Before the control schema alone.
create extension if not exists pg_trgm with schema public;
create schema if not exists tenantry_control authorization tenantry_owner;
