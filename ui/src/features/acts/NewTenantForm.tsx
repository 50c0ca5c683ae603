import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { Field, Input, notify } from '@/components';
import { type RungName, type TenantCreate, useCommand, useMe } from '@/ipc';
import { tenantCan } from '@/lib/tenantCan';
import { ActFrame } from './ActFrame';
import { isolated } from './changes';
import { Note, ReasonField, reasonLack } from './parts';
import { happens, RungChoice } from './RungChoice';
import { TierChoice } from './TierChoice';
import { useDeed } from './useDeed';
import { slugOf, slugProblem } from './values';

interface Draft extends Omit<TenantCreate, 'rung' | 'parent'> {
  rung: RungName;
  parent: string;
}

const EMPTY: Draft = { name: '', slug: '', tier: '', region: '', rung: 'shared', parent: '', reason: '' };
const FIELDS = ['name', 'slug', 'tier', 'region', 'rung', 'parent', 'reason'] as const;

/** A new tenant, on the rung that is chosen. The slug follows the name until somebody writes it. */
export function NewTenantForm({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const navigate = useNavigate();
  const { data: tiers } = useCommand('tier_list', {});
  const [draft, setDraft] = useState(EMPTY);
  const [ownSlug, setOwnSlug] = useState(false);
  const deed = useDeed('tenant_create', FIELDS, (made) => {
    onClose();
    if (made.operation) {
      void navigate({ to: '/operations/$operation', params: { operation: made.operation } });
      return;
    }
    void navigate({ to: '/tenants/$tenant', params: { tenant: made.slug } });
    notify.done(`${isolated(made.name)} is made.`, `It is ${made.status} on ${made.tier}.`);
  });
  const tier = tiers?.tiers.find(({ name }) => name === draft.tier);
  const edit = (part: Partial<Draft>) => {
    setDraft((present) => ({
      ...present,
      ...part,
      ...(part.name !== undefined && !ownSlug && { slug: slugOf(part.name) }),
    }));
    if (deed.refused) deed.forget();
  };
  return (
    <ActFrame
      title="New tenant"
      description="A tenant with its own limits, on the nearest server with room."
      size="large"
      deed="Create tenant"
      can={tenantCan.create(me)}
      missing={lackOf(draft)}
      busy={deed.busy}
      error={deed.rest}
      refused={deed.refused}
      confirmation={
        <>
          Create <span className="foreign">{draft.name}</span> on {draft.tier} in {draft.region}, on the rung{' '}
          {draft.rung}
          {draft.rung === 'instance' &&
            tier?.instanceClass &&
            `, a ${tier.instanceClass} of cost ${tier.costClass}`}
          ?
        </>
      }
      onEdit={deed.forget}
      onSubmit={() => deed.run({ ...draft, parent: draft.parent.trim() || null })}
      onClose={onClose}
    >
      <div className="grid grid-cols-2 items-start gap-4">
        <Field label="Name" name="name" error={deed.at('name')}>
          <Input
            value={draft.name}
            data-testid="act-name"
            onChange={(event) => edit({ name: event.target.value })}
          />
        </Field>
        <Field
          label="Slug"
          name="slug"
          error={deed.at('slug') ?? slugProblem(draft.slug) ?? undefined}
          hint={ownSlug ? 'a DNS label, unique' : 'follows the name until you write it'}
        >
          <Input
            mono
            value={draft.slug}
            data-testid="act-slug"
            onChange={(event) => {
              setOwnSlug(event.target.value !== '');
              edit({ slug: event.target.value });
            }}
          />
        </Field>
      </div>
      <TierChoice
        tiers={tiers?.tiers ?? []}
        value={draft.tier}
        onChange={(chosen) => edit({ tier: chosen })}
        error={deed.at('tier')}
      />
      <Placing draft={draft} usual={tier?.defaultRung} edit={edit} at={deed.at} />
      <div className="grid grid-cols-2 items-start gap-4">
        <ReasonField
          value={draft.reason}
          onChange={(reason) => edit({ reason })}
          error={deed.at('reason')}
          placeholder="Signed the order form on Monday."
        />
        <Note>
          <p className="mb-0.5 font-medium">What will happen</p>
          <ol className="flex list-decimal flex-col gap-0.5 pl-4" data-testid="act-summary">
            {happens(draft.rung, tier).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ol>
        </Note>
      </div>
    </ActFrame>
  );
}

function lackOf({ name, slug, tier, region, reason }: Draft): string | null {
  if (name.trim() === '') return 'Give it a name.';
  if (slug === '') return 'Give it a slug.';
  const wrong = slugProblem(slug);
  if (wrong) return `The slug: ${wrong}`;
  if (tier === '') return 'Choose a tier.';
  if (region.trim() === '') return 'Say in which region it lives.';
  return reasonLack(reason);
}

interface PlacingProps {
  draft: Draft;
  /** The rung of the chosen tier. */
  usual: RungName | undefined;
  edit: (part: Partial<Draft>) => void;
  at: (field: string) => string | undefined;
}

/** Where it lives and whom it belongs to. */
function Placing({ draft, usual, edit, at }: PlacingProps) {
  const regions = useId();
  const { data: fleet } = useCommand('fleet_status', {});
  return (
    <>
      <div className="grid grid-cols-2 items-start gap-4">
        <Field
          label="Region"
          name="region"
          error={at('region')}
          hint="of the fleet, or another, as eu-central-1"
        >
          <Input
            mono
            list={regions}
            value={draft.region}
            data-testid="act-region"
            onChange={(event) => edit({ region: event.target.value.trim() })}
          />
        </Field>
        <datalist id={regions}>
          {fleet?.byRegion.map(({ label }) => (
            <option key={label} value={label} />
          ))}
        </datalist>
        <Field
          label="Belongs to"
          name="parent"
          optional
          error={at('parent')}
          hint="slug or id of its organisation"
        >
          <Input
            mono
            value={draft.parent}
            data-testid="act-parent"
            onChange={(event) => edit({ parent: event.target.value })}
          />
        </Field>
      </div>
      <RungChoice value={draft.rung} usual={usual} onChange={(rung) => edit({ rung })} error={at('rung')} />
    </>
  );
}
