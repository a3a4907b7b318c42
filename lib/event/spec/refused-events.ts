/** Events that are never sent from a server, each with what to do instead. */
export const REFUSED_EVENTS: ReadonlyMap<string, string> = new Map([
  ['$page_load', "leave it out: Converge's pixel sends it from the browser"],
  [
    'New Customer Order',
    'track "Placed Order" with $is_new_customer: true, from which Converge derives it',
  ],
]);
