// @ts-check

/** The conversation: one element for each item, changed in place when the item changes; the scroll follows the end. */

import { drawFields, readFields } from './form.js';
import { ago, become, coded, harmless, make } from './page.js';

/**
 * @typedef {import('../src/conversation').Item} Item
 * @typedef {import('../src/conversation').Attached} Attached
 * @typedef {import('../src/conversation').ShownDiff} ShownDiff
 * @typedef {(message: object) => void} Say
 */

const STATUS = /** @type {Record<string, string>} */ ({ pending: 'Waiting', in_progress: 'Running', completed: 'Done', failed: 'Failed' });
const SIGNS = /** @type {Record<string, string>} */ ({ same: '  ', added: '+ ', removed: '− ', gap: '' });
const NEAR_END = 40;

export class Talk {
  /** @param {HTMLElement} place @param {HTMLElement} queue where words stand that wait for their turn @param {Say} say */
  constructor(place, queue, say) {
    this.place = place;
    this.queue = queue;
    this.say = say;
    /** @type {Map<string, {item: Item, element: HTMLElement}>} */
    this.shown = new Map();
    /** @type {Set<string>} items a person opened or closed */
    this.turned = new Set();
    for (const part of [place, queue]) part.addEventListener('click', (event) => this.clicked(event));
    place.addEventListener('submit', (event) => this.submitted(event));
    place.addEventListener('input', ({ target }) => target instanceof HTMLInputElement && target.setCustomValidity(''));
  }

  /** @param {Item[]} items */
  reset(items) {
    this.shown.clear();
    this.turned.clear();
    this.place.replaceChildren();
    this.queue.replaceChildren();
    this.take(items);
    this.place.scrollTop = this.place.scrollHeight;
  }

  /** @param {Item[]} items */
  take(items) {
    const following = atEnd(this.place, NEAR_END);
    if (items.length) this.place.querySelector('.welcome')?.remove();
    for (const item of items) this.put(item);
    if (following) this.place.scrollTop = this.place.scrollHeight;
  }

  /** @param {Item} item */
  put(item) {
    const old = this.shown.get(item.id);
    const home = item.queued ? this.queue : this.place;
    if (item.gone || (old && old.element.parentNode !== home)) old?.element.remove();
    if (item.gone) return;
    const fresh = this.draw(item, old?.element);
    fresh.dataset.id = item.id;
    const output = old?.element.querySelector('pre.output');
    const followed = !output || atEnd(output, 8);
    let element = fresh;
    if (old?.element.parentNode !== home) home.append(fresh);
    else if (old.element.nodeName !== fresh.nodeName) old.element.replaceWith(fresh);
    else become((element = old.element), fresh);
    const now = element.querySelector('pre.output');
    if (now && followed) now.scrollTop = now.scrollHeight;
    this.shown.set(item.id, { item, element });
  }

  /** What was said last, for a screen reader. */
  lastWords() {
    return [...this.place.querySelectorAll('.agent, .notice')].at(-1)?.textContent ?? '';
  }

  /** Move the focus to a question. @param {string} id */
  focus(id) {
    const control = this.shown.get(id)?.element.querySelector('input, select, button');
    if (control instanceof HTMLElement) control.focus();
  }

  /** While nothing was said: what there is to do, and sessions to go on with. @param {{sessionId: string, title?: string, updatedAt?: string}[]} earlier */
  greet(earlier) {
    if (this.shown.size) return;
    const hint = (/** @type {string} */ key, /** @type {string} */ words) => make('li', {}, make('kbd', {}, key), words);
    const rows = earlier.map((one) =>
      make('button', { class: 'earlier', 'data-resume': one.sessionId }, make('span', {}, one.title || 'Untitled'), make('small', {}, one.updatedAt ? ago(one.updatedAt) : '')),
    );
    const hints = make('ul', {}, hint('@', 'files, changes and more'), hint('/', 'commands'), hint(/Mac/.test(navigator.platform) ? '⌘V' : 'Ctrl+V', 'a picture'));
    const list = rows.length ? make('nav', { 'aria-label': 'Earlier sessions' }, make('h3', {}, 'Earlier here'), ...rows) : undefined;
    const fresh = make('section', { class: 'welcome' }, make('h2', {}, 'What shall be done?'), hints, list);
    const old = this.place.querySelector('.welcome');
    if (old) become(old, fresh);
    else this.place.append(fresh);
  }

