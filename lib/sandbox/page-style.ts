/** The page's style sheet. @internal */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9;
  --surface: #fff;
  --sunken: #f1f3f6;
  --line: #dfe3e8;
  --text: #1a2029;
  --muted: #5a6472;
  --accent: #4338ca;
  --accent-soft: #eceafd;
  --good: #13703d;
  --good-soft: #e2f5e9;
  --bad: #b3261e;
  --bad-soft: #fdeae8;
  --warn: #875300;
  --warn-soft: #fdf1dc;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101318;
    --surface: #181c23;
    --sunken: #11151a;
    --line: #2b313b;
    --text: #e6e9ee;
    --muted: #9aa5b4;
    --accent: #aaa5ff;
    --accent-soft: #27264d;
    --good: #76d69c;
    --good-soft: #15331f;
    --bad: #ff9d94;
    --bad-soft: #401a18;
    --warn: #f2c063;
    --warn-soft: #3a2a0d;
  }
}
*, *::before { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0 auto;
  max-width: 68rem;
  padding: clamp(1rem, 4vw, 2.5rem) clamp(1rem, 4vw, 2rem);
  background: var(--ground);
  color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, p, ul, ol, dl, dd { margin: 0; padding: 0; }
ul[role], ol[role] { list-style: none; }
h1 { font-size: 1.5rem; line-height: 1.2; letter-spacing: -0.015em; }
h2 { font-size: 1.0625rem; line-height: 1.35; }
code, pre, .id { font-family: var(--mono); font-size: 0.8125rem; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
summary { cursor: pointer; width: fit-content; color: var(--accent); font-size: 0.875rem; font-weight: 500; }
.title { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.75rem; }
#connection { display: flex; align-items: center; gap: 0.5rem; margin-left: auto; color: var(--muted); font-size: 0.875rem; }
#connection::before { content: ''; width: 0.5rem; height: 0.5rem; border-radius: 50%; background: var(--muted); }
#connection.live::before { background: var(--good); }
#connection.lost { color: var(--bad); }
#connection.lost::before { background: var(--bad); }
.endpoint { margin-top: 0.5rem; color: var(--muted); }
.endpoint code { color: var(--text); }
.badge {
  flex: none;
  padding: 0.0625rem 0.5rem;
  border-radius: 1rem;
  font-size: 0.75rem;
  font-weight: 600;
  line-height: 1.5;
}
.simulation, .misbehaved { background: var(--accent-soft); color: var(--accent); }
.accepted { background: var(--good-soft); color: var(--good); }
.refused { background: var(--bad-soft); color: var(--bad); }
.unauthorised, .duplicate { background: var(--warn-soft); color: var(--warn); }
.notice { margin-top: 1.25rem; padding: 0.875rem 1rem; border-radius: 0.5rem; background: var(--accent-soft); font-size: 0.9375rem; }
.notice details { margin-top: 0.375rem; }
.notice ul { margin-top: 0.5rem; padding-left: 1.25rem; }
#counts { display: flex; flex-wrap: wrap; gap: 0.375rem 1.5rem; margin: 1.75rem 0 0.75rem; color: var(--muted); font-size: 0.9375rem; }
#counts b { color: var(--text); font-variant-numeric: tabular-nums; }
#entries { display: grid; gap: 0.75rem; }
.entry { min-width: 0; padding: 1rem; border: 1px solid var(--line); border-radius: 0.625rem; background: var(--surface); }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.625rem; }
.head h2 { min-width: 0; }
.total { margin-left: auto; font-size: 1.0625rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.id { display: block; margin-top: 0.125rem; color: var(--muted); }
.facts { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: 0.25rem 1rem; margin: 0.75rem 0; font-size: 0.875rem; }
.facts dt { color: var(--muted); }
.facts time { font-variant-numeric: tabular-nums; }
.aliases { display: flex; flex-wrap: wrap; gap: 0.25rem 0.375rem; }
.aliases li, .violations li { border-radius: 0.25rem; }
.aliases li { padding: 0 0.375rem; background: var(--sunken); font-family: var(--mono); font-size: 0.8125rem; line-height: 1.6; }
.reason { margin-top: 0.5rem; color: var(--muted); font-size: 0.9375rem; }
.violations { margin: 0.5rem 0 0; padding-left: 0.875rem; border-left: 3px solid var(--bad); font-size: 0.9375rem; }
.violations li + li { margin-top: 0.375rem; }
pre {
  margin: 0.5rem 0 0;
  padding: 0.75rem 0.875rem;
  max-height: 30rem;
  overflow: auto;
  border: 1px solid var(--line);
  border-radius: 0.375rem;
  background: var(--sunken);
  line-height: 1.55;
  white-space: pre-wrap;
}
#empty { margin-top: 1.75rem; padding: clamp(1rem, 4vw, 2rem); border: 1px dashed var(--line); border-radius: 0.625rem; background: var(--surface); }
#empty p { margin: 0.375rem 0 1rem; max-width: 40rem; color: var(--muted); }
#empty pre { white-space: pre; }
button { margin-top: 0.75rem; padding: 0.4375rem 0.875rem; border: 1px solid var(--line); border-radius: 0.375rem; background: var(--surface); color: var(--text); font: inherit; font-size: 0.875rem; font-weight: 500; cursor: pointer; }
button:hover { border-color: var(--accent); color: var(--accent); }
footer { margin-top: 1.5rem; color: var(--muted); font-size: 0.875rem; }
@media (min-width: 60rem) {
  .facts { grid-template-columns: 5rem minmax(0, 1fr) 5rem minmax(0, 1fr); }
  .facts .wide { grid-column: 2 / -1; }
}
@media (prefers-reduced-motion: no-preference) {
  .fresh { animation: arrive 1.5s ease-out; }
  @keyframes arrive { from { border-color: var(--accent); background: var(--accent-soft); } }
}
`;
