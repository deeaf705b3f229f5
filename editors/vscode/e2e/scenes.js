/** What a person does with the extension, one scene after the other. Each begins where the one before has ended. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { audit } from './audit.js';
import { LONG_NAME, SCRIPTS } from './scripts.js';
import { BROKEN } from './workplace.js';

const SQUARE = 'iVBORw0KGgoAAAANSUhEUgAAADAAAAAwCAIAAADYYG7QAAAAOklEQVR42u3OMQ0AAAgDsEmafxVIwgXhaFIBzbSvREhISEhISEhISEhISEhISEhISEhISEhISEjozgK/OrCX76hNkgAAAABJRU5ErkJggg==';

const THEMES = [
  ['Dark 2026', 'vscode-dark'],
  ['Dark High Contrast', 'vscode-high-contrast'],
  ['Light High Contrast', 'vscode-high-contrast-light'],
  ['Light 2026', 'vscode-light'],
];

/** The agent with another script, in a new session. */
async function scene(editor, place, script, model) {
  place.hermes(script, model);
  await place.started(); // changed settings start it anew
  const chat = await editor.chat();
  await chat.locator('#talk').evaluate((talk) => talk.append(document.createElement('hr'))); // gone when all is drawn anew
  await editor.command('Hermes: New Session');
  await chat.locator('#talk > hr').waitFor({ state: 'detached' });
  await chat.locator('.welcome').waitFor();
  return { chat, input: chat.locator('#input') };
}

/** Give a session a name in the box above. */
async function rename({ page }, name) {
  await page.locator('.quick-input-widget:visible', { hasText: 'A name for the session' }).locator('input').fill(name);
  await page.keyboard.press('Enter');
}

/** Send words, as they are. */
async function say(input, words) {
  await input.fill(words);
  await input.press('Enter');
}

const idle = (chat) => chat.locator('button.send[aria-label="Send"]').waitFor();
const once = (chat) => chat.locator('.question .once button', { hasText: 'Allow once' });

async function opens(editor, place) {
  const { page } = editor;
  await editor.file('sums.py');
  await page.locator('.statusbar-item', { hasText: 'Hermes' }).waitFor();
  await editor.command('Hermes: Open Chat');
  const chat = await editor.chat();
  await chat.locator('select[aria-label="Mode"]').waitFor();
  await editor.shot('welcome');
  await scene(editor, place, SCRIPTS.mend);
}

async function completes(editor) {
  const chat = await editor.chat();
  const input = chat.locator('#input');
  await input.fill('Mend the sum in @');
  await input.press('s');
  await chat.locator('#menu li', { hasText: 'sums.py' }).first().waitFor();
  assert.equal(await input.getAttribute('aria-activedescendant'), 'proposal-0');
  await editor.shot('completion');
  await input.press('Enter');
  assert.match(await input.inputValue(), /^Mend the sum in @\S*sums\.py /);
  await input.fill('/');
  await input.press('h');
  await chat.locator('#menu li', { hasText: '/help' }).waitFor();
  await editor.shot('commands', true);
  await input.press('Escape');
}

