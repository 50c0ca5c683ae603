// What the grid shows, to a file. The file appears under its name only when it is whole.
import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button, CopyId, Dialog, ErrorState, Field, Input, notify, Select } from '@/components';
import {
  call,
  type ExportDone,
  type ExportFormat,
  forgetProgress,
  type Progress,
  useChange,
  useCommand,
  useProgress,
} from '@/ipc';
import { bytes, count, plural } from '@/lib/format';
import { sortLabel } from './columns';

export interface ExportDialogProps {
  query: string;
  sort: string;
  total: number | null;
  onClose: () => void;
}

const FORMATS = [
  { value: 'csv', label: 'CSV', hint: 'For spreadsheets; cells that look like formulas are neutralised' },
  { value: 'json_lines', label: 'JSON Lines', hint: 'For programs; one tenant a line, values as they are' },
] as const;

const ENDING: Record<ExportFormat, string> = { csv: 'csv', json_lines: 'jsonl' };

export function ExportDialog({ query, sort, total, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [typed, setTyped] = useState<string | null>(null);
  const [task] = useState(() => `export-${crypto.randomUUID()}`);
  const folder = useCommand('app_info', {}).data?.exportDir;
  const run = useChange('tenant_export');
  const path = typed ?? (folder ? `${folder.replace(/\/$/, '')}/${fileName(format)}` : '');
  const start = () => {
    forgetProgress(task);
    run.mutate({ query, sort, format, path: path.trim(), task });
  };
  const pathError = run.error?.field === 'path' ? run.error : null;
  const cancelled = run.error?.code === 'cancelled';
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !run.isPending && onClose()}
      title="Export tenants"
      data-testid="export-dialog"
      footer={
        <Footer
          {...{ run, task, onClose }}
          can={path.trim() ? true : 'Name the file with its folder.'}
          onStart={start}
        />
      }
    >
      {run.data ? (
        <Done done={run.data} />
      ) : (
        <div className="flex flex-col gap-3">
          <What {...{ query, sort, total }} />
          <Field label="Format" name="format">
            <Select value={format} onChange={setFormat} options={FORMATS} disabled={run.isPending} />
          </Field>
          <Field
            label="File"
            name="path"
            hint="Full path in a folder that exists; the file is new and appears when the export is whole."
            error={pathError && `${pathError.message} ${pathError.remedy ?? ''}`}
          >
            <Input
              mono
              value={path}
              disabled={run.isPending}
              onChange={(event) => setTyped(event.target.value)}
              data-testid="export-path"
            />
          </Field>
          {run.isPending && <Running task={task} total={total} />}
          {cancelled && (
            <p role="status" className="text-sm text-ink-2">
              Cancelled: no file was written.
            </p>
          )}
          {run.error && !pathError && !cancelled && <ErrorState inline error={run.error} />}
        </div>
      )}
    </Dialog>
  );
}

function What({ query, sort, total }: Pick<ExportDialogProps, 'query' | 'sort' | 'total'>) {
  return (
    <dl className="grid grid-cols-[64px_minmax(0,1fr)] gap-y-1 text-sm">
      <dt className="text-ink-3">Rows</dt>
      <dd data-testid="export-rows">{total === null ? 'being counted' : count(total)}</dd>
      <dt className="text-ink-3">Filter</dt>
      <dd className="foreign truncate font-mono text-xs leading-[18px]">{query || 'all tenants'}</dd>
      <dt className="text-ink-3">Sort</dt>
      <dd>{sortLabel(sort)}</dd>
    </dl>
  );
}

interface FooterProps {
  run: ReturnType<typeof useChange<'tenant_export'>>;
  task: string;
  can: true | string;
  onStart: () => void;
  onClose: () => void;
}

function Footer({ run, task, can, onStart, onClose }: FooterProps) {
  if (run.data)
    return (
      <Button tone="primary" onClick={onClose}>
        Done
      </Button>
    );
  if (run.isPending)
    return (
      <Button
        data-testid="export-cancel"
        onClick={() => void call('task_cancel', { task }).catch(notify.failed)}
      >
        Cancel the export
      </Button>
    );
  return (
    <>
      <Button onClick={onClose}>Close</Button>
      <Button tone="primary" icon={Download} can={can} onClick={onStart} data-testid="export-start">
        Export
      </Button>
    </>
  );
}

function Running({ task, total }: { task: string; total: number | null }) {
  const progress = useProgress(task);
  const of = progress?.total ?? total;
  const share = of ? Math.floor(((progress?.done ?? 0) * 1000) / of) : 0;
  return (
    <div role="status" className="flex flex-col gap-1.5 text-sm" data-testid="export-progress">
      <p className="flex justify-between">
        <span>{progress?.phase ?? 'Starting'}</span>
        <span className="text-ink-2">{rowsText(progress, of)}</span>
      </p>
      <span className="block h-1 overflow-hidden rounded-full bg-bar-track">
        <span
          className="block h-full rounded-full bg-accent"
          style={{ width: `${Math.min(100, share / 10)}%` }}
        />
      </span>
    </div>
  );
}

function rowsText(progress: Progress | undefined, of: number | null): string {
  const done = count(progress?.done ?? 0);
  return of === null ? plural(progress?.done ?? 0, 'row') : `${done} of ${plural(of, 'row')}`;
}

function Done({ done }: { done: ExportDone }) {
  return (
    <div role="status" className="flex flex-col gap-2 text-sm" data-testid="export-done">
      <p className="font-medium">
        {plural(done.rows, 'row')}, {count(done.bytes)} bytes
        {BigInt(done.bytes) >= 10_000_000n && (
          <span className="font-normal text-ink-3"> ({bytes(done.bytes)})</span>
        )}
      </p>
      <CopyId value={done.path} label="path" className="max-w-full self-start" />
    </div>
  );
}

/** `tenants-2026-07-14-1532.csv`, in the viewer's time. */
function fileName(format: ExportFormat, now = new Date()): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `tenants-${day}-${two(now.getHours())}${two(now.getMinutes())}.${ENDING[format]}`;
}
