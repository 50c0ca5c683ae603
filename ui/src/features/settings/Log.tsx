import { Check, Copy, RotateCw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button, ErrorState, Panel, Select, SkeletonRows } from '@/components';
import { useCommand } from '@/ipc';
import { copyText } from '@/lib/copyText';
import { cx } from '@/lib/cx';
import { plural } from '@/lib/format';

const LEVEL = /\b(TRACE|DEBUG|INFO|WARN|ERROR)\b/;
const TONE: Record<string, string> = { WARN: 'text-warn-text', ERROR: 'text-bad-text' };

type Shown = 'all' | 'warn' | 'error';
const SHOWN: readonly { value: Shown; label: string }[] = [
  { value: 'all', label: 'Every line' },
  { value: 'warn', label: 'Warnings and errors' },
  { value: 'error', label: 'Errors' },
];
const LEVELS: Record<Shown, RegExp> = { all: /^/, warn: /\b(WARN|ERROR)\b/, error: /\bERROR\b/ };

/** The last lines of the program's own log; secrets and names are redacted before they are written. */
export function Log() {
  const [shown, setShown] = useState<Shown>('all');
  const { data, error, refetch, isFetching } = useCommand('app_info', {});
  const lines = data?.logTail.filter((line) => LEVELS[shown].test(line)) ?? [];
  return (
    <Panel
      title="Log"
      aside={
        <div className="flex items-center gap-1.5">
          <span className="mr-1 whitespace-nowrap">{plural(lines.length, 'line')}, redacted</span>
          <div className="w-44">
            <Select aria-label="Which lines" value={shown} onChange={setShown} options={SHOWN} />
          </div>
          <Button tone="quiet" icon={RotateCw} busy={isFetching} onClick={() => void refetch()}>
            Read again
          </Button>
          <CopyLog lines={lines} />
        </div>
      }
    >
      {data ? (
        <Lines lines={lines} />
      ) : error ? (
        <div className="p-3">
          <ErrorState inline error={error} onRetry={() => void refetch()} />
        </div>
      ) : (
        <SkeletonRows rows={8} columns={[160, 320]} />
      )}
    </Panel>
  );
}

function CopyLog({ lines }: { lines: readonly string[] }) {
  const [copied, setCopied] = useState(false);
  const can = lines.length > 0 || 'There is no line to copy.';
  return (
    <Button
      tone="quiet"
      can={can}
      icon={copied ? Check : Copy}
      onClick={() => void copyText(lines.join('\n')).then(() => setCopied(true))}
    >
      {copied ? 'Copied' : 'Copy'}
    </Button>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  const box = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest line is at the end, and wanted first
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.length]);
  if (lines.length === 0) return <p className="p-3 text-sm text-ink-3">No such line.</p>;
  return (
    <section
      ref={box}
      aria-label="Lines of the log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region is reached by keyboard
      tabIndex={0}
      data-testid="log"
      className="selectable max-h-80 overflow-auto rounded-b-lg bg-sunken px-3 py-2 font-mono text-2xs -outline-offset-2"
    >
      {lines.map((line, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: lines may be alike and never change places
          key={at}
          className={cx('foreign whitespace-pre-wrap break-words', TONE[LEVEL.exec(line)?.[1] ?? ''])}
        >
          {line}
        </div>
      ))}
    </section>
  );
}
