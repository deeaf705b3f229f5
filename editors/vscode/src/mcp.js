// @ts-check
'use strict';

/** Offers `hermes mcp serve` to the editor's own agents, where the editor has such a thing. */

const vscode = require('vscode');

/** @param {() => import('./agent').Start} start @returns {vscode.Disposable[]} */
function offer(start) {
  if (typeof vscode.lm?.registerMcpServerDefinitionProvider !== 'function') return [];
  return [
    vscode.lm.registerMcpServerDefinitionProvider('hermes', {
      provideMcpServerDefinitions: () => {
        if (!vscode.workspace.getConfiguration('hermes').get('offerMcpServer', true)) return [];
        const { command, env, cwd } = start();
        const server = new vscode.McpStdioServerDefinition('Hermes', command, ['mcp', 'serve'], env);
        server.cwd = vscode.Uri.file(cwd);
        return [server];
      },
    }),
  ];
}

module.exports = { offer };
