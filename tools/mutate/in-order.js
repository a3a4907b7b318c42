import Sequencer from '@jest/test-sequencer';

/** The order of the environment: what may kill the mutant soonest comes first. */
export default class extends Sequencer {
  sort(tests) {
    const order = process.env.MUTANT_SPECS.split(' ');
    const place = ({ path }) => order.findIndex((spec) => path.endsWith(`/${spec}`));
    return tests.toSorted((a, b) => place(a) - place(b));
  }
}
