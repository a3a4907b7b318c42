/**
 * What has to be written when the process ends by `process.exit()`. One listener serves all outboxes of
 * the process.
 */
export const flushAtExit = new Set<() => void>();

process.on('exit', () => {
  for (const flush of flushAtExit) {
    try {
      flush();
    } catch {
      // An error here would change the exit code of the application.
    }
  }
});
