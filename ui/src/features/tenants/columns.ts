// The columns of the grid: their words, widths and what they sort by. How a cell looks is in grid/cells.tsx.

export type ColumnId =
  | 'select'
  | 'name'
  | 'status'
  | 'tier'
  | 'rung'
  | 'region'
  | 'users'
  | 'projects'
  | 'storage'
  | 'api'
  | 'alarms'
  | 'activity'
  | 'created'
  | 'version';

export interface GridColumn {
  id: ColumnId;
  label: string;
  size: number;
  minSize: number;
  /** Figures are read from the most on: the first click sorts down. */
  firstDown?: boolean;
  /** What else its menu sorts by: the word and its label. */
  alsoSorts?: { word: string; label: string };
}

const nearest = { word: 'usage', label: 'nearest limit' };

export const COLUMNS: readonly GridColumn[] = [
  { id: 'select', label: 'Select', size: 36, minSize: 36 },
  { id: 'name', label: 'Name', size: 344, minSize: 140, alsoSorts: { word: 'slug', label: 'slug' } },
  { id: 'status', label: 'Status', size: 116, minSize: 64 },
  { id: 'tier', label: 'Tier', size: 92, minSize: 56 },
  { id: 'rung', label: 'Rung', size: 92, minSize: 40 },
  { id: 'region', label: 'Region', size: 124, minSize: 64 },
  { id: 'users', label: 'Users', size: 136, minSize: 72, firstDown: true, alsoSorts: nearest },
  { id: 'projects', label: 'Projects', size: 124, minSize: 72, firstDown: true, alsoSorts: nearest },
  { id: 'storage', label: 'Storage', size: 178, minSize: 72, firstDown: true, alsoSorts: nearest },
  { id: 'api', label: 'API calls, month', size: 188, minSize: 72, firstDown: true, alsoSorts: nearest },
  { id: 'alarms', label: 'Alarms', size: 80, minSize: 48, firstDown: true },
  { id: 'activity', label: 'Last activity', size: 112, minSize: 64, firstDown: true },
  { id: 'created', label: 'Created', size: 104, minSize: 64, firstDown: true },
  { id: 'version', label: 'Version', size: 84, minSize: 48, firstDown: true },
];

/** What may be moved, hidden and kept in a view: all but the box. */
export const MOVABLE: readonly ColumnId[] = COLUMNS.map(({ id }) => id).filter((id) => id !== 'select');

const BY_ID = new Map(COLUMNS.map((column) => [column.id, column]));

export function columnOf(id: ColumnId): GridColumn {
  const column = BY_ID.get(id);
  if (!column) throw new Error(`There is no column ${id}.`);
  return column;
}

export function isColumnId(id: string): id is ColumnId {
  return BY_ID.has(id as ColumnId);
}

export interface Sorting {
  word: string;
  down: boolean;
}

/** `-storage`: by storage, the most first. Empty is by name. */
export function sortingOf(sort: string): Sorting {
  return { word: sort.replace(/^-/, '') || 'name', down: sort.startsWith('-') };
}

/** A route is input: what sorts by nothing sorts by name. */
export function knownSort(sort: string | undefined): string {
  const { word, down } = sortingOf(sort ?? '');
  const known = COLUMNS.some(
    ({ id, alsoSorts }) => id !== 'select' && (id === word || alsoSorts?.word === word),
  );
  return known ? sortText({ word, down }) : 'name';
}

export function sortText({ word, down }: Sorting): string {
  return down ? `-${word}` : word;
}

/** What a click on a header sorts by: the first time its own way, then the other one. */
export function nextSort(sort: string, { id, firstDown = false }: GridColumn): string {
  const present = sortingOf(sort);
  const down = present.word === id ? !present.down : firstDown;
  return sortText({ word: id, down });
}

export function sortLabel(sort: string): string {
  const { word, down } = sortingOf(sort);
  const column = COLUMNS.find(({ id }) => id === word);
  const other = COLUMNS.find(({ alsoSorts }) => alsoSorts?.word === word)?.alsoSorts;
  return `${column?.label ?? other?.label ?? word}, ${down ? 'descending' : 'ascending'}`;
}
