import type { Command } from 'commander';
import { addCommand, addHelp } from '../command.js';
import { addOutboxAdopt } from './outbox-adopt.command.js';
import { addOutboxDiscard } from './outbox-discard.command.js';
import { addOutboxErase } from './outbox-erase.command.js';
import { addOutboxExport } from './outbox-export.command.js';
import { addOutboxList } from './outbox-list.command.js';
import { addOutboxReplay } from './outbox-replay.command.js';
import { addOutboxShow } from './outbox-show.command.js';
import { addOutboxStatus } from './outbox-status.command.js';

export function addOutbox(program: Command): void {
  const outbox = addCommand(
    program,
    'outbox',
    "Look into an outbox's file and change what is in it, also while the application runs.",
  );
  addOutboxStatus(outbox);
  addOutboxList(outbox);
  addOutboxShow(outbox);
  addOutboxReplay(outbox);
  addOutboxDiscard(outbox);
  addOutboxErase(outbox);
  addOutboxAdopt(outbox);
  addOutboxExport(outbox);
  addHelp(outbox);
}
