export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #faf8f4;
  --surface: #fff;
  --line: #e2ddd2;
  --field: #8b8577;
  --text: #24211b;
  --muted: #655f53;
  --accent: #1f6144;
  --on-accent: #fff;
  --good-soft: #e5f3ea;
  --bad: #a3261c;
  --bad-soft: #fbe9e7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #151412;
    --surface: #1e1d1a;
    --line: #36332d;
    --field: #7d786c;
    --text: #ece8df;
    --muted: #aaa497;
    --accent: #8fd3b0;
    --on-accent: #0e2519;
    --good-soft: #1a3226;
    --bad: #ffa097;
    --bad-soft: #421d19;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0 auto;
  max-width: 70rem;
  padding: clamp(1rem, 4vw, 2.5rem);
  background: var(--ground);
  color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, p, ul, dl, dd { margin: 0; padding: 0; }
h1 { font: 600 1.875rem/1.2 Georgia, 'Times New Roman', 'DejaVu Serif', serif; }
h2, legend { font-size: 1.125rem; font-weight: 600; line-height: 1.35; }
a { color: var(--accent); }
header p, .hint { color: var(--muted); }
header p { margin-top: 0.25rem; }
.hint { font-size: 0.875rem; }
main { display: grid; gap: 1.25rem; margin-top: 1.5rem; align-items: start; }
form, .side { display: grid; gap: 1.25rem; min-width: 0; }
section, fieldset, .side form {
  min-width: 0;
  margin: 0;
  padding: 1.125rem 1.25rem 1.25rem;
  border: 1px solid var(--line);
  border-radius: 0.625rem;
  background: var(--surface);
}
.side form { gap: 0.75rem; }
fieldset { display: grid; gap: 0.75rem 1rem; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); }
/* A floated legend stands inside the frame, as the other headings do. */
legend { float: left; padding: 0; grid-column: 1 / -1; }
label { display: block; font-size: 0.875rem; font-weight: 500; }
input, select, button { font: inherit; color: inherit; border-radius: 0.375rem; min-height: 2.75rem; }
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
button {
  padding: 0.375rem 1.25rem;
  border: 1px solid var(--accent);
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 600;
  cursor: pointer;
}
button:hover { filter: brightness(1.1); }
button:disabled { opacity: 0.6; cursor: progress; }
button.quiet { background: none; color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#products { list-style: none; margin-top: 0.5rem; }
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
.price, dd { font-variant-numeric: tabular-nums; }
#sums { margin-top: 0.75rem; }
#sums div { display: flex; justify-content: space-between; }
#sums div:last-child { font-weight: 600; }
.action { display: flex; flex-wrap: wrap; gap: 0.75rem; }
.answer { flex-basis: 100%; border-radius: 0.375rem; }
/* Out of the way, but not hidden: then it would not be read out when it fills. */
.answer:empty { position: absolute; }
.answer.done, .answer.failed { padding: 0.75rem 1rem; background: var(--good-soft); }
.answer.failed { background: var(--bad-soft); color: var(--bad); }
@media (min-width: 56rem) {
  main { grid-template-columns: minmax(0, 1fr) 22rem; }
}
`;
