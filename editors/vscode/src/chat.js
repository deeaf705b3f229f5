// @ts-check
'use strict';

/**
 * One chat at a time over one agent: sessions, prompts, questions, options. Says what changed through `around`; draws
 * nothing.
 */

const { Agent } = require('./agent');
const { Conversation } = require('./conversation');
const { summary } = require('./form');
const { blocks, needsSetup, sentence, stopped } = require('./prompt');
const { Questions } = require('./questions');

const EARLIER = 4;

/**
 * @typedef {import('./conversation').Item} Item
 * @typedef {{sessionId: string, title?: string, updatedAt?: string, cwd: string}} Session
 * @typedef {import('./prompt').Prompt} Prompt
 * @typedef {{
 *   start: () => import('./agent').Start,
 *   roots: () => string[],
 *   handlers: () => Record<string, import('./wire').Handler>,
 *   version: string,
 *   log: (line: string) => void,
 *   trace?: (direction: '→' | '←', line: string) => void,
 *   last: () => string | undefined,
 *   remember: (session: string | undefined) => void,
 *   item: (item: Item) => void,
 *   state: () => void,
 *   reset: () => void,
 *   question: (item: Item) => void,
 *   answered: (item: Item) => void,
 * }} Around what the chat needs of the editor, and whom it tells; `last` is the session to go on with, if any
 */

class Chat {
  /** @param {Around} around */
  constructor(around) {
    this.around = around;
    this.conversation = new Conversation();
    this.questions = new Questions((item, name) => this.told(item, name));
    this.problem = '';
    this.needsSetup = false;
    /** @type {string | undefined} */
    this.session = undefined;
    /** @type {Agent | undefined} the one in which the session is open */
    this.home = undefined;
    /** @type {any[]} */
    this.options = [];
    /** @type {Session[]} a few to go on with, while nothing was said yet */
    this.earlier = [];
    /** @type {Map<string, AbortController>} prompts without an answer yet, by item; aborting takes one back */
    this.turns = new Map();
    /** @type {Promise<void> | undefined} */
    this.opening = undefined;
  }

  get busy() {
    return this.turns.size > 0;
  }

  /** The agent runs and a session is open. @returns {Promise<void>} */
  ready() {
    if (this.opening && (this.home?.running || !this.home)) return this.opening;
    return this.enter(() => this.reopen());
  }

  /** A new session in place of this one. */
  begin() {
    return this.enter(() => this.fresh());
  }

  /** An old session in place of this one, with all that was said. @param {string} sessionId @param {string} [cwd] */
  resume(sessionId, cwd) {
    return this.enter(() => this.load(sessionId, cwd));
  }

  /** One way in at a time: who comes later waits, and has the last word. @param {() => Promise<void>} act @returns {Promise<void>} */
  enter(act) {
    const opening = (this.opening ?? Promise.resolve()).catch(() => undefined).then(() => this.connect()).then(act);
    this.opening = opening;
    opening.catch((error) => {
      if (this.opening !== opening) return; // somebody came after, who tells
      this.opening = undefined;
      this.trouble(error);
    });
    return opening;
  }

  /** Start the process, if it does not run. */
  async connect() {
    if (this.agent?.running) return this.agent.opened;
    this.trouble(undefined);
    const agent = new Agent(this.around.start(), this.handlers(), {
      version: this.around.version,
      log: this.around.log,
      trace: this.around.trace,
      ended: (why) => this.ended(agent, why),
    });
    this.agent = agent;
    await agent.opened;
    this.around.log(`connected to ${agent.about?.agentInfo?.title ?? 'the agent'} ${agent.about?.agentInfo?.version ?? ''}`);
  }

  /** @returns {Record<string, import('./wire').Handler>} */
  handlers() {
    return {
      ...this.around.handlers(),
      'session/update': ({ sessionId, update }) => this.update(sessionId, update),
      'session/request_permission': (params, signal) => this.ask(params, signal),
      'elicitation/create': (params, signal) => this.elicit(params, signal),
      'elicitation/complete': ({ elicitationId }) => this.visited(elicitationId),
    };
  }

