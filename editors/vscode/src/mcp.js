// @ts-check
'use strict';

/** Offers `hermes mcp serve` to the editor's own agents, where the editor has such a thing. */

const vscode = require('vscode');
const { start } = require('./start');

/** @returns {vscode.Disposable[]} */
function offer() {
  if (typeof vscode.lm?.registerMcpServerDefinitionProvider !== 'function') return [];
  const changed = new vscode.EventEmitter();
  return [
    changed,
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('hermes') && changed.fire(undefined)),
    vscode.lm.registerMcpServerDefinitionProvider('hermes', {
      onDidChangeMcpServerDefinitions: /** @type {vscode.Event<void>} */ (changed.event),
      provideMcpServerDefinitions: () => {
        if (!vscode.workspace.getConfiguration('hermes').get('offerMcpServer', true)) return [];
        const { command, args, env, cwd } = start('mcp', 'serve');
        const server = new vscode.McpStdioServerDefinition('Hermes', command, args, env);
        server.cwd = vscode.Uri.file(cwd);
        return [server];
      },
    }),
  ];
}

module.exports = { offer };
