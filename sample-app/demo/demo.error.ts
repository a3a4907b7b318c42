/** Something that the person who started the demo can put right: shown without a stack. */
export class DemoError extends Error {}
