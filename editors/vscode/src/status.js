// @ts-check
'use strict';

/** Hermes in the status bar: ready, working, asking, or in trouble. A click leads to what there is to do. */

const vscode = require('vscode');

class Status {
  constructor() {
    this.item = vscode.window.createStatusBarItem('hermes', vscode.StatusBarAlignment.Right, 100);
    this.item.name = 'Hermes';
    this.item.show();
  }

  /** @param {import('./chat').Chat} chat */
  show({ problem, busy, questions, options }) {
    const asks = questions.open.size > 0;
    const model = options.find((option) => option.id === 'model')?.currentValue;
    const [icon, word] = problem ? ['warning', problem] : asks ? ['question', 'asks you something'] : busy ? ['loading~spin', 'working'] : ['comment-discussion', 'ready'];
    this.item.text = `$(${icon}) Hermes${asks ? ' asks' : ''}`;
    this.item.tooltip = `Hermes: ${word}${model ? ` (${model})` : ''}`;
    this.item.accessibilityInformation = { label: this.item.tooltip };
    this.item.backgroundColor = problem || asks ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.item.command = asks ? 'hermes.answer' : 'hermes.open';
  }

  dispose() {
    this.item.dispose();
  }
}

module.exports = { Status };
