/** The servers that are measured; what the benchmarks make there has names of its own. */
export const REDIS = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379';
export const POSTGRES = process.env.TEST_POSTGRES_URL ?? 'postgres://root@127.0.0.1:5432/test';
