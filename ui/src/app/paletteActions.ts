// What the palette offers besides tenants: deeds on the present one, places, queries.
import type { UseNavigateResult } from '@tanstack/react-router';
import {
  Archive,
  ArrowUpDown,
  Ban,
  Filter,
  type LucideIcon,
  Moon,
  Play,
  Plus,
  SearchCheck,
  Trash2,
} from 'lucide-react';
import type { Me } from '@/ipc';
import { openAct } from '@/lib/acts';
import { setPreferences } from '@/lib/preferences';
import { type Allowed, mayWrite, tenantCan } from '@/lib/tenantCan';
import { PLACES } from './places';

export interface Action {
  label: string;
  icon: LucideIcon;
  can?: Allowed;
  run: () => void;
}

export interface PaletteScene {
  text: string;
  /** Slug of the tenant whose page is open. */
  tenant: string | undefined;
  me: Me;
  navigate: UseNavigateResult<string>;
}

/** By heading, only what the text matches; a query is always offered as a filter of the grid. */
export function actionsFor(scene: PaletteScene): ReadonlyMap<string, readonly Action[]> {
  const wished = scene.text.trim().toLowerCase();
  const groups: [string, readonly Action[]][] = [
    ['This tenant', ofTenant(scene)],
    ['Go to', places(scene)],
    ['Do', deeds(scene)],
  ];
  const matching = groups.map(
    ([group, items]) => [group, items.filter(({ label }) => label.toLowerCase().includes(wished))] as const,
  );
  if (wished) matching.push(['Fleet', [filter(scene)]]);
  return new Map(matching.filter(([, items]) => items.length > 0));
}

function ofTenant({ tenant, me }: PaletteScene): Action[] {
  if (!tenant) return [];
  const can = mayWrite(me);
  return [
    {
      label: `Change tier of ${tenant}`,
      icon: ArrowUpDown,
      can,
      run: () => openAct({ kind: 'change_tier', tenant }),
    },
    { label: `Suspend ${tenant}`, icon: Ban, can, run: () => openAct({ kind: 'suspend', tenant }) },
    { label: `Resume ${tenant}`, icon: Play, can, run: () => openAct({ kind: 'resume', tenant }) },
    { label: `Delete ${tenant}`, icon: Trash2, can, run: () => openAct({ kind: 'delete', tenant }) },
  ];
}

function places({ navigate }: PaletteScene): Action[] {
  const pages = PLACES.filter(({ later }) => !later).map(({ path, label, icon }) => ({
    label,
    icon,
    run: () => void navigate({ to: path }),
  }));
  const tab = (label: string, icon: LucideIcon, view: 'quarantine' | 'scrub') => ({
    label,
    icon,
    run: () => void navigate({ to: '/operations', search: { view } }),
  });
  return [...pages, tab('Quarantine', Archive, 'quarantine'), tab('Scrubber', SearchCheck, 'scrub')];
}

function deeds({ me }: PaletteScene): Action[] {
  return [
    {
      label: 'New tenant',
      icon: Plus,
      can: tenantCan.create(me),
      run: () => openAct({ kind: 'new_tenant' }),
    },
    {
      label: 'Look for orphans',
      icon: SearchCheck,
      can: mayWrite(me),
      run: () => openAct({ kind: 'scrub' }),
    },
    { label: 'Light theme', icon: Moon, run: () => setPreferences({ theme: 'light' }) },
    { label: 'Dark theme', icon: Moon, run: () => setPreferences({ theme: 'dark' }) },
    { label: 'Theme of the system', icon: Moon, run: () => setPreferences({ theme: 'system' }) },
  ];
}

function filter({ text, navigate }: PaletteScene): Action {
  const query = text.trim();
  return {
    label: `Filter tenants by ${query}`,
    icon: Filter,
    run: () => void navigate({ to: '/tenants', search: { query } }),
  };
}