  /** @param {Item} item @param {HTMLElement} [old] @returns {HTMLElement} */
  draw(item, old) {
    switch (item.kind) {
      case 'user':
        return user(item);
      case 'agent':
        return make('article', { class: 'agent', 'aria-label': 'Hermes' }, words(item), around(item));
      case 'thought':
        return thought(item, old);
      case 'call':
        return this.call(item, old);
      case 'plan':
        return plan(item);
      case 'notice':
        return make('aside', { class: `notice ${item.severity ?? 'info'}` }, make('strong', {}, item.title ?? ''), ' ', item.text ? words(item) : undefined);
      case 'form':
        return form(item);
      default:
        return make('div', { class: 'notice error', role: 'alert' }, make('p', {}, item.text ?? ''), item.needsSetup ? make('button', { class: 'second', 'data-command': 'setup' }, 'Set up a model') : undefined);
    }
  }

  /** @param {Item} item @param {HTMLElement} [old] */
  call(item, old) {
    const status = item.asks ? 'asks' : (item.status ?? 'pending');
    const known = old instanceof HTMLDetailsElement && this.turned.has(item.id) ? old.open : undefined;
    const open = known ?? (item.asks || status === 'in_progress' || status === 'failed');
    const diffs = (item.shown ?? []).filter((part) => part.kind === 'diff');
    const [added, removed] = [sum(diffs, 'added'), sum(diffs, 'removed')];
    const counts = [added ? make('span', { class: 'count added' }, `+${added}`) : undefined, removed ? make('span', { class: 'count removed' }, `−${removed}`) : undefined];
    const mark = make('span', { class: `mark ${status}`, role: 'img', 'aria-label': item.asks ? 'Asks' : STATUS[status] });
    const head = make('summary', {}, mark, make('span', { class: 'title', title: item.title }, item.title || 'Tool call'), ...counts);
    return make('details', { class: `call ${item.tool ?? 'other'} ${status}`, open }, head, make('div', { class: 'body' }, ...body(item)));
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    const item = target?.closest('[data-id]')?.getAttribute('data-id') ?? '';
    if (target?.closest('summary')) this.turned.add(item);
    const button = target?.closest('button');
    const { answer, diff, open, link, resume, command, withdraw, decline } = button?.dataset ?? {};
    if (answer) this.say({ type: 'answer', item, option: answer });
    if (diff) this.say({ type: 'diff', item, index: Number(diff) });
    if (open) this.say({ type: 'open', item });
    if (link) this.say({ type: 'link', href: link });
    if (resume) this.say({ type: 'resume', session: resume });
    if (command) this.say({ type: 'command', name: command });
    if (withdraw) this.say({ type: 'withdraw', item });
    if (decline) this.say({ type: 'filled', item, action: 'decline' });
    if (button?.matches('.copy')) void copy(button);
    const anchor = target?.closest('a');
    if (!anchor) return;
    event.preventDefault();
    if (anchor.dataset.href) this.say({ type: 'link', href: anchor.dataset.href });
  }

  /** @param {SubmitEvent} event */
  submitted(event) {
    event.preventDefault();
    const filled = /** @type {HTMLFormElement} */ (event.target);
    const item = filled.dataset.id ?? '';
    const { fields, url } = this.shown.get(item)?.item ?? {};
    const content = url ? {} : readFields(filled, fields ?? []);
    if (content) this.say({ type: 'filled', item, action: 'accept', content });
  }
}

/** @param {Element} place @param {number} near in pixels */
function atEnd(place, near) {
  return place.scrollHeight - place.scrollTop - place.clientHeight < near;
}

/** @param {Item} item */
function words(item) {
  return item.html === undefined ? make('div', { class: 'words' }, item.text ?? '') : make('div', { class: 'markdown' }, harmless(item.html));
}

/** Pictures and links that go with words. @param {Item} item */
function around({ images = [], attached = [] }) {
  const pictures = images.map(({ data, mimeType }) => make('img', { src: `data:${mimeType};base64,${data}`, alt: 'Picture' }));
  const links = attached.map(({ name, uri }) => make('button', { class: 'chip', 'data-link': uri, title: uri }, name));
  return pictures.length + links.length ? make('div', { class: 'around' }, ...links, ...pictures) : undefined;
}

/** @param {Item} item */
function user(item) {
  const back = item.queued ? make('button', { class: 'plain', 'data-withdraw': '1', title: 'Take back', 'aria-label': 'Take back what waits' }, '×') : undefined;
  return make('article', { class: 'user', 'aria-label': item.queued ? 'Waits for its turn' : 'You' }, make('div', { class: 'words' }, item.text ?? ''), around(item), back);
}