async function keeps(editor, place) {
  const { page } = editor;
  await page.locator('.monaco-editor .view-line', { hasText: 'return a - b' }).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('# not saved');
  const chat = await editor.chat();
  await say(chat.locator('#input'), 'Mend the sum in @sums.py');
  await once(chat).waitFor();
  assert.equal(fs.readFileSync(place.sums, 'utf8'), BROKEN);
  const read = chat.locator('.call.read');
  await read.locator('summary').click();
  assert.match(await read.locator('pre').first().textContent(), /# not saved/);
  await read.locator('summary').click();
  await chat.locator('.call.asks .lines .added', { hasText: 'return a + b' }).waitFor();
  await editor.shot('question');
  await chat.locator('.call.asks button[data-diff]').click();
  await page.locator('.monaco-diff-editor .view-line', { hasText: 'return a + b' }).waitFor();
  await page.locator('.editor-actions a[aria-label*="Keep This Edit"]').waitFor();
  await editor.shot('diff');
  await page.locator('.editor-actions a[aria-label*="Keep This Edit"]').click();
  await page.locator('.monaco-diff-editor').waitFor({ state: 'hidden' });
}

async function notifies(editor, place) {
  const { page } = editor;
  const before = await editor.chat();
  await before.locator('.call.execute.asks').waitFor();
  assert.match(fs.readFileSync(place.sums, 'utf8'), /a \+ b\n# not saved/);
  await editor.shot('command');
  await before.locator('.call.execute.asks .once button', { hasText: 'Reject' }).waitFor();
  await once(before).click();
  await before.locator('.markdown table').waitFor();
  await idle(before);
  assert.match(await before.locator('.call.execute .output').textContent(), /4/);
  assert.equal(await before.locator('.markdown :is(img, form, .question, [data-answer])').count(), 0);
  await editor.shot('answer');
  assert.deepEqual(await audit(before), []);
}

async function hides(editor, place) {
  const { page } = editor;
  const { chat, input } = await scene(editor, place, SCRIPTS.queue);
  await input.fill('This stays');
  await say(input, 'Make the first');
  await once(chat).waitFor();
  await input.fill('A draft');
  await page.locator('.activitybar a[aria-label^="Explorer"]').click();
  await page.locator('.statusbar-item', { hasText: 'Hermes asks' }).waitFor();
  await page.locator('.activitybar a[aria-label^="Hermes"]').click();
  const again = await editor.chat();
  await once(again).waitFor();
  assert.equal(await again.locator('#input').inputValue(), 'A draft');
  await say(input, 'Make the second');
  await say(input, 'Never make this');
  await chat.locator('#queue .user', { hasText: 'Never' }).waitFor();
  await editor.shot('queue', true);
  await chat.locator('#queue .user', { hasText: 'Never' }).locator('button').click();
  await chat.locator('#queue .user', { hasText: 'Never' }).waitFor({ state: 'hidden' });
  assert.equal(await input.inputValue(), 'Never make this');
  await input.fill('');
  await editor.command('Hermes: Answer the Question');
  await editor.row('Allow once').waitFor();
  await editor.shot('answer-above');
  await page.keyboard.press('Enter');
  await chat.locator('.agent', { hasText: 'The second is done' }).waitFor();
  await idle(chat);
  const order = await chat.locator('#talk > :is(.user, .agent)').allTextContents();
  assert.deepEqual(order.map((words) => words.trim()), ['Make the first', 'The first is done.', 'Make the second', 'The second is done.']);
  await page.locator('.activitybar a[aria-label^="Explorer"]').click();
  await page.locator('.activitybar a[aria-label^="Hermes"]').click();
  await say(input, 'Make the third');
  await once(chat).waitFor();
  await input.press('Escape');
  await chat.locator('.notice', { hasText: 'Stopped.' }).waitFor();
  assert.equal(fs.existsSync(path.join(place.work, 'third.txt')), false);
}

async function toasts(editor, place) {
  const { page } = editor;
  const { chat, input } = await scene(editor, place, SCRIPTS.live);
  await say(input, 'Count');
  await page.locator('.activitybar a[aria-label^="Explorer"]').click();
  await page.locator('.notifications-toasts .monaco-button', { hasText: 'Allow once' }).waitFor();
  await editor.shot('notification');
  await page.locator('.notifications-toasts .monaco-button', { hasText: 'Allow once' }).click();
  await page.locator('.activitybar a[aria-label^="Hermes"]').click();
  await chat.locator('.call.in_progress .output', { hasText: 'one' }).waitFor();
  assert.doesNotMatch(await chat.locator('.call .output').textContent(), /three/);
  await editor.shot('live', true);
  await chat.locator('.agent', { hasText: 'Counted.' }).waitFor();
  assert.equal(fs.readFileSync(path.join(place.work, 'words.txt'), 'utf8'), 'one\ntwo\nthree\n');
  await idle(chat);
}

async function pastes(editor, place) {
  const { page } = editor;
  const { chat, input } = await scene(editor, place, SCRIPTS.picture);
  await page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
  }, SQUARE);
  await input.click();
  await page.keyboard.press('Control+V');
  await chat.locator('.box .chip img').waitFor();
  await input.fill('What is this?');
  await editor.shot('picture', true);
  await input.press('Enter');
  await chat.locator('#talk .user img').waitFor();
  await chat.locator('.agent', { hasText: 'A red square.' }).waitFor();
  await idle(chat);
  assert.match(place.trace(), /"type":"image"/);
}

