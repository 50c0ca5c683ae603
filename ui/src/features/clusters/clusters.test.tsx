import { fireEvent, act as settle, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { closeAct } from '@/lib/acts';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';

afterEach(() => {
  closeAct();
  localStorage.clear();
});

async function edit(cluster: string, words = 'ops,open') {
  const view = renderConsole('/clusters', words);
  fireEvent.click(await view.findByTestId(`cluster-edit-${cluster}`));
  await view.findByTestId('act-submit');
  const type = (id: string, value: string) => fireEvent.change(view.getByTestId(id), { target: { value } });
  const save = () => fireEvent.click(view.getByTestId('act-submit'));
  const of = () => view.host.state.clusters.find(({ name }) => name === cluster)!.instances;
  return { ...view, type, save, of };
}

test('each cluster with its room and how servers are made there; axe finds nothing', async () => {
  const view = renderConsole('/clusters');
  const us = await view.findByTestId('cluster-us-shared-1');
  expect(us.textContent).toContain('128 of 500 tenants25 %');
  expect(us.textContent).toContain('by AWS RDSus-west-2PostgreSQL 17.7 · production');
  expect(view.getByTestId('cluster-eu-shared-1').textContent).toContain('on this machine');
  expect(view.getByTestId('cluster-sa-shared-1').textContent).toContain('not made here');
  expect(view.getByTestId('cluster-sa-shared-1').textContent).toContain('not placed');
  expect(await axeFindings(view.container)).toEqual([]);
});

test('what is wrong is said at its field, one after the other, and nothing is lost', async () => {
  const view = await edit('sa-shared-1');
  expect(await axeFindings(view.getByTestId('act-dialog'))).toEqual([]);
  view.type('act-reason', 'They want servers in São Paulo.');
  const refusals = [
    ['region', 'Sao Paulo', 'sa-east-1', 'eu-central-1'],
    ['engineVersion', 'latest', '18.4', '18.4'],
    ['alarmTopic', 'alarms', 'arn:aws:sns:sa-east-1:210987654321:alarms', 'ARN'],
    ['environment', 'p'.repeat(41), 'production', 'longer than 40'],
    ['securityGroups', 'sg-1 sg-2 sg-3 sg-4 sg-5 sg-6', 'sg-1, sg-2', 'up to 5'],
    ['subnetGroup', 'x'.repeat(2001), 'private', 'names'],
  ] as const;
  for (const [field, wrong] of refusals) view.type(`instances-${field}`, wrong);
  for (const [field, , right, words] of refusals) {
    view.save();
    expect((await view.findByTestId(`error-${field}`)).textContent).toContain(words);
    view.type(`instances-${field}`, right);
  }
  view.save();
  await waitFor(() => expect(view.queryByTestId('act-dialog')).toBeNull());
  expect(view.of()).toMatchObject({ provider: 'rds', region: 'sa-east-1', securityGroups: ['sg-1', 'sg-2'] });
  await waitFor(() => expect(view.getByTestId('cluster-sa-shared-1').dataset.provider).toBe('rds'));
  expect(view.host.state.audit[0]).toMatchObject({
    action: 'cluster.set_instances',
    reason: 'They want servers in São Paulo.',
  });
});

test('on this machine AWS is asked for nothing', async () => {
  const view = await edit('us-shared-1');
  fireEvent.click(view.getByTestId('provider-local').querySelector('input')!);
  expect(view.queryByTestId('instances-region')).toBeNull();
  view.type('act-reason', 'For trying things out.');
  view.save();
  await waitFor(() =>
    expect(view.of()).toMatchObject({ provider: 'local', region: null, securityGroups: [] }),
  );
});

test('it takes a reason, a region, and a member of ops', async () => {
  const view = await edit('us-shared-1');
  expect(view.getByTestId('act-lack').textContent).toContain('at least 3');
  view.type('instances-region', ' ');
  expect(view.getByTestId('act-lack').textContent).toContain('region of AWS');
  view.unmount();
  closeAct();
  const support = renderConsole('/clusters', 'support');
  expect((await support.findByTestId('cluster-edit-us-shared-1')).textContent).toContain('group ops');
});

test('refused, empty, and lost', async () => {
  const nobody = renderConsole('/clusters', 'nobody');
  expect((await nobody.findByTestId('error-state')).textContent).toContain('may not do this');
  nobody.unmount();
  const view = renderConsole('/clusters');
  await view.findByTestId('cluster-us-shared-1');
  const lost = { ...view.host.state.connection, state: 'lost' as const, problem: 'Away.' };
  settle(() => view.host.emit('connection', lost));
  await waitFor(() =>
    expect(view.getByTestId('cluster-edit-us-shared-1').textContent).toContain('connection is lost'),
  );
  settle(() => view.host.emit('connection', { ...lost, state: 'connected' }));
  view.host.state.clusters = [];
  settle(() => view.host.emit('stale', { nouns: ['fleet'], tenant: null }));
  expect((await view.findByTestId('empty-state')).textContent).toContain('No cluster is registered');
});
