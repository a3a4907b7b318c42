import { useResource } from '../api/use-resource.js';
import { CodeBlock } from './copy.js';

/** How to start the application with this sandbox. */
export function StartCommand() {
  const { data: about } = useResource({ path: 'about' });
  if (about === undefined) return null;
  // With a local sandbox, the library needs neither the path nor the default token.
  const endpoint = about.token === null ? `${location.origin}/api/webhooks` : location.origin;
  return (
    <>
      <CodeBlock label="Start command" text={`CONVERGE_ENDPOINT=${endpoint} npm run start:dev`} />
      <TokenNote />
    </>
  );
}

/** What a command needs that does not hold the token, because it is a secret. */
export function TokenNote() {
  const { data: about } = useResource({ path: 'about' });
  if (about?.token !== null) return null;
  return (
    <p class="muted">
      Set <code>CONVERGE_TOKEN</code> to the token of this sandbox first. This page does not show
      it.
    </p>
  );
}