  /** Go on with the session on the screen, else with the last one, else begin anew. */
  async reopen() {
    if (this.session && this.home === this.agent) return;
    if (this.session) return this.opened(this.session, await this.call('session/resume', { sessionId: this.session, ...this.place() }));
    const last = this.around.last();
    try {
      if (last) return await this.load(last);
    } catch (error) {
      if (!this.agent?.running) throw error;
      this.around.log(`the last session cannot be gone on with: ${sentence(error)}`); // another window may have it
    }
    await this.fresh();
  }

  async fresh() {
    this.clear();
    const answer = await this.call('session/new', this.place());
    this.around.remember(undefined); // not before something was said in it
    this.opened(answer.sessionId, answer);
    this.earlier = (await this.sessions().catch(() => [])).slice(0, EARLIER);
    this.around.state();
  }

  /** @param {string} sessionId @param {string} [cwd] */
  async load(sessionId, cwd) {
    this.clear();
    this.session = sessionId; // its updates come before the answer
    try {
      const answer = await this.call('session/load', { sessionId, ...this.place(cwd) });
      this.opened(sessionId, answer);
      this.around.remember(sessionId);
    } catch (error) {
      this.clear();
      throw error;
    }
  }

  /** @param {string} session @param {any} answer */
  opened(session, answer) {
    this.session = session;
    this.home = this.agent;
    this.options = answer?.configOptions ?? [];
    this.trouble(undefined);
  }

  clear() {
    if (this.session && this.busy) this.stop();
    this.questions.dropAll('Cancelled');
    [this.session, this.home, this.earlier] = [undefined, undefined, []];
    this.conversation = new Conversation();
    this.turns = new Map();
    this.around.reset();
  }

  /** Where a session works. @param {string} [cwd] */
  place(cwd) {
    const [here, ...additionalDirectories] = this.around.roots();
    return { cwd: cwd ?? here, additionalDirectories, mcpServers: [] };
  }

  /** Old sessions of this workspace, the newest first. @returns {Promise<Session[]>} */
  async sessions() {
    await this.connect();
    const { sessions } = await this.call('session/list', { cwd: this.around.roots()[0] });
    return sessions.filter((/** @type {Session} */ one) => one.sessionId !== this.session);
  }

  /** @param {string} sessionId @param {string} title */
  async rename(sessionId, title) {
    const kept = await this.call('session/set_title', { sessionId, title });
    if (sessionId === this.session) this.conversation.title = kept.title ?? title;
    this.around.state();
  }

  /** Forget a session; a new one takes the place of the one on the screen. @param {string} sessionId */
  async remove(sessionId) {
    const shown = sessionId === this.session;
    await this.call('session/delete', { sessionId });
    this.earlier = this.earlier.filter((one) => one.sessionId !== sessionId);
    if (shown) await this.begin();
    else this.around.state();
  }

  /** Send a prompt; while a turn runs it waits, unless the person chose that it is read at the next step. @param {Prompt} prompt */
  async send(prompt) {
    await this.ready();
    const { conversation, turns } = this;
    const steers = this.options.find((option) => option.id === 'when_busy')?.currentValue === 'steer';
    const waits = this.busy && !steers && !prompt.text.startsWith('/'); // commands may be obeyed beside the turn
    const item = conversation.sent(prompt.text, prompt.images ?? [], [...(prompt.files ?? []), ...(prompt.selection ?? [])], waits);
    const withdrawn = new AbortController();
    turns.set(item.id, withdrawn);
    this.around.remember(this.session);
    this.around.item(item);
    this.around.state();
    let outcome;
    try {
      const answer = await this.call('session/prompt', { sessionId: this.session, prompt: blocks(prompt) }, withdrawn.signal);
      const said = stopped(answer?.stopReason);
      if (said && !item.queued) outcome = conversation.noted(said);
    } catch (error) {
      if (!item.queued) outcome = conversation.failed(sentence(error), needsSetup(error));
    }
    turns.delete(item.id);
    if (conversation !== this.conversation) return;
    const next = conversation.over(item);
    for (const changed of [outcome, next, ...(this.busy ? [] : conversation.settle())]) if (changed) this.around.item(changed);
    this.around.state();
  }

  /** Take back what waits for its turn. @param {string} item @returns {string} its words */
  withdraw(item) {
    const waiting = this.conversation.queue.find((one) => one.id === item);
    if (waiting) this.turns.get(item)?.abort();
    return waiting?.text ?? '';
  }

