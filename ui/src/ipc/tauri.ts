// The native host. The only file that knows Tauri.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Host } from './host';

export const tauriHost: Host = {
  invoke: (name, request) => invoke(name, { request }),
  on(event, handle) {
    // `listen` answers later; a listener stopped before that must still be taken off.
    const listening = listen<Parameters<typeof handle>[0]>(event, ({ payload }) => handle(payload));
    return () => void listening.then((stop) => stop());
  },
};
