import { useState } from 'preact/hooks';
import { CodeBlock } from './code-block.js';
import { EmptyState } from './empty-state.js';
import { firstEventCommand, moduleLines } from './first-event-text.js';
import { Tabs } from './tabs.js';

/** Tells how to send a first event. */
export function FirstEvent() {
  const [chosen, setChosen] = useState('library');
  const endpoint = `${location.origin}/api/webhooks`;
  return (
    <EmptyState title="Nothing has come yet">
      <p>
        Send an event to <code>{endpoint}</code>, and it appears here at once, with everything that
        Converge would say about it.
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
              <CodeBlock label="Lines for the application's module" text={moduleLines(endpoint)} />
            ),
          },
          {
            id: 'curl',
            label: 'curl',
            content: () => <CodeBlock label="curl command" text={firstEventCommand(endpoint)} />,
          },
        ]}
      />
      <p class="muted">
        <code>$CONVERGE_TOKEN</code> is the token that this sandbox was started with. The page never
        shows it.
      </p>
    </EmptyState>
  );
}
