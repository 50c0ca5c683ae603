//! Faults, each planted by its own statements into a well-made place.

/// A well-made place, the fault that is planted there, and what the lint must say of it.
pub(super) struct Fault {
    /// The code that is expected.
    pub(super) code: &'static str,
    /// The object that is expected. In all three texts `{t}` is a table of the fault's own.
    pub(super) object: &'static str,
    /// The good case, made beforehand: the lint finds nothing in it. Empty: a well-made table.
    pub(super) stage: &'static str,
    /// The bad case.
    pub(super) plant: &'static str,
}

/// The table on which most faults are planted: nothing is wrong with it.
pub(super) const TABLE: &str = "\
    create table public.{t} (tenant_id uuid not null, id uuid not null, note text, up uuid, primary key (tenant_id, id)); \
    alter table public.{t} owner to tenantry_owner; select tenantry.protect('public.{t}')";

/// A schema as a tenant of the schema rung has it, with the table in it.
const SCHEMA: &str = "\
    create schema tenant_0190a6b2_0000_7000_8000_0000000000ff authorization tenantry_owner; \
    create table tenant_0190a6b2_0000_7000_8000_0000000000ff.{t} \
      (tenant_id uuid not null, id uuid not null, note text, primary key (tenant_id, id)); \
    alter table tenant_0190a6b2_0000_7000_8000_0000000000ff.{t} owner to tenantry_owner; \
    select tenantry.protect('tenant_0190a6b2_0000_7000_8000_0000000000ff.{t}')";

const LOGIN: &str = "create role {t} login; grant tenantry_app to {t}";

const FUNCTION: &str = "\
    create function public.{t}() returns integer language sql security definer \
      set search_path = pg_catalog, pg_temp as 'select 1'; \
    revoke execute on function public.{t}() from public";

const fn fault(code: &'static str, object: &'static str, plant: &'static str) -> Fault {
    Fault { code, object, stage: "", plant }
}

const fn at(stage: &'static str, code: &'static str, object: &'static str, plant: &'static str) -> Fault {
    Fault { code, object, stage, plant }
}

/// Row security and policies.
pub(super) const POLICIES: [Fault; 16] = [
    at(
        "select 1",
        "rls_disabled",
        "public.{t}",
        "create table public.{t} (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id)); \
         alter table public.{t} owner to tenantry_owner",
    ),
    fault("policy_without_rls", "public.{t}", "alter table public.{t} disable row level security"),
    fault("rls_not_forced", "public.{t}", "alter table public.{t} no force row level security"),
    fault("permissive_missing", "public.{t}", "drop policy tenantry_rows_e9aa004b on public.{t}"),
    fault("restrictive_missing", "public.{t}", "drop policy tenantry_only_e9aa004b on public.{t}"),
    fault("policy_shape", "policy open on public.{t}", "create policy open on public.{t} using (true)"),
    fault(
        "policy_shape",
        "policy \"Für alle\" on public.{t}",
        "create policy \"Für alle\" on public.{t} for select using (note = 'shared')",
    ),
    fault(
        "policy_shape",
        "policy helper on public.{t}",
        "create policy helper on public.{t} using (tenant_id = (select tenantry.current_tenant()) or note = '')",
    ),
    fault(
        "policy_shape",
        "policy writes on public.{t}",
        "create policy writes on public.{t} using (tenant_id = (select tenantry.current_tenant())) with check (true)",
    ),
    fault(
        "policy_shape",
        "policy nested on public.{t}",
        "create policy nested on public.{t} using (exists (select 1 from public.users up_1 \
           where up_1.id = {t}.id or up_1.tenant_id = (select tenantry.current_tenant())))",
    ),
    fault(
        "policy_shape",
        "policy claimed on public.{t}",
        "create policy claimed on public.{t} using (tenant_id = \
           (select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'tenant_id')::uuid))",
    ),
    fault(
        "policy_bare_call",
        "policy bare on public.{t}",
        "create policy bare on public.{t} using (tenant_id = tenantry.current_tenant())",
    ),
    fault(
        "policy_hash",
        "policy tenantry_only_e9aa004b on public.{t}",
        "alter policy tenantry_only_e9aa004b on public.{t} using (tenant_id = (select tenantry.current_tenant()) and note <> '')",
    ),
    fault(
        "policy_role",
        "policy tenantry_only_e9aa004b on public.{t}",
        "alter policy tenantry_only_e9aa004b on public.{t} to tenantry_app",
    ),
    at(
        "create table public.{t} (tenant_id uuid not null, id integer not null, primary key (tenant_id, id)) \
           partition by range (id); \
         alter table public.{t} owner to tenantry_owner; select tenantry.protect('public.{t}')",
        "partition_unprotected",
        "public.{t}_1",
        "create table public.{t}_1 partition of public.{t} for values from (0) to (10); \
         alter table public.{t}_1 owner to tenantry_owner",
    ),
    // without the column, found along a foreign key
    at(
        "create table public.{t} (tenant_id uuid not null, id uuid primary key); \
         create index on public.{t} (tenant_id); \
         create table public.{t}_lines (id integer primary key, whole uuid not null references public.{t}); \
         alter table public.{t} owner to tenantry_owner; alter table public.{t}_lines owner to tenantry_owner; \
         select tenantry.protect('public.{t}'), tenantry.protect('public.{t}_lines')",
        "policy_without_rls",
        "public.{t}_lines",
        "alter table public.{t}_lines disable row level security",
    ),
];

