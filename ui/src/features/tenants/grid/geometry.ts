// Where rows stand in a scrolled element. WebKitGTK caps an element's height at 33,554,428 px: up to there a pixel
// scrolled is a pixel of rows; beyond, the scroll bar is a scale over all rows.

/** Below the cap, with room for the header and the borders: a million rows of 32 px. */
export const TALLEST = 33_500_000;

/** Height of the scale, where every pixel is still a number of its own in the 32-bit floats that painting counts in. */
const SCALED = 16_000_000;

export interface Layout {
  rows: number;
  rowHeight: number;
  /** Height of what can be seen of the rows. */
  view: number;
}

/** Height of all rows if there were no cap. */
function whole({ rows, rowHeight }: Layout): number {
  return rows * rowHeight;
}

/** Height that the element gets. */
export function heightOf(layout: Layout): number {
  return whole(layout) <= TALLEST ? whole(layout) : SCALED;
}

/** Rows' pixels per scrolled pixel: 1 unless there are too many rows. */
function scaleOf(layout: Layout): number {
  const [all, shown] = [whole(layout), heightOf(layout)];
  return all > shown ? (all - layout.view) / (shown - layout.view) : 1;
}

/** How far into the rows the view begins. */
function reached(layout: Layout, scrollTop: number): number {
  return scrollTop * scaleOf(layout);
}

/** Rows of a block. */
const BLOCK = 2048;

export interface Block {
  /** The row that stands at its top. */
  first: number;
  /** Its offset in the element, while that is scrolled to `scrollTop`. */
  top: number;
}

/**
 * Rows are laid out inside a block that is moved as a whole: past 16 million pixels, painting counts in steps of two,
 * and hairlines drawn at offsets of their own would be lost.
 */
export function blockAt(layout: Layout, row: number, scrollTop: number): Block {
  const first = Math.floor(row / BLOCK) * BLOCK;
  const shift = 2 * Math.round((scrollTop - reached(layout, scrollTop)) / 2);
  return { first, top: first * layout.rowHeight + shift };
}

/** First and last row in view. */
export function rangeOf(layout: Layout, scrollTop: number): { first: number; last: number } {
  const from = reached(layout, Math.max(0, scrollTop));
  const at = (offset: number) =>
    Math.max(0, Math.min(layout.rows - 1, Math.floor(offset / layout.rowHeight)));
  return { first: at(from), last: at(from + Math.max(0, layout.view - 1)) };
}

/** Where to scroll so that the row is whole in view; where it is, if it is. */
export function scrollTopFor(layout: Layout, index: number, scrollTop: number): number {
  const scale = scaleOf(layout);
  const from = reached(layout, scrollTop);
  const [top, bottom] = [index * layout.rowHeight, (index + 1) * layout.rowHeight];
  if (top < from) return top / scale;
  if (bottom > from + layout.view) return Math.max(0, (bottom - layout.view) / scale);
  return scrollTop;
}
