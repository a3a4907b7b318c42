/**
 * What the sandbox does where Converge documents nothing. The API and the page show these sentences
 * beside what they are about.
 */
export const SIMULATED = {
  answers:
    'Status codes and answers are simulated: Converge documents neither, nor any limit of size or rate. Do not build on them.',
  duplicates:
    'The memory of ids is simulated: Converge drops a second event with the same event_id, but whether the name counts too, and how long it remembers, is undocumented. Here the id alone counts, for as long as the event is kept.',
  limits: 'The limit of 1 MiB for a body is simulated: Converge documents no limit.',
  profiles:
    "Profiles are simulated: that overlapping aliases merge is documented, but not how properties are merged. Here a later event's value replaces the earlier one, null and empty ones included.",
  faults: 'Failures are simulated: how Converge fails is undocumented.',
} as const;