/// Tables, columns, grants, triggers.
pub(super) const TABLES: [Fault; 14] = [
    fault("table_owner", "public.{t}", "alter table public.{t} owner to app"),
    at(
        "select 1",
        "tenant_column_nullable",
        "public.{t}",
        "create table public.{t} (tenant_id uuid, note text); create index on public.{t} (tenant_id, note); \
         alter table public.{t} owner to tenantry_owner; select tenantry.protect('public.{t}')",
    ),
    at(
        SCHEMA,
        "tenant_column_missing",
        "tenant_0190a6b2_0000_7000_8000_0000000000ff.\"{t} Lost\"",
        "create table tenant_0190a6b2_0000_7000_8000_0000000000ff.\"{t} Lost\" (id integer primary key, note text unique); \
         insert into tenant_0190a6b2_0000_7000_8000_0000000000ff.\"{t} Lost\" values (1, 'kept')",
    ),
    fault("publication_unfiltered", "public.{t}", "create publication {t} for table public.{t}"),
    fault("table_unlogged", "public.{t}", "alter table public.{t} set unlogged"),
    fault(
        "trigger_disabled",
        "trigger counts on public.{t}",
        "create trigger counts before update on public.{t} for each row execute function suppress_redundant_updates_trigger(); \
         alter table public.{t} disable trigger counts",
    ),
    fault(
        "foreign_key_disabled",
        "public.{t}",
        "alter table public.{t} add foreign key (tenant_id, up) references public.{t} (tenant_id, id); \
         alter table public.{t} disable trigger all",
    ),
    fault(
        "table_rule",
        "rule quiet on public.{t}",
        "create rule quiet as on delete to public.{t} do instead nothing",
    ),
    fault("grant_excess", "public.{t}", "grant truncate on public.{t} to tenantry_app"),
    fault("grant_excess", "public.{t}", "grant references, trigger on public.{t} to tenantry_worker"),
    fault("grant_excess", "public.{t}", "grant insert on public.{t} to tenantry_reader"),
    fault("grant_public", "public.{t}", "grant select on public.{t} to public"),
    fault("grant_public", "public.{t}", "grant update (note), select (id) on public.{t} to public"),
    at(
        SCHEMA,
        "schema_usage",
        "schema tenant_0190a6b2_0000_7000_8000_0000000000ff",
        "grant usage on schema tenant_0190a6b2_0000_7000_8000_0000000000ff to public",
    ),
];

