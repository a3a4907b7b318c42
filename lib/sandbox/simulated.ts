/**
 * What the sandbox does where Converge documents nothing. The sentences are shown beside what they are
 * about, in the API and on the page.
 */
export const SIMULATED = {
  answers:
    "Status codes and answers are simulated: Converge documents neither, nor any limit of size or rate. Don't build on them.",
  duplicates:
    'The memory of ids is simulated: Converge drops a second event with the same event_id, but whether the name counts too, and how long it remembers, is undocumented. Here the id alone counts, for as long as the event is kept.',
  limits: 'That bodies above 1 MiB are refused is simulated: Converge documents no limit.',
  profiles:
    "Profiles are simulated: that overlapping aliases merge is documented, but not how properties are merged. Here a later event's value replaces the one before, null and empty ones included.",
  faults: 'Faults are simulated: how Converge fails is undocumented.',
} as const;
