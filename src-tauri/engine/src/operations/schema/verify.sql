-- How many tables there are in the schema $1, and which of them are not protected.
select count(*),
       string_agg(c.relname, ', ') filter (where not (c.relrowsecurity and c.relforcerowsecurity and p.restrictive and p.permissive))
from pg_catalog.pg_class c
cross join lateral (
  select coalesce(bool_or(not polpermissive), false) as restrictive, coalesce(bool_or(polpermissive), false) as permissive
  from pg_catalog.pg_policy where polrelid = c.oid) p
where c.relnamespace = to_regnamespace(quote_ident($1)) and c.relkind in ('r', 'p')
  and exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