/// Keys, indexes, foreign keys.
pub(super) const KEYS: [Fault; 12] = [
    at(
        "select 1",
        "primary_key_without_tenant",
        "constraint {t}_pkey on public.{t}",
        "create table public.{t} (tenant_id uuid not null, id uuid primary key); \
         alter table public.{t} owner to tenantry_owner; select tenantry.protect('public.{t}')",
    ),
    at(
        "select 1",
        "primary_key_without_tenant",
        "constraint {t}_pkey on public.{t}",
        "create table public.{t} (tenant_id uuid not null, id uuid, primary key (id, tenant_id) include (note), note text); \
         alter table public.{t} owner to tenantry_owner; select tenantry.protect('public.{t}')",
    ),
    fault(
        "unique_without_tenant",
        "constraint \"one, note)\" on public.{t}",
        "alter table public.{t} add constraint \"one, note)\" unique nulls not distinct (note) deferrable initially deferred",
    ),
    fault(
        "unique_without_tenant",
        "index public.\"{t} lower\"",
        "create unique index \"{t} lower\" on public.{t} (lower(note) text_pattern_ops desc, (id::text || note)) \
           include (up) where note <> ''",
    ),
    fault("index_not_led", "index public.{t}_by_note", "create index {t}_by_note on public.{t} (note)"),
    fault(
        "index_not_led",
        "constraint {t}_back on public.{t}",
        "alter table public.{t} add constraint {t}_back unique (note, tenant_id)",
    ),
    at(
        "select 1",
        "index_missing",
        "public.{t}",
        "create table public.{t} (tenant_id uuid not null, note text); \
         alter table public.{t} owner to tenantry_owner; select tenantry.protect('public.{t}')",
    ),
    // both ends are wrong, and a third table hangs on the same key
    at(
        "select 1",
        "foreign_key_without_tenant",
        "constraint {t}_b_up_fkey on public.{t}_b",
        "create table public.{t} (tenant_id uuid not null, id uuid primary key); \
         create table public.{t}_b (tenant_id uuid not null, id uuid, up uuid references public.{t} on delete cascade, \
           primary key (tenant_id, id)); \
         create table public.{t}_c (tenant_id uuid not null, id uuid primary key, \
           up uuid references public.{t} on delete set null deferrable, next uuid references public.{t}_c); \
         alter table public.{t} owner to tenantry_owner; alter table public.{t}_b owner to tenantry_owner; \
         alter table public.{t}_c owner to tenantry_owner; \
         select tenantry.protect('public.{t}'), tenantry.protect('public.{t}_b'), tenantry.protect('public.{t}_c')",
    ),
    // the key it refers to is one that a table without the column needs as it is
    at(
        "create table public.{t} (tenant_id uuid not null, id uuid primary key); create index on public.{t} (tenant_id); \
         create table public.{t}_lines (id integer primary key, whole uuid not null references public.{t}); \
         alter table public.{t} owner to tenantry_owner; alter table public.{t}_lines owner to tenantry_owner; \
         select tenantry.protect('public.{t}'), tenantry.protect('public.{t}_lines')",
        "foreign_key_without_tenant",
        "constraint {t}_b_up_fkey on public.{t}_b",
        "create table public.{t}_b (tenant_id uuid not null, id uuid, up uuid references public.{t}, primary key (tenant_id, id)); \
         alter table public.{t}_b owner to tenantry_owner; select tenantry.protect('public.{t}_b')",
    ),
    at(
        "select 1",
        "foreign_key_without_tenant",
        "constraint {t}_up_fkey on public.{t}",
        "create table public.{t} (tenant_id uuid not null, id uuid, up uuid, primary key (tenant_id, id), unique (id)); \
         alter table public.{t} owner to tenantry_owner; select tenantry.protect('public.{t}'); \
         alter table public.{t} add foreign key (up) references public.{t} (id)",
    ),
    at(
        SCHEMA,
        "foreign_key_other_schema",
        "constraint {t}_tenant_id_note_fkey on tenant_0190a6b2_0000_7000_8000_0000000000ff.{t}",
        "alter table tenant_0190a6b2_0000_7000_8000_0000000000ff.{t} alter note type uuid using null; \
         alter table tenant_0190a6b2_0000_7000_8000_0000000000ff.{t} \
           add foreign key (tenant_id, note) references public.users (tenant_id, id)",
    ),
    at(
        "create schema tenant_other authorization tenantry_owner; \
         create table tenant_other.{t} (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id)); \
         alter table tenant_other.{t} owner to tenantry_owner; select tenantry.protect('tenant_other.{t}')",
        "tenant_column_missing",
        "tenant_other.{t}_bare",
        "create table tenant_other.{t}_bare (id uuid)",
    ),
];

