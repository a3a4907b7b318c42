import Sequencer from '@jest/test-sequencer';

/** Short files that take long. Jest, which knows no times on a fresh clone, would run them last, alone. */
const LONG =
  /\/(response-unchanged|connections|time-limits|outbox-live|bundle|copies|simulation|servers-killed|transactions|server-away|kill|outage)\.spec\.ts$/;

export default class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLong = ({ path }) => LONG.test(path);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
