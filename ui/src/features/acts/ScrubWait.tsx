import { Button, Dialog, ErrorState, Skeleton } from '@/components';
import type { Scrub } from '@/lib/useScrub';

/** While the findings of a dialog are read, or when they could not be. */
export function ScrubWait({ title, scrub, onClose }: { title: string; scrub: Scrub; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      size="large"
      data-testid="act-dialog"
      footer={<Button onClick={onClose}>Close</Button>}
    >
      {scrub.error ? (
        <ErrorState error={scrub.error} onRetry={scrub.again} inline />
      ) : (
        <div role="status" aria-label="Reading the findings" className="flex flex-col gap-4 py-1">
          <Skeleton className="h-32 w-full" />
          <Skeleton className="h-12 w-full" />
        </div>
      )}
    </Dialog>
  );
}
