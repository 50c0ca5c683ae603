-- The sample product's tables. The same on every rung: the placement's schema is first on the search_path.
-- tenant_id leads every key, every foreign key and every index; the id of another tenant's row is never reachable.

create table users (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  email text not null check (char_length(email) <= 320),
  name text not null,
  role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  status text not null check (status in ('active', 'invited', 'disabled')),
  password_hash text not null,
  last_login_at timestamptz,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, email)
);

create table projects (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  name text not null,
  description text not null default '',
  owner_id uuid not null,
  status text not null check (status in ('active', 'archived')),
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, owner_id) references users (tenant_id, id)
);
create index projects_by_owner on projects (tenant_id, owner_id);

create table documents (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  title text not null check (char_length(title) <= 500),
  content text not null default '',
  created_by uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, created_by) references users (tenant_id, id)
);
create index documents_by_author on documents (tenant_id, created_by);

create table settings (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  key text not null,
  value jsonb not null,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);

create table audit_logs (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  user_id uuid,
  action text not null,
  entity_type text not null,
  entity_id uuid,
  old_values jsonb,
  new_values jsonb,
  ip inet,
  user_agent text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index audit_logs_by_time on audit_logs (tenant_id, created_at);

-- Row security, one policy that opens and one that closes, and the services' grants: written by the kit.
do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['users', 'projects', 'documents', 'settings', 'audit_logs'] loop
    perform tenantry.protect(format('%I', tenant_table)::regclass);
  end loop;
  perform tenantry.count_table('users', 'users');
  perform tenantry.count_table('projects', 'projects');
end
$$;
