import './lib/language';
import './styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { call } from './ipc';
import { type Host, installHost } from './ipc/host';
import { showPreferences } from './lib/preferences';

/** The fake host exists in development and where a build asks for it by name; a production build does not contain it. */
async function chooseHost(): Promise<Host> {
  if (import.meta.env.DEV || import.meta.env.VITE_HOST === 'fake') {
    const words = new URLSearchParams(location.search).get('fake');
    if (words !== null || import.meta.env.VITE_HOST === 'fake')
      return (await import('./ipc/fake')).fakeHost(words ?? '');
  }
  return (await import('./ipc/tauri')).tauriHost;
}

async function start(): Promise<void> {
  showPreferences();
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  if (import.meta.env.DEV && new URLSearchParams(location.search).has('gallery')) {
    return (await import('./gallery')).showGallery(root);
  }
  installHost(await chooseHost());
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  sayPainted();
}

/** The native side waits for this to know that the window is not white. */
function sayPainted(): void {
  const say = () => void call('app_ready', { shown: 'painted' }).catch(() => undefined);
  requestAnimationFrame(() => requestAnimationFrame(say));
}

void start();
