// @ts-check

/** The page of the chat: what the extension says goes to the parts, what a person does goes back. */

import { Composer } from './composer.js';
import { make, short } from './page.js';
import { Talk } from './talk.js';

/**
 * @typedef {{used: number, size: number, cost?: {amount: number, currency: string}}} Usage
 * @typedef {import('./composer.js').State & {problem: string, needsSetup: boolean, usage?: Usage, title: string, earlier: any[]}} State
 */

const TOLD_AFTER_MS = 300;

/** @type {{postMessage(message: object): void, getState(): any, setState(state: object): void}} */
// @ts-expect-error the editor puts it there
const editor = acquireVsCodeApi();
const say = (/** @type {object} */ message) => editor.postMessage(message);
const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const composer = new Composer(find('foot'), say, (draft) => editor.setState({ draft }));
const talk = new Talk(find('talk'), composer.queue, say);

/** @param {State} state */
function show(state) {
  const ended = document.body.classList.contains('busy') && !state.busy;
  document.body.classList.toggle('busy', state.busy);
  composer.show(state);
  talk.greet(state.earlier);
  head(state);
  if (ended) setTimeout(() => (find('say').textContent = talk.lastWords()), TOLD_AFTER_MS);
}

/** @param {State} state */
function head({ title, usage, problem, needsSetup }) {
  const full = usage && usage.used / usage.size > 0.8;
  const about = usage && `${usage.used} of ${usage.size} tokens of the context are used`;
  const spent = usage && make('span', { class: full ? 'usage full' : 'usage', title: about }, spending(usage));
  const wrong = problem
    ? make(
        'div',
        { class: 'notice error', role: 'alert' },
        make('p', {}, problem),
        make('div', { class: 'once' }, needsSetup ? command('setup', 'Set up a model', 'primary') : command('restart', 'Start again', 'primary'), command('log', 'Open the log'), command('settings', 'Settings')),
      )
    : undefined;
  find('head').replaceChildren(make('div', { class: 'line' }, make('h1', { title }, title || 'New session'), spent), ...(wrong ? [wrong] : []));
}

/** @param {Usage} usage */
function spending({ used, size, cost }) {
  const part = `${short(used)} · ${Math.round((100 * used) / size)} %`;
  return cost ? `${part} · ${new Intl.NumberFormat('en', { style: 'currency', currency: cost.currency, maximumFractionDigits: cost.amount < 0.1 ? 4 : 2 }).format(cost.amount)}` : part;
}

/** @param {string} name @param {string} label @param {string} [look] */
function command(name, label, look = 'second') {
  const button = make('button', { class: look }, label);
  button.addEventListener('click', () => say({ type: 'command', name }));
  return button;
}

window.addEventListener('message', ({ data }) => {
  if (data.type === 'reset') {
    talk.reset(data.items);
    show(data.state);
  } else if (data.type === 'items') talk.take(data.items);
  else if (data.type === 'state') show(data.state);
  else if (data.type === 'completions') composer.proposed(data.id, data.items);
  else if (data.type === 'draft') composer.draft(data.text);
  else if (data.type === 'focus') composer.focus();
  else if (data.type === 'question') talk.focus(data.item);
});
window.addEventListener('focus', () => document.activeElement === document.body && composer.focus());
composer.draft(editor.getState()?.draft ?? '');
say({ type: 'ready' });
