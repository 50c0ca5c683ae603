import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { copyText } from '@/lib/copyText';
import { cx } from '@/lib/cx';

export interface CopyIdProps {
  value: string;
  /** What it is, for the accessible name, which holds what is seen too: `Copy tenant id: 01a1…`. */
  label: string;
  /** Shown instead of the value, which is copied whole. */
  shown?: string;
  className?: string;
}

/** An id in mono that copies itself. */
export function CopyId({ value, label, shown = value, className }: CopyIdProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      title={value}
      onClick={() => void copyText(value).then(() => setCopied(true))}
      className={cx(
        'group inline-flex min-w-0 items-center gap-1 rounded-sm font-mono text-xs text-ink-2 hover:text-ink',
        className,
      )}
    >
      <span className="sr-only">{copied ? 'Copied' : `Copy ${label}`}: </span>
      <span className="foreign truncate">{shown}</span>
      <Icon
        size={12}
        aria-hidden
        className={cx('shrink-0', copied ? 'text-ok-text' : 'text-ink-3 group-hover:text-ink')}
      />
    </button>
  );
}
