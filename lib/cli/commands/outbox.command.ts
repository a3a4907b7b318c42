import type { Command } from 'commander';
import type { End } from '../exit-code.js';
import { addCommand } from './options.js';
import { addOutboxAdopt } from './outbox-adopt.command.js';
import { addOutboxDiscard } from './outbox-discard.command.js';
import { addOutboxErase } from './outbox-erase.command.js';
import { addOutboxExport } from './outbox-export.command.js';
import { addOutboxList } from './outbox-list.command.js';
import { addOutboxReplay } from './outbox-replay.command.js';
import { addOutboxShow } from './outbox-show.command.js';
import { addOutboxStatus } from './outbox-status.command.js';

export function addOutbox(program: Command, end: End): void {
  const outbox = addCommand(
    program,
    'outbox',
    "Look into an outbox's file and change what is in it, also while the application runs.",
  ).helpCommand(false);
  addOutboxStatus(outbox, end);
  addOutboxList(outbox, end);
  addOutboxShow(outbox, end);
  addOutboxReplay(outbox, end);
  addOutboxDiscard(outbox, end);
  addOutboxErase(outbox, end);
  addOutboxAdopt(outbox, end);
  addOutboxExport(outbox, end);
}
