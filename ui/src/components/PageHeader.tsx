import type { ReactNode } from 'react';

export interface PageHeaderProps {
  title: ReactNode;
  /** A figure or an age behind the title. */
  aside?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** The first line of a page. */
export function PageHeader({ title, aside, actions, children }: PageHeaderProps) {
  return (
    <header className="flex min-h-11 shrink-0 items-center gap-3 border-b px-4 py-1.5">
      <h1 className="foreign truncate text-base font-semibold">{title}</h1>
      {aside && <div className="text-sm text-ink-3">{aside}</div>}
      {children}
      {actions && <div className="ml-auto flex items-center gap-2">{actions}</div>}
    </header>
  );
}

export interface PanelProps {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A bordered part of a page with a heading. */
export function Panel({ title, aside, children, className }: PanelProps) {
  return (
    <section className={`flex min-w-0 flex-col rounded-lg border ${className ?? ''}`}>
      <header className="flex h-9 shrink-0 items-center justify-between gap-2 border-b px-3">
        <h2 className="text-sm font-medium">{title}</h2>
        {aside && <div className="text-xs text-ink-3">{aside}</div>}
      </header>
      {children}
    </section>
  );
}
