export interface Customer {
  readonly id: string;
  readonly company?: string;
  /** The full name of the contact person. */
  readonly contact: string;
  readonly email: string;
  readonly phone?: string;
}
