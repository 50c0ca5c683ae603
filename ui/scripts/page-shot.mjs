// Takes a picture of a page: node scripts/page-shot.mjs URL OUT [WIDTH HEIGHT light|dark] [DEED…]
// Deeds, in order: `key:g`, `key:ctrl+k`, `type:text`, `click:CSS selector`, `wait:milliseconds`.
// Drives the installed Chromium over its debugging pipe; needs no package.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [url, out, width = '1440', height = '900', theme = 'light', ...deeds] = process.argv.slice(2);
if (!url || !out) throw new Error('usage: page-shot.mjs URL OUT [WIDTH HEIGHT light|dark] [DEED…]');

const profile = mkdtempSync(join(tmpdir(), 'page-shot-'));
const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
];
const browser = spawn('chromium', [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
  stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
});
const [, , , toBrowser, fromBrowser] = browser.stdio;

let count = 0;
let rest = '';
const waiting = new Map();
fromBrowser.on('data', (chunk) => {
  const parts = (rest + chunk).split('\0');
  rest = parts.pop() ?? '';
  for (const message of parts.map((part) => JSON.parse(part))) {
    if (message.method === 'Runtime.exceptionThrown')
      console.error(message.params.exceptionDetails.exception?.description);
    if (message.method === 'Runtime.consoleAPICalled' && message.params.type === 'error')
      console.error(
        'console.error',
        message.params.args.map((arg) => arg.value ?? arg.description).join(' '),
      );
    waiting.get(message.id)?.(message);
  }
});

function send(method, params = {}, sessionId = undefined) {
  count += 1;
  const id = count;
  toBrowser.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  return new Promise((resolve, reject) =>
    waiting.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result))),
  );
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function perform(deed, page) {
  const [, kind, value] = /^(\w+):(.*)$/s.exec(deed) ?? [];
  if (kind === 'wait') return pause(Number(value));
  if (kind === 'type') return page('Input.insertText', { text: value });
  if (kind === 'click')
    return page('Runtime.evaluate', {
      expression: `(() => { const part = document.querySelector(${JSON.stringify(value)}); part.focus(); part.click(); })()`,
    });
  if (kind !== 'key') throw new Error(`unknown deed ${deed}`);
  const ctrl = value.startsWith('ctrl+');
  const key = ctrl ? value.slice(5) : value === 'Space' ? ' ' : value;
  const event = { key, modifiers: ctrl ? 2 : 0, ...(key.length === 1 && !ctrl ? { text: key } : {}) };
  await page('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
  return page('Input.dispatchKeyEvent', { type: 'keyUp', ...event, text: undefined });
}

try {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const page = (method, params) => send(method, params, sessionId);
  const size = { width: Number(width), height: Number(height), deviceScaleFactor: 1, mobile: false };
  await page('Runtime.enable');
  await page('Emulation.setDeviceMetricsOverride', size);
  await page('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: theme }] });
  await page('Page.navigate', { url });
  await pause(3000);
  for (const deed of deeds) {
    await perform(deed, page);
    await pause(250);
  }
  await pause(400);
  const { data } = await page('Page.captureScreenshot', { format: 'png' });
  writeFileSync(out, Buffer.from(data, 'base64'));
} finally {
  browser.kill();
  await new Promise((done) => browser.once('exit', done));
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
