import { Toaster, toast } from 'sonner';
import { asCommandError } from '@/ipc';
import { copyText } from '@/lib/copyText';
import { usePreferences } from '@/lib/preferences';

/** Toasts are not the record: the audit trail is. */
export const notify = {
  /** A deed that is done, as a sentence; with a way back where there is one. */
  done: (sentence: string, description?: string, back?: { label: string; run: () => void }) =>
    toast.success(sentence, {
      description,
      ...(back && { duration: 10_000, action: { label: back.label, onClick: back.run } }),
    }),
  /** Something that ended elsewhere, with a way to it. */
  ended: (
    tone: 'ok' | 'bad',
    sentence: string,
    description: string,
    way: { label: string; run: () => void },
  ) =>
    (tone === 'ok' ? toast.success : toast.error)(sentence, {
      description,
      duration: 15_000,
      testId: 'toast-ended',
      action: { label: way.label, onClick: way.run },
    }),
  info: (sentence: string, description?: string) => toast(sentence, { description }),
  /** A deed that is done and can be taken back for a while. */
  undoable: (sentence: string, undo: () => void) =>
    toast.success(sentence, { duration: 10_000, action: { label: 'Undo', onClick: undo } }),
  /** For errors that mean no field of a form; those that do belong beside the field. */
  failed: (error: unknown) => {
    const known = asCommandError('console', error);
    toast.error(known.message, {
      id: `${known.command}:${known.code}:${known.message}`,
      description: known.remedy,
      duration: 12_000,
      action: { label: 'Copy details', onClick: () => void copyText(known.details()) },
    });
  },
};

export function Toasts() {
  const { theme } = usePreferences();
  return (
    <Toaster
      theme={theme}
      position="bottom-right"
      visibleToasts={3}
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-[360px] items-start gap-2 rounded-lg border border-line-strong bg-raised p-3 text-sm text-ink shadow-raised',
          title: 'font-medium',
          description: 'mt-0.5 text-ink-2',
          error: 'border-l-2 border-l-bad',
          success: 'border-l-2 border-l-ok',
          content: 'min-w-0 flex-1',
          icon: 'mt-0.5 shrink-0',
          actionButton: 'shrink-0 text-xs font-medium text-accent-text hover:underline',
        },
      }}
    />
  );
}
