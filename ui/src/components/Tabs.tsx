import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export interface Tab<T extends string> {
  value: T;
  label: string;
  /** A small figure behind the label. */
  badge?: ReactNode;
}

export interface TabsProps<T extends string> {
  value: T;
  /** The value lives in the route. */
  onChange: (value: T) => void;
  tabs: readonly Tab<T>[];
  label: string;
  /** The panel of the present tab. */
  children: ReactNode;
}

export function Tabs<T extends string>({ value, onChange, tabs, label, children }: TabsProps<T>) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className="flex min-h-0 flex-1 flex-col"
    >
      <Base.List aria-label={label} className="flex shrink-0 gap-4 border-b px-4">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            data-testid={`tab-${tab.value}`}
            className="-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent text-sm font-medium text-ink-2 hover:text-ink data-[active]:border-accent data-[active]:text-ink"
          >
            {tab.label}
            {tab.badge !== undefined && <span className="text-xs text-ink-3">{tab.badge}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      <Base.Panel value={value} className="min-h-0 flex-1 overflow-y-auto outline-none">
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
