/** What must be done at process.exit(), which leaves no turn for it: writing an outbox's last puts. */
export const finishAtExit = new Set<() => void>();

process.on('exit', () => {
  for (const finish of finishAtExit) {
    try {
      finish();
    } catch {
      // An error here would change the exit code of the application.
    }
  }
});
