// @ts-check

/** Where a person writes: text, pasted images, completion behind `@` and `/`, send, stop, options, usage. */

import { make, short } from './page.js';

/**
 * @typedef {{name: string, description: string, hint?: string}} Command
 * @typedef {{busy: boolean, problem: string, needsSetup: boolean, options: any[], commands: Command[], usage?: {used: number, size: number, cost?: {amount: number, currency: string}}, title: string, attached: string[]}} State
 * @typedef {{text: string, label: string, detail?: string}} Proposal
 */

const MOST_IMAGE = 8_000_000;
const OFTEN = ['mode', 'model', 'thought_level'];

export class Composer {
  /** @param {HTMLElement} place @param {(message: object) => void} say */
  constructor(place, say) {
    this.say = say;
    /** @type {{data: string, mimeType: string}[]} */
    this.images = [];
    /** @type {Command[]} */
    this.commands = [];
    /** @type {Proposal[]} */
    this.proposals = [];
    this.at = 0;
    this.asked = 0;
    this.input = make('textarea', { id: 'input', rows: 1, placeholder: 'Ask, or tell Hermes what to do', 'aria-label': 'Message to Hermes', 'aria-autocomplete': 'list', 'aria-controls': 'menu' });
    this.drawn = '';
    this.menu = make('ul', { id: 'menu', role: 'listbox', 'aria-label': 'Proposals', hidden: true });
    this.chips = make('div', { class: 'around' });
    this.options = make('div', { class: 'options' });
    this.usage = make('span', { class: 'usage', role: 'status' });
    this.stop = make('button', { class: 'second stop', title: 'Stop (Escape)' }, 'Stop');
    this.send = make('button', { class: 'primary send', title: 'Send (Enter)' }, 'Send');
    place.append(this.menu, this.chips, this.input, make('div', { class: 'row' }, this.options, this.usage, this.stop, this.send));
    this.stop.addEventListener('click', () => say({ type: 'stop' }));
    this.send.addEventListener('click', () => this.submit());
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('blur', () => setTimeout(() => this.close(), 150));
    this.input.addEventListener('paste', (event) => void this.paste(event));
    this.menu.addEventListener('mousedown', (event) => this.clicked(event));
    this.chips.addEventListener('click', (event) => this.unchip(event));
  }

  /** @param {State} state */
  show(state) {
    this.commands = state.commands;
    this.attached = state.attached;
    this.stop.hidden = !state.busy;
    this.send.textContent = state.busy ? 'Queue' : 'Send';
    this.drawOptions(state.options);
    this.usage.textContent = usage(state.usage);
    this.usage.title = state.usage ? `${state.usage.used} of ${state.usage.size} tokens of the context are used` : '';
    this.drawChips();
  }

  /** What is changed often stands in the row, the rest behind a button. @param {any[]} options */
  drawOptions(options) {
    const said = JSON.stringify(options);
    if (said === this.drawn) return; // a menu that a person has open stays open
    this.drawn = said;
    const often = options.filter((option) => OFTEN.includes(option.category));
    const rest = options.filter((option) => !OFTEN.includes(option.category));
    const more = rest.map((option) => make('label', { title: option.description }, ...(option.type === 'boolean' ? [] : [option.name]), this.option(option)));
    this.options.replaceChildren(
      ...often.map((option) => this.option(option)),
      ...(more.length ? [make('details', { class: 'more' }, make('summary', { title: 'More options', 'aria-label': 'More options' }, '⋯'), make('div', {}, ...more))] : []),
    );
  }

  /** @param {any} option */
  option(option) {
    if (option.type === 'boolean') {
      const box = make('input', { type: 'checkbox', checked: option.currentValue });
      box.addEventListener('change', () => this.say({ type: 'option', id: option.id, value: box.checked }));
      return make('span', {}, box, ` ${option.name}`);
    }
    const groups = option.options.map((/** @type {any} */ one) =>
      one.options ? make('optgroup', { label: one.name }, ...one.options.map((/** @type {any} */ each) => choice(each, option.currentValue))) : choice(one, option.currentValue),
    );
    const select = make('select', { 'aria-label': option.name, title: option.name }, ...groups);
    select.addEventListener('change', () => this.say({ type: 'option', id: option.id, value: select.value }));
    return select;
  }

  /** Words that could not be sent come back, unless others are there. @param {string} text */
  draft(text) {
    if (!this.input.value) this.input.value = text;
    this.fit();
  }

  focus() {
    this.input.focus();
  }

