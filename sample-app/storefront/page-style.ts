export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f8f6f1, #141311);
  --surface: light-dark(#ffffff, #1d1c19);
  --sunken: light-dark(#f4f1ea, #262420);
  --line: light-dark(#e4dfd4, #35322c);
  --field: light-dark(#8b8577, #7d786c);
  --text: light-dark(#24211b, #ece8df);
  --muted: light-dark(#655f53, #aaa497);
  --accent: light-dark(#1f6144, #8fd3b0);
  --on-accent: light-dark(#ffffff, #0e2519);
  --good: light-dark(#1f6144, #8fd3b0);
  --good-soft: light-dark(#e8f3ec, #17291f);
  --wait: light-dark(#7f5200, #ecbd6b);
  --wait-soft: light-dark(#fbf1dc, #30260f);
  --bad: light-dark(#a3261c, #ffa097);
  --bad-soft: light-dark(#fcebe8, #3a1c18);
  --gap: 1rem;
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto;
  max-width: 76rem;
  padding: clamp(1rem, 2.5vw, 2rem);
  background: var(--ground);
  color: var(--text);
  font: 1rem/1.5 -apple-system, 'Segoe UI', Roboto, Inter, Cantarell, Ubuntu, 'Noto Sans', 'Liberation Sans',
    'DejaVu Sans', sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, p, ul, ol, dl, dd { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font: 600 1.625rem/1.2 Georgia, 'Times New Roman', 'Liberation Serif', 'DejaVu Serif', serif; }
h2, legend { font-size: 1.0625rem; font-weight: 600; line-height: 1.35; }
a { color: var(--accent); text-underline-offset: 0.15em; }
.hint { color: var(--muted); font-size: 0.875rem; }
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
header { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: end; justify-content: space-between; }
header p { color: var(--muted); font-size: 0.9375rem; }
main { display: grid; gap: var(--gap); margin-top: 1.25rem; }
.card {
  min-width: 0;
  margin: 0;
  padding: 1.125rem 1.25rem;
  border: 1px solid var(--line);
  border-radius: 0.75rem;
  background: var(--surface);
}
.actions { display: grid; gap: 0.875rem 2rem; align-items: center; grid-template-columns: minmax(0, 1fr); }
#basket { font-size: 1.125rem; font-weight: 600; line-height: 1.35; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; }
button, input, select { font: inherit; color: inherit; border-radius: 0.5rem; min-height: 2.75rem; }
button {
  padding: 0.375rem 1.25rem;
  border: 1px solid var(--accent);
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 600;
  cursor: pointer;
}
button:hover { filter: brightness(1.12); }
button:active { transform: translateY(1px); }
button.quiet { background: none; color: var(--accent); }
button.danger { border-color: var(--bad); background: none; color: var(--bad); }
button.danger:hover { background: var(--bad-soft); filter: none; }
#total { margin-left: 0.375rem; font-variant-numeric: tabular-nums; font-weight: 400; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.answer.failed { color: var(--bad); }
/* Out of the way, but not hidden: then it would not be read out when it fills. */
.answer:empty { position: absolute; }
#order-answer { margin-top: 0.375rem; min-height: 3em; color: var(--muted); font-size: 0.9375rem; }
#order-answer.failed { color: var(--bad); }

summary { width: fit-content; padding: 0.5rem 0; color: var(--accent); font-weight: 600; cursor: pointer; }
.columns { display: grid; gap: var(--gap); align-items: start; margin-top: 0.5rem; }
.column { display: grid; gap: var(--gap); min-width: 0; }
form.card { display: grid; gap: 0.75rem; }
fieldset.card {
  display: grid;
  gap: 0.75rem 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
}
/* A floated legend stands inside the frame, as the other headings do. */
legend { float: left; padding: 0; grid-column: 1 / -1; }
label { display: block; font-size: 0.875rem; font-weight: 500; }
input, select {
  display: block;
  width: 100%;
  margin-top: 0.25rem;
  padding: 0.375rem 0.625rem;
  border: 1px solid var(--field);
  background: var(--ground);
  font-size: 1rem;
  font-weight: 400;
}
#products { margin-top: 0.5rem; }
#products li {
  display: grid;
  grid-template-columns: 1fr auto 4.5rem;
  align-items: center;
  gap: 0.75rem;
  padding: 0.625rem 0;
  border-bottom: 1px solid var(--line);
}
#products label { font-weight: 400; }
#products .name { display: block; font-size: 1rem; font-weight: 500; }
#products input { margin: 0; text-align: center; }
.price, #sums dd { font-variant-numeric: tabular-nums; }
#sums { margin-top: 0.75rem; }
#sums div { display: flex; justify-content: space-between; }
#sums div:last-child { font-weight: 600; }
@media (min-width: 48rem) {
  .actions { grid-template-columns: minmax(0, 1fr) auto; }
  .columns { grid-template-columns: minmax(0, 1fr) minmax(16rem, 22rem); }
}
@media (max-width: 30rem) {
  .actions .buttons { display: grid; }
}
@media (min-width: 60rem) {
  #order-answer { min-height: 1.5em; }
}
`;
