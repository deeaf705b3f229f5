// @ts-check
'use strict';

/**
 * One chat at a time over one agent: sessions, prompts, questions, options. Says what changed through `changed`; draws
 * nothing.
 */

const { Agent } = require('./agent');
const { Conversation } = require('./conversation');
const { RpcError } = require('./wire');

const AUTH_REQUIRED = -32000;

/**
 * @typedef {import('./conversation').Item} Item
 * @typedef {{text: string, images?: {data: string, mimeType: string}[], files?: {uri: string, name: string}[], selection?: {uri: string, text: string, name: string}[]}} Prompt
 * @typedef {{
 *   start: () => import('./agent').Start,
 *   roots: () => string[],
 *   handlers: () => Record<string, import('./wire').Handler>,
 *   version: string,
 *   log: (line: string) => void,
 *   trace?: (direction: '→' | '←', line: string) => void,
 *   remember: (session: string | undefined) => void,
 *   item: (item: Item) => void,
 *   state: () => void,
 *   reset: () => void,
 *   question: (item: Item) => void,
 *   answered: (item: Item) => void,
 * }} Around what the chat needs of the editor, and whom it tells
 */

class Chat {
  /** @param {Around} around */
  constructor(around) {
    this.around = around;
    this.conversation = new Conversation();
    this.waiting = 0;
    this.problem = '';
    /** @type {string | undefined} */
    this.session = undefined;
    /** @type {any[]} */
    this.options = [];
    /** @type {Map<string, (outcome: object) => void>} by item */
    this.questions = new Map();
    /** @type {Promise<void> | undefined} */
    this.opening = undefined;
  }

  get busy() {
    return this.waiting > 0;
  }

  /** Start the agent and a session, once. @returns {Promise<void>} */
  ready() {
    this.opening ??= this.open().catch((error) => {
      this.opening = undefined;
      this.trouble(error);
      throw error;
    });
    return this.opening;
  }

  async open() {
    await this.connect();
    if (!this.session) await this.begin();
  }

  /** Start the process, if it does not run. */
  async connect() {
    if (this.agent?.wire && !this.agent.wire.closed) return;
    this.problem = '';
    const agent = new Agent(this.around.start(), this.handlers(), {
      version: this.around.version,
      log: this.around.log,
      trace: this.around.trace,
      ended: (why) => this.ended(why),
    });
    this.agent = agent;
    await agent.open();
    this.around.log(`connected to ${agent.about?.agentInfo?.title ?? 'the agent'} ${agent.about?.agentInfo?.version ?? ''}`);
  }

  /** @returns {Record<string, import('./wire').Handler>} */
  handlers() {
    return {
      ...this.around.handlers(),
      'session/update': ({ sessionId, update }) => this.update(sessionId, update),
      'session/request_permission': (params) => this.ask(params),
    };
  }

  /** A new session in place of this one. */
  async begin() {
    const [cwd, ...additionalDirectories] = this.around.roots();
    this.clear();
    const answer = await this.call('session/new', { cwd, additionalDirectories, mcpServers: [] });
    this.opened(answer.sessionId, answer);
  }

  /** An old session in place of this one, with all that was said. @param {string} sessionId @param {string} [cwd] */
  async resume(sessionId, cwd) {
    await this.connect();
    const [here, ...additionalDirectories] = this.around.roots();
    this.clear();
    this.session = sessionId; // its updates come before the answer
    const answer = await this.call('session/load', { sessionId, cwd: cwd ?? here, additionalDirectories, mcpServers: [] });
    this.opening = Promise.resolve();
    this.opened(sessionId, answer);
  }

  /** @param {string} session @param {any} answer */
  opened(session, answer) {
    this.session = session;
    this.options = answer?.configOptions ?? [];
    this.problem = '';
    this.around.remember(session);
    this.around.state();
  }

  clear() {
    this.refuseAll();
    if (this.session && this.busy) this.agent?.notify('session/cancel', { sessionId: this.session });
    this.session = undefined;
    this.conversation = new Conversation();
    this.waiting = 0;
    this.around.reset();
  }

  /** Old sessions of this workspace, the newest first. @returns {Promise<{sessionId: string, title?: string, updatedAt?: string, cwd: string}[]>} */
  async sessions() {
    await this.connect();
    return (await this.call('session/list', { cwd: this.around.roots()[0] })).sessions;
  }

  /** Send a prompt; while a turn runs the agent lets it wait. @param {Prompt} prompt */
  async send(prompt) {
    const names = [...(prompt.files ?? []), ...(prompt.selection ?? [])].map((file) => file.name);
    await this.ready();
    const conversation = this.conversation;
    this.around.item(conversation.sent(prompt.text, prompt.images ?? [], names));
    this.waiting += 1;
    this.around.state();
    try {
      const answer = await this.call('session/prompt', { sessionId: this.session, prompt: blocks(prompt) });
      const said = stopped(answer?.stopReason);
      if (said && conversation === this.conversation) this.around.item(conversation.failed(said));
    } catch (error) {
      if (conversation === this.conversation) this.around.item(conversation.failed(sentence(error)));
    } finally {
      if (conversation === this.conversation) {
        this.waiting -= 1;
        if (!this.busy) for (const item of conversation.settle()) this.around.item(item);
        this.around.state();
      }
    }
  }

