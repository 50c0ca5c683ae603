// Every shared component once, for looking at and for the accessibility test. Shown by the fake host at `?gallery`.
import { Boxes, Plus, Settings, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import {
  Age,
  Button,
  Checkbox,
  CopyId,
  EmptyState,
  EnvironmentBadge,
  ErrorState,
  Field,
  Gauge,
  IconButton,
  Input,
  Kbd,
  Menu,
  PageHeader,
  Panel,
  RungLadder,
  Select,
  SkeletonRows,
  Sparkline,
  StatusBadge,
  Switch,
  Tabs,
  Textarea,
  TierBadge,
  TooltipProvider,
  UsageBar,
} from '@/components';
import { CommandError } from '@/ipc';
import { STATUSES } from '@/lib/status';

const REFUSED = 'Only operators of the group ops may change tenants; you are support.';
const LOST = new CommandError('fleet_status', {
  code: 'unavailable',
  message: 'The server does not answer.',
  remedy: 'Test the profile, or wait: the console tries again by itself.',
});

export function Gallery({ children }: { children?: ReactNode }) {
  return (
    <TooltipProvider>
      <main className="h-full overflow-y-auto">
        <PageHeader title="Components" aside="27" actions={<Button tone="primary">New tenant</Button>} />
        <div className="grid grid-cols-2 items-start gap-4 p-4">
          <Buttons />
          <Marks />
          <Controls />
          <Figures />
          <States />
          {children}
        </div>
      </main>
    </TooltipProvider>
  );
}

function Buttons() {
  return (
    <Panel title="Buttons">
      <div className="flex flex-wrap items-center gap-2 p-3">
        <Button tone="primary" icon={Plus} kbd="n">
          Primary
        </Button>
        <Button>Plain</Button>
        <Button tone="quiet">Quiet</Button>
        <Button tone="danger" icon={Trash2}>
          Danger
        </Button>
        <Button can={REFUSED}>Refused</Button>
        <Button busy>Busy</Button>
        <IconButton icon={Settings} label="Settings" />
        <Menu
          trigger={<Button>Menu</Button>}
          items={[
            { label: 'Open', onSelect: () => {}, kbd: 'Enter' },
            { label: 'Suspend', onSelect: () => {}, can: REFUSED },
          ]}
        />
        <Kbd keys="g t" /> <Kbd keys="mod+k" />
      </div>
    </Panel>
  );
}

function Marks() {
  return (
    <Panel title="Marks" aside={<Age at={new Date(Date.now() - 12_000).toISOString()} />}>
      <div className="flex flex-wrap items-center gap-2 p-3">
        {STATUSES.map((status) => (
          <StatusBadge key={status} status={status} />
        ))}
        {['free', 'pro', 'enterprise'].map((tier) => (
          <TierBadge key={tier} tier={tier} />
        ))}
        {(['shared', 'schema', 'database', 'instance'] as const).map((rung) => (
          <RungLadder key={rung} rung={rung} labelled />
        ))}
        {(['production', 'staging', 'development', 'sandbox'] as const).map((environment) => (
          <EnvironmentBadge key={environment} environment={environment} />
        ))}
        <CopyId value="0190a6b2-1c3d-7e4f-8a5b-6c7d8e9f0a1b" label="tenant id" />
      </div>
    </Panel>
  );
}

function Controls() {
  const [tier, setTier] = useState('pro');
  const [on, setOn] = useState(true);
  const [tab, setTab] = useState('overview');
  return (
    <Panel title="Controls">
      <div className="flex flex-col gap-3 p-3">
        <Field label="Slug" hint="a-z, 0-9 and -" name="slug">
          <Input defaultValue="harbor-clinic" mono />
        </Field>
        <Field label="Reason" error="The reason is too short. Write 3 to 500 characters.">
          <Textarea defaultValue="ok" />
        </Field>
        <Field label="Tier">
          <Select
            value={tier}
            onChange={setTier}
            options={[
              { value: 'free', label: 'free' },
              { value: 'pro', label: 'pro', hint: '100 users' },
            ]}
          />
        </Field>
        <div className="flex items-center gap-4">
          <Checkbox label="I have read it" defaultChecked />
          <Checkbox aria-label="All rows" indeterminate />
          <Switch label="Shared" checked={on} onChange={setOn} />
        </div>
        <Tabs
          label="Parts"
          value={tab}
          onChange={setTab}
          tabs={[
            { value: 'overview', label: 'Overview' },
            { value: 'limits', label: 'Limits', badge: 4 },
          ]}
        >
          <p className="py-2">The panel of {tab}.</p>
        </Tabs>
      </div>
    </Panel>
  );
}

function Figures() {
  return (
    <Panel title="Figures">
      <div className="flex flex-col items-start gap-1.5 p-3">
        <UsageBar used="12" limit="100" />
        <UsageBar used="84" limit="100" overridden />
        <UsageBar used="101" limit="100" />
        <UsageBar used="77120000000" limit="100000000000" unit="bytes" />
        <UsageBar used="1279000000000" limit="unlimited" unit="bytes" />
      </div>
      <div className="grid grid-cols-2 gap-2 p-3">
        <Gauge label="Users" used="84" limit="100">
          <Sparkline label="Users over 8 days" values={[60, 62, 61, null, 70, 74, 80, 84]} />
        </Gauge>
        <Gauge label="Storage" used="131000000000" limit="100000000000" unit="bytes" />
        <Gauge label="Projects" used="12" limit="50" />
        <Gauge label="API calls this month" used="2210400" limit="unlimited" />
      </div>
    </Panel>
  );
}

function States() {
  return (
    <>
      <Panel title="Empty" className="h-56">
        <EmptyState icon={Boxes} title="No tenant matches" action={<Button>Clear the filter</Button>}>
          Nothing is pro, in eu and over 90 %.
        </EmptyState>
      </Panel>
      <Panel title="Error" className="h-56">
        <ErrorState error={LOST} onRetry={() => {}} />
      </Panel>
      <Panel title="Inline error">
        <ErrorState error={LOST} inline />
      </Panel>
      <Panel title="Loading">
        <SkeletonRows rows={4} />
      </Panel>
    </>
  );
}
