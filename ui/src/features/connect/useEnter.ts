import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { acceptConnection } from '@/ipc/events';
import { useSecretCommand } from './useSecretCommand';

/** Connects, and opens the console where it was left. */
export function useEnter() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const connect = useSecretCommand('connect');
  const enter = async (profile: string, password: string | null) => {
    const view = await connect.run({ profile, password });
    if (!view) return false;
    acceptConnection(queries, view);
    await navigate({ to: '/' });
    return true;
  };
  return { ...connect, enter };
}