async function fills(editor, place) {
  const { page } = editor;
  const { chat, input } = await scene(editor, place, SCRIPTS.forms);
  await say(input, 'Order it');
  await once(chat).click();
  await chat.locator('form.form').waitFor();
  await editor.command('Hermes: Answer the Question');
  await chat.locator('form input[name="name"]:focus').waitFor();
  await page.keyboard.type('A');
  await page.keyboard.press('Enter'); // too short, and no colour: the browser says so beside the field
  assert.equal(await chat.locator('form.form').evaluate((form) => form.checkValidity()), false);
  await page.keyboard.type('da');
  await page.keyboard.press('Tab');
  await page.keyboard.type('4');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await editor.shot('form', true);
  assert.deepEqual(await audit(chat), []);
  await page.keyboard.press('Enter');
  await chat.locator('.form .chosen', { hasText: 'Name: Ada · Size: 4 · Colour: Blue · A gift: yes · Days: Monday' }).waitFor();
  await idle(chat);
  await say(input, 'Pay for it');
  await once(chat).click();
  await chat.locator('form.form .address', { hasText: 'https://example.org/pay' }).waitFor();
  await editor.shot('address', true);
  await chat.locator('form.form button[data-decline]').click();
  await chat.locator('.agent', { hasText: 'Not paid.' }).waitFor();
  await idle(chat);
}

async function commands(editor, place) {
  const { page } = editor;
  const { chat, input } = await scene(editor, place, SCRIPTS.commands);
  await editor.file('broken.json');
  await page.locator('.monaco-editor .squiggly-error').first().waitFor();
  await editor.command('Hermes: Fix This Problem');
  await chat.locator('.user', { hasText: /Fix this problem in @file:"broken\.json", line 1/ }).waitFor();
  await idle(chat);
  await editor.file('sums.py');
  await page.locator('.monaco-editor .view-line', { hasText: 'return' }).first().click();
  await editor.command('Hermes: Explain This');
  await chat.locator('.user .chip', { hasText: 'sums.py:2' }).waitFor();
  await idle(chat);
  await page.locator('.monaco-editor .view-line', { hasText: 'return' }).first().click();
  await editor.command('Hermes: Ask About the Selection');
  await editor.command('Hermes: Add File to Chat');
  await chat.locator('.box .chip', { hasText: /^sums\.py×/ }).waitFor();
  assert.equal(await chat.locator('.box .chip').count(), 2);
  await editor.shot('attached', true);
  await chat.locator('.box .chip', { hasText: /^sums\.py×/ }).click();
  await say(input, 'Is it wrong?');
  await chat.locator('.agent', { hasText: 'Yes, line 2.' }).waitFor();
  await idle(chat);
  await editor.command('Hermes: Open Log');
  await page.locator('.part.panel .monaco-editor').waitFor();
  await editor.command('Hermes: Open Settings');
  await page.locator('.settings-editor', { hasText: 'Notify Permission' }).waitFor();
  await editor.shot('settings');
  await page.keyboard.press('Escape');
  await page.locator('.settings-editor').waitFor({ state: 'hidden' });
  await editor.command('Hermes: Set Up a Model in a Terminal');
  await page.locator('.part.panel', { hasText: 'Hermes setup' }).waitFor();
  await editor.shot('setup');
  await editor.command('Terminal: Kill All Terminals');
  await editor.command('View: Close All Editors');
}

