export const storyStyle = `
#story { display: grid; gap: var(--gap); }
.verdict {
  position: relative;
  display: grid;
  gap: 0.75rem 2rem;
  align-items: center;
  min-height: 7.25rem;
  overflow: hidden;
  transition: background-color 0.3s, border-color 0.3s;
}
.verdict h2 { font-size: 1.25rem; }
.verdict .words p { margin-top: 0.25rem; color: var(--muted); }
#rest { font-weight: 400; font-variant-numeric: tabular-nums; }
body[data-phase='broken'] .verdict, body[data-phase='lost'] .verdict, body[data-phase='away'] .verdict {
  border-color: var(--bad);
  background: var(--bad-soft);
}
body[data-phase='back'] .verdict { border-color: var(--wait); background: var(--wait-soft); }
body[data-phase='end'] .verdict { border-color: var(--good); background: var(--good-soft); }
body:is([data-phase='broken'], [data-phase='lost'], [data-phase='away']) .verdict h2 { color: var(--bad); }
body[data-phase='back'] .verdict h2 { color: var(--wait); }
body[data-phase='end'] .verdict h2 { color: var(--good); }
#figures { display: grid; gap: 0.5rem 1.5rem; grid-template-columns: repeat(2, minmax(0, 1fr)); }
#figures div { display: flex; flex-direction: column-reverse; }
#figures dt { color: var(--muted); font-size: 0.875rem; line-height: 1.3; }
#figures dd { font-size: 1.75rem; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums; white-space: nowrap; }
#bar { position: absolute; inset: auto 0 0; height: 0.25rem; }
#bar::before {
  content: '';
  display: block;
  height: 100%;
  background: var(--bad);
  transform: scaleX(var(--rest));
  transform-origin: left;
  transition: transform 1s linear;
}

.stations { display: grid; gap: 1.75rem; }
.station { position: relative; padding-bottom: 0.75rem; }
.station h2 {
  display: flex;
  align-items: baseline;
  justify-content: space-between;
  gap: 0.75rem;
  min-height: 1.5rem;
}
.station .about { min-height: 2.625em; margin-top: 0.125rem; line-height: 1.3; }
.station .count { margin-top: 0.5rem; color: var(--muted); }
.station .count b {
  margin-right: 0.125rem;
  color: var(--text);
  font-size: 1.75rem;
  font-variant-numeric: tabular-nums;
}
.station ol { margin-top: 0.5rem; }
.station .empty { padding: 0.625rem 0; border-top: 1px solid var(--line); margin-top: 0.5rem; }
.station li {
  display: grid;
  padding: 0.4375rem 0;
  border-top: 1px solid var(--line);
  line-height: 1.4;
  animation: arrive 1.6s ease-out;
}
@keyframes arrive { from { background: var(--sunken); } }
.station .line { display: flex; flex-wrap: wrap; gap: 0 0.75rem; justify-content: space-between; font-size: 0.9375rem; }
.station .name { color: inherit; text-decoration: none; unicode-bidi: isolate; }
.station a.name:hover { text-decoration: underline; }
.station code {
  unicode-bidi: isolate;
  margin-right: 0.25rem;
  font-family: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono',
    monospace;
}
.station .end { font-variant-numeric: tabular-nums; }
.station .more { color: var(--muted); font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
.station .state {
  padding: 0 0.5rem;
  border: 1px solid transparent;
  border-radius: 1rem;
  background: var(--good-soft);
  color: var(--good);
  font-size: 0.8125rem;
}
.station .state:empty { display: none; }
body[data-phase='broken'] #arrived { border-color: var(--bad); }
body[data-phase='broken'] #arrived .state { background: var(--bad-soft); color: var(--bad); }
/* The way of an event. */
.station + .station::before {
  content: '↓' / '';
  position: absolute;
  top: -1.75rem;
  left: 0;
  width: 100%;
  color: var(--muted);
  line-height: 1.75rem;
  text-align: center;
}
body[data-phase='broken'] .station#arrived::before { content: '✕' / ''; color: var(--bad); font-weight: 600; }
@media (max-width: 43.99rem) {
  .station .about { min-height: 0; }
  .station li:nth-child(n + 4) { display: none; }
}
@media (min-width: 44rem) {
  #figures { grid-template-columns: repeat(4, minmax(0, 1fr)); }
  .stations { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 1.5rem; }
  .station { min-height: 26rem; padding-inline: 1rem; }
  .station + .station::before { content: '→' / ''; top: 3.5rem; left: -1.5rem; width: 1.5rem; font-size: 1.125rem; }
}
@media (min-width: 44rem) and (max-width: 59.99rem) {
  .station .about { min-height: 3.9em; }
}
@media (min-width: 60rem) {
  .verdict { grid-template-columns: minmax(0, 1fr) auto; }
  #figures { grid-auto-flow: column; grid-template-columns: none; gap: 2rem; }
  .stations { gap: 2.25rem; }
  .station { padding-inline: 1.25rem; }
  .station + .station::before { left: -2.25rem; width: 2.25rem; }
}
@media (prefers-reduced-motion: reduce) {
  .station li { animation: none; }
  .verdict, #bar::before { transition: none; }
}
@media (forced-colors: active) {
  #bar::before { forced-color-adjust: none; background: CanvasText; }
  .station .state { border-color: CanvasText; }
  body[data-phase='broken'] #arrived { border-width: 3px; }
}
`;
