// Where one can go: the rail, the palette and the keys `g …` read this list.
import {
  Activity,
  Bell,
  Boxes,
  GitBranch,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  ScrollText,
  Server,
  Settings,
  ShieldCheck,
} from 'lucide-react';

export type LaterPath = '/migrations' | '/alarms' | '/access' | '/isolation';

export interface Place {
  path: '/fleet' | '/tenants' | '/operations' | '/audit' | '/clusters' | '/settings' | LaterPath;
  label: string;
  icon: LucideIcon;
  /** The second stroke after `g`. */
  key: string;
  /** Not in this version yet: the sentence that says what it will be. */
  later?: string;
}

export const PLACES: readonly Place[] = [
  { path: '/fleet', label: 'Fleet', icon: LayoutDashboard, key: 'f' },
  { path: '/tenants', label: 'Tenants', icon: Boxes, key: 't' },
  { path: '/operations', label: 'Operations', icon: Activity, key: 'o' },
  later(
    '/migrations',
    'Migrations',
    GitBranch,
    'm',
    'Schema changes over the whole fleet in waves, with rehearsal and drift.',
  ),
  later(
    '/alarms',
    'Alarms',
    Bell,
    'l',
    'Everything that fires, to acknowledge and to snooze. Until then the grid counts alarms per tenant.',
  ),
  later(
    '/access',
    'Access',
    KeyRound,
    'x',
    'Audited access to the data of tenants: request, approval, receipt.',
  ),
  { path: '/audit', label: 'Audit', icon: ScrollText, key: 'a' },
  later(
    '/isolation',
    'Isolation',
    ShieldCheck,
    'i',
    'The proof that no tenant sees another: matrix, coverage, findings.',
  ),
  { path: '/clusters', label: 'Clusters', icon: Server, key: 'c' },
  { path: '/settings', label: 'Settings', icon: Settings, key: 's' },
];

function later(path: LaterPath, label: string, icon: LucideIcon, key: string, sentence: string): Place {
  return { path, label, icon, key, later: sentence };
}
