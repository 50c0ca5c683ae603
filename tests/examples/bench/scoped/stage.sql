-- Documents of a thousand tenants, four times the same: under the kit's policies, without any, and under a policy on a
-- plain setting, as many products have it.
create schema if not exists bench;
grant usage on schema bench to tenantry_app;
create table if not exists bench.tenants as
select id, row_number() over (order by id) as n, gen_random_uuid() as author from tenantry_control.tenants
where rung = 'shared' and status = 'active' and (subscription_ends is null or subscription_ends > now() + interval '1 day')
order by id limit 1000;
create table if not exists bench.ids as
select t.id as tenant_id, t.author, gen_random_uuid() as id, d from bench.tenants t, generate_series(1, 200) d;
-- the stage is not counted against anybody's limits
set session_replication_role = replica;
insert into public.users (tenant_id, id, email, name, role, status, password_hash)
select id, author, 'author@bench.example', 'The author', 'member', 'active', 'x' from bench.tenants
on conflict do nothing;
insert into public.documents (tenant_id, id, title, content, created_by)
select tenant_id, id, 'Document ' || d, repeat('Some text. ', 10), author from bench.ids
on conflict do nothing;
reset session_replication_role;
create table if not exists bench.documents (like public.documents including defaults including indexes);
create table if not exists bench.guc_documents (like public.documents including defaults including indexes);
truncate bench.documents, bench.guc_documents;
insert into bench.documents select d.* from public.documents d join bench.ids using (tenant_id, id);
insert into bench.guc_documents select * from bench.documents;
delete from public.documents d using bench.tenants t
where d.tenant_id = t.id and d.created_by = t.author and not exists (select from bench.ids i where i.tenant_id = d.tenant_id and i.id = d.id);
do $$
declare
  twin text;
begin
  -- what a foreign key costs a write, it costs all of them
  foreach twin in array array['documents', 'guc_documents'] loop
    if not exists (select from pg_constraint where conrelid = format('bench.%I', twin)::regclass and contype = 'f') then
      execute format('alter table bench.%I add foreign key (tenant_id, created_by) references public.users (tenant_id, id)', twin);
    end if;
  end loop;
end
$$;
alter table bench.guc_documents enable row level security;
drop policy if exists own on bench.guc_documents;
create policy own on bench.guc_documents using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
grant select, insert on bench.documents, bench.guc_documents to tenantry_app;
