import { createRoot } from 'react-dom/client';
import { Panel } from '@/components';
import { Plot } from '@/components/Plot';
import { count } from '@/lib/format';
import { Gallery } from './Gallery';

const DAYS = Array.from({ length: 30 }, (_, at) => `2026-10-${String(at + 1).padStart(2, '0')}`);
const CALLS = DAYS.map((_, at) => (at === 11 || at === 12 ? null : 600 + at * 14 - (at % 7 > 4 ? 260 : 0)));
const SERIES = [{ label: 'API calls', values: CALLS }];
const LIMITS = [{ label: 'limit 1,100', value: 1100 }];
const shown = (value: number) => count(Math.round(value));

/** The plot needs a canvas, so it is looked at here and not in the test of the gallery. */
export function showGallery(root: HTMLElement): void {
  createRoot(root).render(
    <Gallery>
      <Panel title="Plot" className="p-0">
        <div className="p-3">
          <Plot label="API calls over 30 days" days={DAYS} series={SERIES} limits={LIMITS} format={shown} />
        </div>
      </Panel>
    </Gallery>,
  );
}
