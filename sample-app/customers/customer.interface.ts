export interface Customer {
  readonly id: string;
  readonly company?: string;
  /** The full name of the person to talk to. */
  readonly contact: string;
  readonly email: string;
  readonly phone?: string;
}