  /** End the running turn and those that wait. */
  stop() {
    if (!this.session) return;
    this.agent?.notify('session/cancel', { sessionId: this.session });
    this.refuseAll();
  }

  /** Choose a value of an option; the answer is the full list. @param {string} configId @param {string | boolean} value */
  async set(configId, value) {
    await this.ready();
    const typed = typeof value === 'boolean' ? { type: 'boolean', value } : { value };
    try {
      const answer = await this.call('session/set_config_option', { sessionId: this.session, configId, ...typed });
      this.options = answer.configOptions;
    } catch (error) {
      this.around.item(this.conversation.failed(sentence(error)));
    }
    this.around.state();
  }

  /** What may follow an `@`. @param {string} prefix @param {string[]} openFiles @returns {Promise<{text: string, label: string, detail?: string}[]>} */
  async complete(prefix, openFiles) {
    if (!this.session) return [];
    try {
      return (await this.call('_hermes/complete', { sessionId: this.session, prefix, limit: 20, openFiles })).items;
    } catch {
      return []; // an older agent has no such method
    }
  }

  /** The person's answer to a question. @param {string} item @param {string} optionId */
  answer(item, optionId) {
    const name = this.conversation.byId.get(item)?.choices?.find((choice) => choice.id === optionId)?.name;
    const settle = this.questions.get(item);
    if (!settle || name === undefined) return;
    this.questions.delete(item);
    settle({ outcome: { outcome: 'selected', optionId } });
    this.told(item, name);
  }

  /** The same by what the choice means. @param {string} item @param {string} kind such as `allow_once` */
  answerKind(item, kind) {
    const choices = this.conversation.byId.get(item)?.choices ?? [];
    const choice = choices.find((one) => one.kind === kind) ?? choices.find((one) => one.kind.startsWith(kind.split('_')[0]));
    if (choice) this.answer(item, choice.id);
  }

  /** End the agent; the next prompt starts it again. */
  close() {
    this.refuseAll();
    this.agent?.close();
    this.agent = undefined;
    this.opening = undefined;
  }

  /** @param {string} sessionId @param {any} update */
  update(sessionId, update) {
    if (sessionId !== this.session && this.session !== undefined) return;
    if (update.sessionUpdate === 'config_option_update') this.options = update.configOptions;
    if (update.sessionUpdate === 'current_mode_update') this.mode(update.currentModeId);
    const item = this.conversation.take(update);
    if (item) this.around.item(item);
    else this.around.state();
  }

  /** @param {string} mode */
  mode(mode) {
    const option = this.options.find((one) => one.id === 'mode');
    if (option) option.currentValue = mode;
  }

  /** @param {any} params @returns {Promise<object>} */
  ask(params) {
    const item = this.conversation.asked(params);
    return new Promise((resolve) => {
      this.questions.set(item.id, resolve);
      this.around.item(item);
      this.around.question(item);
    });
  }

  refuseAll() {
    for (const [item, settle] of this.questions) {
      settle({ outcome: { outcome: 'cancelled' } });
      this.told(item, 'Cancelled');
    }
    this.questions.clear();
  }

  /** @param {string} id @param {string} name */
  told(id, name) {
    const item = this.conversation.answered(id, name);
    if (item) {
      this.around.item(item);
      this.around.answered(item);
    }
  }

  /** @param {string} why */
  ended(why) {
    this.around.log(why);
    this.opening = undefined;
    this.waiting = 0;
    this.refuseAll();
    this.trouble(new Error(why));
  }

  /** @param {unknown} error */
  trouble(error) {
    this.problem = sentence(error);
    this.needsSetup = error instanceof RpcError && error.code === AUTH_REQUIRED;
    this.around.state();
  }

  /** @param {string} method @param {object} params */
  call(method, params) {
    return this.agent ? this.agent.call(method, params) : Promise.reject(new Error('The agent is not running.'));
  }
}

/** The content blocks of a prompt. @param {Prompt} prompt @returns {object[]} */
function blocks({ text, images = [], files = [], selection = [] }) {
  return [
    { type: 'text', text },
    ...images.map(({ data, mimeType }) => ({ type: 'image', data, mimeType })),
    ...files.map(({ uri, name }) => ({ type: 'resource_link', uri, name })),
    ...selection.map(({ uri, text: said }) => ({ type: 'resource', resource: { uri, text: said } })),
  ];
}

/** What to tell about the end of a turn; nothing for an ordinary one. @param {string | undefined} reason */
function stopped(reason) {
  return {
    cancelled: 'Stopped.',
    max_tokens: 'The answer was cut off by the limit on its length.',
    max_turn_requests: 'The turn used all the model requests it may make.',
    refusal: 'The model refused to go on.',
  }[reason ?? ''];
}

/** @param {unknown} error */
function sentence(error) {
  return error instanceof Error ? error.message : String(error);
}

module.exports = { Chat, blocks };
