// @ts-check

/** The conversation: one element for each item, replaced when the item changes; the scroll follows the end. */

import { harmless, make } from './page.js';

/** @typedef {import('../src/conversation').Item} Item @typedef {(message: object) => void} Say */

const STATUS = { pending: 'Waiting', in_progress: 'Running', completed: 'Done', failed: 'Failed' };
const MARKS = { pending: '○', in_progress: '◌', completed: '✓', failed: '✗' };
const STEP = { pending: '○', in_progress: '▸', completed: '✓' };

export class Talk {
  /** @param {HTMLElement} place @param {Say} say */
  constructor(place, say) {
    this.place = place;
    this.say = say;
    /** @type {Map<string, HTMLElement>} */
    this.shown = new Map();
    /** @type {Set<string>} items a person opened or closed */
    this.turned = new Set();
    this.place.addEventListener('click', (event) => this.clicked(event));
  }

  /** @param {Item[]} items */
  reset(items) {
    this.shown.clear();
    this.place.replaceChildren();
    if (!items.length) this.place.append(this.welcome());
    this.take(items);
    this.place.scrollTop = this.place.scrollHeight;
  }

  /** @param {Item[]} items */
  take(items) {
    const following = this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < 40;
    if (items.length) this.place.querySelector('.welcome')?.remove();
    for (const item of items) this.put(item);
    if (following) this.place.scrollTop = this.place.scrollHeight;
  }

  /** @param {Item} item */
  put(item) {
    const old = this.shown.get(item.id);
    const element = this.draw(item, old);
    element.dataset.id = item.id;
    if (old) old.replaceWith(element);
    else this.place.append(element);
    this.shown.set(item.id, element);
  }

  /** @param {Item} item @param {HTMLElement} [old] @returns {HTMLElement} */
  draw(item, old) {
    switch (item.kind) {
      case 'user':
        return this.user(item);
      case 'agent':
        return make('article', { class: 'agent', 'aria-label': 'Hermes' }, words(item));
      case 'thought':
        return this.thought(item, old);
      case 'call':
        return this.call(item, old);
      case 'plan':
        return this.plan(item);
      case 'notice':
        return make('aside', { class: `notice ${item.severity ?? 'info'}` }, make('strong', {}, item.title ?? ''), ' ', words(item));
      default:
        return make('aside', { class: 'notice error', role: 'alert' }, item.text ?? '');
    }
  }

  /** @param {Item} item */
  user(item) {
    const images = (item.images ?? []).map(({ data, mimeType }) =>
      make('img', { src: `data:${mimeType};base64,${data}`, alt: 'Pasted image' }),
    );
    const files = (item.attached ?? []).map((name) => make('span', { class: 'chip' }, name));
    const around = [...files, ...images];
    return make(
      'article',
      { class: 'user', 'aria-label': 'You' },
      make('div', { class: 'words' }, item.text ?? ''),
      around.length ? make('div', { class: 'around' }, ...around) : undefined,
    );
  }

  /** @param {Item} item @param {HTMLElement} [old] */
  thought(item, old) {
    const open = old instanceof HTMLDetailsElement && old.open;
    return make('details', { class: 'thought', open }, make('summary', {}, 'Thought'), make('div', {}, words(item)));
  }

  /** @param {Item} item @param {HTMLElement} [old] */
  call(item, old) {
    const status = item.status ?? 'pending';
    const asks = Boolean(item.choices);
    const known = old instanceof HTMLDetailsElement && this.turned.has(item.id) ? old.open : undefined;
    const open = known ?? (asks || status === 'in_progress' || status === 'failed');
    const diffs = (item.shown ?? []).filter((part) => part.kind === 'diff');
    const counts = diffs.length ? [make('span', { class: 'added' }, `+${sum(diffs, 'added')}`), make('span', { class: 'removed' }, `−${sum(diffs, 'removed')}`)] : [];
    const mark = make('span', { class: `mark ${asks ? 'asks' : status}`, 'aria-label': asks ? 'Asks' : STATUS[/** @type {keyof typeof STATUS} */ (status)] }, asks ? '?' : MARKS[/** @type {keyof typeof MARKS} */ (status)]);
    const head = make('summary', {}, mark, make('span', { class: 'title' }, item.title || 'Tool call'), ...counts);
    return make('details', { class: `call ${item.tool ?? 'other'}`, open }, head, make('div', { class: 'body' }, ...this.body(item)));
  }

