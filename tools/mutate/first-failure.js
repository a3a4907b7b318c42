/** Ends the run with the first test that fails, and shows that it still runs. */
export default class {
  onTestCaseResult({ path }, { fullName, status }) {
    process.stdout.write('.');
    if (status !== 'failed') return;
    process.stdout.write(`\n${path} ${fullName}\n`);
    process.exit(1);
  }
  onTestResult({ path }, { testExecError }) {
    if (testExecError) process.stdout.write(`\n${path} ${testExecError.message}\n`);
  }
}
