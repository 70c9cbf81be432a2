// A button that asks once more before it does something that cannot be taken back.

import { h } from "../../lib/dom.js";

/** `deed` is called by the second click, with its event. */
export function confirming(element, name, text, question, deed) {
  const dialog = h("dialog", { "aria-labelledby": `${name}-asked`, "data-key": name },
    h("form", { method: "dialog" },
      h("p", { id: `${name}-asked` }, question),
      h("div.row", {},
        h("button.main", { onclick: (event) => deed(event) }, text),
        h("button", { autofocus: true }, element.t("cancel")))));
  const open = (event) => event.currentTarget.parentNode.querySelector("dialog").showModal();
  return h("span", {}, h("button.plain", { type: "button", onclick: open, "data-opens": name }, text), dialog);
}
