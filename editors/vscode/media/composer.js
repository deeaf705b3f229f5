// @ts-check

/** Where a person writes: text, pasted images, completion behind `@` and `/`, send, stop, options. */

import { make } from './page.js';

/**
 * @typedef {{name: string, description: string, hint?: string}} Command
 * @typedef {{busy: boolean, options: any[], commands: Command[], attached: string[]}} State
 * @typedef {{text: string, label: string, detail?: string}} Proposal
 */

const MOST_IMAGE = 8_000_000;
const OFTEN = ['mode', 'model'];

export class Composer {
  /** @param {HTMLElement} place @param {(message: object) => void} say @param {(draft: string) => void} keep what is written but not sent */
  constructor(place, say, keep) {
    this.say = say;
    this.keep = keep;
    /** @type {{data: string, mimeType: string}[]} */
    this.images = [];
    /** @type {string[]} */
    this.attached = [];
    /** @type {Command[]} */
    this.commands = [];
    /** @type {Proposal[]} */
    this.proposals = [];
    this.length = 0;
    this.at = 0;
    this.asked = 0;
    this.drawn = '';
    this.input = make('textarea', {
      id: 'input', rows: 1, placeholder: 'Ask, or tell Hermes what to do',
      'aria-label': 'Message to Hermes', 'aria-autocomplete': 'list', 'aria-controls': 'menu', 'aria-haspopup': 'listbox',
    });
    this.menu = make('ul', { id: 'menu', role: 'listbox', 'aria-label': 'Proposals', hidden: true });
    this.queue = make('div', { id: 'queue', role: 'group', 'aria-label': 'Waits for its turn' });
    this.note = make('p', { class: 'note', role: 'alert', hidden: true });
    this.chips = make('div', { class: 'around' });
    this.options = make('div', { class: 'options' });
    this.stop = make('button', { class: 'icon stop', title: 'Stop (Escape)', 'aria-label': 'Stop' });
    this.send = make('button', { class: 'icon primary send', title: 'Send (Enter)', 'aria-label': 'Send' });
    const box = make('div', { class: 'box' }, this.chips, this.input, make('div', { class: 'row' }, this.options, this.stop, this.send));
    place.append(this.menu, this.queue, this.note, box);
    this.stop.addEventListener('click', () => say({ type: 'stop' }));
    this.send.addEventListener('click', () => this.submit());
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('blur', () => this.close());
    this.input.addEventListener('paste', (event) => void this.paste(event));
    this.menu.addEventListener('mousedown', (event) => this.clicked(event));
    this.chips.addEventListener('click', (event) => this.unchip(event));
  }

  /** @param {State} state */
  show(state) {
    const more = state.commands.length !== this.commands.length;
    this.commands = state.commands;
    if (more && this.input.value.startsWith('/')) this.typed(); // they are told a moment after the session is there
    this.attached = state.attached;
    this.stop.hidden = !state.busy;
    const does = state.busy ? 'Queue' : 'Send';
    this.send.title = state.busy ? 'Queue (Enter): it is read when this turn has ended' : 'Send (Enter)';
    this.send.setAttribute('aria-label', does);
    this.drawOptions(state.options);
    this.drawChips();
  }

  /** What is changed often stands in the row, the rest behind a button. @param {any[]} options */
  drawOptions(options) {
    const said = JSON.stringify(options);
    if (said === this.drawn) return; // a menu that a person has open stays open
    this.drawn = said;
    const often = options.filter((option) => OFTEN.includes(option.category));
    const rest = options.filter((option) => !OFTEN.includes(option.category));
    const more = rest.map((option) => make('label', { title: option.description }, option.name, this.option(option)));
    this.options.replaceChildren(...often.map((option) => this.option(option)), ...(more.length ? [folded(more)] : []));
  }

