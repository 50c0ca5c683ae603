import { PageHeader } from '@/components';
import { About } from './About';
import { Appearance } from './Appearance';
import { Log } from './Log';
import { SandboxSection } from './SandboxSection';

export function SettingsPage() {
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="settings-page">
      <PageHeader title="Settings" />
      <div className="min-h-0 flex-1 overflow-y-auto p-4">
        <div className="mx-auto flex max-w-[880px] flex-col gap-4">
          <Appearance />
          <SandboxSection />
          <About />
          <Log />
        </div>
      </div>
    </div>
  );
}
