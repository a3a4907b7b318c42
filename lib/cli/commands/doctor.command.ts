import type { Command } from 'commander';
import type { End } from '../exit-code.js';
import { addCommand, ENDPOINT_FLAG, JSON_FLAG, PATH_FLAG } from './options.js';
import type { DoctorOptions } from '../doctor/doctor.js';

export function addDoctor(program: Command, end: End): void {
  addCommand(
    program,
    'doctor',
    'Look at what the library needs around it: versions, configuration, outbox, endpoint, clock.',
  )
    .option('--app-dir <folder>', "the application's folder", '.')
    .option(...PATH_FLAG)
    .option(...ENDPOINT_FLAG)
    .option(...JSON_FLAG)
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import('../doctor/doctor.js');
      end(await doctor(options));
    });
}
