import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E" +
  "%3Crect width='16' height='16' rx='4' fill='%234f46e5'/%3E" +
  "%3Cpath d='M4 4l4 4-4 4M9 8h3' fill='none' stroke='white' stroke-width='1.8'/%3E%3C/svg%3E";

/** The page without any event: its script fetches them. @internal */
export function renderPage(endpoint: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Converge sandbox</title>
<link rel="icon" href="${ICON}">
<style>${pageStyle}</style>
</head>
<body>
<header>
  <div class="title">
    <h1>Converge sandbox</h1>
    <span class="badge simulation">Simulation</span>
    <p id="connection" role="status">Connecting…</p>
  </div>
  <p class="endpoint">Listening at <code>${endpoint}</code></p>
  <div class="notice">
    <p><strong>This is a local simulation, not Converge.</strong> Nothing that arrives here is passed
    on. The request is checked as Converge documents it; the answers are made up.</p>
    <details>
      <summary>Which part of Converge’s behaviour is undocumented?</summary>
      <ul>
        <li>Status codes and the bodies of answers: 200, 400, 401, 413 and 415 are this sandbox’s choice.</li>
        <li>Limits of size and rate: here, a body may have 1 MiB and nothing limits the rate.</li>
        <li>How deduplication works in detail: here, the <code>event_id</code> alone is the key, and it
        is known as long as its event is kept.</li>
        <li>How old a timestamp may be: here, any age is fine.</li>
        <li>Whether a violation of the documented contract is refused: here, it always is.</li>
      </ul>
    </details>
  </div>
</header>
<main>
  <noscript><p>This page needs JavaScript. The same as JSON: <a href="/api/events">/api/events</a></p></noscript>
  <ul id="counts" role="list" aria-label="Since the start" hidden></ul>
  <ol id="entries" role="list" aria-label="Newest first"></ol>
  <section id="empty" aria-labelledby="empty-title" hidden>
    <h2 id="empty-title">No events yet</h2>
    <p>Point your application to the endpoint above, or send the first event by hand. Put the
    sandbox’s token into the variable <code>TOKEN</code> first.</p>
    <pre tabindex="0" role="group" aria-label="Command for a first event"><code id="command">${escapeHtml(curlCommand(endpoint))}</code></pre>
    <button type="button" id="copy">Copy command</button>
  </section>
</main>
<footer>
  <p>The newest 100 entries, with times in your time zone. Everything that is kept, as JSON:
  <a href="/api/events">events</a>, <a href="/api/requests">requests</a>.</p>
</footer>
<script>${pageScript}</script>
</body>
</html>
`;
}

function curlCommand(endpoint: string): string {
  return `curl ${endpoint} \\
  -H 'Content-Type: application/json' \\
  -H "X-Webhook-Token: $TOKEN" \\
  -d '{
    "event_name": "Placed Order",
    "event_id": "order-1001",
    "properties": { "id": "1001", "total_price": 59.9, "currency": "EUR" },
    "profile_properties": { "$email": "ada@example.com" },
    "aliases": ["urn:email:ada@example.com"]
  }'`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
