// @ts-check

/** The page of the chat: what the extension says goes to the parts, what a person does goes back. */

import { Composer } from './composer.js';
import { make } from './page.js';
import { Talk } from './talk.js';

/** @type {{postMessage(message: object): void}} */
// @ts-expect-error the editor puts it there
const editor = acquireVsCodeApi();
const say = (/** @type {object} */ message) => editor.postMessage(message);
const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const talk = new Talk(find('talk'), say);
const composer = new Composer(find('foot'), say);

/** @param {import('./composer.js').State} state */
function show(state) {
  composer.show(state);
  document.body.classList.toggle('busy', state.busy);
  const problem = state.problem
    ? make(
        'aside',
        { class: 'notice error', role: 'alert' },
        make('p', {}, state.problem),
        command(state.needsSetup ? 'setup' : 'restart', state.needsSetup ? 'Set up a model' : 'Start again'),
        command('log', 'Open the log'),
      )
    : undefined;
  find('head').replaceChildren(...(state.title ? [make('h1', {}, state.title)] : []), ...(problem ? [problem] : []));
}

/** @param {string} name @param {string} label */
function command(name, label) {
  const button = make('button', { class: 'second' }, label);
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
});
window.addEventListener('focus', () => composer.focus());
say({ type: 'ready' });
