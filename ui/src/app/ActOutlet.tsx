import { lazy, Suspense } from 'react';
import { closeAct, useAct } from '@/lib/acts';

const ActDialog = lazy(() => import('@/features/acts').then((acts) => ({ default: acts.ActDialog })));

/** Shows the dialog that a feature asked for. */
export function ActOutlet() {
  const act = useAct();
  return <Suspense>{act && <ActDialog act={act} onClose={closeAct} />}</Suspense>;
}