  /** @param {Item} item @returns {Node[]} */
  body(item) {
    /** @type {Node[]} */
    const parts = [];
    for (const part of item.shown ?? []) {
      if (part.kind === 'diff') {
        parts.push(make('button', { class: 'link', 'data-diff': part.index }, `${item.choices ? 'Review' : 'Open'} the edit of ${part.path.split(/[\\/]/).pop()}`));
      } else if (part.kind === 'image') {
        parts.push(make('img', { src: `data:${part.mimeType};base64,${part.data}`, alt: 'Image from a tool' }));
      } else if (part.kind === 'text' && !(item.choices && part.text === item.why)) {
        parts.push(make('pre', { tabIndex: 0 }, part.text));
      }
    }
    if (item.output) parts.push(make('pre', { class: 'output', tabIndex: 0 }, item.output));
    if (item.place) parts.push(make('button', { class: 'link', 'data-open': '1' }, `Go to ${item.place.path.split(/[\\/]/).pop()}${item.place.line ? `:${item.place.line}` : ''}`));
    if (item.place) Object.assign(/** @type {HTMLElement} */ (parts.at(-1)).dataset, { path: item.place.path, line: item.place.line ?? '' });
    if (item.choices) parts.push(this.question(item));
    else if (item.chosen) parts.push(make('p', { class: 'chosen' }, `You answered: ${item.chosen}`));
    return parts;
  }

  /** @param {Item} item */
  question(item) {
    const buttons = (item.choices ?? []).map((choice) =>
      make('button', { class: choice.kind.startsWith('allow') ? (choice.kind === 'allow_once' ? 'primary' : 'second') : 'second', 'data-answer': choice.id }, choice.name),
    );
    return make(
      'div',
      { class: 'question', role: 'group', 'aria-label': 'Hermes asks' },
      make('p', { role: 'alert' }, item.why || 'May Hermes do this?'),
      make('div', { class: 'choices' }, ...buttons),
    );
  }

  /** @param {Item} item */
  plan(item) {
    const steps = (item.entries ?? []).map((step) =>
      make('li', { class: step.status, 'aria-label': `${step.content}: ${step.status.replace('_', ' ')}` }, make('span', { class: 'mark' }, STEP[/** @type {keyof typeof STEP} */ (step.status)] ?? '○'), step.content),
    );
    return make('section', { class: 'plan', 'aria-label': 'Plan' }, make('ul', {}, ...steps));
  }

  welcome() {
    const lines = ['Say what you want done.', '@ points at files and more, / lists commands.', 'Edits come as diffs you keep or reject.'];
    return make('section', { class: 'welcome' }, make('h2', {}, 'Hermes'), ...lines.map((line) => make('p', {}, line)));
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    const item = target?.closest('[data-id]')?.getAttribute('data-id') ?? '';
    if (target?.closest('summary')) this.turned.add(item);
    const button = target?.closest('button');
    if (button?.dataset.answer) this.say({ type: 'answer', item, option: button.dataset.answer });
    if (button?.dataset.diff) this.say({ type: 'diff', item, index: Number(button.dataset.diff) });
    if (button?.dataset.open) this.say({ type: 'open', path: button.dataset.path, line: Number(button.dataset.line) || undefined });
    const link = target?.closest('a');
    if (link) {
      event.preventDefault();
      const href = link.dataset.href ?? '';
      if (/^(https?|mailto):/.test(href)) this.say({ type: 'link', href });
    }
  }
}

/** @param {Item} item */
function words(item) {
  return item.html === undefined ? make('div', { class: 'words' }, item.text ?? '') : make('div', { class: 'markdown' }, harmless(item.html));
}

/** @param {any[]} diffs @param {'added' | 'removed'} field */
function sum(diffs, field) {
  return diffs.reduce((total, diff) => total + diff[field], 0);
}
