/** A real VS Code in a browser, used as a person would. */

import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

export class Editor {
  /** @param {string} shots where pictures go */
  constructor(shots) {
    this.shots = shots;
    this.count = 0;
    fs.rmSync(shots, { recursive: true, force: true });
    fs.mkdirSync(shots, { recursive: true });
  }

  async open(address) {
    this.browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] });
    this.page = await context.newPage();
    this.page.setDefaultTimeout(30_000);
    await this.page.goto(address);
    await this.page.locator('.monaco-workbench').waitFor();
  }

  /** A picture of all, or of the side bar alone. */
  async shot(name, side = false) {
    const file = path.join(this.shots, `${String(++this.count).padStart(2, '0')}-${name}.png`);
    await (side ? this.page.locator('.part.sidebar') : this.page).screenshot({ path: file });
  }

  /** The chat inside its two frames. */
  async chat() {
    for (;;) {
      for (const frame of this.page.frames()) if (await frame.locator('#talk').count().catch(() => 0)) return frame;
      await this.page.waitForTimeout(100);
    }
  }

  /** Run a command by its title; a busy editor may swallow a key, or close the box when the command before moves the focus. */
  async command(title) {
    const box = this.page.locator('.quick-input-widget:visible input');
    for (let tries = 0; ; tries++) {
      try {
        if (!(await box.isVisible())) await this.page.keyboard.press('F1');
        await box.fill(`>${title}`, { timeout: 2000 });
        await this.row(title).waitFor({ timeout: 3000 });
        await this.row(title).click({ timeout: 2000 });
        break;
      } catch (error) {
        if (tries === 10) throw error;
      }
    }
    await this.row(title).waitFor({ state: 'hidden' });
  }

  /** A row of what can be chosen above. */
  row(text) {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  /** Open a file from the explorer. */
  async file(name) {
    const explorer = this.page.locator('.explorer-folders-view');
    if (!(await explorer.isVisible())) await this.page.locator('.activitybar a[aria-label^="Explorer"]').click();
    const active = this.page.locator('.tabs-container .tab.active', { hasText: name });
    for (let tries = 0; tries < 5 && !(await active.isVisible()); tries++) {
      await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick(); // the list may move just then
      await active.waitFor({ timeout: 3000 }).catch(() => undefined);
    }
    await active.waitFor();
  }

  /** Choose a theme, and wait until the chat knows its kind, such as `vscode-high-contrast`. */
  async theme(name, kind) {
    await this.command('Preferences: Color Theme');
    await this.page.locator('.quick-input-widget:visible input').fill(name);
    await this.row(name).click();
    await (await this.chat()).locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor();
  }

  /** Drag the edge of the side bar. */
  async width(pixels) {
    const { x, width } = await this.page.locator('.part.sidebar').boundingBox();
    await this.page.mouse.move(x + width + 1, 430);
    await this.page.mouse.down();
    await this.page.mouse.move(x + pixels, 430, { steps: 5 });
    await this.page.mouse.up();
  }

  async close() {
    await this.browser?.close();
  }
}
