/** One temporary folder: a project, an editor's settings, a home for the agent, a script for its model. */

import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const CODE_SERVER = path.resolve(import.meta.dirname, 'node_modules/code-server/out/node/entry.js');
const BROKEN = 'def add(a, b):\n    return a - b\n';

/** What the model says: one inner list for each request it gets. */
const SCRIPT = [
  [
    { thought: 'A sum that subtracts. I should look at the file first.' },
    { text: 'Let me look at **sums.py**.' },
    { call: { name: 'update_plan', arguments: { steps: [{ content: 'Read sums.py', status: 'in_progress' }, { content: 'Mend the sum', status: 'pending' }] } } },
    { call: { name: 'read_file', arguments: { path: 'sums.py' } } },
  ],
  [{ call: { name: 'edit_file', arguments: { path: 'sums.py', old_text: 'return a - b', new_text: 'return a + b' } } }],
  [{ call: { name: 'shell', arguments: { command: 'python3 -c "import sums; print(sums.add(2, 2)); open(\'ran.txt\', \'w\')"' } } }],
  [{ call: { name: 'update_plan', arguments: { steps: [{ content: 'Read sums.py', status: 'completed' }, { content: 'Mend the sum', status: 'completed' }] } } }],
  [
    { text: 'Mended. `add` adds again:\n\n```python\ndef add(a, b):\n    return a + b\n```\n\n| input | before | now |\n|---|---|---|\n| 2, 2 | 0 | 4 |\n\n<img src=x onerror="document.title=1">' },
    { usage: { input: 4100, output: 220 } },
  ],
  [{ text: 'Nothing is left to do.' }],
];

export class Workplace {
  constructor() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hermes-vscode-'));
    this.work = path.join(this.folder, 'project');
    this.user = path.join(this.folder, 'user');
    this.extensions = path.join(this.folder, 'extensions');
    for (const one of [this.work, path.join(this.user, 'User'), path.join(this.user, 'Machine'), this.extensions]) fs.mkdirSync(one, { recursive: true });
    this.sums = path.join(this.work, 'sums.py');
    fs.writeFileSync(this.sums, BROKEN);
    fs.writeFileSync(path.join(this.folder, 'script.json'), JSON.stringify(SCRIPT));
    fs.mkdirSync(path.join(this.folder, 'home'));
    fs.writeFileSync(path.join(this.folder, 'home', 'config.yaml'), 'sandbox:\n  mode: off\n'); // or nothing would be asked
    // The editor runs beside its server, as over SSH: what belongs to the machine stands in the machine's settings.
    const machine = {
      'hermes.command': process.env.HERMES,
      'hermes.env': {
        HERMES_HOME: path.join(this.folder, 'home'),
        HERMES_MODEL: `scripted:${path.join(this.folder, 'script.json')}`,
      },
    };
    fs.writeFileSync(path.join(this.user, 'Machine', 'settings.json'), JSON.stringify(machine, null, 2));
    const settings = {
      'hermes.trace': true,
      'chat.disableAIFeatures': true,
      'workbench.startupEditor': 'none',
      'window.restoreWindows': 'none',
      'security.workspace.trust.enabled': false,
      'telemetry.telemetryLevel': 'off',
    };
    fs.writeFileSync(path.join(this.user, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
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

  folders() {
    return ['--user-data-dir', this.user, '--extensions-dir', this.extensions];
  }

  env() {
    return { ...process.env, HOME: this.folder, VSCODE_IPC_HOOK_CLI: undefined };
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
