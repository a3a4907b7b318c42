import { Option, type Command } from 'commander';
import type { End } from '../exit-code.js';
import { addCommand } from './options.js';
import type { PlanOptions } from '../plan/plan.js';

export function addPlan(program: Command, end: End): void {
  addCommand(
    program,
    'plan',
    'List every tracked handler of an application with its event and mappers: the tracking plan.',
    'Loads the module, but starts nothing of the application.',
  )
    .requiredOption('--app <file>', "the application's root module, compiled: dist/app.module.js")
    .option('--export <name>', 'the class in that file (default: the only module, or AppModule)')
    .addOption(
      new Option('--format <format>', 'how it is printed')
        .choices(['table', 'markdown', 'json'])
        .default('table'),
    )
    .option('--json', 'the same as --format json')
    .option('--fail-on-change <file>', 'fail if the plan differs from this one, made with --json')
    .action(async (options: PlanOptions) => {
      const { plan } = await import('../plan/plan.js');
      end(await plan(options));
    });
}
