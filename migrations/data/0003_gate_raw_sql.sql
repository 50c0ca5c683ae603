-- The gate for raw SQL: the one place where text that a person or a language model wrote is run. The text runs as
-- tenantry_reader, which owns nothing but this function and may only read tenant tables, under their row security.

-- Whether tenants' tables are in this schema. Answers yes or no to whoever may ask; it names no schema.
create function tenantry.holds_tenant_tables(schema_name name) returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select schema_name = 'public' or exists (select from tenantry.tenant_schemas s where s.schema_name = $1)
$$;

-- Runs one query for the tenant of this connection and answers its rows, whole, at most max_rows of them and at most
-- max_bytes as JSON. A value longer than max_value bytes is cut, and the row says so; when the rest was left out, a last
-- row without JSON says so. Authorises: any caller it is granted to, within the tenant that row security lets through.
--
-- A cursor takes one query only: no second statement, no INSERT, no WITH that changes, no lock, no EXPLAIN, SHOW, SET, DO,
-- COPY. Read-only refuses what writes inside of functions. What a function can do all the same (set_config, lo_create,
-- pg_notify) is undone: the block ends in a rollback, always. Waiting is bounded by the caller's statement_timeout; only
-- the guard refuses session locks, statistics and the like, which no rollback takes back.
create function tenantry.read_gated(
  statement text,
  in_schema name default 'public',
  max_rows integer default 1000,
  max_bytes integer default 4194304,
  max_value integer default 262144
) returns table (row_number integer, row_json json, cut text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
set row_security = on
as $$
#variable_conflict use_variable
declare
  source refcursor;
  found_row record;
  as_json json;
  note text;
  all_json json[] := '{}';
  notes text[] := '{}';
  bytes bigint := 0;
  left_out text;
  finished boolean := false;
begin
  if max_rows not between 1 and 100000 or max_bytes not between 1024 and 67108864 or max_value not between 16 and max_bytes
     or statement is null or in_schema is null or max_rows is null or max_bytes is null or max_value is null then
    raise exception using errcode = 'TN400', message = 'A limit of the gate is out of range.', column = 'limits',
      hint = 'Rows: 1 to 100000; bytes: 1024 to 67108864; a value: 16 bytes up to all of them.';
  end if;
  if tenantry.current_tenant() is null then
    raise exception using errcode = '28000', message = 'No tenant: this connection works for none.',
      hint = 'Enter a tenant first.';
  end if;
  if not tenantry.holds_tenant_tables(in_schema) then
    raise exception using errcode = 'TN404', message = 'No tables of tenants are in this schema.', column = 'in_schema',
      hint = 'Name the schema of the tenant''s placement.';
  end if;
  begin
    -- not of the function, which 15 forbids: until the rollback; within it nothing can switch it off
    perform set_config('transaction_read_only', 'on', true);
    perform set_config('search_path', format('%I, pg_temp', in_schema), true);
    open source no scroll for execute statement;
    perform set_config('search_path', 'pg_catalog, pg_temp', true);
    loop
      fetch source into found_row;
      exit when not found;
      if cardinality(all_json) = max_rows then
        left_out := format('Only the first %s rows are shown.', max_rows);
        exit;
      end if;
      -- measured before it is written as JSON: a value of 800 MB would become several of them
      if pg_column_size(found_row) > max_bytes then
        left_out := format('Row %s has more than %s bytes; it and what follows are not shown.',
                           cardinality(all_json) + 1, max_bytes);
        exit;
      end if;
      as_json := row_to_json(found_row);
      note := null;
      if octet_length(as_json::text) > max_value then
        select json_object_agg(v.key, case when octet_length(v.value::text) > max_value
                                        then to_json(left(v.value #>> '{}', max_value / 4) || '…') else v.value end
                               order by v.place),
               case when bool_or(octet_length(v.value::text) > max_value)
                 then format('A value of more than %s bytes is cut.', max_value) end
          into as_json, note
        from json_each(as_json) with ordinality v (key, value, place);
      end if;
      bytes := bytes + octet_length(as_json::text);
      if bytes > max_bytes then
        left_out := format('Only the first %s rows are shown: they fill %s bytes.', cardinality(all_json), max_bytes);
        exit;
      end if;
      all_json := all_json || as_json;
      notes := notes || note;
    end loop;
    close source;
    finished := true;
    raise exception using errcode = 'TN000', message = 'The statement''s effects are undone.';
  exception when sqlstate 'TN000' then
    if not finished then
      raise;
    end if;
  end;
  return query select r.place::integer, r.as_json, r.note
    from unnest(all_json, notes) with ordinality r (as_json, note, place);
  if left_out is not null then
    return query select cardinality(all_json) + 1, null::json, left_out;
  end if;
end
$$;

grant usage on schema tenantry to tenantry_reader;
grant execute on function tenantry.holds_tenant_tables(name) to tenantry_reader;
grant execute on function tenantry.read_gated(text, name, integer, integer, integer) to tenantry_app, tenantry_support;

-- the new owner needs CREATE on the schema for as long as it takes to become it
grant create on schema tenantry to tenantry_reader;
alter function tenantry.read_gated(text, name, integer, integer, integer) owner to tenantry_reader;
revoke create on schema tenantry from tenantry_reader;
