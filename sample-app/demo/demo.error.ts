/** A problem that the user of the demo can fix, so it is printed without a stack. */
export class DemoError extends Error {}
