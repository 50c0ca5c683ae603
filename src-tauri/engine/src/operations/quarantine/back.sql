-- Brings a schema back: $id (its oid). What it was is written on it.
begin;
set local lock_timeout = '3s';
do $$
declare
  id constant oid := $id;
  name_now constant text := (select nspname from pg_namespace where oid = id);
  kept constant jsonb := obj_description(id, 'pg_namespace')::jsonb;
  thing record;
  given record;
begin
  execute format('alter schema %I rename to %I', name_now, kept ->> 'schema');
  execute format('set local search_path = %I', kept ->> 'schema');
  for thing in select t.* from jsonb_to_recordset(kept -> 'things')
      as t (kind text, said text, part text, owner text, place integer, "default" boolean, grants jsonb) order by t.place, t.said loop
    if thing.place <= 1 then
      execute format('alter %s owner to %I', thing.said, thing.owner);
    end if;
    if thing.kind = 'routine' and thing."default" then
      execute format('grant execute on %s to public', thing.said);
    end if;
    for given in select * from jsonb_to_recordset(thing.grants) as g ("to" text, "right" text, "on" boolean) loop
      execute format('grant %s%s on %s to %s%s', given."right", ' (' || thing.part || ')', thing.said, given."to",
                     case when given."on" then ' with grant option' else '' end);
    end loop;
  end loop;
  execute format('comment on schema %I is %L', kept ->> 'schema', kept ->> 'comment');
end
$$;
commit;
