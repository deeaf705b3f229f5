// @ts-check

/** Building the page: elements, their change in place, words of a model made harmless, words for numbers and dates. */

/**
 * An element with properties and children; text is never read as HTML.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [properties] `class`, `aria-…`, `data-…` and `role` as attributes, all else as properties
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (/^(class|role|for|aria-|data-)/.test(name)) element.setAttribute(name, String(value));
    else Reflect.set(element, name, value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/**
 * Change an element into another one in place, so that focus, selection and scroll positions stay.
 * @param {Node} old @param {Node} fresh
 */
export function become(old, fresh) {
  if (old.nodeName !== fresh.nodeName) {
    old.parentNode?.replaceChild(fresh, old);
  } else if (old instanceof Text) {
    if (old.data !== fresh.textContent) old.data = fresh.textContent ?? '';
  } else if (old instanceof Element && fresh instanceof Element) {
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    const children = [...fresh.childNodes];
    while (old.childNodes.length > children.length) old.lastChild?.remove();
    children.forEach((child, at) => (at < old.childNodes.length ? become(old.childNodes[at], child) : old.append(child)));
  }
}

const TAGS = new Set(
  'A B BLOCKQUOTE BR CODE DEL DIV EM H1 H2 H3 H4 H5 H6 HR I LI OL P PRE S SPAN STRONG SUB SUP TABLE TBODY TD TH THEAD TR UL'.split(' '),
);
const GONE = new Set('SCRIPT STYLE IFRAME OBJECT EMBED FORM INPUT BUTTON SVG MATH LINK META TEMPLATE'.split(' '));

/**
 * HTML of rendered markdown as nodes: known tags without attributes but a link's address and the colours of code.
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function harmless(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const fragment = document.createDocumentFragment();
  fragment.append(...[...parsed.body.childNodes].flatMap(cleaned));
  return fragment;
}

/** @param {Node} node @returns {Node[]} */
function cleaned(node) {
  if (node instanceof Text) return [document.createTextNode(node.data)];
  if (!(node instanceof Element) || GONE.has(node.tagName.toUpperCase())) return [];
  const children = [...node.childNodes].flatMap(cleaned);
  if (!TAGS.has(node.tagName)) return children;
  const kept = document.createElement(node.tagName);
  const href = node.getAttribute('data-href') ?? node.getAttribute('href');
  if (kept instanceof HTMLAnchorElement && href) kept.dataset.href = href;
  if (kept instanceof HTMLAnchorElement) kept.href = '#';
  kept.className = [...node.classList].filter((name) => /^hljs-[\w-]+$/.test(name)).join(' ');
  if (!kept.className) kept.removeAttribute('class');
  kept.append(...children);
  return node.tagName === 'PRE' ? [make('div', { class: 'code' }, kept, make('button', { class: 'copy', title: 'Copy', 'aria-label': 'Copy the code' }))] : [kept];
}

/** Words in which some stand between backticks. @param {string} text @returns {(Node | string)[]} */
export function coded(text) {
  return text.split(/`([^`]+)`/).map((part, at) => (at % 2 ? make('code', {}, part) : part));
}

/** How long ago something was, for a person. @param {string} date */
export function ago(date) {
  const minutes = (Date.now() - Date.parse(date)) / 60_000;
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (minutes < 60) return words.format(-Math.max(Math.round(minutes), 0), 'minute');
  return minutes < 24 * 60 ? words.format(-Math.round(minutes / 60), 'hour') : words.format(-Math.round(minutes / 1440), 'day');
}

/** How large a number is, for a person. @param {number} count */
export function short(count) {
  if (count < 1000) return String(count);
  return count < 1_000_000 ? `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}
