/**
 * The sandbox simulates these things because Converge does not document them. The API and the page show
 * these sentences.
 */
export const SIMULATED = {
  answers:
    'Status codes and answers are simulated: Converge documents neither, nor any limit of size or rate. Do not build on them.',
  duplicates:
    'Deduplication is simulated: Converge drops a second event with the same event_id, but does not document whether the name counts too, and how long it keeps ids. Here the id alone counts, for as long as the event is kept.',
  limits: 'The limit of 1 MiB for a body is simulated: Converge documents no limit.',
  profiles:
    "Profiles are simulated: Converge documents that overlapping aliases merge, but not how properties are merged. Here a later event's value replaces the earlier one, including null and empty values.",
  faults: 'Failures are simulated: Converge does not document how it fails.',
} as const;
