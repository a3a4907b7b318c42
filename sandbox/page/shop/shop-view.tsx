import type { ShopCounts, ShopState } from '../../server/api-types.js';
import { shopState } from '../api/stream.js';
import { useResource } from '../api/use-resource.js';
import { EmptyState } from '../parts/basics.js';
import { StartCommand } from '../parts/start-command.js';
import { figure, plural } from '../parts/text.js';
import { Arrivals } from './arrivals.js';
import { OutboxEvents } from './outbox-events.js';
import { STATES } from './states.js';

/** The outbox of the application beside what has arrived. */
export function ShopView() {
  const shop = shopState.value;
  const { data: about } = useResource({ path: 'about' });
  if (shop === undefined) {
    // It comes with the stream, a moment later.
    if (about?.outbox !== null) return null;
    return (
      <EmptyState title="No outbox is shown">
        <p>
          Start the sandbox with <code>--outbox &lt;file&gt;</code> to see the events that your
          application has recorded and not delivered yet.
        </p>
      </EmptyState>
    );
  }
  if (shop.file === 'missing') return <NoFile path={shop.path} />;
  return (
    <div class="shop">
      {/* Can be focused, so that the keyboard scrolls a list without links. */}
      <section class="shop-outbox" aria-label="Outbox" tabIndex={0}>
        {shop.file === 'unreadable' ? (
          <p class="load-error" role="alert">
            {shop.problem}
          </p>
        ) : (
          <>
            <Counts counts={shop.counts} />
            <Status shop={shop} />
            <OutboxEvents shop={shop} />
          </>
        )}
      </section>
      <Arrivals />
    </div>
  );
}

function NoFile({ path }: { path: string }) {
  return (
    <EmptyState title="Waiting for your application">
      <p>
        There is no outbox at <code>{path}</code> yet. It appears here when the application makes
        it. Start the application with this sandbox:
      </p>
      <StartCommand />
      <p class="muted">
        If it keeps its outbox elsewhere, start the sandbox with <code>--outbox &lt;file&gt;</code>.
        With <code>outbox: 'memory'</code>, there is no file to show.
      </p>
    </EmptyState>
  );
}

function Counts({ counts }: { counts: ShopCounts }) {
  return (
    <dl class="totals shop-counts">
      {STATES.map(({ state, label, hint, colour }) => (
        <div key={state} class={counts[state] > 0 ? colour : ''} title={hint}>
          <dt>{label}</dt>
          <dd>{figure(counts[state])}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Who sends from the file, and what is wrong if nobody does. */
function Status({ shop }: { shop: ShopState }) {
  const { path, senders, sendsHere, counts } = shop;
  const undelivered = counts.pending + counts.leased + counts.waiting + counts.held;
  let problem: string | undefined;
  if (senders === 0 && undelivered > 0) {
    problem = 'No running process sends these events: start the application.';
  } else if (!sendsHere && counts.held > 0) {
    problem =
      'The application does not send to this sandbox: its events are for another endpoint or token. Check CONVERGE_ENDPOINT and CONVERGE_TOKEN.';
  } else if (counts.pending > 0 && counts.leased === 0 && isOlder(shop.oldestAt)) {
    problem =
      'Nothing is being sent at the moment: the application may have paused after failures or a refused token. Its log says why.';
  }
  return (
    <div class="shop-status">
      <p class="muted">
        {senders === 0
          ? 'No process sends from'
          : `${plural(senders, 'process', 'processes')} ${senders === 1 ? 'sends' : 'send'} from`}{' '}
        <code>{path}</code>
      </p>
      {problem !== undefined && (
        <p class="shop-problem" role="status">
          {problem}
        </p>
      )}
    </div>
  );
}

/** How long an event may be pending before it is said that nothing is sent. */
const PATIENCE_MS = 3000;

function isOlder(oldestAt: string | null): boolean {
  return oldestAt !== null && Date.now() - Date.parse(oldestAt) > PATIENCE_MS;
}