async function undoes(editor, place) {
  const { page } = editor;
  const { chat, input } = await scene(editor, place, SCRIPTS.accepted);
  const before = fs.readFileSync(place.sums, 'utf8');
  await chat.locator('select[aria-label="Mode"]').selectOption('accept_edits');
  await chat.locator('select[aria-label="Mode"][data-value="accept_edits"]').waitFor();
  await say(input, 'Write a long module and give the sum types');
  await chat.locator('.agent', { hasText: 'somebody else' }).waitFor();
  await idle(chat);
  const card = chat.locator('.call.edit').last();
  await card.locator('summary').click();
  await editor.shot('long', true);
  await card.locator('button[data-diff]').click();
  await page.locator('.editor-actions a[aria-label*="Reject This Edit"]').click();
  await page.locator('.monaco-diff-editor').waitFor({ state: 'hidden' });
  assert.equal(fs.readFileSync(place.sums, 'utf8'), before);
  await chat.locator('.markdown a', { hasText: 'sums.py' }).click();
  await page.locator('.tabs-container .tab.active', { hasText: 'sums.py' }).waitFor();
  await chat.locator('.code').first().hover();
  await chat.locator('.code .copy').first().click();
  await chat.locator('.code .copy.done').waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /class Total/);
}

async function sessions(editor) {
  const { page } = editor;
  await editor.command('Hermes: New Session');
  const chat = await editor.chat();
  await chat.locator('.welcome .earlier', { hasText: 'Write a long module' }).waitFor();
  await editor.shot('earlier', true);
  await editor.command('Hermes: Resume a Session');
  const row = editor.row('Count');
  await row.waitFor();
  await row.hover();
  await editor.shot('sessions');
  await row.locator('a[aria-label^="Delete"]').click();
  await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Delete' }).click();
  await row.waitFor({ state: 'hidden' });
  await editor.row('Order it').hover();
  await editor.row('Order it').locator('a[aria-label^="Rename"]').click();
  await rename(editor, 'The order');
  await editor.row('The order').waitFor();
  await editor.row('Mend the sum').click();
  await chat.locator('.agent', { hasText: 'Mended' }).waitFor();
  await chat.locator('.user', { hasText: 'Mend the sum' }).waitFor();
  await editor.command('Hermes: Rename This Session');
  await rename(editor, 'The sum is mended');
  await chat.locator('h1', { hasText: 'The sum is mended' }).waitFor();
  await editor.shot('resumed', true);
}

async function themes(editor, place) {
  const { chat, input } = await scene(editor, place, SCRIPTS.mend);
  fs.writeFileSync(place.sums, BROKEN);
  await say(input, 'Mend the sum');
  await once(chat).click();
  await chat.locator('.call.execute.asks').waitFor();
  await chat.locator('.call.edit summary').click();
  for (const [theme, kind] of THEMES) {
    await editor.theme(theme, kind);
    await chat.locator('#talk').evaluate((talk) => (talk.scrollTop = talk.scrollHeight));
    await editor.shot(`question-${kind}`);
    assert.deepEqual(await audit(chat), [], theme);
  }
  await once(chat).click();
  await chat.locator('.markdown table').waitFor();
  await idle(chat);
  for (const [theme, kind] of THEMES) {
    await editor.theme(theme, kind);
    await editor.shot(`answer-${kind}`, true);
    assert.deepEqual(await audit(chat), [], theme);
  }
}

async function narrow(editor, place) {
  const { chat, input } = await scene(editor, place, SCRIPTS.mend);
  fs.writeFileSync(place.sums, BROKEN);
  await editor.width(260);
  await say(input, 'Mend the sum');
  await once(chat).waitFor();
  await editor.shot('narrow', true);
  const over = await chat.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth);
  assert.equal(over, 0);
  await input.press('Escape');
  await chat.locator('.notice', { hasText: 'Stopped.' }).waitFor();
  await editor.width(620);
  await editor.shot('wide', true);
  await editor.width(350);
}

