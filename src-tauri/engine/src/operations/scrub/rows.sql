-- Each tenant that has rows in a table, once; $1: only this one.
with recursive walk as (
  (select w.tenant_id from %table% w order by w.tenant_id limit 1)
  union all
  select (select n.tenant_id from %table% n where n.tenant_id > walk.tenant_id order by n.tenant_id limit 1)
  from walk where walk.tenant_id is not null
)
select walk.tenant_id::text from walk where walk.tenant_id is not null and $1::text is null
union all
select w.tenant_id from (select t.tenant_id::text as tenant_id from %table% t where t.tenant_id::text = $1 limit 1) w
