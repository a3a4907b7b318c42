const { rmSync } = require('node:fs');

/** Uses an outbox on servers that do not answer, for parts that were loaded by import or by require. */
exports.useServers = async ({ createConverge, loadBullmq, loadPostgres, loadTelemetry }) => {
  const loads = { bullmq: loadBullmq, postgres: loadPostgres, openTelemetry: loadTelemetry };
  for (const [name, load] of Object.entries(loads)) {
    const entry = await load().catch(({ code }) => code);
    console.log(`${name}: ${typeof entry?.[name] === 'function' ? 'loaded' : entry}`);
  }
  for (const outbox of ['redis://127.0.0.1:1', 'postgres://:hidden@127.0.0.1:1/shop']) {
    const note = (line) => console.log(line);
    try {
      const logger = { info: note, warn: note, error: note };
      const options = { endpoint: 'http://127.0.0.1:1/', outbox, logger };
      await (await createConverge('token', options)).close();
    } catch ({ message }) {
      console.log(message);
    }
  }
  rmSync('.converge', { recursive: true, force: true });
};