async function errs(editor, place) {
  const { page } = editor;
  const provider = http.createServer((_request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}');
  });
  await new Promise((resolve) => provider.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = `http://127.0.0.1:${provider.address().port}/v1`;
  const { chat, input } = await scene(editor, place, [], { HERMES_MODEL: 'openai:gpt-5', OPENAI_API_KEY: 'sk-wrong-wrong-wrong', OPENAI_BASE_URL: address });
  await say(input, 'Hello');
  await chat.locator('.notice.error').waitFor();
  await idle(chat);
  await editor.shot('wrong-key', true);
  provider.close();
  place.other('/nowhere/hermes');
  await chat.locator('header .notice.error', { hasText: 'The command /nowhere/hermes was not found' }).waitFor();
  await page.locator('.statusbar-item.warning-kind', { hasText: 'Hermes' }).waitFor();
  await editor.shot('no-agent');
  assert.deepEqual(await audit(chat), []);
  place.hermes(SCRIPTS.picture);
  await chat.locator('header .notice.error').waitFor({ state: 'hidden' });
  process.kill(place.agent(), 'SIGKILL');
  await chat.locator('header .notice.error', { hasText: 'The agent ended by SIGKILL' }).waitFor();
  await editor.shot('killed', true);
  await chat.locator('header button', { hasText: 'Start again' }).click();
  await chat.locator('header .notice.error').waitFor({ state: 'hidden' });
  await say(input, 'Are you back?');
  await chat.locator('.agent', { hasText: 'A red square.' }).waitFor();
  await idle(chat);
}

async function terminals(editor, place) {
  const { page } = editor;
  place.other();
  await editor.command('Hermes: Restart the Agent');
  await page.locator('.statusbar-item[aria-label="Hermes: ready"]').waitFor(); // no model: the other agent
  await editor.command('Hermes: New Session');
  const chat = await editor.chat();
  await chat.locator('.welcome').waitFor();
  await say(chat.locator('#input'), 'echo "from the $WORD"; exit 3');
  await chat.locator('.agent', { hasText: 'It wrote "from the editor" and ended with 3.' }).waitFor();
  await editor.command('Terminal: Focus Terminal');
  await page.locator('.part.panel', { hasText: 'Hermes: sh -c' }).waitFor();
  await editor.shot('terminal');
  await editor.command('Terminal: Kill All Terminals');
}

async function walks(editor) {
  const { page } = editor;
  await editor.command('Welcome: Open Walkthrough');
  await editor.row('Get started with Hermes').click();
  await page.locator('.gettingStarted .step-title', { hasText: 'Choose a model' }).first().waitFor();
  await editor.shot('walkthrough');
}

async function offers(editor) {
  await editor.command('MCP: List Servers');
  await editor.row('Hermes').waitFor();
  await editor.shot('mcp');
}

export const SCENES = [
  ['the panel opens, the agent answers, modes are there', opens],
  ['@ and / are completed', completes],
  ['an unsaved buffer is read, an edit is asked about, shown in the diff editor and kept from its title bar', keeps],
  ['a command is answered in the view, and the markdown of the answer is harmless', notifies],
  ['a hidden view keeps its state; what waits can be taken back, a question answered from above, a turn stopped', hides],
  ['a question comes as a notification while the view is hidden, and output comes live', toasts],
  ['a picture is pasted and sent', pastes],
  ['a form is filled in by keyboard alone, an address declined', fills],
  ['ask, fix, explain, add, log, settings and setup do what they say', commands],
  ['an edit that is done is rejected, a link opens its file, code is copied', undoes],
  ['sessions are deleted, renamed and resumed', sessions],
  ['dark, light and both high contrasts are readable', themes],
  ['a narrow view has room for all', narrow],
  ['a wrong key, a missing agent and a dead one are told with what to do', errs],
  ['commands of an agent run in terminals of the editor', terminals],
  ['the walkthrough opens', walks],
  ['the MCP server is offered', offers],
];
