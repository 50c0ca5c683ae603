import { Skeleton, SkeletonRows } from '@/components';

/** The page's own shape while the first answer is on its way. */
export function FleetSkeleton() {
  return (
    <div role="status" aria-label="Loading the fleet" className="flex flex-col gap-4 p-4">
      <div className="flex h-[86px] items-center gap-16 rounded-lg border px-4">
        <Skeleton className="h-8 w-28" />
        <Skeleton className="h-4 w-24" />
        <Skeleton className="h-4 w-24" />
        <Skeleton className="h-4 w-24" />
      </div>
      <div className="grid grid-cols-3 gap-4 max-[1200px]:grid-cols-2">
        {['status', 'tier', 'hottest', 'rung', 'region', 'clusters'].map((part) => (
          <div key={part} className="overflow-hidden rounded-lg border">
            <SkeletonRows rows={6} columns={[90, 160, 50]} label={`Loading ${part}`} />
          </div>
        ))}
      </div>
    </div>
  );
}
