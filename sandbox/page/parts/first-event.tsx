import { useState } from 'preact/hooks';
import { read } from '../api/call.js';
import { useResource } from '../api/use-resource.js';
import { send } from '../send/send-dialog.js';
import { notify } from '../shell/notice.js';
import { EmptyState } from './basics.js';
import { CodeBlock } from './copy.js';
import { toCurl } from './export-event.js';
import { Icon } from './icon.js';
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

const HANDLER = `import { aliases, money, TrackConverge } from 'nestjs-converge';

@Post()
@TrackConverge('Placed Order', {
  properties: ({ id, total, email }: Order) => ({
    id,
    total_price: money(total),
    total_tax: 0,
    total_shipping: 0,
    currency: 'EUR',
    $email: email,
    $is_new_customer: true,
  }),
  profileProperties: ({ email }: Order) => ({ $email: email }),
  aliases: ({ email }: Order) => aliases().email(email),
})
create(@Body() order: Order): Order { return this.orders.create(order); }`;

async function sendExample(): Promise<void> {
  try {
    const examples = await read({ path: 'examples' });
    const example = examples.find(({ eventName }) => eventName === EVENT.event_name);
    await send(JSON.stringify(example?.event ?? EVENT));
  } catch (error) {
    notify((error as Error).message);
  }
}

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
        Start your application with this sandbox, or send an event from here. Each event appears
        here at once, with its violations and warnings.
      </p>
      <p>
        <button type="button" class="primary" onClick={() => void sendExample()}>
          <Icon name="send" />
          Send an example
        </button>
      </p>
      <Tabs
        label="Ways to send a first event"
        chosen={chosen}
        onChoose={setChosen}
        tabs={[
          {
            id: 'library',
            label: 'Your shop',
            content: () => (
              <>
                <CodeBlock label="Handler" text={HANDLER} />
                <StartCommand />
              </>
            ),
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
