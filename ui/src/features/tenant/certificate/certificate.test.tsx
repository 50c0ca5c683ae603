import { fireEvent, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { closeAct } from '@/lib/acts';
import { axeFindings } from '@/test/axe';
import { renderConsole } from '@/test/render';

vi.mock('@/components/Plot', () => ({ Plot: () => null }));
const copied = vi.hoisted(() => vi.fn(async (_: string) => undefined));
vi.mock('@/lib/copyText', () => ({ copyText: copied }));

afterEach(() => {
  closeAct();
  localStorage.clear();
});

/** The tenant that was purged; or the one that came back. */
async function open(which: 'deleted' | 'restored', words = 'ops,open', tab = '?tab=danger') {
  const { host, unmount } = renderConsole('/settings', words);
  const back = host.state.operations.find(({ kind }) => kind === 'unarchive')?.tenant;
  const tenant = which === 'restored' ? back : host.state.tenants.find(({ status }) => status === 'deleted');
  unmount();
  if (!tenant) throw new Error('the fake has no such tenant');
  return { ...renderConsole(`/tenants/${tenant.slug}${tab}`, words), slug: tenant.slug };
}

test('a purged tenant: who, when, what was there, what is left; axe finds nothing', async () => {
  const view = await open('deleted');
  const certificate = await view.findByTestId('certificate');
  expect(certificate.textContent).toContain('It is what was issued');
  expect(certificate.textContent).toContain('audit entry #48,211');
  expect(certificate.textContent).toContain('ask who keeps them');
  expect(view.getByTestId('certificate-tables').textContent).toContain('invoice_lines');
  expect(await axeFindings(view.container)).toEqual([]);
});

test('copied as what is verified offline: the document and its digest', async () => {
  const view = await open('deleted');
  fireEvent.click(await view.findByTestId('certificate-copy'));
  await waitFor(() => expect(view.getByTestId('certificate-copy').textContent).toBe('Copied'));
  const paper = JSON.parse(copied.mock.calls[0]?.[0] ?? '{}');
  expect(Object.keys(paper)).toEqual(['document', 'digest']);
  expect(paper.document).toMatchObject({
    format: 'tenantry deletion certificate 1',
    tenant: { slug: view.slug },
  });
});

test('brought back from its archive: asked for with a reason, watched on its operation', async () => {
  const view = await open('deleted');
  fireEvent.click(await view.findByTestId('danger-unarchive'));
  const reason = await view.findByTestId('act-reason');
  expect(view.getByTestId('act-dialog').textContent).toContain('compared byte for byte');
  expect(await axeFindings(view.getByTestId('act-dialog'))).toEqual([]);
  fireEvent.change(reason, { target: { value: 'They came back.' } });
  fireEvent.click(view.getByTestId('act-submit'));
  const page = await view.findByTestId('operation-page');
  expect(page.textContent).toContain(`Restore ${view.slug} from its archive`);
  expect(page.textContent).toContain('Verify the archive');
  expect(page.textContent).toContain('Put the rows back');
});

test('on its first page: that it was purged, and the way to the certificate', async () => {
  const view = await open('deleted', 'ops', '');
  expect((await view.findByTestId('purged-line')).textContent).toContain('It was purged');
  fireEvent.click(view.getByTestId('purged-certificate'));
  await view.findByTestId('certificate');
});

test('restored since: both are told, and there is nothing to restore', async () => {
  const view = await open('restored', 'ops', '');
  const line = await view.findByTestId('purged-line');
  expect(line.dataset.restored).toBe('true');
  expect(line.textContent).toContain('and restored from its archive');
  fireEvent.click(view.getByTestId('purged-certificate'));
  expect((await view.findByTestId('restored')).textContent).toContain('Brought back from its archive');
  expect(view.queryByTestId('danger-unarchive')).toBeNull();
});

test('support may read it, and is told why not to restore', async () => {
  const view = await open('deleted', 'support');
  expect((await view.findByTestId('danger-unarchive')).textContent).toContain('group ops');
  await view.findByTestId('certificate');
});

test('a tenant that was never purged shows nothing of it', async () => {
  const view = renderConsole('/tenants/harbor-clinic-0?tab=danger', 'ops');
  await view.findByTestId('danger-delete');
  expect(view.queryByTestId('certificate')).toBeNull();
  expect(view.queryByTestId('error-state')).toBeNull();
});
