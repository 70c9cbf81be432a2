// The practice app: what a product looks like that asks Tallystick. Its backend is under `/demo/api`;
// the locks here are for the eye, and the backend asks again before it does anything.

import { changed } from "../tally.js";
import { h, show } from "../lib/dom.js";
import { open, t } from "../pages/page.js";
import { token } from "../pages/session.js";

const $ = (id) => document.getElementById(id);
let questions = [];
let session = null;

async function api(method, path, body, key) {
  const headers = { authorization: `Bearer ${await token()}` };
  if (body) headers["content-type"] = "application/json";
  if (key) headers["idempotency-key"] = key;
  const answer = await fetch(`/demo/api/${path}`, { method, headers, body: body && JSON.stringify(body) });
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  throw new Error(told.detail || told.title || String(answer.status));
}

/** Does what a click asks for; what goes wrong stands on top of the page. */
async function act(button, deed) {
  if (button.disabled) return;
  button.disabled = true;
  $("trouble").textContent = "";
  try {
    await deed();
  } catch (error) {
    $("trouble").textContent = error.message;
    // What the page believed may be old.
    changed();
  } finally {
    button.disabled = false;
  }
}

// The interview. ----------------------------------------------------------------------------------

function paintSession() {
  $("session").hidden = !session;
  $("interview-gate").hidden = Boolean(session) && !session.done;
  if (!session) return;
  if (session.done) {
    const { left } = session.done;
    show($("session"), h("p", { role: "status", id: "finished" }, t("demo-finished"), " ",
      left === -1 ? "" : h("span.quiet", {}, t("demo-left").replace("{n}", left))));
    return;
  }
  const { at, asked } = session, last = at + 1 === asked.length;
  show($("session"), h("form.stack", { onsubmit: (event) => answered(event, last) },
    h("p.quiet", {}, `${at + 1} / ${asked.length}`),
    h("label", { "data-key": `question-${at}` }, asked[at], h("textarea", { rows: 3, name: "answer" })),
    h("div.row", {}, h("button.main", {}, t(last ? "demo-finish" : "demo-next")))));
  $("session").querySelector("textarea").focus();
}

function answered(event, last) {
  event.preventDefault();
  if (!last) {
    session.at += 1;
    return paintSession();
  }
  return act(event.submitter, async () => {
    session.done = await api("POST", `interviews/${session.interview}/finish`);
    changed();
    paintSession();
  });
}

$("start").addEventListener("click", (event) => act(event.currentTarget, async () => {
  const begun = await api("POST", "interviews");
  session = { interview: begun.interview, asked: begun.questions, at: 0 };
  paintSession();
}));

// The generator. ----------------------------------------------------------------------------------

let generation = crypto.randomUUID();

$("generate").addEventListener("submit", (event) => {
  event.preventDefault();
  const topic = new FormData(event.target).get("topic");
  return act(event.submitter, async () => {
    await api("POST", "questions/generate", { topic }, generation);
    generation = crypto.randomUUID();
    changed();
    await loadQuestions();
  });
});

// The list. ---------------------------------------------------------------------------------------

async function loadQuestions() {
  ({ questions } = await api("GET", "questions"));
  paintQuestions();
}

function paintQuestions() {
  show($("readable"), h("ul.list", {}, questions.map(({ question, answer }) =>
    h("li", {}, h("h3", {}, question), h("p", {}, answer)))));
  const field = (name, label, value) => h("label", {}, t(label), h("input", { name, value, required: true, maxlength: 500 }));
  const send = (method, path) => (event) => {
    event.preventDefault();
    const form = event.target, { question, answer } = Object.fromEntries(new FormData(form));
    return act(event.submitter, async () => {
      await api(method, path, { question, answer });
      if (method === "POST") form.reset();
      await loadQuestions();
    });
  };
  show($("editable"), [
    h("ul.list", {}, questions.map((it) => h("li", { "data-key": it.id },
      h("form.row", { onsubmit: send("PUT", `questions/${it.id}`) },
        field("question", "demo-question", it.question), field("answer", "demo-answer", it.answer),
        h("button", {}, t("demo-save")),
        h("button", {
          type: "button", onclick: (event) => act(event.currentTarget, async () => {
            await api("DELETE", `questions/${it.id}`);
            await loadQuestions();
          }),
        }, t("demo-delete")))))),
    h("form.row", { "data-key": "new", onsubmit: send("POST", "questions") },
      field("question", "demo-question", ""), field("answer", "demo-answer", ""), h("button.main", {}, t("demo-add"))),
  ]);
}

document.addEventListener("page-language", () => {
  paintQuestions();
  paintSession();
});

await open(async (who) => {
  if (who) await loadQuestions().catch((error) => {
    $("trouble").textContent = error.message;
  });
});
