import { checkEvent } from '../../event/check-event.js';
import { checkSpec } from '../../event/check-spec.js';
import type { ConvergeEventDto } from '../../event/converge-event.dto.js';
import { ViolationGroups } from '../../event/violation-groups.js';
import type { Violation } from '../../event/violation.js';
import { CliError } from '../cli.error.js';
import { ProgressBar } from '../progress-bar.js';
import type { EventInput } from './find-inputs.js';
import { readValues } from './read-values.js';

/** All occurrences of the same mistake in events of the same name. */
export interface Finding {
  readonly breaks: 'contract' | 'spec';
  /** Null for events without a name. */
  readonly eventName: string | null;
  /** Without the numbers of lines: `properties.items[].price`. */
  readonly path: string;
  readonly rule: string;
  /** The type of the first wrong value. */
  readonly received: string;
  readonly advice: string;
  /** The first place, `file:line`. */
  readonly first: string;
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

/** Validates events and counts the findings. */
export class Tally {
  events = 0;
  refused = 0;
  withSpecViolations = 0;
  private readonly contract = new ViolationGroups<string>();
  private readonly spec = new ViolationGroups<string>();

  /**
   * Validates an event as it would be posted: first by the contract, then by the spec.
   *
   * @param value undefined for invalid JSON
   * @param place `file:line`
   */
  add(value: unknown, place: string): void {
    this.events++;
    const { event_name: name } = (value ?? {}) as { event_name?: unknown };
    const eventName = typeof name === 'string' ? name : '';
    const contract = value === undefined ? NO_JSON : checkEvent(value);
    if (contract.length > 0) {
      this.refused++;
      return this.contract.add(eventName, contract, place);
    }
    const spec = checkSpec(value as ConvergeEventDto);
    if (spec.length > 0) this.withSpecViolations++;
    this.spec.add(eventName, spec, place);
  }

  /** Violations of the contract first, then of the spec; the most frequent first. */
  findings(): Finding[] {
    return [...toFindings('contract', this.contract), ...toFindings('spec', this.spec)];
  }
}

function toFindings(breaks: Finding['breaks'], groups: ViolationGroups<string>): Finding[] {
  return groups.list().map(({ share: _share, last: _last, eventName, ...group }) => ({
    breaks,
    eventName: eventName === '' ? null : eventName,
    ...group,
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
      for await (const { value, line } of readValues(read(input, onRead), input)) {
        tally.add(value, `${input.name}:${line}`);
      }
    }
  } finally {
    bar.end();
  }
  return tally;
}

async function* read(
  input: EventInput,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer, void> {
  try {
    for await (const piece of input.open()) {
      onRead((piece as Buffer).length);
      yield piece as Buffer;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    throw new CliError(`Cannot read ${input.name} (${code}): check its permissions.`);
  }
}
