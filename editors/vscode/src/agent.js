// @ts-check
'use strict';

/** The agent's process: started, greeted, ended. One for each window. */

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const { Wire } = require('./wire');

/** @typedef {{command: string, args: string[], env: Record<string, string>, cwd: string}} Start */

/** What this editor can do. Source: https://agentclientprotocol.com/protocol/v1/initialization */
const CAPABILITIES = {
  fs: { readTextFile: true, writeTextFile: true },
  terminal: true,
  auth: { terminal: true },
  elicitation: { form: {}, url: {} },
  session: { notices: {}, configOptions: { boolean: {} } },
  _meta: { terminal_output: true },
};

const GREETING_MS = 60_000; // a launcher such as uvx may download first
const LEAVING_MS = 3000;

class Agent {
  /**
   * @param {Start} start
   * @param {Record<string, import('./wire').Handler>} handlers
   * @param {{version: string, log: (line: string) => void, trace?: (direction: '→' | '←', line: string) => void, ended: (why: string) => void}} around
   */
  constructor(start, handlers, around) {
    this.start = start;
    this.handlers = handlers;
    this.around = around;
    /** @type {any} */
    this.about = undefined;
    /** @type {import('node:child_process').ChildProcessWithoutNullStreams | undefined} */
    this.child = undefined;
    /** @type {Wire | undefined} */
    this.wire = undefined;
    this.leaving = false;
    /** @type {Promise<void>} fails with a sentence for a person */
    this.opened = this.open();
  }

  /** Start the process and greet it. */
  async open() {
    const { command, args, env, cwd } = this.start;
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    const wire = new Wire(child.stdout, child.stdin, this.handlers, this.around.trace);
    [this.child, this.wire] = [child, wire];
    let last = '';
    child.stderr.on('data', (/** @type {Buffer} */ text) => {
      last = text.toString().trim().split('\n').pop() || last;
      this.around.log(text.toString().trimEnd());
    });
    /** @type {Promise<string>} why it is gone */
    this.gone = new Promise((resolve) => {
      child.on('error', (error) => resolve(unstarted(command, cwd, error)));
      child.on('exit', (code, signal) => resolve(`The agent ended${code ? ` with code ${code}` : signal ? ` by ${signal}` : ''}.${code && last ? ` ${last}` : ''}`));
    });
    void this.gone.then((why) => {
      wire.close(why);
      if (!this.leaving) this.around.ended(why);
    });
    const hurry = setTimeout(() => {
      wire.close(`${command} does not answer as an agent. Look at hermes.command and hermes.args in the settings.`);
      void this.close();
    }, GREETING_MS);
    try {
      this.about = await wire.call('initialize', {
        protocolVersion: 1,
        clientInfo: { name: 'vscode-hermes', title: 'Hermes for VS Code', version: this.around.version },
        clientCapabilities: CAPABILITIES,
      });
    } finally {
      clearTimeout(hurry);
    }
  }

  get running() {
    return this.wire !== undefined && !this.wire.closed;
  }

  /** Whether it can do something with sessions, such as `delete`. @param {string} what */
  can(what) {
    return Boolean(this.about?.agentCapabilities?.sessionCapabilities?.[what]);
  }

  /** @param {string} method @param {object} params @param {AbortSignal} [signal] @returns {Promise<any>} */
  call(method, params, signal) {
    return this.wire ? this.wire.call(method, params, signal) : Promise.reject(new Error('The agent is not running.'));
  }

  /** @param {string} method @param {object} params */
  notify(method, params) {
    this.wire?.notify(method, params);
  }

  /** Close its input, which ends it; a kill follows for one that hangs. Resolves when it is gone. */
  async close() {
    this.leaving = true;
    const child = this.child;
    if (!child) return;
    child.stdin.end();
    const kill = setTimeout(() => child.kill('SIGKILL'), LEAVING_MS);
    await this.gone;
    clearTimeout(kill);
  }
}

/** @param {string} command @param {string} cwd @param {NodeJS.ErrnoException} error */
function unstarted(command, cwd, error) {
  if (error.code !== 'ENOENT') return `${command} could not be started: ${error.message}`;
  if (!fs.existsSync(cwd)) return `The folder ${cwd} is not there.`;
  return `The command ${command} was not found. Install Hermes, or set hermes.command to its full path.`;
}

module.exports = { Agent };
