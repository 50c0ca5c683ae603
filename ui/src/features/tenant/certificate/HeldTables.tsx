import type { CertificateTable } from '@/ipc';
import { bytes, count } from '@/lib/format';
import { day } from '@/lib/time';

/** Table by table, as it was counted before it went. */
export function HeldTables({ tables }: { tables: readonly CertificateTable[] }) {
  if (tables.length === 0) return null;
  return (
    <section
      aria-label="Tables that were there"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is scrolled by keyboard
      tabIndex={0}
      className="mx-3 mb-3 max-h-52 overflow-y-auto rounded-md border -outline-offset-2"
    >
      <table className="w-full text-sm" data-testid="certificate-tables">
        <thead className="sticky top-0 bg-canvas">
          <tr className="text-xs text-ink-2 [&>th]:px-3 [&>th]:py-1 [&>th]:font-medium">
            <th scope="col" className="text-left">
              Table
            </th>
            <th scope="col" className="text-right">
              Rows
            </th>
            <th scope="col" className="text-right">
              Size
            </th>
            <th scope="col" className="text-right">
              Last write
            </th>
          </tr>
        </thead>
        <tbody>
          {tables.map(({ name, rows, bytes: size, lastWrite }) => (
            <tr key={name} className="[&>*]:px-3 [&>*]:py-0.5">
              <th scope="row" className="foreign text-left font-mono text-xs font-normal break-all">
                {name}
              </th>
              <td className="text-right whitespace-nowrap">{rows === null ? '–' : count(rows)}</td>
              <td className="text-right whitespace-nowrap text-ink-2">{size === null ? '–' : bytes(size)}</td>
              <td
                className="text-right whitespace-nowrap text-ink-2"
                title={lastWrite ?? 'No column says so.'}
              >
                {lastWrite === null ? '–' : day(lastWrite)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