/// Views and functions.
pub(super) const CODE: [Fault; 16] = [
    fault(
        "view_as_owner",
        "public.{t}_v",
        "create view public.{t}_v as select * from public.{t}; alter view public.{t}_v owner to tenantry_owner",
    ),
    fault("view_owner_superuser", "public.{t}_v", "create view public.{t}_v as select * from public.{t}"),
    fault(
        "view_as_owner",
        "public.{t}_w",
        "create view public.{t}_v with (security_invoker) as select * from public.{t}; \
         create view public.{t}_w as select count(*) from public.{t}_v; alter view public.{t}_w owner to tenantry_owner",
    ),
    at(
        SCHEMA,
        "view_other_schema",
        "public.\"{t} All\"",
        "create view public.\"{t} All\" with (security_invoker = on) as \
         select id from tenant_0190a6b2_0000_7000_8000_0000000000ff.{t}",
    ),
    fault(
        "materialised_view",
        "public.\"{t} M\"",
        "create materialized view public.\"{t} M\" as select id, count(*) as \"How Many\" from public.{t} group by id; \
         grant select on public.\"{t} M\" to tenantry_app, public",
    ),
    fault(
        "materialised_view",
        "public.{t}_m",
        "create materialized view public.{t}_m as select * from public.{t}",
    ),
    at(
        FUNCTION,
        "definer_path_unset",
        "function public.{t}()",
        "alter function public.{t}() reset search_path",
    ),
    at(
        FUNCTION,
        "definer_temp_first",
        "function public.{t}()",
        "alter function public.{t}() set search_path = pg_catalog, public",
    ),
    at(
        FUNCTION,
        "definer_temp_first",
        "function public.{t}()",
        "alter function public.{t}() set search_path = pg_temp, pg_catalog",
    ),
    at(
        FUNCTION,
        "definer_public",
        "function public.{t}()",
        "grant execute on function public.{t}() to public",
    ),
    at(
        "select 1",
        "definer_public",
        "function public.\"{t} All\"(IN \"of Whom\" text, IN integer[])",
        "create procedure public.\"{t} All\"(\"of Whom\" text, integer[]) language sql security definer \
           set search_path = pg_catalog, pg_temp as 'select 1'",
    ),
    fault(
        "kit_function_public",
        "function tenantry.backend_start()",
        "grant execute on function tenantry.backend_start() to public",
    ),
    fault(
        "kit_function_path",
        "function tenantry.backend_start()",
        "alter function tenantry.backend_start() set search_path = public",
    ),
    fault(
        "definer_path_unset",
        "function tenantry.bound_tenant()",
        "alter function tenantry.bound_tenant() reset search_path",
    ),
    at(FUNCTION, "function_leakproof", "function public.{t}()", "alter function public.{t}() leakproof"),
    fault("extension_reaches_out", "extension dblink", "create extension dblink"),
];

/// The server: roles, settings, databases.
pub(super) const SERVER: [Fault; 24] = [
    at(LOGIN, "role_bypassrls", "role {t}", "alter role {t} bypassrls"),
    at(LOGIN, "role_superuser", "role {t}", "alter role {t} superuser"),
    at(LOGIN, "role_createrole", "role {t}", "alter role {t} createrole"),
    at(LOGIN, "role_predefined_power", "role {t}", "grant pg_read_all_data to {t}"),
    at(LOGIN, "owner_has_member", "role {t}", "grant tenantry_owner to {t}"),
    at("select 1", "owner_can_log_in", "role tenantry_owner", "alter role tenantry_owner login"),
    at(LOGIN, "row_security_off", "role {t}", "alter role {t} set row_security = off"),
    at(LOGIN, "search_path_set", "role {t}", "alter role {t} set search_path = evil, public"),
    at(LOGIN, "search_path_set", "role {t}", "alter role {t} in database :db set search_path = ''"),
    at("select 1", "search_path_set", "database :db", "alter database :db set search_path = \"$user\", evil"),
    at(LOGIN, "triggers_skipped", "role {t}", "alter role {t} set session_replication_role = replica"),
    at("select 1", "database_temp", "database :db", "grant temporary on database :db to public"),
    at("select 1", "schema_create", "schema public", "grant create on schema public to public"),
    at(LOGIN, "schema_create", "schema public", "grant create on schema public to {t}"),
    at(
        "create schema \"{t} S\"",
        "schema_create",
        "schema \"{t} S\"",
        "grant create on schema \"{t} S\" to tenantry_app",
    ),
    at(
        "create schema {t}; create role {t} login; grant tenantry_worker to {t}",
        "schema_owner",
        "schema {t}",
        "alter schema {t} owner to {t}",
    ),
    at(LOGIN, "database_owner", "database :db", "alter database :db owner to {t}"),
    at(
        "select 1",
        "kit_table_grant",
        "tenantry.context_keys",
        "grant select on tenantry.context_keys to tenantry_app, app",
    ),
    at("select 1", "kit_table_grant", "tenantry.placements", "grant select on tenantry.placements to public"),
    at(
        "select 1",
        "default_grant_public",
        "default privileges of tenantry_owner",
        "alter default privileges for role tenantry_owner in schema public grant select on tables to public",
    ),
    at(
        "select 1",
        "default_execute_public",
        "default privileges of tenantry_owner",
        "alter default privileges for role tenantry_owner grant execute on functions to public",
    ),
    at("select 1", "database_connect", "database tenant_{t}", "create database tenant_{t}"),
    at(
        LOGIN,
        "login_of_two_tenants",
        "role {t}",
        "create database tenant_{t}_1; revoke connect on database tenant_{t}_1 from public; \
         create database tenant_{t}_2; revoke connect on database tenant_{t}_2 from public; \
         grant connect on database tenant_{t}_1 to {t}; grant connect on database tenant_{t}_2 to {t}",
    ),
    at(LOGIN, "grant_excess", "public.users", "grant truncate on public.users to {t}"),
];
