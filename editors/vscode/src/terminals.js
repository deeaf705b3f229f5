// @ts-check
'use strict';

/** Commands the agent runs through the editor: in a terminal a person can watch, bounded output, whole group ended. */

const { spawn } = require('node:child_process');
const vscode = require('vscode');
const { RpcError } = require('./wire');

const MOST_BYTES = 1_000_000;
const MOST_KEPT = 3;

/** One command. */
class Command {
  /** @param {{command: string, args?: string[], env?: {name: string, value: string}[], cwd?: string, outputByteLimit?: number}} params */
  constructor(params) {
    this.limit = Math.min(params.outputByteLimit ?? MOST_BYTES, MOST_BYTES);
    this.text = '';
    this.truncated = false;
    /** @type {{exitCode: number | null, signal: string | null} | undefined} */
    this.status = undefined;
    /** @type {vscode.EventEmitter<string>} */
    this.written = new vscode.EventEmitter();
    const env = Object.fromEntries((params.env ?? []).map(({ name, value }) => [name, value]));
    this.child = spawn(params.command, params.args ?? [], {
      cwd: params.cwd,
      env: { ...process.env, ...env },
      shell: !params.args?.length,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = new Promise((resolve) => {
      this.child.on('error', (error) => {
        this.hear(`${error.message}\n`);
        resolve((this.status = { exitCode: 127, signal: null }));
      });
      this.child.on('close', (exitCode, signal) => resolve((this.status ??= { exitCode, signal })));
    });
    for (const stream of [this.child.stdout, this.child.stderr]) stream.setEncoding('utf8').on('data', (text) => this.hear(text));
    const title = [params.command, ...(params.args ?? [])].join(' ').slice(0, 60);
    void this.ended.then(() => this.written.fire(ending(this.status)));
    this.terminal = vscode.window.createTerminal({ name: `Hermes: ${title}`, pty: this.pty(title), isTransient: true });
  }

  /** @param {string} title @returns {vscode.Pseudoterminal} */
  pty(title) {
    return {
      onDidWrite: this.written.event,
      open: () => this.written.fire(`\x1b[2m$ ${title}\x1b[0m\r\n${this.text.replace(/\r?\n/g, '\r\n')}${ending(this.status)}`),
      close: () => this.kill(),
    };
  }

  /** @param {string} text */
  hear(text) {
    this.text += text;
    if (this.text.length > this.limit) {
      this.text = this.text.slice(-this.limit);
      this.truncated = true;
    }
    this.written.fire(text.replace(/\r?\n/g, '\r\n'));
  }

  kill() {
    if (this.status || this.child.pid === undefined) return;
    try {
      if (process.platform === 'win32') this.child.kill();
      else process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // it ended in this very moment
    }
  }
}

/** How a command ended, as a last line; nothing while it runs. @param {Command['status']} status */
function ending(status) {
  return status ? `\r\n\x1b[2m${status.signal ? `ended by ${status.signal}` : `exit code ${status.exitCode}`}\x1b[0m\r\n` : '';
}

class Terminals {
  constructor() {
    /** @type {Map<string, Command>} */
    this.commands = new Map();
    /** @type {Command[]} those the agent has done with, the newest last; a person may still read them */
    this.kept = [];
    this.count = 0;
  }

  /** The methods the agent may call. @returns {Record<string, import('./wire').Handler>} */
  handlers() {
    return {
      'terminal/create': (params) => {
        const terminalId = `terminal-${++this.count}`;
        this.commands.set(terminalId, new Command(params));
        return { terminalId };
      },
      'terminal/output': (params) => {
        const { text, truncated, status } = this.find(params);
        return { output: text, truncated, ...(status && { exitStatus: status }) };
      },
      'terminal/wait_for_exit': (params) => this.find(params).ended,
      'terminal/kill': (params) => this.find(params).kill(),
      'terminal/release': (params) => {
        const command = this.find(params);
        command.kill();
        this.commands.delete(params.terminalId);
        this.kept.push(command);
        for (const old of this.kept.splice(0, this.kept.length - MOST_KEPT)) old.terminal.dispose();
      },
    };
  }

  /** @param {{terminalId: string}} params */
  find({ terminalId }) {
    const command = this.commands.get(terminalId);
    if (!command) throw new RpcError(-32002, `There is no terminal ${terminalId}.`);
    return command;
  }

  close() {
    for (const command of [...this.commands.values(), ...this.kept]) {
      command.kill();
      command.terminal.dispose();
    }
    this.commands.clear();
  }
}

module.exports = { Terminals };
