/** Lists at the end what was missing, so that tests were skipped: see needs.ts. */
export default class SkippedReporter {
  onRunComplete(_contexts, { testResults }) {
    const skipped = testResults
      .flatMap((file) => file.testResults)
      .filter(({ title, status }) => status === 'pending' && title.startsWith('SKIPPED: '));
    for (const title of new Set(skipped.map((test) => test.title)))
      process.stderr.write(`${title}\n`);
  }
}
