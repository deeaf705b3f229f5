// @ts-check
'use strict';

/** A prompt as the protocol has it, and in words how a turn ended or failed. */

const { RpcError } = require('./wire');

const AUTH_REQUIRED = -32000;

/**
 * @typedef {{text: string, images?: {data: string, mimeType: string}[], files?: {uri: string, name: string}[], selection?: {uri: string, text: string, name: string}[]}} Prompt
 */

/** The content blocks of a prompt. @param {Prompt} prompt @returns {object[]} */
function blocks({ text, images = [], files = [], selection = [] }) {
  return [
    { type: 'text', text },
    ...images.map(({ data, mimeType }) => ({ type: 'image', data, mimeType })),
    ...files.map(({ uri, name }) => ({ type: 'resource_link', uri, name })),
    ...selection.map(({ uri, text: said }) => ({ type: 'resource', resource: { uri, text: said } })),
  ];
}

/** What to tell about the end of a turn; nothing for an ordinary one. @param {string | undefined} reason */
function stopped(reason) {
  return {
    cancelled: 'Stopped.',
    max_tokens: 'The answer was cut off by the limit on its length.',
    max_turn_requests: 'The turn used all the model requests it may make.',
    refusal: 'The model refused to go on.',
  }[reason ?? ''];
}

/** @param {unknown} error */
function sentence(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {unknown} error */
function needsSetup(error) {
  return error instanceof RpcError && error.code === AUTH_REQUIRED;
}

module.exports = { blocks, needsSetup, sentence, stopped };
