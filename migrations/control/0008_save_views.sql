-- Saved views of the grid: each login's own, shown to others when shared.

-- A list of words: one dimension, none missing, none long. It is read by everybody whom the view is shared with.
create function tenantry_control.is_word_list(words text[]) returns boolean
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select words is not null and cardinality(words) <= 40 and coalesce(array_ndims(words), 1) = 1
     and not exists (select from unnest(words) w where w is null or char_length(w) not between 1 and 40)
$$;

create table tenantry_control.saved_views (
  owner name not null default session_user,
  name text not null check (char_length(name) between 1 and 80),
  query text not null check (char_length(query) <= 1000),
  sort text not null check (char_length(sort) <= 40),
  columns text[] not null check (tenantry_control.is_word_list(columns)),
  shared boolean not null default false,
  primary key (owner, name)
);

-- What a login may see of them: its own and the shared.
create view tenantry_control.visible_views with (security_barrier) as
  select owner, name, query, sort, columns, shared, owner = session_user as mine
  from tenantry_control.saved_views
  where owner = session_user or shared;

-- Authorises any operator: saves a view of the caller's own, in place of one of the same name.
create function tenantry_control.save_view(name text, query text, sort text, columns text[], shared boolean) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform tenantry_control.authorise_any();
  if name is null or char_length(tenantry_control.trimmed(name)) not between 1 and 80 then
    perform tenantry_control.refuse('TN400', 'The view''s name is empty or longer than 80 characters.', 'name',
      'Give a name of 1 to 80 characters.');
  elsif query is null or sort is null or shared is null or not tenantry_control.is_word_list(columns) then
    perform tenantry_control.refuse('TN400', 'The view is not whole.', 'columns',
      'Give query, sort, at most 40 columns by their words, and whether it is shared.');
  elsif char_length(query) > 1000 or char_length(sort) > 40 then
    perform tenantry_control.refuse('TN400', 'The view is too large to save.', 'query', 'Shorten its query.');
  elsif (select count(*) from tenantry_control.saved_views v where v.owner = session_user) >= 200 then
    perform tenantry_control.refuse('TN412', 'You have 200 views already.', 'name', 'Delete one first.');
  end if;
  insert into tenantry_control.saved_views (owner, name, query, sort, columns, shared)
  values (session_user, tenantry_control.trimmed(save_view.name), save_view.query, save_view.sort, save_view.columns, save_view.shared)
  on conflict on constraint saved_views_pkey do update
  set query = excluded.query, sort = excluded.sort, columns = excluded.columns, shared = excluded.shared;
  perform tenantry_control.announce_stale('{views}', null);
end
$$;

-- Authorises any operator: deletes a view of the caller's own.
create function tenantry_control.delete_view(name text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform tenantry_control.authorise_any();
  delete from tenantry_control.saved_views v where v.owner = session_user and v.name = delete_view.name;
  if not found then
    perform tenantry_control.refuse('TN404', format('You have no view named "%s".', name), 'name', 'Reload the views.');
  end if;
  perform tenantry_control.announce_stale('{views}', null);
end
$$;
