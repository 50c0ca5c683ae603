import { cx } from '@/lib/cx';

const MAC = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');
const SIGN: Record<string, string> = {
  mod: MAC ? '⌘' : 'Ctrl',
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** Keys as the registry writes them: `g t` is two strokes, `mod+k` a chord. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  const strokes = keys.split(/[ +]/);
  return (
    <span className={cx('inline-flex items-center gap-0.5', className)}>
      {strokes.map((stroke) => (
        <kbd
          key={stroke}
          className="inline-flex h-4 min-w-4 items-center justify-center rounded-sm border border-line-strong bg-canvas px-1 font-sans text-2xs text-ink-2"
        >
          {SIGN[stroke] ?? (stroke.length === 1 ? stroke.toUpperCase() : stroke)}
        </kbd>
      ))}
    </span>
  );
}
