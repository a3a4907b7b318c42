import { createConverge } from 'nestjs-converge/express';
import { useServers } from './servers.cjs';

await useServers({
  createConverge,
  loadBullmq: () => import('nestjs-converge/bullmq'),
  loadTelemetry: () => import('nestjs-converge/opentelemetry'),
  loadPostgres: () => import('nestjs-converge/postgres'),
});
