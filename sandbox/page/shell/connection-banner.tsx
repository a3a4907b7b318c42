import { connection } from '../api/stream.js';
import { Icon } from '../parts/icon.js';

/** The bar on every view while the sandbox does not answer. */
export function ConnectionBanner() {
  return (
    <div role="alert">
      {connection.value === 'lost' && (
        <div class="banner lost">
          <Icon name="alert" />
          <p>
            <b>The sandbox cannot be reached.</b> Is it still running? Start it again with{' '}
            <code>npx nestjs-converge sandbox</code>. This page reconnects by itself.
          </p>
        </div>
      )}
    </div>
  );
}
