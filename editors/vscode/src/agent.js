// @ts-check
'use strict';

/** The agent's process: started, greeted, ended. One for each window. */

const { spawn } = require('node:child_process');
const { Wire } = require('./wire');

/** @typedef {{command: string, args: string[], env: Record<string, string>, cwd: string}} Start */

/** What this editor can do. Source: https://agentclientprotocol.com/protocol/v1/initialization */
const CAPABILITIES = {
  fs: { readTextFile: true, writeTextFile: true },
  terminal: true,
  auth: { terminal: true },
  session: { notices: {}, configOptions: { boolean: {} } },
  _meta: { terminal_output: true },
};

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
  }

  /** Start the process and greet it. Throws with a sentence for a person. @returns {Promise<void>} */
  async open() {
    const { command, args, env, cwd } = this.start;
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child = child;
    let last = '';
    child.stderr.on('data', (/** @type {Buffer} */ text) => {
      last = text.toString().trim().split('\n').pop() || last;
      this.around.log(text.toString().trimEnd());
    });
    const wire = new Wire(child.stdout, child.stdin, this.handlers, this.around.trace);
    this.wire = wire;
    child.on('error', (error) => {
      const missing = /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT';
      wire.close(missing ? `The command ${command} was not found. Install Hermes, or set hermes.command to its full path.` : error.message);
    });
    child.on('exit', (code, signal) => {
      const why = `The agent ended${code ? ` with code ${code}` : signal ? ` by ${signal}` : ''}.${code && last ? ` ${last}` : ''}`;
      wire.close(why);
      if (!this.leaving) this.around.ended(why);
    });
    this.about = await wire.call('initialize', {
      protocolVersion: 1,
      clientInfo: { name: 'vscode-hermes', title: 'Hermes for VS Code', version: this.around.version },
      clientCapabilities: CAPABILITIES,
    });
  }

  /** @param {string} method @param {object} params @returns {Promise<any>} */
  call(method, params) {
    return this.wire ? this.wire.call(method, params) : Promise.reject(new Error('The agent is not running.'));
  }

  /** @param {string} method @param {object} params */
  notify(method, params) {
    this.wire?.notify(method, params);
  }

  /** Close its input, which ends it; a kill follows for one that hangs. */
  close() {
    this.leaving = true;
    const child = this.child;
    if (!child || child.exitCode !== null) return;
    child.stdin.end();
    setTimeout(() => child.exitCode === null && child.kill(), 3000).unref();
  }
}

module.exports = { Agent };
