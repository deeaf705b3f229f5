/** What axe finds wrong with the chat for people who use a keyboard, a screen reader, or need contrast. */

import fs from 'node:fs';
import path from 'node:path';

const AXE = fs.readFileSync(path.join(import.meta.dirname, 'node_modules/axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/** @returns {Promise<string[]>} what is wrong, and where */
export async function audit(frame) {
  if (await frame.evaluate(() => !('axe' in window))) await frame.evaluate(AXE);
  await frame.evaluate(() => (document.body.style.background = 'var(--vscode-sideBar-background)')); // what is behind the frame
  const { violations } = await frame.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values } }), RULES);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.any.map((one) => one.message).join(' ')}`));
}
