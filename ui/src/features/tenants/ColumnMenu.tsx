import { ArrowDown, ArrowUp, Columns3, Pin } from 'lucide-react';
import { Button, Checkbox, IconButton, Popover } from '@/components';
import { columnOf } from './columns';
import type { Columns } from './useColumns';

/** Show, order and pin, for pointer and keyboard alike. Widths are the headers' matter. */
export function ColumnMenu({ columns }: { columns: Columns }) {
  const hidden = columns.hidden.length;
  const trigger = (
    <Button icon={Columns3} data-testid="column-menu">
      Columns{hidden > 0 && <span className="font-normal text-ink-3">{hidden} hidden</span>}
    </Button>
  );
  return (
    <Popover trigger={trigger} label="Columns" align="end">
      <ul className="-mx-1 flex max-h-[60vh] w-64 flex-col overflow-y-auto">
        {columns.order.map((id, at) => {
          const { label } = columnOf(id);
          const pinned = columns.pinned.includes(id);
          return (
            <li key={id} className="group flex items-center gap-1 rounded-sm pl-1 hover:bg-hover">
              <span className="flex-1 py-1">
                <Checkbox
                  label={label}
                  checked={!columns.hidden.includes(id)}
                  disabled={id === 'name'}
                  onChange={() => columns.toggle(id)}
                />
              </span>
              <IconButton
                small
                icon={ArrowUp}
                label={`Move ${label} left`}
                disabled={at === 0}
                onClick={() => columns.move(id, at - 1)}
              />
              <IconButton
                small
                icon={ArrowDown}
                label={`Move ${label} right`}
                disabled={at === columns.order.length - 1}
                onClick={() => columns.move(id, at + 1)}
              />
              <IconButton
                small
                icon={Pin}
                label={`Pin ${label}`}
                pressed={pinned}
                onClick={() => columns.pin(id, !pinned)}
              />
            </li>
          );
        })}
      </ul>
      <div className="mt-2 border-t pt-2">
        <Button tone="quiet" onClick={columns.reset}>
          Original arrangement
        </Button>
      </div>
    </Popover>
  );
}