  /** End the running turn and those that wait. */
  stop() {
    if (this.session) this.agent?.notify('session/cancel', { sessionId: this.session });
    this.questions.dropAll('Cancelled');
  }

  /** Choose a value of an option; the answer is the full list. @param {string} configId @param {string | boolean} value */
  async set(configId, value) {
    await this.ready();
    const typed = typeof value === 'boolean' ? { type: 'boolean', value } : { value };
    try {
      const answer = await this.call('session/set_config_option', { sessionId: this.session, configId, ...typed });
      this.options = answer.configOptions;
    } catch (error) {
      this.around.item(this.conversation.failed(sentence(error), needsSetup(error)));
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

  /** The person's answer to a question about a call. @param {string} item @param {string} optionId */
  answer(item, optionId) {
    const choice = this.conversation.byId.get(item)?.choices?.find((one) => one.id === optionId);
    if (choice) this.questions.answer(item, { outcome: { outcome: 'selected', optionId } }, `You: ${choice.name}`);
  }

  /** The same by what the choice means. @param {string} item @param {string} kind such as `allow_once` */
  answerKind(item, kind) {
    const choices = this.conversation.byId.get(item)?.choices ?? [];
    const choice = choices.find((one) => one.kind === kind) ?? choices.find((one) => one.kind.startsWith(kind.split('_')[0]));
    if (choice) this.answer(item, choice.id);
  }

  /** What became of a form or an address. @param {string} item @param {'accept' | 'decline'} action @param {Record<string, unknown>} [content] */
  filled(item, action, content) {
    const { fields, url } = this.conversation.byId.get(item) ?? {};
    const done = url ? 'Opened in the browser' : summary(fields ?? [], content ?? {}) || 'Sent';
    this.questions.answer(item, action === 'accept' && !url ? { action, content } : { action }, `You: ${action === 'accept' ? done : 'Declined'}`);
  }

  /** End the agent; the next prompt starts it again. Resolves when it is gone. */
  async close() {
    const { agent } = this;
    this.questions.dropAll('Cancelled');
    [this.agent, this.opening] = [undefined, undefined];
    await agent?.close();
  }

  /** @param {string} sessionId @param {any} update */
  update(sessionId, update) {
    if (sessionId !== this.session) return; // the last words of one that was left
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

  /** @param {any} params @param {AbortSignal} signal @returns {Promise<object>} */
  async ask(params, signal) {
    const none = { outcome: { outcome: 'cancelled' } };
    return params.sessionId === this.session ? this.put(this.conversation.asked(params), none, signal) : none;
  }

  /** @param {any} params @param {AbortSignal} signal @returns {Promise<object>} */
  async elicit(params, signal) {
    const none = { action: 'cancel' };
    return params.sessionId === this.session ? this.put(this.conversation.wanted(params), none, signal) : none;
  }

  /** @param {Item} item @param {object} none @param {AbortSignal} signal */
  put(item, none, signal) {
    const answer = this.questions.put(item.id, none, signal);
    item.asks = true;
    this.around.item(item);
    this.around.question(item);
    this.around.state();
    return answer;
  }

  /** What the person went to an address for has happened. @param {string} elicitation */
  visited(elicitation) {
    const item = this.conversation.items.find((one) => one.elicitation === elicitation);
    if (item) this.told(item.id, 'Done');
  }

  /** @param {string} id @param {string} name */
  told(id, name) {
    const item = this.conversation.answered(id, name);
    if (!item) return;
    this.around.item(item);
    this.around.answered(item);
    this.around.state();
  }

  /** @param {Agent} agent @param {string} why */
  ended(agent, why) {
    this.around.log(why);
    if (agent !== this.agent) return;
    this.questions.dropAll('The agent ended');
    this.trouble(new Error(why));
  }

  /** What is wrong, or that nothing is. @param {unknown} error */
  trouble(error) {
    this.problem = error === undefined ? '' : sentence(error);
    this.needsSetup = needsSetup(error);
    this.around.state();
  }

  /** @param {string} method @param {object} params @param {AbortSignal} [signal] @returns {Promise<any>} */
  async call(method, params, signal) {
    const { agent } = this;
    if (!agent) throw new Error('The agent is not running.');
    const answer = await agent.call(method, params, signal);
    if (agent !== this.agent) throw new Error('The agent was started anew.');
    return answer;
  }
}

module.exports = { Chat };