/** @param {Item} item @param {HTMLElement} [old] */
function thought(item, old) {
  const open = old instanceof HTMLDetailsElement && old.open;
  const peek = (item.text ?? '').replace(/[*_`#]/g, '').trim().split('\n')[0];
  return make('details', { class: 'thought', open }, make('summary', {}, make('span', {}, 'Thought'), make('span', { class: 'peek', 'aria-hidden': 'true' }, peek)), words(item));
}

/** @param {Item} item */
function plan(item) {
  const entries = item.entries ?? [];
  const steps = entries.map((step) =>
    make('li', { class: step.status }, make('span', { class: `mark ${step.status}`, role: 'img', 'aria-label': STATUS[step.status] }), make('span', {}, step.content)),
  );
  const done = entries.filter((step) => step.status === 'completed').length;
  return make('section', { class: 'plan', 'aria-label': 'Plan' }, make('p', {}, make('strong', {}, 'Plan'), make('small', {}, `${done} of ${entries.length}`)), make('ul', {}, ...steps));
}

/** What a call shows when it is open. @param {Item} item @returns {(Node | undefined)[]} */
function body(item) {
  const shown = item.shown ?? [];
  const parts = shown.map((part) => {
    if (part.kind === 'diff') return edit(part, item.asks ?? false);
    if (part.kind === 'image') return make('img', { src: `data:${part.mimeType};base64,${part.data}`, alt: 'Picture from a tool' });
    if (part.kind === 'link') return make('button', { class: 'link', 'data-link': part.uri }, part.name);
    return part.text === item.why ? undefined : make('pre', { tabIndex: 0 }, part.text);
  });
  const { place } = item;
  const base = place?.path.split(/[\\/]/).pop();
  return [
    item.asks ? make('p', { class: 'why', role: 'alert' }, ...coded(item.why || 'May Hermes do this?')) : undefined,
    ...parts,
    item.output ? make('pre', { class: 'output', tabIndex: 0, 'aria-label': 'Output' }, item.output) : undefined,
    place && !shown.some((part) => part.kind === 'diff') ? make('button', { class: 'link', 'data-open': '1', title: place.path }, `${base}${place.line ? `:${place.line}` : ''}`) : undefined,
    item.choices ? question(item.choices) : item.chosen ? make('p', { class: 'chosen' }, ...coded(item.chosen)) : undefined,
  ];
}

/** @param {ShownDiff} part @param {boolean} open whether it can still be rejected */
function edit(part, open) {
  const lines = part.lines.map(({ kind, text }) => make('span', { class: kind }, kind === 'gap' ? '⋯' : SIGNS[kind] + text));
  const rest = part.more ? [make('span', { class: 'gap' }, `⋯ ${part.more} more lines`)] : [];
  const name = part.path.split(/[\\/]/).pop();
  return make(
    'div',
    { class: 'changes' },
    make('p', {}, make('span', { class: 'name', title: part.path }, name), make('button', { class: 'second', 'data-diff': part.index }, open ? 'Review' : 'Open diff')),
    make('pre', { class: 'lines', tabIndex: 0, 'aria-label': `Changes of ${name}` }, ...lines, ...rest),
  );
}

/** What is said once stands in front, side by side; what lasts, below. @param {NonNullable<Item['choices']>} choices */
function question(choices) {
  const button = (/** @type {typeof choices[0]} */ choice, /** @type {string} */ look) =>
    make('button', { class: look, 'data-answer': choice.id, title: choice.name }, make('span', {}, ...coded(choice.name)));
  const once = choices.filter((choice) => choice.kind.endsWith('_once'));
  const lasting = choices.filter((choice) => !once.includes(choice));
  return make(
    'div',
    { class: 'question', role: 'group', 'aria-label': 'Answers' },
    make('div', { class: 'once' }, ...once.map((choice) => button(choice, choice.kind === 'allow_once' ? 'primary' : 'second'))),
    lasting.length ? make('div', { class: 'lasting' }, ...lasting.map((choice) => button(choice, 'plain'))) : undefined,
  );
}

/** A form to fill in, or an address to visit. @param {Item} item */
function form(item) {
  const text = make('p', { class: 'words', role: item.asks ? 'alert' : undefined }, item.text ?? '');
  const address = item.url ? make('p', { class: 'address' }, make('code', {}, item.url)) : undefined;
  if (!item.asks) return make('section', { class: 'form' }, text, address, make('p', { class: 'chosen' }, item.chosen));
  const buttons = make('div', { class: 'once' }, make('button', { class: 'primary', type: 'submit' }, item.url ? 'Open in Browser' : 'Submit'), make('button', { class: 'second', type: 'button', 'data-decline': '1' }, 'Decline'));
  return make('form', { class: 'form asks', noValidate: true, 'aria-label': 'Hermes asks' }, text, address, ...drawFields(item.id, item.fields ?? []), buttons);
}

/** @param {Element} button beside the code */
async function copy(button) {
  await navigator.clipboard.writeText(button.parentElement?.querySelector('pre')?.textContent ?? '');
  button.classList.add('done');
  setTimeout(() => button.classList.remove('done'), 1500);
}

/** @param {ShownDiff[]} diffs @param {'added' | 'removed'} field */
function sum(diffs, field) {
  return diffs.reduce((total, diff) => total + diff[field], 0);
}
