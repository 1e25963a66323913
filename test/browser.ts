/** A browser of this machine for tests of pages: Chromium or Chrome, which are not downloaded for it. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const places = [
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name))),
  '/usr/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Runs as root in a container, shows no first page, and speaks to no host but those it is told to. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where it is; undefined where there is none, so that what needs one is skipped. */
export const browserPath: string | undefined = process.env['ONEFOLD_TEST_CHROMIUM'] ?? places.find(canRun);

// Here and not where it is opened: tests that are skipped open none.
if (browserPath === undefined) {
  if (process.env['CI'] === 'true')
    throw new Error('no browser to test with; install Chromium, or name one by ONEFOLD_TEST_CHROMIUM');
  process.stderr.write('tests of pages are skipped: there is no Chromium or Chrome\n');
}

/**
 * The browser of ONEFOLD_TEST_CHROMIUM, or the first that this machine has; whoever opens it closes it.
 * @returns undefined where there is none: what needs one is to be skipped by `browserPath` then.
 */
export async function openBrowser(): Promise<Browser | undefined> {
  return browserPath === undefined ? undefined : chromium.launch({ executablePath: browserPath, args });
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
