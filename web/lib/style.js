// What all elements look like. Pages change it by the custom properties and by `::part`.

/** A style sheet that shadow roots share; the content security policy has no say in these. */
export function sheet(css) {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}

export const base = sheet(`
:host {
  --_ink: var(--tally-ink, light-dark(#231f1a, #ece7dd));
  --_quiet: var(--tally-quiet, light-dark(#655e53, #aaa294));
  --_paper: var(--tally-paper, light-dark(#fffdf9, #1b1916));
  --_raised: var(--tally-raised, light-dark(#f6f2ea, #26231f));
  --_line: var(--tally-line, light-dark(#ddd6c9, #423d36));
  --_accent: var(--tally-accent, light-dark(#7a4b12, #e5b06b));
  --_on-accent: var(--tally-on-accent, light-dark(#fff, #1f1a12));
  --_good: var(--tally-good, light-dark(#2b6a3c, #85c596));
  --_warn: var(--tally-warn, light-dark(#8a5300, #f0b54f));
  --_bad: var(--tally-bad, light-dark(#a3231f, #ff9188));
  --_radius: var(--tally-radius, .7rem);
  --_display: var(--tally-font-display, Georgia, serif, "Nanum Myeongjo", NanumMyeongjo);
  display: block; container-type: inline-size; color: var(--_ink); line-height: 1.5; word-break: keep-all; overflow-wrap: anywhere;
  font-family: var(--tally-font, system-ui, sans-serif);
}
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
h2, h3, p, dl, dd, ul, table, figure, fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
ul { list-style: none; }
h2, h3, legend { font: 600 1.15rem/1.3 var(--_display); padding: 0; }
h3, legend { font-size: 1.02rem; }
.root { display: grid; gap: 1rem; }
.root > *, .card > *, .stack > * { min-width: 0; }
.stack { display: grid; gap: .6rem; align-content: start; }
.row { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; }
.row.apart { justify-content: space-between; }
.card { background: var(--_raised); border: 1px solid var(--_line); border-radius: var(--_radius); padding: 1.1rem 1.2rem;
  display: grid; gap: .55rem; align-content: start; }
.cards { display: grid; gap: .9rem; grid-template-columns: repeat(auto-fill, minmax(min(13.5rem, 100%), 1fr)); }
.quiet { color: var(--_quiet); } .small { font-size: .875rem; }
.number { font-variant-numeric: tabular-nums; }
.big { font: 600 2.1rem/1.1 var(--_display); font-variant-numeric: tabular-nums; }
.badge { display: inline-block; font-size: .78rem; line-height: 1.5; padding: .05rem .55rem; border-radius: 99px; white-space: nowrap;
  border: 1px solid currentcolor; color: var(--_quiet); }
.card > .badge { justify-self: start; }
.badge.good { color: var(--_good); } .badge.warn { color: var(--_warn); } .badge.bad { color: var(--_bad); }
.badge.accent { background: var(--_accent); border-color: var(--_accent); color: var(--_on-accent); }
button, input, select { font: inherit; color: inherit; }
button, .button { cursor: pointer; background: transparent; border: 1px solid var(--_line); border-radius: calc(var(--_radius) * .7);
  padding: .45rem .9rem; min-height: 2.5rem; color: var(--_ink); text-decoration: none; display: inline-flex; align-items: center; gap: .4rem;
  justify-content: center; text-wrap: balance; transition: border-color .15s, background-color .15s; }
button:hover, .button:hover { border-color: var(--_accent); }
button.main, .button.main { background: var(--_accent); border-color: var(--_accent); color: var(--_on-accent); font-weight: 600; }
button.main:hover, .button.main:hover { background: color-mix(in oklab, var(--_accent), var(--_ink) 18%); }
button.plain { border-color: transparent; color: var(--_accent); padding-inline: .4rem; text-decoration: underline; text-underline-offset: .2em; }
button[disabled], button[aria-disabled=true] { opacity: .6; cursor: default; }
a { color: var(--_accent); text-underline-offset: .2em; }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
label { display: grid; gap: .25rem; font-size: .875rem; color: var(--_quiet); }
input, select { background: var(--_paper); border: 1px solid color-mix(in oklab, var(--_line), var(--_ink) 35%); border-radius: calc(var(--_radius) * .6);
  padding: .4rem .6rem; min-height: 2.5rem; max-width: 100%; min-width: 0; color: var(--_ink); }
.wide { overflow-x: auto; position: relative; } .wide:focus-visible { outline-offset: -2px; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: start; padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--_line); vertical-align: top; }
th { font-weight: 600; color: var(--_quiet); font-size: .84rem; }
td.number, th.number { text-align: end; }
tr > :last-child { padding-inline-end: 0; }
.trouble { border: 1px solid var(--_bad); border-radius: var(--_radius); padding: .8rem 1rem; display: grid; gap: .5rem; justify-items: start; }
.trouble strong { color: var(--_bad); }
.empty { border: 1px dashed var(--_line); border-radius: var(--_radius); padding: 1.1rem 1.2rem; color: var(--_quiet); display: grid; gap: .6rem;
  justify-items: start; }
.bone { border-radius: var(--_radius); background: var(--_raised); min-height: 3.2rem; animation: breathe 1.6s ease-in-out infinite; }
.bone.tall { min-height: 8rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
details > summary { cursor: pointer; color: var(--_accent); min-height: 1.75rem; }
@keyframes breathe { 50% { opacity: .5; } }
@media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation: none !important; transition: none !important; } }
@media (forced-colors: active) { .bar > i, .badge.accent { forced-color-adjust: none; } }
`);
