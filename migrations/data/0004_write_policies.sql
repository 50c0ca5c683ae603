-- Policies for any table, always written the same way: one permissive policy opens the tenant's own rows, one restrictive
-- keeps any later permissive one from opening more. A policy's name carries the hash of its body, so that a body changed
-- by hand is seen. Bodies are written as the server prints them: what is stored compares with what is wanted as text.
-- These functions read the catalog and write text; only protect() changes anything. Nobody but the owner calls them.
-- The engine reads this file too, for databases without the kit: there they live in pg_temp.

-- A body as it is compared: each run of white space is one space, in names too.
create function tenantry.policy_normal(body text) returns text
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select regexp_replace(body, '\s+', ' ', 'g')
$$;

create function tenantry.policy_hash(body text) returns text
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select left(encode(sha256(convert_to(tenantry.policy_normal(body), 'UTF8')), 'hex'), 8)
$$;

-- The tenant of the statement, looked up once. Without a claim it is the kit's; a claim is a path in the JWT's claims
-- as PostgREST and Supabase hand them over.
create function tenantry.policy_tenant(kind regtype, claim text[]) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when claim is null and kind = 'uuid'::regtype then '( SELECT tenantry.current_tenant() AS current_tenant)'
    when claim is null then '( SELECT (tenantry.current_tenant())::text AS current_tenant)'
    else format(case when kind = 'text'::regtype then '( SELECT %1$s AS tenant)' else '( SELECT (%1$s)::%2$s AS tenant)' end,
           format('((NULLIF(current_setting(''request.jwt.claims''::text, true), ''''::text))::jsonb %s)',
                  -- not %L: a backslash would become E'', which the server never prints
                  case cardinality(claim) when 1 then format('->> ''%s''::text', replace(claim[1], '''', ''''''))
                       else format('#>> ''%s''::text[]', replace(claim::text, '''', '''''')) end),
           kind) end
$$;

-- The type that a column is compared as: a domain's base, and text for varchar.
create function tenantry.policy_kind(relation regclass, column_number smallint) returns regtype
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with recursive base (kind, of) as (
    select a.atttypid, t.typbasetype from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = relation and a.attnum = column_number
    union all
    select b.of, t.typbasetype from base b join pg_type t on t.oid = b.of
  )
  select (case when kind = 'varchar'::regtype then 'text'::regtype else kind end)::regtype from base where of = 0
$$;

-- A column as the server prints it in a comparison; `qualifier` is '' or a quoted name.
create function tenantry.policy_column(qualifier text, relation regclass, column_number smallint) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select case when k.kind = a.atttypid then written.name else format('(%s)::%s', written.name, k.kind) end
  from pg_attribute a, tenantry.policy_kind(relation, column_number) k (kind),
    lateral (select case when qualifier = '' then quote_ident(a.attname)
                         else format('%s.%I', qualifier, a.attname) end as name) written
  where a.attrelid = relation and a.attnum = column_number
$$;

-- The shortest way along foreign keys to a table with the tenant column: empty when the table has it itself, null when
-- there is none. Columns that may be null come last: their rows would be nobody's.
create function tenantry.policy_chain(relation regclass, tenant_column name) returns oid[]
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with recursive way (at, keys, seen, loose) as (
    select relation::oid, '{}'::oid[], array[relation::oid], false
    union all
    select c.confrelid, w.keys || c.oid, w.seen || c.confrelid,
           w.loose or exists (select from pg_attribute a
                              where a.attrelid = c.conrelid and a.attnum = any (c.conkey) and not a.attnotnull)
    from way w join pg_constraint c on c.conrelid = w.at and c.contype = 'f' and c.conparentid = 0
    where c.confrelid <> all (w.seen) and cardinality(w.keys) < 6
      and not exists (select from pg_attribute a where a.attrelid = w.at and a.attname = tenant_column)
  )
  select w.keys from way w join pg_attribute a on a.attrelid = w.at and a.attname = tenant_column and not a.attisdropped
  order by w.loose, cardinality(w.keys), w.keys::text limit 1
$$;

-- What using and check say. Refuses a table whose rows cannot be told apart by tenant.
create function tenantry.policy_body(relation regclass, tenant_column name, claim text[]) returns text
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  chain constant oid[] := tenantry.policy_chain(relation, tenant_column);
  last regclass := relation;
  last_name text := '';
  tenant_number smallint;
  kind regtype;
  tables text[] := '{}';
  conditions text[] := '{}';
begin
  if chain is null then
    raise exception using errcode = 'TN400', column = 'column',
      message = format('%s has no column "%s", and no foreign key leads to a table that has it.', relation, tenant_column),
      hint = 'Name the tenant column, or add one.';
  end if;
  if cardinality(chain) > 0 then
    last_name := (select quote_ident(c.relname) from pg_class c where c.oid = relation);
  end if;
  for step in 1 .. cardinality(chain) loop
    select c.confrelid, tables || format('%I.%I up_%s', n.nspname, r.relname, step),
           conditions || array(select format('(%s = %s)',
                                 tenantry.policy_column('up_' || step, c.confrelid, k.theirs),
                                 tenantry.policy_column(last_name, c.conrelid, k.ours))
                               from unnest(c.conkey, c.confkey) with ordinality k (ours, theirs, place) order by place)
    into last, tables, conditions
    from pg_constraint c join pg_class r on r.oid = c.confrelid join pg_namespace n on n.oid = r.relnamespace
    where c.oid = chain[step];
    last_name := 'up_' || step;
  end loop;
  select a.attnum into tenant_number from pg_attribute a where a.attrelid = last and a.attname = tenant_column;
  kind := tenantry.policy_kind(last, tenant_number);
  if kind not in ('uuid'::regtype, 'text'::regtype)
     and (claim is null or kind not in ('integer'::regtype, 'bigint'::regtype)) then
    raise exception using errcode = 'TN400', column = 'column',
      message = format('The tenant column of %s is of type %s.', last, kind), hint = 'Make it uuid or text.';
  end if;
  conditions := conditions || format('(%s = %s)', tenantry.policy_column(last_name, last, tenant_number),
                                     tenantry.policy_tenant(kind, claim));
  return case when cardinality(chain) = 0 then conditions[1]
    else format('(EXISTS ( SELECT 1 FROM %s WHERE (%s)))', array_to_string(tables, ', '),
                array_to_string(conditions, ' AND ')) end;
end
$$;

-- What is missing until a table and its partitions are protected, in order; nothing when they are. `others`: permissive
-- policies that are not ours go too. The note says what a person should know first.
create function tenantry.policy_statements(relation regclass, tenant_column name default 'tenant_id',
                                           claim text[] default null, others boolean default false)
returns table (place bigint, statement text, note text)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  body text;
begin
  if not exists (select from pg_class c where c.oid = relation and c.relkind in ('r', 'p')) then
    raise exception using errcode = 'TN400', column = 'table',
      message = format('%s is no table: only tables have policies.', relation), hint = 'Name the table below it.';
  end if;
  body := tenantry.policy_body(relation, tenant_column, claim);
  return query
  with parts as (
    select c.oid::regclass as part, c.relrowsecurity, c.relforcerowsecurity, c.relacl, c.oid = relation as whole,
           -- along foreign keys the body names the table itself
           case when c.oid = relation then body else tenantry.policy_body(c.oid, tenant_column, claim) end as wanted
    from pg_class c where c.oid = relation or c.oid in (select t.relid from pg_partition_tree(relation) t)
  ), policies (part, wanted, form, name) as (
    select p.part, p.wanted, f.form, format('tenantry_%s_%s', f.name, tenantry.policy_hash(p.wanted))
    from parts p, (values ('permissive', 'rows'), ('restrictive', 'only')) f (form, name)
  ), present as (
    select p.part, o.polname, o.polpermissive, o.polname ~ '^tenantry_(rows|only)_[0-9a-f]{8}$' as ours,
           exists (select from policies w
                   where w.part = p.part and w.name = o.polname and (w.form = 'permissive') = o.polpermissive
                     and o.polcmd = '*' and o.polroles = '{0}'
                     and tenantry.policy_normal(pg_get_expr(o.polqual, o.polrelid)) = tenantry.policy_normal(w.wanted)
                     and tenantry.policy_normal(pg_get_expr(o.polwithcheck, o.polrelid)) = tenantry.policy_normal(w.wanted)) as intact
    from parts p join pg_policy o on o.polrelid = p.part
  ), groups (name, powers) as (
    -- claims are for systems without the group roles
    select g.name, g.powers from (values ('tenantry_app', '{select,insert,update,delete}'::text[]),
                                         ('tenantry_reader', '{select}')) g (name, powers)
    where claim is null and to_regrole(g.name) is not null
  ), granted as (
    select p.part, p.whole, g.name, lower(x.privilege_type) as power, lower(x.privilege_type) = any (g.powers) as due
    from parts p cross join lateral aclexplode(p.relacl) x join groups g on x.grantee = to_regrole(g.name)
  ), statements (part, step, text, note) as (
    select p.part, 1, format('alter table %s enable row level security', p.part), null from parts p
    where not p.relrowsecurity
    union all
    select p.part, 2, format('alter table %s force row level security', p.part), null from parts p
    where not p.relforcerowsecurity
    union all
    select p.part, 3, format('drop policy %I on %s', p.polname, p.part), null from present p
    where not p.intact and (p.ours or others and p.polpermissive)
    union all
    select w.part, 4, format('create policy %I on %s as %s for all to public using %s with check %s', w.name, w.part,
                             w.form, w.wanted, w.wanted),
           case when w.wanted like '(EXISTS %' then format('%s has no tenant column of its own: its rows are found along '
             'foreign keys, one look for each. A column is faster, and can lead its keys.', w.part)
                when claim is not null then 'Claims are as safe as the connection: whoever can type SET writes them '
             'himself. The kit''s signed context cannot be written.' end
    from policies w
    where not exists (select from present p where p.part = w.part and p.polname = w.name and p.intact)
    union all
    select p.part, 5, format('grant %s on %s to %I', array_to_string(g.powers, ', '), p.part, g.name), null
    from parts p cross join groups g
    where p.whole and exists (select unnest(g.powers) except
                              select d.power from granted d where d.part = p.part and d.name = g.name)
    union all
    select d.part, 6, format('revoke %s on %s from %I', string_agg(d.power, ', ' order by d.power), d.part, d.name), null
    from granted d where not d.due group by d.part, d.name
  )
  select row_number() over (order by s.step, s.part::text, s.text desc), s.text, s.note from statements s;
end
$$;

-- Protects a table and its partitions; it says how many statements that took, 0 the second time. As whoever calls it: the
-- table's owner, or a superuser.
create function tenantry.protect(relation regclass, tenant_column name default 'tenant_id', claim text[] default null,
                                 others boolean default false) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  missing text;
  done integer := 0;
begin
  for missing in
    select s.statement from tenantry.policy_statements(relation, tenant_column, claim, others) s order by s.place
  loop
    execute missing;
    done := done + 1;
  end loop;
  return done;
end
$$;
