// @ts-check
'use strict';

/**
 * What one session looks like: a list of items that updates change in place. Knows the protocol's updates and nothing
 * of the editor, so it is tested by itself.
 * Source: https://agentclientprotocol.com/protocol/v1/prompt-turn and tool-calls
 */

const { changes } = require('./diff');
const { fields } = require('./form');

/**
 * @typedef {{name: string, uri?: string}} Attached
 * @typedef {{kind: 'diff', path: string, index: number} & ReturnType<typeof changes>} ShownDiff
 * @typedef {{kind: 'text', text: string} | {kind: 'image', data: string, mimeType: string} | {kind: 'link', name: string, uri: string} | ShownDiff} Shown
 * @typedef {{id: string, name: string, kind: string}} Choice
 * @typedef {{
 *   id: string,
 *   kind: 'user' | 'agent' | 'thought' | 'call' | 'plan' | 'notice' | 'form' | 'error',
 *   text?: string,
 *   images?: {data: string, mimeType: string}[],
 *   attached?: Attached[],
 *   queued?: boolean,
 *   gone?: boolean,
 *   title?: string,
 *   tool?: string,
 *   status?: string,
 *   shown?: Shown[],
 *   output?: string,
 *   place?: {path: string, line?: number},
 *   entries?: {content: string, status: string, priority?: string}[],
 *   severity?: string,
 *   choices?: Choice[],
 *   why?: string,
 *   chosen?: string,
 *   asks?: boolean,
 *   fields?: import('./form').Field[],
 *   url?: string,
 *   elicitation?: string,
 *   needsSetup?: boolean,
 *   html?: string,
 * }} Item
 * @typedef {{path: string, oldText: string | null, newText: string}} Diff
 */

const MOST_OUTPUT = 20_000;

class Conversation {
  constructor() {
    /** @type {Item[]} */
    this.items = [];
    /** @type {Item[]} What the person said that waits for its turn. */
    this.queue = [];
    /** @type {Map<string, Item>} */
    this.byId = new Map();
    /** @type {Map<string, Diff[]>} Whole texts of the edits of each call; the view only gets their sizes. */
    this.diffs = new Map();
    this.title = '';
    /** @type {{used: number, size: number, cost?: {amount: number, currency: string}} | undefined} */
    this.usage = undefined;
    /** @type {{name: string, description: string, hint?: string}[]} */
    this.commands = [];
    this.count = 0;
  }

  /**
   * Take one `session/update`.
   * @param {any} update
   * @returns {Item | undefined} the item that changed, if one did
   */
  take(update) {
    switch (update.sessionUpdate) {
      case 'user_message_chunk':
        return this.said('user', update);
      case 'agent_message_chunk':
        return this.said('agent', update);
      case 'agent_thought_chunk':
        return this.said('thought', update);
      case 'tool_call':
      case 'tool_call_update':
        return this.called(update);
      case 'plan':
        return this.put({ id: this.openPlan(), kind: 'plan', entries: update.entries });
      case 'notice':
        if (update.title === 'Queued' && this.queue.length) return undefined; // what waits is on the screen already
        return this.put({
          id: this.fresh('notice'),
          kind: 'notice',
          severity: update.severity,
          title: update.title,
          text: update.description ?? '',
        });
      case 'available_commands_update':
        this.commands = update.availableCommands.map((/** @type {any} */ command) => ({
          name: command.name,
          description: command.description,
          hint: command.input?.hint,
        }));
        return undefined;
      case 'session_info_update':
        if (typeof update.title === 'string') this.title = update.title;
        return undefined;
      case 'usage_update':
        this.usage = { used: update.used, size: update.size, cost: update.cost ?? this.usage?.cost };
        return undefined;
      default:
        return undefined;
    }
  }

  /**
   * What the person sent; what waits for its turn gets its place when that begins.
   * @param {string} text @param {{data: string, mimeType: string}[]} images @param {Attached[]} attached @param {boolean} [waits]
   */
  sent(text, images, attached, waits = false) {
    /** @type {Item} */
    const item = { id: this.fresh('user'), kind: 'user', text, images, attached };
    if (!waits) return this.put(item);
    item.queued = true;
    this.queue.push(item);
    return item;
  }

  /** A turn is over. @param {Item} item that began it @returns {Item | undefined} whatever has its turn now, or left the queue */
  over(item) {
    if (item.queued) {
      this.queue = this.queue.filter((one) => one !== item);
      item.gone = true;
      return item;
    }
    const next = this.queue.shift();
    if (next) next.queued = false;
    return next && this.put(next);
  }

  /** Something to know about a turn. @param {string} title */
  noted(title) {
    return this.put({ id: this.fresh('notice'), kind: 'notice', severity: 'info', title, text: '' });
  }

  /** A failure of a turn. @param {string} text @param {boolean} [needsSetup] a model has to be set up */
  failed(text, needsSetup = false) {
    return this.put({ id: this.fresh('error'), kind: 'error', text, needsSetup });
  }

