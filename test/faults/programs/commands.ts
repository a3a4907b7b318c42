/** Carries out what the parent asks for, and ends with it. */
export function serveCommands(commands: Record<string, (...values: any[]) => unknown>): void {
  process.on('message', ({ id, command, values }: any) => {
    const carryOut = async () => commands[command]!(...values);
    carryOut().then(
      (result) => process.send!({ id, result }),
      (error: Error) => process.send!({ id, error: error.stack ?? String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
}
