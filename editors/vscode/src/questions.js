// @ts-check
'use strict';

/** Questions of the agent that wait for a person: each is answered once, by whoever is first. */

class Questions {
  /** @param {(item: string, name: string) => void} told what a question came to */
  constructor(told) {
    this.told = told;
    /** @type {Map<string, {answer: (outcome: object) => void, none: object}>} by item */
    this.open = new Map();
  }

  /**
   * Wait for the answer.
   * @param {string} item
   * @param {object} none the outcome when nobody answers
   * @param {AbortSignal} signal the agent does not want to know any more
   * @returns {Promise<object>}
   */
  put(item, none, signal) {
    this.drop(item, 'Asked anew');
    signal.addEventListener('abort', () => this.drop(item, 'No longer asked'), { once: true });
    return new Promise((answer) => this.open.set(item, { answer, none }));
  }

  /** @param {string} item @param {object} outcome @param {string} name of the answer, for the person @returns {boolean} whether it was still open */
  answer(item, outcome, name) {
    const question = this.open.get(item);
    if (!question) return false;
    this.open.delete(item);
    question.answer(outcome);
    this.told(item, name);
    return true;
  }

  /** Nobody answers. @param {string} item @param {string} why */
  drop(item, why) {
    this.answer(item, this.open.get(item)?.none ?? {}, why);
  }

  /** @param {string} why */
  dropAll(why) {
    for (const item of [...this.open.keys()]) this.drop(item, why);
  }
}

module.exports = { Questions };
