select s.position, s.name, s.state::text, s.attempt, s.started_at, s.ended_at, s.detail, s.error, s.resource,
       s.output ->> 'call' as call,       e.seconds as expected_seconds
from tenantry_control.operation_steps s left join tenantry_control.expected_steps e on e.name = s.name
where s.operation_id = $1
order by s.position
