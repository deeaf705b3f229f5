// @ts-check

/** A form that the agent asks for: native fields, so that keys and screen readers work as they do everywhere. */

import { make } from './page.js';

/** @typedef {import('../src/form').Field} Field */

const FEW = 4;

/** @param {string} item @param {Field[]} fields @returns {HTMLElement[]} */
export function drawFields(item, fields) {
  return fields.map((field, at) => {
    const id = `${item}-${at}`;
    const help = field.description ? make('small', { id: `${id}-help` }, field.description) : undefined;
    const about = { id, name: field.name, 'aria-describedby': help && `${id}-help` };
    const label = field.label + (field.required || field.kind === 'flag' ? '' : ' (optional)');
    if (field.kind === 'flag') return make('div', { class: 'field' }, tick(about, 'checkbox', field.value === true, label), help);
    if (field.kind === 'some' || (field.kind === 'one' && (field.choices ?? []).length <= FEW)) {
      const chosen = [field.value].flat();
      const type = field.kind === 'some' ? 'checkbox' : 'radio';
      const rows = (field.choices ?? []).map((choice, row) =>
        tick({ ...about, id: `${id}-${row}`, value: choice.value, required: type === 'radio' && field.required }, type, chosen.includes(choice.value), choice.label),
      );
      return make('fieldset', { class: 'field' }, make('legend', {}, label), ...rows, help);
    }
    return make('div', { class: 'field' }, make('label', { htmlFor: id }, label), control(field, about), help);
  });
}

/** @param {Record<string, unknown>} about @param {'checkbox' | 'radio'} type @param {boolean} checked @param {string} label */
function tick(about, type, checked, label) {
  return make('label', { class: 'tick' }, make('input', { type, ...about, defaultChecked: checked }), label);
}

/** @param {Field} field @param {Record<string, unknown>} about */
function control(field, about) {
  const { required, value = '', least, most } = field;
  if (field.kind === 'one') {
    const none = required ? [] : [make('option', { value: '' }, '')];
    const options = (field.choices ?? []).map((choice) => make('option', { value: choice.value, defaultSelected: choice.value === value }, choice.label));
    return make('select', { ...about, required }, ...none, ...options);
  }
  const defaultValue = String(value);
  if (field.kind === 'number') return make('input', { type: 'number', ...about, required, defaultValue, min: least, max: most, step: field.whole ? 1 : 'any' });
  return make('input', { type: field.type ?? 'text', ...about, required, defaultValue, minLength: least, maxLength: most });
}

/**
 * What was filled in; nothing while something does not fit, which the browser then says beside the field.
 * @param {HTMLFormElement} form @param {Field[]} fields
 * @returns {Record<string, unknown> | undefined}
 */
export function readFields(form, fields) {
  /** @type {Record<string, unknown>} */
  const content = {};
  for (const field of fields) {
    const inputs = /** @type {HTMLInputElement[]} */ ([...form.elements].filter((one) => one.getAttribute('name') === field.name));
    const value = read(field, inputs);
    inputs[0]?.setCustomValidity(wrong(field, value));
    if (value !== undefined) content[field.name] = value;
  }
  return form.reportValidity() ? content : undefined;
}

/** @param {Field} field @param {HTMLInputElement[]} inputs @returns {unknown} undefined for what was left empty */
function read({ kind, required }, inputs) {
  if (kind === 'flag') return inputs[0].checked;
  const ticked = inputs.filter((input) => input.checked).map((input) => input.value);
  if (kind === 'some') return ticked.length || required ? ticked : undefined;
  const said = inputs[0]?.type === 'radio' ? (ticked[0] ?? '') : inputs[0].value;
  if (said === '') return undefined;
  return kind === 'number' ? Number(said) : said;
}

/** What the browser does not check by itself. @param {Field} field @param {unknown} value */
function wrong({ kind, least = 0, most = Infinity, pattern }, value) {
  if (kind === 'some' && Array.isArray(value) && (value.length < least || value.length > most)) {
    return most === Infinity ? `Choose at least ${least}.` : `Choose ${least} to ${most}.`;
  }
  return kind === 'text' && pattern && typeof value === 'string' && !new RegExp(pattern, 'u').test(value) ? `It has to match ${pattern}` : '';
}
