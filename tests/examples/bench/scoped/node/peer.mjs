// The usual way of a node service: a pool, and BEGIN, set_config, the statement, COMMIT as awaits of their own.
// Reads one job per line: {kind, url, clients, ms}; prints one answer per line: {ops, p99}.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import pg from 'pg';

const rows = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const pools = new Map();

function pool(url) {
  if (!pools.has(url)) pools.set(url, new pg.Pool({ connectionString: url, max: 16 }));
  return pools.get(url);
}

const READ = {
  name: 'read',
  text: 'select id, title, content, created_by, created_at from bench.guc_documents where tenant_id = $1 and id = $2',
};
const WRITE = {
  name: 'write',
  text: 'insert into bench.guc_documents (tenant_id, id, title, content, created_by) values ($1, $2, $3, $4, $5)',
};

async function once(kind, pool, row) {
  const client = await pool.connect();
  try {
    await client.query({ name: 'begin', text: 'begin' });
    await client.query({ name: 'enter', text: "select set_config('app.tenant', $1, true)", values: [row.tenant] });
    if (kind === 'read') {
      const found = await client.query({ ...READ, values: [row.tenant, row.id] });
      if (found.rows.length !== 1) throw new Error('a row is missing');
    } else {
      await client.query({ ...WRITE, values: [row.tenant, randomUUID(), 'A title', 'Some text.', row.author] });
    }
    await client.query({ name: 'commit', text: 'commit' });
  } finally {
    client.release();
  }
}

async function run({ kind, url, clients, ms }) {
  const end = performance.now() + ms;
  const times = [];
  let next = 0;
  const one = async () => {
    while (performance.now() < end) {
      const start = performance.now();
      await once(kind, pool(url), rows[next++ % rows.length]);
      times.push(performance.now() - start);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: clients }, one));
  const seconds = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  return { ops: times.length / seconds, p99: times[Math.floor(times.length * 0.99)] };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await run(JSON.parse(line))));
}
await Promise.all([...pools.values()].map((pool) => pool.end()));
