import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// Conditions are waited for; how long a busy machine takes to meet them is not what is proven.
configure({ asyncUtilTimeout: 8000 });
afterEach(cleanup);

// jsdom lays nothing out: what only measures gets a silent stand-in.
class NoResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
HTMLCanvasElement.prototype.getContext = () => null;
window.scrollTo = () => {};
window.matchMedia = (media) =>
  Object.assign(new EventTarget(), {
    media,
    matches: false,
    onchange: null,
    addListener() {},
    removeListener() {},
  });
globalThis.ResizeObserver ??= NoResizeObserver;
Element.prototype.scrollIntoView ??= () => {};
