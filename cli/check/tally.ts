import { checkEvent } from '../../lib/event/check-event.js';
import { checkSpec, checkSpecBeside } from '../../lib/event/check-spec.js';
import type { ConvergeEventDto } from '../../lib/event/converge-event.dto.js';
import { ViolationGroups, type Violation } from '../../lib/event/violation.js';
import { ProgressBar } from '../progress-bar.js';
import { type EventInput, readPieces } from '../input/find-inputs.js';
import { readValues, type FoundValue } from '../input/read-values.js';

/** All occurrences of the same mistake in events of the same name. */
export interface Finding {
  readonly breaks: 'contract' | 'spec';
  /** Null for events without a name. */
  readonly eventName: string | null;
  /** Without the numbers of entries: `properties.items[].price`. */
  readonly path: string;
  readonly rule: string;
  /** The type of the first wrong value. */
  readonly received: string;
  readonly advice: string;
  /** The first place, `file:line`, and its path with the numbers of entries. */
  readonly first: string;
  readonly firstPath: string;
  readonly count: number;
  readonly events: number;
}

const NO_JSON: readonly Violation[] = [
  {
    path: 'event',
    rule: 'isJson',
    received: 'invalid JSON',
    advice: 'write one JSON object for each event; except in JSON lines, the rest is not checked',
  },
];

interface Place {
  readonly first: string;
  readonly firstPath: string;
}

/** Validates events and counts the findings. */
export class Tally {
  events = 0;
  refused = 0;
  withSpecViolations = 0;
  private readonly contract = new ViolationGroups<Place>();
  private readonly spec = new ViolationGroups<Place>();

  /**
   * Validates an event as it would be posted, by the contract and by the spec.
   *
   * @param found its value is undefined for invalid JSON
   * @param name of the input
   */
  add({ value, line, lineOf }: FoundValue, name: string): void {
    this.events++;
    const { event_name: given } = (value ?? {}) as { event_name?: unknown };
    const eventName = typeof given === 'string' ? given : '';
    const contract = value === undefined ? NO_JSON : checkEvent(value);
    const spec =
      contract.length > 0 ? checkSpecBeside(contract, value) : checkSpec(value as ConvergeEventDto);
    if (contract.length > 0) this.refused++;
    else if (spec.length > 0) this.withSpecViolations++;
    // Only the first place is shown, and finding its line takes time.
    const placeOf = ({ path }: Violation, isFirst: boolean) => ({
      first: `${name}:${(isFirst && lineOf?.(path)) || line}`,
      firstPath: path,
    });
    this.contract.add(eventName, contract, placeOf);
    this.spec.add(eventName, spec, placeOf);
  }

  /** Violations of the contract first, then of the spec; the most frequent first. */
  findings(): Finding[] {
    return [...toFindings('contract', this.contract), ...toFindings('spec', this.spec)];
  }
}

function toFindings(breaks: Finding['breaks'], groups: ViolationGroups<Place>): Finding[] {
  return groups.list().map(({ share: _share, last: _last, first, eventName, ...group }) => ({
    breaks,
    eventName: eventName === '' ? null : eventName,
    ...group,
    ...first,
  }));
}

/** Reads and validates all inputs, in constant memory. @throws CliError for one that cannot be read */
export async function tallyInputs(inputs: readonly EventInput[]): Promise<Tally> {
  const tally = new Tally();
  const isKnown = inputs.every(({ bytes }) => bytes !== undefined);
  const total = isKnown ? inputs.reduce((sum, { bytes }) => sum + bytes!, 0) : undefined;
  const bar = new ProgressBar(total);
  let done = 0;
  const onRead = (bytes: number) => {
    done += bytes;
    bar.update(done, `${tally.events} events`);
  };
  try {
    for (const input of inputs) {
      for await (const found of readValues(readPieces(input, onRead), input)) {
        tally.add(found, input.name);
      }
    }
  } finally {
    bar.end();
  }
  return tally;
}
