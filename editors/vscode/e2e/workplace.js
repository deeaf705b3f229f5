/** One temporary folder: a project, an editor's settings, a home for the agent, scripts for its model. */

import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const CODE_SERVER = path.resolve(import.meta.dirname, 'node_modules/code-server/out/node/entry.js');
const ASKER = path.resolve(import.meta.dirname, 'asker.js');
const PEER = path.resolve(import.meta.dirname, 'peer.js');
export const BROKEN = 'def add(a, b):\n    return a - b\n';

export class Workplace {
  constructor() {
    this.scripts = 0;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hermes-vscode-'));
    this.work = path.join(this.folder, 'project');
    this.user = path.join(this.folder, 'user');
    this.extensions = path.join(this.folder, 'extensions');
    for (const one of [this.work, path.join(this.user, 'User'), path.join(this.user, 'Machine'), this.extensions]) fs.mkdirSync(one, { recursive: true });
    this.sums = path.join(this.work, 'sums.py');
    fs.writeFileSync(this.sums, BROKEN);
    fs.writeFileSync(path.join(this.work, 'broken.json'), '{"a": 1 "b": 2}\n');
    fs.mkdirSync(path.join(this.folder, 'home'));
    // A sandbox, or nothing would be asked; a server, or no form would be shown. JSON is YAML.
    const config = { sandbox: { mode: 'off' }, mcp_servers: { asker: { command: process.execPath, args: [ASKER] } } };
    fs.writeFileSync(path.join(this.folder, 'home', 'config.yaml'), JSON.stringify(config));
    this.settings = {
      'files.autoSave': 'off', // which it is not in a browser
      'hermes.trace': true,
      'workbench.colorTheme': 'Light 2026',
      'workbench.startupEditor': 'none',
      'window.restoreWindows': 'none',
      'security.workspace.trust.enabled': false,
      'telemetry.telemetryLevel': 'off',
    };
    this.set({});
    this.hermes();
  }

  /** Change settings of the person. */
  set(changes) {
    Object.assign(this.settings, changes);
    fs.writeFileSync(path.join(this.user, 'User', 'settings.json'), JSON.stringify(this.settings, null, 2));
  }

  /** Have the real agent play a script, or ask a provider. */
  hermes(script = [], model = {}) {
    const file = path.join(this.folder, `script-${++this.scripts}.json`);
    fs.writeFileSync(file, JSON.stringify(script));
    const env = { SCENE: `scene-${this.scripts}-`, HERMES_HOME: path.join(this.folder, 'home'), HERMES_MODEL: `scripted:${file}`, ...model };
    this.machine({ 'hermes.command': process.env.HERMES, 'hermes.env': env });
  }

  /** Have another program in its place. */
  other(command) {
    this.machine(command ? { 'hermes.command': command } : { 'hermes.command': process.execPath, 'hermes.args': [PEER] });
  }

  /** The editor runs beside its server, as over SSH: what belongs to the machine stands in the machine's settings. */
  machine(settings) {
    fs.writeFileSync(path.join(this.user, 'Machine', 'settings.json'), JSON.stringify(settings, null, 2));
  }

  /** Install our extension as a user would. */
  install(vsix) {
    return execFileSync(process.execPath, [CODE_SERVER, ...this.folders(), '--install-extension', vsix], { encoding: 'utf8', env: this.env() });
  }

  /** Start the editor; resolves with its address when it answers. */
  async start() {
    const port = await freePort();
    const settings = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check'];
    this.server = spawn(process.execPath, [CODE_SERVER, ...this.folders(), ...settings], { stdio: 'ignore', env: this.env() });
    const address = `http://127.0.0.1:${port}`;
    const until = Date.now() + 120_000;
    for (;;) {
      if (Date.now() > until) throw new Error('The editor did not answer within two minutes.');
      if (await fetch(`${address}/healthz`).then((answer) => answer.ok, () => false)) return `${address}/?folder=${this.work}`;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /** End the editor and take everything away. */
  close() {
    this.server?.kill();
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  /** What the agent and the extension said to each other, from the editor's log. */
  trace() {
    const logs = fs.readdirSync(path.join(this.user, 'logs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('Hermes.log'));
    return logs.map((name) => fs.readFileSync(path.join(this.user, 'logs', name), 'utf8')).join('');
  }

  /** The process of the agent with the settings of now, or 0. */
  agent() {
    const said = (name) => read(`/proc/${name}/environ`);
    const own = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name) && said(name).includes(this.folder) && said(name).includes(`scene-${this.scripts}-`));
    return Number(own.find((name) => /\0acp\0$/.test(read(`/proc/${name}/cmdline`))) ?? 0);
  }

  /** Wait for that process. */
  async started() {
    for (const until = Date.now() + 20_000; !this.agent(); ) {
      if (Date.now() > until) throw new Error('Changed settings did not start the agent anew.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  folders() {
    return ['--user-data-dir', this.user, '--extensions-dir', this.extensions];
  }

  env() {
    return { ...process.env, HOME: this.folder, VSCODE_IPC_HOOK_CLI: undefined };
  }
}

/** A file, as far as it can be read. */
function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return ''; // the process has ended
  }
}

/** A port nobody uses. */
function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
