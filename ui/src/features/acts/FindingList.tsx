import type { ScrubFinding } from '@/ipc';
import { bytes, plural } from '@/lib/format';
import { kindWord } from '@/lib/scrub';

/** Every finding that is meant, by name: what is decided or purged is what stands here. */
export function FindingList({ findings }: { findings: readonly ScrubFinding[] }) {
  const size = findings.reduce((all, one) => all + BigInt(one.bytes ?? '0'), 0n);
  const unsized = findings.filter((one) => one.bytes === null).length;
  return (
    <section aria-label="What is meant" className="flex min-w-0 flex-col rounded-md border">
      <p className="flex items-baseline justify-between gap-3 border-b px-3 py-2 text-sm">
        <b className="font-medium">{plural(findings.length, 'thing')}</b>
        <span className="text-xs text-ink-2">
          {size > 0n && bytes(String(size))}
          {size > 0n && unsized > 0 && `, and ${unsized} without a size`}
        </span>
      </p>
      <section
        aria-label="Their names"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is scrolled by keyboard
        tabIndex={0}
        className="max-h-[clamp(96px,26vh,280px)] overflow-y-auto -outline-offset-2"
      >
        <ul className="divide-y" data-testid="finding-list">
          {findings.map((one) => (
            <li
              key={one.number}
              className="grid grid-cols-[76px_minmax(0,1fr)_minmax(0,168px)_84px] items-baseline gap-2 px-3 py-1 text-sm"
            >
              <span className="truncate text-xs text-ink-2">{kindWord(one.kind)}</span>
              <span className="foreign selectable font-mono text-xs break-all">{one.name}</span>
              <span className="foreign truncate text-xs text-ink-3" title={one.place}>
                {one.place}
              </span>
              <span className="text-right text-xs whitespace-nowrap text-ink-2">{sizeOf(one)}</span>
            </li>
          ))}
        </ul>
      </section>
    </section>
  );
}

function sizeOf({ bytes: size, rows }: ScrubFinding): string {
  if (size !== null) return bytes(size);
  return rows === null ? '–' : plural(rows, 'row');
}
