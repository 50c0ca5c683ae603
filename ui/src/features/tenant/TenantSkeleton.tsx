import { Skeleton } from '@/components';

/** The shape of the page while the tenant is read. */
export function TenantSkeleton() {
  return (
    <div role="status" aria-label="Loading the tenant">
      <div className="flex flex-col gap-3 border-b px-4 py-3.5">
        <Skeleton className="h-4 w-56" />
        <Skeleton className="h-2.5 w-96" />
      </div>
      <div className="flex h-9 items-center gap-5 border-b px-4">
        {[56, 40, 40, 32, 84, 44, 48].map((width, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the tabs never change places
          <span key={at} style={{ width }}>
            <Skeleton className="h-2.5 w-full" />
          </span>
        ))}
      </div>
      <div className="grid grid-cols-4 gap-3 p-4 max-[1100px]:grid-cols-2">
        {['a', 'b', 'c', 'd'].map((key) => (
          <GaugeSkeleton key={key} />
        ))}
      </div>
    </div>
  );
}

function GaugeSkeleton() {
  return (
    <div className="flex h-[126px] flex-col gap-3 rounded-lg border p-3">
      <Skeleton className="h-2.5 w-16" />
      <Skeleton className="h-4 w-28" />
      <Skeleton className="h-1.5 w-full" />
    </div>
  );
}