  /** @param {any} option */
  option(option) {
    if (option.type === 'boolean') {
      const box = make('input', { type: 'checkbox', checked: option.currentValue });
      box.addEventListener('change', () => this.say({ type: 'option', id: option.id, value: box.checked }));
      return box;
    }
    const groups = option.options.map((/** @type {any} */ one) =>
      one.options ? make('optgroup', { label: one.name }, ...one.options.map((/** @type {any} */ each) => choice(each, option.currentValue))) : choice(one, option.currentValue),
    );
    const select = make('select', { 'aria-label': option.name, title: option.name, 'data-value': option.currentValue }, ...groups);
    select.addEventListener('change', () => this.say({ type: 'option', id: option.id, value: select.value }));
    return select;
  }

  /** Words that could not be sent come back, unless others are there. @param {string} text */
  draft(text) {
    if (!this.input.value) this.input.value = text;
    this.keep(this.input.value);
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
    this.keep('');
    this.close();
    this.drawChips();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    if (event.key === 'Enter' && this.proposals[this.at]?.text.trim() === this.typing()) this.close(); // nothing is left to complete
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

  /** What the proposals are about to replace. */
  typing() {
    return this.input.value.slice(this.input.selectionStart - this.length, this.input.selectionStart);
  }

  typed() {
    this.keep(this.input.value);
    this.note.hidden = true;
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
    if (id === this.asked && document.activeElement === this.input) this.open(items, this.length);
  }

  /** @param {Proposal[]} proposals @param {number} length how many characters before the cursor they replace */
  open(proposals, length) {
    this.proposals = proposals;
    this.length = length;
    this.at = 0;
    this.menu.hidden = proposals.length === 0;
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
    const start = end - this.length;
    const room = /\s$/.test(text) || this.input.value[end] === ' ' ? '' : ' ';
    this.input.setRangeText(text + room, start, end, 'end');
    this.keep(this.input.value);
    this.close();
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    event.preventDefault(); // the focus stays where it is
    const row = event.target instanceof Element ? event.target.closest('li') : null;
    if (row) this.accept(Number(row.dataset.index));
  }

  /** @param {ClipboardEvent} event */
  async paste(event) {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith('image/'));
    if (!files.length) return;
    event.preventDefault();
    const small = files.filter((file) => file.size <= MOST_IMAGE);
    this.note.hidden = small.length === files.length;
    this.note.textContent = `A picture may have ${MOST_IMAGE / 1_000_000} MB at most.`;
    for (const file of small) this.images.push({ data: await base64(file), mimeType: file.type });
    this.drawChips();
  }

  drawChips() {
    const chip = (/** @type {string} */ name, /** @type {Record<string, unknown>} */ data, /** @type {Node | string} */ shown) =>
      make('button', { class: 'chip', title: `Leave out ${name}`, 'aria-label': `Leave out ${name}`, ...data }, shown, make('span', { 'aria-hidden': 'true' }, '×'));
    const files = this.attached.map((name) => chip(name, { 'data-name': name }, make('span', {}, name)));
    const images = this.images.map(({ data, mimeType }, index) => chip('the picture', { 'data-image': index }, make('img', { src: `data:${mimeType};base64,${data}`, alt: 'Pasted picture' })));
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
}

/** Options behind a button; Escape, or going elsewhere, closes them. @param {HTMLElement[]} options */
function folded(options) {
  const menu = make('details', { class: 'more' }, make('summary', { title: 'More options', 'aria-label': 'More options' }, '⋯'), make('div', { tabIndex: -1 }, ...options));
  menu.addEventListener('focusout', ({ relatedTarget }) => (menu.open &&= relatedTarget instanceof Node && menu.contains(relatedTarget)));
  menu.addEventListener('keydown', ({ key }) => (menu.open &&= key !== 'Escape'));
  return menu;
}

/** @param {any} one @param {string} current */
function choice(one, current) {
  return make('option', { value: one.value, title: one.description, selected: one.value === current }, one.name);
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
