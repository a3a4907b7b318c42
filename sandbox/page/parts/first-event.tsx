import { useState } from 'preact/hooks';
import { useResource } from '../api/use-resource.js';
import { EmptyState } from './basics.js';
import { CodeBlock } from './copy.js';
import { toCurl } from './export-event.js';
import { StartCommand, TokenNote } from './start-command.js';
import { Tabs } from './tabs.js';

const EVENT = {
  event_name: 'Placed Order',
  event_id: 'order-1001',
  properties: {
    id: 'order-1001',
    total_price: 59.9,
    currency: 'EUR',
    items: [
      { product_id: '11', name: 'Queso Cabrales', price: 21, quantity: 2, currency: 'EUR' },
      { product_id: '1', name: 'Chai', price: 17.9, quantity: 1, currency: 'EUR' },
    ],
    $email: 'ada@example.com',
  },
  profile_properties: { $email: 'ada@example.com' },
  aliases: ['urn:email:ada@example.com'],
};

/** Instructions to send a first event. */
export function FirstEvent() {
  const [chosen, setChosen] = useState('library');
  const endpoint = `${location.origin}/api/webhooks`;
  const { data } = useResource({ path: 'about' });
  const token = data?.token ?? null;
  const command = toCurl(endpoint, JSON.stringify(EVENT, null, 2), token);
  return (
    <EmptyState title="Waiting for your first event">
      <p>
        Start your application with this sandbox, or send an event with curl. Each event appears
        here at once, with its violations and warnings.
      </p>
      <Tabs
        label="Ways to send a first event"
        chosen={chosen}
        onChoose={setChosen}
        tabs={[
          {
            id: 'library',
            label: 'Your shop',
            content: () => <StartCommand />,
          },
          {
            id: 'curl',
            label: 'curl',
            content: () => (
              <>
                <CodeBlock label="curl command" text={command} />
                <TokenNote />
              </>
            ),
          },
        ]}
      />
    </EmptyState>
  );
}
