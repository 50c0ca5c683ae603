import { Check, Copy, Terminal } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '@/components';
import { copyText } from '@/lib/copyText';

/** What was asked of AWS, as a line for a shell: wrapped between its flags, copied as it is. */
export function CallLine({ call }: { call: string }) {
  const [copied, setCopied] = useState(false);
  const words = call.split(/ (?=--)/);
  return (
    <div
      data-testid="step-call"
      className="col-span-2 col-start-2 mt-1.5 flex min-w-0 items-start gap-2 rounded-md border bg-sunken py-1.5 pr-1 pl-2.5"
    >
      <Terminal size={13} aria-hidden className="mt-0.5 shrink-0 text-ink-3" />
      <code className="selectable foreign min-w-0 flex-1 font-mono text-2xs leading-[18px] text-ink-2">
        {words.map((word, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the words of a line never change places
          <span key={at}>
            <span className={at === 0 ? 'font-medium text-ink' : 'inline-block max-w-full break-words'}>
              {word}
            </span>{' '}
          </span>
        ))}
      </code>
      <IconButton
        small
        icon={copied ? Check : Copy}
        label={copied ? 'Copied' : 'Copy the call to AWS'}
        onClick={() => void copyText(call).then(() => setCopied(true))}
      />
    </div>
  );
}
