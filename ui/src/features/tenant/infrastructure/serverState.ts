// What AWS's words for a server's state mean. A word that is not known is shown as it came.
import type { Tone } from '@/components';
import type { InstanceProvider } from '@/ipc';

export interface ServerState {
  tone: Tone;
  words: string;
}

const STATES: Record<string, ServerState> = {
  available: { tone: 'ok', words: 'It takes connections.' },
  creating: { tone: 'info', words: 'AWS makes it: 10 to 15 minutes as a rule.' },
  'backing-up': { tone: 'info', words: 'It takes connections, and makes a backup.' },
  modifying: { tone: 'info', words: 'AWS changes it; its connections may be cut for some minutes.' },
  rebooting: { tone: 'warn', words: 'It restarts, and takes no connections meanwhile.' },
  upgrading: { tone: 'warn', words: 'Its PostgreSQL is upgraded; it takes no connections meanwhile.' },
  maintenance: { tone: 'warn', words: 'AWS maintains it; its connections may be cut.' },
  'storage-optimization': { tone: 'ok', words: 'It takes connections, and moves to its new storage.' },
  'configuring-enhanced-monitoring': { tone: 'ok', words: 'It takes connections.' },
  stopping: { tone: 'warn', words: 'It is being stopped.' },
  stopped: { tone: 'warn', words: 'It is stopped, and takes no connections.' },
  starting: { tone: 'info', words: 'It starts.' },
  deleting: { tone: 'warn', words: 'AWS removes it.' },
  failed: { tone: 'bad', words: 'AWS gave it up. Restore it from a backup in the AWS console.' },
  'storage-full': { tone: 'bad', words: 'Its disk is full, and it takes no writes. Give it more storage.' },
  'incompatible-network': {
    tone: 'bad',
    words: 'Its subnets or security groups do not fit. Correct them on Clusters, and in AWS.',
  },
  'incompatible-parameters': { tone: 'bad', words: 'It cannot start with its parameters.' },
  'incompatible-restore': { tone: 'bad', words: 'It could not be restored.' },
  'inaccessible-encryption-credentials': { tone: 'bad', words: 'Its key cannot be used.' },
  'restore-error': { tone: 'bad', words: 'Its restoration went wrong.' },
};

export function stateOf(state: string, provider: InstanceProvider): ServerState {
  const known = STATES[state];
  if (!known) return { tone: 'neutral', words: provider === 'rds' ? 'As AWS says it.' : '' };
  return provider === 'local' ? { ...known, words: known.words.replace('AWS', 'This machine') } : known;
}
