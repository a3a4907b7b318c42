import type { TrackOptions } from 'nestjs-converge';
import type { SignUp } from './sign-up.interface.js';

/** Functions will do where a mapper is one line. The aliases come from the module's own mapper. */
export const signUpMappers = {
  properties: ({ customer }: SignUp) => ({ list: 'Shop news', $email: customer.email }),
  profileProperties: ({ customer }: SignUp) => ({ $email: customer.email }),
  // Somebody who signs up twice gives two events with one id, of which Converge keeps the first.
  eventId: ({ id }: SignUp) => id,
  timestamp: ({ signedUpAt }: SignUp) => signedUpAt,
} satisfies TrackOptions<SignUp>;
