import { signal } from '@preact/signals';

/** The event id of the request in the detail panel; null for none. */
export const shownEventId = signal<string | null>(null);
