import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useConnection } from '@/ipc';
import { ActOutlet } from './ActOutlet';
import { CheatSheet } from './CheatSheet';
import { Keyboard } from './Keyboard';
import { LostBanner } from './LostBanner';
import { OperationWatch } from './OperationWatch';
import { Palette } from './Palette';
import { Rail } from './Rail';
import { TopBar } from './TopBar';

/** The frame around every page but Connect. */
export function Shell() {
  useLeaveWhenDisconnected();
  const profile = useConnection()?.server?.profile;
  return (
    <>
      <TopBar />
      <LostBanner />
      <div className="flex min-h-0 flex-1">
        <Rail />
        <main className="flex min-w-0 flex-1 flex-col overflow-hidden">
          <Outlet />
        </main>
      </div>
      <Keyboard />
      <Palette />
      <CheatSheet />
      <ActOutlet />
      <OperationWatch key={profile} />
    </>
  );
}

/** Lost keeps what is on the screen; disconnected has nothing to show. */
function useLeaveWhenDisconnected(): void {
  const state = useConnection()?.state;
  const navigate = useNavigate();
  useEffect(() => {
    if (state === 'disconnected') void navigate({ to: '/connect' });
  }, [state, navigate]);
}
