// Makes elements and brings what is shown up to date, keeping what somebody types or has in focus.

const HEARD = Symbol("heard");
const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(["svg", "path", "rect", "line", "text", "g", "title", "circle"]);

/** `h("button.main", { onclick, disabled }, "Buy")`: text is always text. `false`, `null` and
 *  `undefined` stand for nothing, among attributes and children alike. */
export function h(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const node = DRAWN.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  if (classes.length) node.setAttribute("class", classes.join(" "));
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) listen(node, name.slice(2), value);
    else if (name === "value" || name === "checked") node[name] = value;
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat(4).filter((it) => it !== false && it != null).map(asNode));
  return node;
}

const asNode = (it) => (it instanceof Node ? it : document.createTextNode(String(it)));

function listen(node, type, handler) {
  if (!handler) return;
  node[HEARD] ??= {};
  if (!(type in node[HEARD])) node.addEventListener(type, (event) => node[HEARD][type]?.(event));
  node[HEARD][type] = handler;
}

const alike = (one, other) =>
  one.nodeType === other.nodeType && one.nodeName === other.nodeName &&
  (one.nodeType !== 1 || one.getAttribute("data-key") === other.getAttribute("data-key"));

/** Makes the children of `parent` what `wanted` says. Nodes that are alike (the same tag and the same
 *  `data-key`) stay, with the focus and the text in them; `data-own` says that what is inside is not ours. */
export function show(parent, wanted) {
  const nodes = [wanted].flat(4).filter((it) => it !== false && it != null).map(asNode);
  let here = parent.firstChild;
  for (const node of nodes) {
    let found = here;
    if (here && !alike(here, node) && node.nodeType === 1 && node.hasAttribute("data-key")) {
      while (found && !alike(found, node)) found = found.nextSibling;
    }
    if (found && alike(found, node)) {
      if (found !== here) parent.insertBefore(found, here);
      else here = here.nextSibling;
      update(found, node);
    } else {
      parent.insertBefore(node, here);
    }
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

function update(node, wanted) {
  if (node.nodeType !== 1) {
    if (node.data !== wanted.data) node.data = wanted.data;
    return;
  }
  for (const { name } of [...node.attributes]) {
    // Somebody opened or closed it.
    if (name === "open" || wanted.hasAttribute(name)) continue;
    node.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (name !== "open" && node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  node[HEARD] = Object.fromEntries(Object.keys(node[HEARD] ?? {}).map((type) => [type, null]));
  for (const [type, handler] of Object.entries(wanted[HEARD] ?? {})) listen(node, type, handler);
  if (node.hasAttribute("data-own")) return;
  if (node.localName !== "input" && node.localName !== "textarea") show(node, [...wanted.childNodes]);
  if (node.localName === "option") node.selected = wanted.selected;
}