  submit() {
    const text = this.input.value.trim();
    if (!text && !this.images.length) return;
    this.say({ type: 'send', text, images: this.images });
    this.images = [];
    this.input.value = '';
    this.fit();
    this.close();
    this.drawChips();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    if (!this.menu.hidden && ['ArrowDown', 'ArrowUp', 'Tab', 'Enter', 'Escape'].includes(event.key)) {
      event.preventDefault();
      if (event.key === 'Escape') this.close();
      else if (event.key.startsWith('Arrow')) this.move(event.key === 'ArrowDown' ? 1 : -1);
      else this.accept(this.at);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === 'Escape') {
      this.say({ type: 'stop' });
    }
  }

  typed() {
    this.fit();
    const before = this.input.value.slice(0, this.input.selectionStart);
    const slash = /^\/(\S*)$/.exec(before);
    const reference = /(?:^|\s)@(\S*|\w+:"[^"]*)$/.exec(before);
    this.asked += 1;
    if (slash) {
      const found = this.commands.filter((command) => command.name.startsWith(slash[1]));
      this.open(found.map((command) => ({ text: `/${command.name} `, label: `/${command.name}`, detail: command.hint ? `${command.description} (${command.hint})` : command.description })), slash[0].length);
    } else if (reference) {
      this.length = reference[1].length + 1;
      this.say({ type: 'complete', id: this.asked, prefix: reference[1] });
    } else {
      this.close();
    }
  }

  /** @param {number} id @param {Proposal[]} items */
  proposed(id, items) {
    if (id === this.asked) this.open(items, this.length ?? 1);
  }

  /** @param {Proposal[]} proposals @param {number} length how many characters before the cursor they replace */
  open(proposals, length) {
    this.proposals = proposals;
    this.length = length;
    this.at = 0;
    this.menu.hidden = proposals.length === 0;
    this.input.setAttribute('aria-expanded', String(!this.menu.hidden));
    this.menu.replaceChildren(
      ...proposals.map((one, index) => make('li', { id: `proposal-${index}`, role: 'option', 'data-index': index }, make('b', {}, one.label), make('span', {}, one.detail ?? ''))),
    );
    this.move(0);
  }

  close() {
    this.open([], 0);
  }

  /** @param {number} by */
  move(by) {
    const count = this.proposals.length;
    if (!count) {
      this.input.removeAttribute('aria-activedescendant');
      return;
    }
    this.at = (this.at + by + count) % count;
    [...this.menu.children].forEach((row, index) => row.setAttribute('aria-selected', String(index === this.at)));
    this.menu.children[this.at].scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', `proposal-${this.at}`);
  }

  /** @param {number} index */
  accept(index) {
    const { text } = this.proposals[index];
    const end = this.input.selectionStart;
    const start = end - (this.length ?? 0);
    const room = /\s$/.test(text) || this.input.value[end] === ' ' ? '' : ' ';
    this.input.setRangeText(text + room, start, end, 'end');
    this.close();
    this.fit();
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const row = event.target instanceof Element ? event.target.closest('li') : null;
    if (!row) return;
    event.preventDefault();
    this.accept(Number(row.dataset.index));
  }

  /** @param {ClipboardEvent} event */
  async paste(event) {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith('image/'));
    if (!files.length) return;
    event.preventDefault();
    for (const file of files.filter((one) => one.size <= MOST_IMAGE)) {
      this.images.push({ data: await base64(file), mimeType: file.type });
    }
    this.drawChips();
  }

  drawChips() {
    const files = (this.attached ?? []).map((name) => make('button', { class: 'chip', 'data-name': name, title: 'Leave out' }, name, ' ×'));
    const images = this.images.map(({ data, mimeType }, index) =>
      make('button', { class: 'chip', 'data-image': index, title: 'Leave out' }, make('img', { src: `data:${mimeType};base64,${data}`, alt: 'Pasted image' }), ' ×'),
    );
    this.chips.replaceChildren(...files, ...images);
  }

  /** @param {MouseEvent} event */
  unchip(event) {
    const chip = event.target instanceof Element ? event.target.closest('button') : null;
    if (chip?.dataset.name) this.say({ type: 'detach', name: chip.dataset.name });
    if (chip?.dataset.image) {
      this.images.splice(Number(chip.dataset.image), 1);
      this.drawChips();
    }
  }

  fit() {
    this.input.rows = Math.min(this.input.value.split('\n').length, 10);
  }
}

/** @param {any} one @param {string} current */
function choice(one, current) {
  return make('option', { value: one.value, title: one.description, selected: one.value === current }, one.name);
}

/** @param {State['usage']} spent */
function usage(spent) {
  if (!spent) return '';
  const part = Math.round((100 * spent.used) / spent.size);
  const cost = spent.cost ? ` · ${spent.cost.currency} ${spent.cost.amount.toFixed(2)}` : '';
  return `${short(spent.used)} (${part} %)${cost}`;
}

/** @param {File} file @returns {Promise<string>} */
function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1]);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
