import type { Inventory as InventoryView } from '@/ipc';
import { bytes, count, plural } from '@/lib/format';

/** Everything that would go, table by table. */
export function Inventory({ inventory }: { inventory: InventoryView }) {
  const { container, exists, tables, rows, bytes: size, outside } = inventory;
  return (
    <section
      aria-label="What is there"
      className="flex min-w-0 flex-col rounded-md border"
      data-testid="inventory"
    >
      <p className="flex min-w-0 items-baseline justify-between gap-3 border-b px-3 py-2 text-sm">
        <span className="foreign truncate font-mono text-xs" title={container}>
          {container}
        </span>
        {!exists && <span className="shrink-0 text-warn-text">not there any more</span>}
      </p>
      {tables.length === 0 ? (
        <p className="px-3 py-2 text-sm text-ink-2">
          Its tables are counted when it is exported{size !== null && `; it holds ${bytes(size)}`}.
        </p>
      ) : (
        <section
          aria-label="Tables"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is scrolled by keyboard
          tabIndex={0}
          className="max-h-[clamp(84px,16vh,200px)] overflow-y-auto -outline-offset-2"
        >
          <table className="w-full text-sm">
            <thead className="sticky top-0 bg-raised">
              <tr className="text-xs text-ink-2 [&>th]:px-3 [&>th]:py-1 [&>th]:font-medium">
                <th scope="col" className="text-left">
                  {plural(tables.length, 'table')}
                </th>
                <th scope="col" className="text-right">
                  Rows
                </th>
                <th scope="col" className="text-right">
                  Size
                </th>
              </tr>
            </thead>
            <tbody>
              {tables.map((table) => (
                <tr key={table.name} className="[&>*]:px-3 [&>*]:py-0.5">
                  <th scope="row" className="foreign text-left font-mono text-xs font-normal">
                    {table.name}
                  </th>
                  <td className="text-right">{table.rows === null ? '–' : count(table.rows)}</td>
                  <td className="text-right text-ink-2">
                    {table.bytes === null ? 'shared' : bytes(table.bytes)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {tables.length > 0 && (
        <p className="flex justify-between gap-3 border-t px-3 py-1.5 text-sm font-medium">
          <span>All</span>
          <span data-testid="inventory-total">
            {rows === null ? 'not counted' : plural(rows, 'row')}
            {size !== null && `, ${bytes(size)}`}
          </span>
        </p>
      )}
      {outside.length > 0 && (
        <div className="border-t px-3 py-2 text-sm text-warn-text">
          Outside of it, these depend on it:
          <ul className="foreign list-disc pl-4 font-mono text-xs">
            {outside.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
