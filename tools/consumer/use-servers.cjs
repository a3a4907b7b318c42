const { createConverge } = require('nestjs-converge/express');
const { useServers } = require('./servers.cjs');

void useServers({
  createConverge,
  loadBullmq: async () => require('nestjs-converge/bullmq'),
  loadPostgres: async () => require('nestjs-converge/postgres'),
});
