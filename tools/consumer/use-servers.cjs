const { createConverge } = require('nestjs-converge/express');
const { useServers } = require('./servers.cjs');

void useServers({
  createConverge,
  loadBullmq: async () => require('nestjs-converge/bullmq'),
  loadTelemetry: async () => require('nestjs-converge/opentelemetry'),
  loadPostgres: async () => require('nestjs-converge/postgres'),
});