  /** A question about a call. @param {any} params of `session/request_permission` @returns {Item} */
  asked(params) {
    const item = this.called({ ...params.toolCall, status: 'pending' });
    const first = (item.shown ?? []).find((part) => part.kind === 'text');
    item.why = first?.kind === 'text' ? first.text : '';
    item.choices = params.options.map((/** @type {any} */ option) => ({
      id: option.optionId,
      name: option.name,
      kind: option.kind,
    }));
    item.asks = true;
    item.chosen = undefined;
    return item;
  }

  /** A form to fill in, or an address to visit. @param {any} params of `elicitation/create` @returns {Item} */
  wanted({ mode, message, requestedSchema, url, elicitationId }) {
    const what = mode === 'url' ? { url, elicitation: elicitationId } : { fields: fields(requestedSchema) };
    return this.put({ id: this.fresh('form'), kind: 'form', text: message, asks: true, ...what });
  }

  /** The end of a question. @param {string} id of the item @param {string} name what it came to, for the person */
  answered(id, name) {
    const item = this.byId.get(id);
    if (item) {
      item.choices = undefined;
      item.asks = false;
      item.chosen = name;
    }
    return item;
  }

  /** Nothing is under way any more: calls without an end are shown as ended. @returns {Item[]} those that changed */
  settle() {
    const open = this.items.filter((item) => item.kind === 'call' && (item.status === 'pending' || item.status === 'in_progress'));
    for (const item of open) {
      item.status = 'failed';
      item.choices = undefined;
      item.asks = false;
    }
    return open;
  }

  /** @param {'user' | 'agent' | 'thought'} kind @param {any} update */
  said(kind, update) {
    const last = this.items.at(-1);
    const id = update.messageId ? `${kind}-${update.messageId}` : last?.kind === kind ? last.id : this.fresh(kind);
    const item = this.byId.get(id) ?? this.put({ id, kind, text: '' });
    if (update.content.type === 'text') item.text += update.content.text;
    else if (update.content.type === 'image') (item.images ??= []).push(update.content);
    else if (update.content.uri ?? update.content.resource) (item.attached ??= []).push(named(update.content.resource ?? update.content));
    return item;
  }

  /** @param {any} update */
  called(update) {
    const id = `call-${update.toolCallId}`;
    const item = this.byId.get(id) ?? this.put({ id, kind: 'call', status: 'pending', title: '', shown: [] });
    if (update.title) item.title = update.title;
    if (update.kind) item.tool = update.kind;
    if (update.status) item.status = update.status;
    if (update.locations?.length) item.place = update.locations[0];
    if (update.content) this.show(item, update.content);
    const said = update._meta?.terminal_output?.data;
    if (said) item.output = ((item.output ?? '') + said).slice(-MOST_OUTPUT);
    const code = update._meta?.terminal_exit?.exit_code;
    if (typeof code === 'number' && code !== 0) item.output = `${item.output ?? ''}\n[exit code ${code}]`;
    return item;
  }

  /** @param {Item} item @param {any[]} content */
  show(item, content) {
    /** @type {Diff[]} */
    const diffs = [];
    item.shown = content.flatMap((/** @type {any} */ part) => {
      /** @type {Shown[]} */
      const none = [];
      if (part.type === 'diff') {
        const index = diffs.push({ path: part.path, oldText: part.oldText ?? null, newText: part.newText }) - 1;
        return none.concat({ kind: 'diff', path: part.path, index, ...changes(part.oldText ?? '', part.newText) });
      }
      if (part.type === 'content' && part.content.type === 'text')
        return none.concat({ kind: 'text', text: part.content.text });
      if (part.type === 'content' && part.content.type === 'image')
        return none.concat({ kind: 'image', data: part.content.data, mimeType: part.content.mimeType });
      if (part.type === 'content' && part.content.uri) return none.concat({ kind: 'link', ...named(part.content) });
      return none;
    });
    if (diffs.length) this.diffs.set(item.id, diffs);
  }

  /** The plan of the running turn is one item. */
  openPlan() {
    const turn = this.items.findLastIndex((item) => item.kind === 'user');
    const plan = this.items.findLast((item, index) => item.kind === 'plan' && index > turn);
    return plan?.id ?? this.fresh('plan');
  }

  /** @param {string} kind */
  fresh(kind) {
    return `${kind}-${++this.count}`;
  }

  /** @param {Item} item */
  put(item) {
    const known = this.byId.get(item.id);
    if (known) return Object.assign(known, item);
    this.items.push(item);
    this.byId.set(item.id, item);
    return item;
  }
}

/** @param {{name?: string, uri: string}} link @returns {{name: string, uri: string}} */
function named({ name, uri }) {
  const [path, lines] = uri.split('#L');
  return { name: name ?? [decodeURIComponent(path.split('/').pop() || path), lines].filter(Boolean).join(':'), uri };
}

module.exports = { Conversation };
