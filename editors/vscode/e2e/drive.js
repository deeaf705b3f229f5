/**
 * Our extension in a real VS Code, used as a person would: `node drive.js VSIX SHOTS`.
 *
 * Installs the .vsix, opens the chat, prompts, watches the stream, reviews and keeps an edit in the diff editor, answers
 * a question, completes `@` and `/`, changes the mode, resumes the old session. Fails loudly; leaves screenshots.
 */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { Workplace } from './workplace.js';

const [vsix, shots] = process.argv.slice(2).map((one) => path.resolve(one));
fs.mkdirSync(shots, { recursive: true });
const place = new Workplace();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

let step = 0;
let page;
const shot = async (name) => page.screenshot({ path: path.join(shots, `${String(++step).padStart(2, '0')}-${name}.png`) });
const passed = (what) => console.log(`ok  ${what}`);

/** The chat inside its two frames. */
async function chat() {
  for (;;) {
    for (const frame of page.frames()) if (await frame.locator('#talk').count().catch(() => 0)) return frame;
    await page.waitForTimeout(200);
  }
}

/** Run a command by its title; a busy editor may swallow a key. */
async function command(title) {
  const box = page.locator('.quick-input-widget:visible input');
  for (let tries = 0; tries < 20 && !(await box.isVisible()); tries++) {
    await page.keyboard.press('F1');
    await box.waitFor({ timeout: 3000 }).catch(() => undefined);
  }
  await box.fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor({ state: 'hidden' });
}

try {
  assert.match(place.install(vsix), /successfully installed/);
  passed('the .vsix is installed');
  const address = await place.start();
  page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  page.setDefaultTimeout(90_000);
  await page.goto(address);
  await page.locator('.monaco-workbench').waitFor();
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'sums.py' }).dblclick();
  await page.locator('.monaco-editor .view-line', { hasText: 'return a - b' }).waitFor();

  await page.locator('.statusbar-item', { hasText: 'Hermes' }).waitFor();
  await command('Hermes: Open Chat');
  const frame = await chat();
  await frame.locator('select[aria-label="Mode"]').waitFor();
  await shot('welcome');
  passed('the panel opens, the agent answers, modes are there');

  const input = frame.locator('#input');
  await input.fill('Mend the sum in @');
  await input.press('s');
  await frame.locator('#menu li', { hasText: 'sums.py' }).first().waitFor();
  await shot('completion');
  await input.press('Enter');
  assert.match(await input.inputValue(), /^Mend the sum in @\S*sums\.py /);
  passed('an @ is completed');

  await input.press('Enter');
  await frame.locator('.question button', { hasText: /once/i }).first().waitFor();
  assert.equal(fs.readFileSync(place.sums, 'utf8').includes('a - b'), true);
  await shot('question');
  passed('the stream arrives, and the edit is asked about before it is done');

  await frame.locator('button[data-diff]').first().click();
  await page.locator('.monaco-diff-editor .view-line', { hasText: 'return a + b' }).waitFor();
  await page.locator('.editor-actions a[aria-label*="Keep This Edit"]').waitFor();
  await shot('diff');
  await page.locator('.editor-actions a[aria-label*="Keep This Edit"]').click();
  passed('the edit is shown in the diff editor and kept from its title bar');

  await frame.locator('.call.execute .question').waitFor();
  assert.equal(fs.readFileSync(place.sums, 'utf8').includes('a + b'), true);
  await shot('command');
  await frame.locator('.call.execute .question button', { hasText: /once/i }).first().click();
  await frame.locator('.markdown table').waitFor();
  await frame.locator('button.send', { hasText: 'Send' }).waitFor();
  assert.equal(await frame.locator('.call.execute .output').textContent().then((text) => text.includes('4')), true);
  assert.equal(await frame.locator('.markdown img').count(), 0);
  await shot('answer');
  passed('a command is answered in the view, its output shown, and the markdown of the answer is harmless');

  await input.fill('/');
  await input.press('h');
  await frame.locator('#menu li', { hasText: '/help' }).waitFor();
  await shot('commands');
  await input.press('Escape');
  await input.fill('');
  await frame.locator('select[aria-label="Mode"]').selectOption('plan');
  await input.fill('Go on');
  await input.press('Enter');
  await frame.locator('.user', { hasText: 'Go on' }).waitFor();
  await frame.locator('button.send', { hasText: 'Send' }).waitFor();
  assert.equal(await frame.locator('select[aria-label="Mode"]').inputValue(), 'plan');
  passed('/ lists commands, and the mode changes');

  await command('Hermes: New Session');
  await frame.locator('.welcome').waitFor();
  await command('Hermes: Resume a Session');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Mend the sum' }).waitFor();
  await shot('sessions');
  await page.keyboard.press('Enter');
  await frame.locator('.agent', { hasText: 'Mended' }).waitFor();
  await frame.locator('.user', { hasText: 'Mend the sum' }).waitFor();
  await shot('resumed');
  passed('an old session is resumed with all that was said');
} catch (error) {
  if (page) await shot('failed');
  throw error;
} finally {
  await browser.close();
  place.close();
}
