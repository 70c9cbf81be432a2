// The page of a bank that asks, over the page that pays.

const look = new CSSStyleSheet();
look.replaceSync(`
  .fake-stripe-asks { box-sizing: border-box; width: min(26rem, calc(100vw - 2rem)); padding: 0;
    height: min(32rem, calc(100vh - 2rem)); border: 0; border-radius: .75rem; overflow: hidden;
    background: #f6f8fa; color: #1a1f36; color-scheme: light; }
  .fake-stripe-asks[open] { display: flex; flex-direction: column; }
  .fake-stripe-asks::backdrop { background: rgb(10 15 30 / .6); }
  .fake-stripe-asks iframe { flex: 1; width: 100%; border: 0; }
  .fake-stripe-asks button { align-self: end; margin: .5rem; padding: .5rem .75rem; border: 0;
    border-radius: .375rem; background: none; color: inherit; font: 16px/1.5 system-ui, sans-serif;
    cursor: pointer; }
  .fake-stripe-asks button:focus-visible { outline: 3px solid #0a5cd8; }`);

/** Shows the bank's page over this one. Closing it is a no, which `gaveUp` tells the bank. */
function showBank(page, words, gaveUp) {
  if (!document.adoptedStyleSheets.includes(look)) document.adoptedStyleSheets.push(look);
  const { pathname, search } = new URL(page);
  const [dialog, button, frame] = ["dialog", "button", "iframe"].map((tag) => document.createElement(tag));
  dialog.className = "fake-stripe-asks";
  dialog.setAttribute("aria-label", words.asks);
  button.type = "button";
  button.textContent = words.close;
  button.addEventListener("click", () => dialog.close());
  frame.title = words.asks;
  frame.src = new URL(pathname + search, HOME).href;
  dialog.append(button, frame);
  dialog.addEventListener("close", gaveUp);
  document.body.append(dialog);
  dialog.showModal();
  return () => {
    dialog.removeEventListener("close", gaveUp);
    dialog.close();
    dialog.remove();
  };
}
