-- Operations, newest first; $1 states, $2 tenant, $3 older than, $4 at most, $5 this one.
select o.id, o.kind, o.tenant_id, t.slug, t.name, t.rung::text, o.state::text, o.reason, o.requested_by::text,
       o.requested_at, o.started_at, o.ended_at, o.run, o.executor, o.error, o.remedy,
       case
         when o.state = 'queued' and not exists (select from tenantry_control.workers w
                                                 where w.seen_at > clock_timestamp() - interval '15 s')
           then 'No worker runs: start one, or open the console on this machine.'
         when o.state = 'queued' then 'Waiting for a worker to be free.'
         when o.state in ('running', 'cancelling') and o.executor is null then 'Its worker was lost; another takes it up.'
         when o.state in ('running', 'cancelling') and s.error is not null
           then 'Trying again: ' || s.error
       end as waiting,
       coalesce(s.done, 0) as steps_done, coalesce(s.total, 0) as steps_total, s.step, s.seconds as expected_seconds,
       (o.state in ('queued', 'running') or o.state = 'failed' and o.kind = 'tenant.create' and coalesce(s.kept, 0) > 0)
         and k.no_return > 0 and coalesce(s.begun, 0) < k.no_return as can_cancel,
       o.state in ('failed', 'cancelled', 'stuck') and (o.state = 'stuck' or not exists (
         select from tenantry_control.operations n where n.tenant_id = o.tenant_id and n.id > o.id)) as can_retry
from (
  select * from tenantry_control.operations o
  where ($1::text[] is null or o.state::text = any ($1)) and ($2::uuid is null or o.tenant_id = $2)
    and ($3::uuid is null or o.id < $3) and ($5::uuid is null or o.id = $5)
  order by o.id desc limit $4) o
join tenantry_control.tenants t on t.id = o.tenant_id
left join lateral tenantry_control.operation_steps_of(o.kind, t.rung) k on true
left join lateral (
  select count(*) filter (where p.state = 'done') as done, count(*) as total,
         max(p.position) filter (where p.state <> 'waiting') as begun,
         count(*) filter (where p.state in ('done', 'failed')) as kept,
         (array_agg(p.name order by p.position) filter (where p.state in ('running', 'undoing', 'failed', 'stuck')))[1] as step,
         (array_agg(p.error order by p.position) filter (where p.state in ('running', 'undoing')))[1] as error,
         sum(e.seconds) as seconds
  from tenantry_control.operation_steps p left join tenantry_control.expected_steps e on e.name = p.name
  where p.operation_id = o.id) s on true
order by o.id desc
