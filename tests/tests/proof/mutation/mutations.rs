//! The mutations: each takes one guard of the kit away.

use tenantry_tests::sql;
use tenantry_tests::stage::TABLES;

use super::world::World;

/// One guard taken away.
pub(super) struct Mutation {
    pub(super) name: &'static str,
    how: How,
}

enum How {
    /// Statements of the superuser.
    Statements(String),
    /// A function, and what is replaced in its definition.
    Edit { function: &'static str, from: &'static str, to: &'static str },
}

impl Mutation {
    pub(super) const fn edit(
        name: &'static str,
        function: &'static str,
        from: &'static str,
        to: &'static str,
    ) -> Self {
        Self { name, how: How::Edit { function, from, to } }
    }

    /// Applies it.
    pub(super) async fn apply(&self, world: &mut World) {
        let statements = match &self.how {
            How::Statements(statements) => statements.clone(),
            How::Edit { function, from, to } => {
                let read = format!("select pg_get_functiondef('{function}'::regprocedure)");
                let text = sql::one(&mut world.admin, read).await;
                assert!(
                    text.contains(from),
                    "{}: \"{from}\" is not in {function}: correct the mutation",
                    self.name
                );
                text.replace(from, to)
            }
        };
        sql::must(&mut world.admin, statements).await;
    }
}

fn run(name: &'static str, statements: impl Into<String>) -> Mutation {
    Mutation { name, how: How::Statements(statements.into()) }
}

/// All of them.
pub(super) fn all() -> Vec<Mutation> {
    let mut all = of_tables();
    all.extend(of_grants());
    all.extend(of_contexts());
    all.extend(of_entering());
    all.extend(of_the_rest());
    all.extend(of_greeting());
    all.extend(of_pins());
    all
}

/// Drops a table's policies of one form.
fn drop_policy(name: &'static str, table: &str, form: &str, then: &str) -> Mutation {
    run(
        name,
        format!(
            "do $$ declare n text; begin
               select polname into strict n from pg_policy where polrelid = 'public.{table}'::regclass and polname like 'tenantry\\_{form}\\_%';
               execute format('drop policy %I on public.{table}', n); end $$; {then}"
        ),
    )
}

fn of_tables() -> Vec<Mutation> {
    let mut all = vec![
        drop_policy("users: the policy that opens is dropped", "users", "rows", ""),
        drop_policy("projects: the policy that opens is dropped", "projects", "rows", ""),
        drop_policy("documents: the policy that opens is dropped", "documents", "rows", ""),
        drop_policy("settings: the policy that opens is dropped", "settings", "rows", ""),
        drop_policy("audit_logs: the policy that opens is dropped", "audit_logs", "rows", ""),
        drop_policy("users: the policy that closes is dropped", "users", "only", ""),
        drop_policy("projects: the policy that closes is dropped", "projects", "only", ""),
        drop_policy("documents: the policy that closes is dropped", "documents", "only", ""),
        drop_policy("settings: the policy that closes is dropped", "settings", "only", ""),
        drop_policy("audit_logs: the policy that closes is dropped", "audit_logs", "only", ""),
        drop_policy(
            "settings: the policy that closes is gone, and one opens all",
            "settings",
            "only",
            "create policy loose on public.settings using (true)",
        ),
        run(
            "settings: rows are let in unchecked",
            "do $$ declare n text; begin for n in select polname from pg_policy where polrelid = 'public.settings'::regclass
             loop execute format('alter policy %I on public.settings with check (true)', n); end loop; end $$",
        ),
        run("users are counted no more when they are added", "drop trigger tenantry_counts_inserts on public.users"),
        run("users are counted no more when they leave", "drop trigger tenantry_counts_deletes on public.users"),
        run("counting is switched off", "alter table public.users disable trigger tenantry_counts_inserts"),
    ];
    let (off, lax) = (
        [
            "users: row security off",
            "projects: row security off",
            "documents: row security off",
            "settings: row security off",
            "audit_logs: row security off",
        ],
        [
            "users: not for the owner",
            "projects: not for the owner",
            "documents: not for the owner",
            "settings: not for the owner",
            "audit_logs: not for the owner",
        ],
    );
    for (n, (table, _)) in TABLES.iter().enumerate() {
        all.push(run(off[n], format!("alter table public.{table} disable row level security")));
        all.push(run(lax[n], format!("alter table public.{table} no force row level security")));
    }
    all
}

fn of_grants() -> Vec<Mutation> {
    [
        ("the service may truncate", "grant truncate on public.users to tenantry_app"),
        ("the service may refer to tables", "grant references on public.projects to tenantry_app"),
        ("the service may make triggers", "grant trigger on public.documents to tenantry_app"),
        ("the service may do everything", "grant all on public.settings to tenantry_app"),
        ("readers may insert", "grant insert on public.users to tenantry_reader"),
        ("readers may delete", "grant delete on public.audit_logs to tenantry_reader"),
        ("support may read users", "grant select on public.users to tenantry_support"),
        ("a column of users is open to all", "grant select (email) on public.users to public"),
        ("workers may read documents", "grant select on public.documents to tenantry_worker"),
        ("everybody may read settings", "grant select on public.settings to public"),
        ("everybody may make tables in public", "grant create on schema public to public"),
        ("the service may make things in the kit", "grant create on schema tenantry to tenantry_app"),
        ("the service reads keys", "grant select on tenantry.context_keys to tenantry_app"),
        ("the service changes placements", "grant update on tenantry.placements to tenantry_app"),
        ("workers read keys", "grant select on tenantry.context_keys to tenantry_worker"),
        ("support writes entitlements", "grant insert on tenantry.entitlements to tenantry_support"),
        ("support writes bindings", "grant insert on tenantry.bound_connections to tenantry_support"),
        ("the service resets counts", "grant update on tenantry.row_counts to tenantry_app"),
        ("the service moves the mark", "grant update on tenantry.marker to tenantry_app"),
        ("the service makes keys", "grant execute on function tenantry.add_context_key(name, bytea, interval) to tenantry_app"),
        ("everybody places tenants", "grant execute on function tenantry.place(uuid, bigint, text, timestamptz, jsonb, timestamptz, jsonb) to public"),
        ("support entitles itself", "grant execute on function tenantry.entitle(uuid, name, uuid, timestamptz) to tenantry_support"),
        ("the service counts as it likes", "grant execute on function tenantry.add_to_count(uuid, text, bigint) to tenantry_app"),
        ("workers enter", "grant execute on function tenantry.enter(uuid) to tenantry_worker"),
        ("everybody asks for the bound tenant", "grant execute on function tenantry.bound_tenant() to public"),
        ("new functions are open to all", "alter default privileges for role tenantry_owner grant execute on functions to public; \
          alter default privileges for role tenantry_owner in schema tenantry grant execute on functions to public"),
    ]
    .map(|(name, statements)| run(name, statements))
    .into()
}

/// The checks of `current_tenant()`.
fn of_contexts() -> Vec<Mutation> {
    const CURRENT: &str = "tenantry.current_tenant()";
    [
        ("context: the key may be another login's", "and k.login = session_user ", ""),
        ("context: the key may have ended", "and k.ends > clock_timestamp()", ""),
        ("context: any key will do", "k.id = substr(context, 1, 4) and", ""),
        ("context: the signature is not compared", "= substr(context, 37)", "is not null"),
        (
            "context: half of the signature will do",
            "sha256(k.outer_pad || sha256(k.inner_pad || substr(context, 1, 36) || int4send(pg_backend_pid())))\n         = substr(context, 37)",
            "substr(sha256(k.outer_pad || sha256(k.inner_pad || substr(context, 1, 36) || int4send(pg_backend_pid()))), 1, 16) \
             = substr(context, 37, 16)",
        ),
        (
            "context: it is not bound to the connection",
            "substr(context, 1, 36) || int4send(pg_backend_pid())",
            "substr(context, 1, 36)",
        ),
        (
            "context: it never ends",
            "and substr(context, 29, 8) > int8send(date_part('epoch', clock_timestamp())::bigint)\n",
            "",
        ),
        (
            "context: it may live for ever",
            "and substr(context, 29, 8) <= int8send(date_part('epoch', clock_timestamp())::bigint + 900)\n",
            "",
        ),
        (
            "context: an old generation will do",
            "p.stamp = substr(context, 5, 24)",
            "p.stamp >= substr(context, 5, 24) and uuid_send(p.tenant_id) = substr(context, 5, 16)",
        ),
        (
            "context: a later generation will do",
            "p.stamp = substr(context, 5, 24)",
            "p.stamp <= substr(context, 5, 24) and uuid_send(p.tenant_id) = substr(context, 5, 16)",
        ),
        ("context: the tenant may live elsewhere", "p.stamp = substr(context, 5, 24)", "true"),
        ("context: a closed tenant is served", "and p.open_until > clock_timestamp()", ""),
        ("context: it is checked as the caller", "SECURITY DEFINER", ""),
        (
            "context: without one, any tenant",
            "tenantry.tenant_without_context()",
            "(select p.tenant_id from tenantry.placements p limit 1)",
        ),
    ]
    .map(|(name, from, to)| Mutation::edit(name, CURRENT, from, to))
    .into_iter()
    .chain([
        Mutation::edit(
            "context: refusing does nothing",
            "tenantry.refuse_context(text,text)",
            "raise exception using errcode = '28000', message = why, hint = remedy;",
            "return;",
        ),
        Mutation::edit(
            "context: a closed tenant is told that his context has expired",
            "tenantry.tenant_without_context()",
            "if placed.open_until <= clock_timestamp() then",
            "if false then",
        ),
        open_until(
            "context: an ended subscription is served",
            "case when closed is null then timestamptz 'infinity' else '-infinity' end",
        ),
        open_until("context: a suspended tenant is served", "coalesce(subscription_ends, 'infinity')"),
    ])
    .collect()
}

/// Until when a tenant is served, computed otherwise.
fn open_until(name: &'static str, otherwise: &str) -> Mutation {
    let anew = format!("add open_until timestamptz generated always as ({otherwise}) stored");
    run(name, format!("alter table tenantry.placements drop column open_until, {anew}"))
}

/// The checks of `enter()` and of what is bound.
fn of_entering() -> Vec<Mutation> {
    const ENTER: &str = "tenantry.enter(uuid)";
    const BOUND: &str = "tenantry.bound_tenant()";
    vec![
        Mutation::edit("enter: with another login's grant", ENTER, "e.login = session_user and", ""),
        Mutation::edit("enter: with a grant for another tenant", ENTER, "and e.tenant_id = tenant ", ""),
        Mutation::edit("enter: with a revoked grant", ENTER, "and e.revoked_at is null", ""),
        Mutation::edit("enter: with a grant that ended", ENTER, "and e.expires > clock_timestamp()", ""),
        Mutation::edit("enter: without a grant", ENTER, "if held is null then", "if false then"),
        Mutation::edit(
            "enter: a second tenant",
            ENTER,
            "where b.backend_start <> excluded.backend_start or b.tenant_id = excluded.tenant_id",
            "",
        ),
        Mutation::edit("enter: a second tenant is not told", ENTER, "if bound is null then", "if false then"),
        Mutation::edit(
            "enter: an old binding keeps others out",
            ENTER,
            "b.backend_start <> excluded.backend_start or",
            "",
        ),
        Mutation::edit("bound: of any process", BOUND, "b.pid = pg_backend_pid() and", ""),
        Mutation::edit(
            "bound: of an earlier connection",
            BOUND,
            "and b.backend_start = tenantry.backend_start()",
            "",
        ),
        Mutation::edit("bound: of another login's grant", BOUND, "e.login = session_user and", ""),
        Mutation::edit("bound: of a revoked grant", BOUND, "and e.revoked_at is null", ""),
        Mutation::edit("bound: of a grant that ended", BOUND, "and e.expires > clock_timestamp()", ""),
        Mutation::edit(
            "revoking does nothing",
            "tenantry.revoke_entitlement(uuid)",
            "e.id = entitlement and",
            "false and",
        ),
    ]
}

fn of_the_rest() -> Vec<Mutation> {
    const PLACE: &str =
        "tenantry.place(uuid,bigint,text,timestamp with time zone,jsonb,timestamp with time zone,jsonb)";
    const COUNT: &str = "tenantry.add_to_count(uuid,text,bigint)";
    vec![
        Mutation::edit(
            "keys: retiring does nothing",
            "tenantry.retire_context_key(text,timestamp with time zone)",
            "k.id = decode(key_id, 'hex') and",
            "false and",
        ),
        Mutation::edit(
            "place: a generation goes back",
            PLACE,
            "where p.generation <= excluded.generation",
            "",
        ),
        Mutation::edit(
            "place: another tenant in one's own database",
            PLACE,
            "if exists (select from tenantry.marker m where m.tenant_id <> tenant) then",
            "if false then",
        ),
        Mutation::edit("place: a tenant is not closed", PLACE, "closed = excluded.closed,", ""),
        Mutation::edit(
            "displace: the tenant stays",
            "tenantry.displace(uuid)",
            "p.tenant_id = tenant",
            "false",
        ),
        Mutation::edit(
            "mark: it can be changed",
            "tenantry.mark(text,uuid)",
            "if not exists (",
            "if false and not exists (",
        ),
        Mutation::edit(
            "mark: the tenant is no matter",
            "tenantry.mark(text,uuid)",
            "and m.tenant_id is not distinct from mark.tenant",
            "",
        ),
        Mutation::edit("limits: they are not compared", COUNT, "if present > allowed then", "if false then"),
        Mutation::edit(
            "limits: one more will do",
            COUNT,
            "if present > allowed then",
            "if present > allowed + 1 then",
        ),
        Mutation::edit(
            "limits: an override never lapses",
            COUNT,
            "p.row_limits_until <= clock_timestamp()",
            "false",
        ),
    ]
}

fn of_greeting() -> Vec<Mutation> {
    const GREET: &str = "tenantry.greet()";
    vec![
        Mutation::edit(
            "greet: a superuser is fit",
            GREET,
            "when r.rolsuper then 'is a superuser'",
            "when r.rolsuper then null",
        ),
        Mutation::edit(
            "greet: a login that bypasses is fit",
            GREET,
            "when r.rolbypassrls then 'bypasses row-level security'",
            "when r.rolbypassrls then null",
        ),
        Mutation::edit(
            "greet: a login that makes roles is fit",
            GREET,
            "when r.rolcreaterole then 'may create roles'",
            "when r.rolcreaterole then null",
        ),
        Mutation::edit(
            "greet: a login that replicates is fit",
            GREET,
            "when r.rolreplication then 'may replicate'",
            "when r.rolreplication then null",
        ),
        Mutation::edit(
            "greet: the owner's member is fit",
            GREET,
            "pg_has_role(r.oid, 'tenantry_owner', 'member')",
            "false",
        ),
        Mutation::edit(
            "greet: a login with powers around a corner is fit",
            GREET,
            "(b.rolsuper or b.rolbypassrls or b.rolcreaterole or b.rolreplication)",
            "false and (true)",
        ),
        Mutation::edit("greet: a login that reads files is fit", GREET, "'pg_read_server_files', ", ""),
    ]
}

/// The pins of the functions that a login can bring to run.
fn of_pins() -> Vec<Mutation> {
    [
        ("current_tenant: names are the caller's", "tenantry.current_tenant()"),
        ("enter: names are the caller's", "tenantry.enter(uuid)"),
        ("tenant_without_context: names are the caller's", "tenantry.tenant_without_context()"),
        ("bound_tenant: names are the caller's", "tenantry.bound_tenant()"),
        ("backend_start: names are the caller's", "tenantry.backend_start()"),
        ("greet: names are the caller's", "tenantry.greet()"),
        (
            "place: names are the caller's",
            "tenantry.place(uuid,bigint,text,timestamptz,jsonb,timestamptz,jsonb)",
        ),
        ("add_to_count: names are the caller's", "tenantry.add_to_count(uuid,text,bigint)"),
        ("count_rows: names are the caller's", "tenantry.count_rows()"),
        ("add_context_key: names are the caller's", "tenantry.add_context_key(name,bytea,interval)"),
    ]
    .map(|(name, function)| run(name, format!("alter function {function} reset search_path")))
    .into_iter()
    .chain([run(
        "current_tenant: temporary names come first",
        "alter function tenantry.current_tenant() set search_path = pg_temp, pg_catalog",
    )])
    .collect()
}
