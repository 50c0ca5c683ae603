-- One transaction for all tables: a worker that is killed in the middle leaves none of it. Two at once: the second waits,
-- and finds the rows there. Foreign keys, counts and limits are not asked: the rows were all of them there together.
set statement_timeout = 0;
set datestyle = 'ISO, MDY';
set intervalstyle = 'postgres';
set timezone = 'UTC';
begin;
select pg_advisory_xact_lock(hashtextextended('tenantry load %tenant%', 0));
set local session_replication_role = replica;
