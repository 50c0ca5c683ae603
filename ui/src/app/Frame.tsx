import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Toasts, TooltipProvider } from '@/components';
import { useMe } from '@/ipc';
import { crumbsOf } from './crumbs';
import { keepPlace } from './lastPlace';

/** The window: the environment's line on the top edge, and the title. */
export function Frame() {
  const { environment } = useMe();
  const { pathname, href } = useRouterState({ select: (state) => state.location });
  useEffect(() => {
    const root = document.documentElement;
    if (environment) root.dataset.environment = environment;
    else delete root.dataset.environment;
    const page = crumbsOf(pathname).map(({ label }) => label);
    document.title = [...page.reverse(), 'Tenantry', environment].filter(Boolean).join(' · ');
    keepPlace(href);
  }, [environment, pathname, href]);
  return (
    <TooltipProvider delay={350} closeDelay={0}>
      <div className="flex h-full flex-col">
        <div aria-hidden className="h-[3px] shrink-0 bg-env" data-testid="environment-line" />
        <Outlet />
      </div>
      <Toasts />
    </TooltipProvider>
  );
}
