// Members: their roles, what they used, how much they may use, and who is one no more.

import { ask, changed, nameOf, of, read, readCatalog } from "../../lib/client.js";
import { h } from "../../lib/dom.js";

const EVERY = ["day", "month", "ever"];

export const members = {
  async load(element) {
    const [first, settings, catalog] = await Promise.all([
      read(of(element.account, "/members?limit=20")), read(of(element.account, "/settings")), readCatalog(),
    ]);
    element.state.members = { ...element.state.members, more: [], next: first.next };
    const counted = catalog.features.filter((it) => it.kind === "counted");
    return { first: first.members, everybody: settings.member_caps, counted };
  },

  view(element, { first, everybody, counted }) {
    const { more = [], next } = element.state.members ?? {};
    const all = [...first, ...more];
    return [
      all.length === 0 ? h("p.empty", {}, element.t("billing-no-members")) : table(element, all, counted),
      element.wrong("members"),
      h("div.row", { "data-key": "tools" },
        next && h("button", { type: "button", onclick: (event) => element.attempt("members", event.currentTarget, () => page(element)) }, element.t("show-more")),
        caps(element, "everybody", element.t("billing-caps-everybody"), counted, everybody, (body) =>
          ask("PUT", of(element.account, "/settings"), { body: { member_caps: body } })),
        h("button", { type: "button", onclick: (event) => element.attempt("members", event.currentTarget, () => download(element)) }, element.t("billing-csv"))),
      add(element),
    ];
  },
};

const path = (element, member) => of(element.account, `/members/${encodeURIComponent(member)}`);
const short = (member) => member.replace(/^user:/, "");

async function page(element) {
  const { more, next } = element.state.members;
  const told = await read(of(element.account, `/members?limit=20&cursor=${encodeURIComponent(next)}`));
  element.note("members", { more: [...more, ...told.members], next: told.next });
}

/** The table of who used how much, as a file. */
async function download(element) {
  const csv = await ask("GET", of(element.account, "/members?format=csv"), { accept: "text/csv" });
  const href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  h("a", { href, download: "members.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}

function add(element) {
  const send = (event) => {
    event.preventDefault();
    const form = event.target, said = new FormData(form).get("member").trim();
    const member = said.startsWith("user:") ? said : `user:${said}`;
    return element.attempt("members", event.submitter, async () => {
      await ask("PUT", path(element, member), { body: { role: "member" } });
      form.reset();
      element.say(element.t("billing-added", { name: short(member) }));
      changed();
    });
  };
  return h("form.row.last", { "data-key": "add-member", onsubmit: send },
    h("label", {}, element.t("billing-member-id"), h("input", { name: "member", required: true, maxlength: 250, autocomplete: "off" })),
    h("button", {}, element.t("billing-add-member")));
}

function table(element, all, counted) {
  const heads = ["member", "role", "used", "limits", "actions"];
  return h("div.wide", { role: "group", tabindex: 0, "aria-label": element.t("billing-members"), "data-key": "table" }, h("table", {},
    h("thead", {}, h("tr", {}, heads.map((it) => h("th", { scope: "col" }, element.t(`billing-member-${it}`))))),
    h("tbody", {}, all.map((member) => row(element, member, counted)))));
}

function row(element, { member, role, used, limits, caps: own }, counted) {
  const removed = role === "removed";
  const change = (body) => async () => {
    await ask("PUT", path(element, member), { body });
    changed();
  };
  const then = (deed) => (event) => element.attempt("members", event.currentTarget, deed);
  return h("tr", { "data-key": member },
    h("th", { scope: "row" }, short(member)),
    h("td", {}, h(`span.badge${removed ? ".bad" : role === "admin" ? ".good" : ""}`, {}, element.t(`billing-role-${role}`))),
    h("td.small", {}, used.map((it) => h("div", {}, element.t("billing-used", { ...it, name: nameOf({ features: counted }, it.feature) })))),
    h("td.small", {}, limits.map((it) => h("div", {}, limitOf(element, it)))),
    h("td", {}, removed
      ? h("button.plain", { type: "button", onclick: then(change({ role: "member" })) }, element.t("billing-take-back"), unseen(member))
      : h("div.row", {},
        caps(element, member, element.t("billing-caps"), counted, own, (body) => change({ caps: body })()),
        h("button.plain", { type: "button", onclick: then(change({ role: role === "admin" ? "member" : "admin" })) },
          element.t(role === "admin" ? "billing-make-member" : "billing-make-admin"), unseen(member)),
        element.confirming(`remove-${member}`, element.t("billing-remove"), element.t("billing-remove-member", { name: short(member) }),
          then(async () => {
            await ask("DELETE", path(element, member));
            changed();
          })))));
}

const unseen = (member) => h("span.unseen", {}, ` ${short(member)}`);

function limitOf(element, { every, used, limit, resets_at }) {
  const most = limit === -1 ? element.t("unlimited") : element.format.number(limit);
  const resets = resets_at && used >= limit && limit >= 0 ? ` · ${element.t("resets", { moment: element.format.moment(resets_at) })}` : "";
  return element.t("amount-every", { amount: `${element.format.number(used)} / ${most}`, every: element.t(`every-${every}`) }) + resets;
}

/** A button and its dialog, in which caps are said; what is left empty is no cap of one's own. */
function caps(element, who, text, counted, own, keep) {
  const name = `caps-${who}`;
  const field = (feature, every) => h("label", {}, element.t(`every-${every}`), h("input", {
    type: "number", min: -1, max: 1e12, step: 1, name: `${feature}/${every}`, inputmode: "numeric",
  }));
  const save = (event) => {
    const said = [...new FormData(event.target)].filter(([, amount]) => amount !== "");
    const body = said.map(([place, amount]) => {
      const [feature, every] = place.split("/");
      return { feature, every, amount: Number(amount) };
    });
    return element.attempt("members", event.submitter, async () => {
      await keep(body);
      element.say(element.t("billing-saved"));
      changed();
    });
  };
  const dialog = h("dialog", { "aria-labelledby": name, "data-key": name },
    h("form", { method: "dialog", onsubmit: save },
      h("h3", { id: name }, who === "everybody" ? text : `${text}: ${short(who)}`),
      h("p.small.quiet", {}, element.t(who === "everybody" ? "billing-caps-hint-everybody" : "billing-caps-hint")),
      counted.map((feature) => h("fieldset.stack", {}, h("legend", {}, feature.name), h("div.caps", {}, EVERY.map((every) => field(feature.id, every))))),
      h("div.row", {}, h("button.main", {}, element.t("billing-save")),
        h("button", { type: "button", onclick: (event) => event.currentTarget.closest("dialog").close() }, element.t("cancel")))));
  const open = (event) => {
    const here = event.currentTarget.parentNode.querySelector("dialog");
    for (const input of here.querySelectorAll("input")) {
      input.value = own.find((it) => input.name === `${it.feature}/${it.every}`)?.amount ?? "";
    }
    here.showModal();
  };
  return h("span", { "data-key": `${name}-button` }, h("button", { type: "button", onclick: open, "data-opens": name }, text, who !== "everybody" && unseen(who)), dialog);
}
