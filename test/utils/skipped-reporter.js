/** Says at the end which servers were missing, and that the tests that need them were skipped. */
export default class SkippedReporter {
  onRunComplete(_contexts, { testResults }) {
    const titles = testResults.flatMap((file) => file.testResults.map(({ title }) => title));
    const skipped = new Set(titles.filter((title) => title.startsWith('SKIPPED: ')));
    for (const title of skipped) process.stderr.write(`${title}\n`);
  }
}
