// @ts-check

/** Building the page: elements, and words of a model made harmless. */

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

const TAGS = new Set(
  'A B BLOCKQUOTE BR CODE DEL DIV EM H1 H2 H3 H4 H5 H6 HR I LI OL P PRE S SPAN STRONG SUB SUP TABLE TBODY TD TH THEAD TR UL'.split(' '),
);
const GONE = new Set('SCRIPT STYLE IFRAME OBJECT EMBED FORM INPUT BUTTON SVG MATH LINK META TEMPLATE'.split(' '));

/**
 * HTML of rendered markdown as nodes: known tags without attributes but a link's address and a code block's language.
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
  if (node.tagName === 'CODE' && /^language-[\w+#-]+$/.test(node.className)) kept.className = node.className;
  kept.append(...children);
  return [kept];
}

/** How large a number is, for a person. @param {number} count */
export function short(count) {
  if (count < 1000) return String(count);
  return count < 1_000_000 ? `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}
