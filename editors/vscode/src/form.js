// @ts-check
'use strict';

/**
 * The fields of a form that the agent asks for, as the page draws them.
 * Source: https://agentclientprotocol.com/protocol/v1/elicitation
 */

/**
 * @typedef {{
 *   name: string,
 *   label: string,
 *   description: string,
 *   kind: 'text' | 'number' | 'flag' | 'one' | 'some',
 *   required: boolean,
 *   value?: string | number | boolean | string[],
 *   choices?: {value: string, label: string}[],
 *   type?: string,
 *   whole?: boolean,
 *   least?: number,
 *   most?: number,
 *   pattern?: string,
 * }} Field `least` and `most` are of a number, of the length of a text, or of how many are chosen
 */

/** What the fields of a page are called. */
const TYPES = /** @type {Record<string, string>} */ ({ email: 'email', uri: 'url', date: 'date' });

/** @param {any} schema of type object, flat @returns {Field[]} */
function fields(schema) {
  const required = new Set(schema?.required ?? []);
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    label: property.title ?? name,
    description: property.description ?? '',
    required: required.has(name),
    value: property.default ?? undefined,
    ...shape(property),
  }));
}

/** @param {any} property @returns {Omit<Field, 'name' | 'label' | 'description' | 'required' | 'value'>} */
function shape(property) {
  switch (property.type) {
    case 'boolean':
      return { kind: 'flag' };
    case 'number':
    case 'integer':
      return { kind: 'number', whole: property.type === 'integer', least: property.minimum ?? undefined, most: property.maximum ?? undefined };
    case 'array':
      return { kind: 'some', choices: choices(property.items ?? {}), least: property.minItems ?? undefined, most: property.maxItems ?? undefined };
    default:
      if (property.enum || property.oneOf) return { kind: 'one', choices: choices(property) };
      return { kind: 'text', type: TYPES[property.format] ?? 'text', least: property.minLength ?? undefined, most: property.maxLength ?? undefined, pattern: property.pattern ?? undefined };
  }
}

/** @param {any} schema @returns {{value: string, label: string}[]} */
function choices(schema) {
  const titled = schema.oneOf ?? schema.anyOf;
  if (titled) return titled.map((/** @type {any} */ one) => ({ value: one.const, label: one.title ?? one.const }));
  return (schema.enum ?? []).map((/** @type {string} */ value, /** @type {number} */ at) => ({ value, label: schema.enumNames?.[at] ?? value }));
}

/** A filled form in a line. @param {Field[]} asked @param {Record<string, unknown>} content */
function summary(asked, content) {
  const said = (/** @type {Field} */ { kind, choices: all }, /** @type {any} */ value) => {
    if (kind === 'flag') return value ? 'yes' : 'no';
    return [value].flat().map((one) => all?.find((choice) => choice.value === one)?.label ?? one).join(', ');
  };
  return asked.filter(({ name }) => content[name] !== undefined).map((field) => `${field.label}: ${said(field, content[field.name])}`).join(' · ');
}

module.exports = { fields, summary };
