// What an organisation's members have together.

import { of, read } from "../../lib/client.js";
import { h } from "../../lib/dom.js";

export const pool = {
  async load(element) {
    const { balances } = await read(of(element.account, "/balances"));
    return balances.filter((it) => it.kind === "counted");
  },

  view(element, balances) {
    return h("div.cards", {}, balances.map(({ feature, name, available, held }) => h("div.card", { "data-key": feature },
      h("p.quiet.small", {}, name),
      h("p.big", { part: "amount", "data-feature": feature },
        available === -1 ? element.t("unlimited") : element.format.number(available)),
      held > 0 && h("p.small.quiet", {}, element.t("billing-held", { n: held })))));
  },
};
