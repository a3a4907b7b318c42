import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { DEFAULTS } from '../../lib/options/option-table.js';
import { codeBlocks, readPage } from './page.js';

const page = readPage('deploy.md');
const SHUTDOWN_SECONDS = DEFAULTS.shutdownTimeoutMs / 1_000;

const documents = codeBlocks(page, 'yaml').flatMap((text) => loadAll(text) as any[]);
const compose = documents.filter(({ services }) => services !== undefined);
const workloads = documents.filter(({ kind }) => ['StatefulSet', 'Deployment'].includes(kind));

describe('docs/deploy.md', () => {
  it('has a compose file, a StatefulSet and a Deployment', () => {
    expect(compose).toHaveLength(1);
    expect(workloads.map(({ kind }) => kind)).toEqual(['StatefulSet', 'Deployment']);
  });

  it('declares the volumes of the compose file, and leaves time for the shutdown', () => {
    const [{ services, volumes }] = compose;
    for (const service of Object.values<any>(services)) {
      const names = service.volumes.map((volume: string) => volume.split(':')[0]);
      expect(names).toEqual(Object.keys(volumes));
      expect(parseInt(service.stop_grace_period)).toBeGreaterThan(SHUTDOWN_SECONDS);
    }
  });

  it.each(workloads.map((workload) => [workload.kind, workload]))(
    'has a %s that fits together',
    (_kind, { apiVersion, metadata, spec }) => {
      expect({ apiVersion, name: metadata.name }).toEqual({ apiVersion: 'apps/v1', name: 'shop' });
      const { template, selector, volumeClaimTemplates = [] } = spec;
      expect(template.metadata.labels).toEqual(selector.matchLabels);
      const [container] = template.spec.containers;
      const declared: string[] = [
        ...(template.spec.volumes ?? []).map(({ name }: any) => name),
        ...volumeClaimTemplates.map((claim: any) => claim.metadata.name),
      ];
      const mounts = container.volumeMounts as { name: string; mountPath: string }[];
      expect(mounts.map(({ name }) => name).sort()).toEqual(declared.sort());
      const { value } = container.env.find(({ name }: any) => name === 'CONVERGE_OUTBOX_PATH');
      const data = mounts.find(({ name }) => name === 'data')!;
      expect(value.startsWith(`${data.mountPath}/`)).toBe(true);
      const [, drain] = container.lifecycle.preStop.exec.command;
      const { terminationGracePeriodSeconds: grace } = template.spec;
      expect(grace).toBeGreaterThan(Number(drain) + SHUTDOWN_SECONDS);
    },
  );

  it('has a Service for the StatefulSet', () => {
    const services = documents.filter(({ kind }) => kind === 'Service');
    expect(services.map(({ metadata }) => metadata.name)).toContain(workloads[0].spec.serviceName);
  });

  it("keeps the image's outbox on its volume, and starts Node itself", () => {
    const [dockerfile = ''] = codeBlocks(page, 'dockerfile');
    const [, volume = 'none'] = /^VOLUME (\S+)$/m.exec(dockerfile) ?? [];
    const [, path = ''] = /CONVERGE_OUTBOX_PATH=(\S+)/.exec(dockerfile) ?? [];
    expect(path.startsWith(`${volume}/`)).toBe(true);
    const [, command = 'null'] = /^CMD (.+)$/m.exec(dockerfile) ?? [];
    expect(JSON.parse(command)).toEqual(['node', 'dist/main.js']);
  });

  it('gives PM2 a configuration that leaves time for the shutdown', () => {
    const [code = ''] = codeBlocks(page, 'js');
    const sandbox = createContext({ module: { exports: {} } });
    runInContext(code, sandbox);
    const { apps } = sandbox['module'].exports;
    expect(apps).toHaveLength(1);
    expect(apps[0]).toMatchObject({ script: 'dist/main.js', exec_mode: 'cluster' });
    expect(apps[0].kill_timeout).toBeGreaterThan(DEFAULTS.shutdownTimeoutMs);
    expect(apps[0].env.CONVERGE_OUTBOX_PATH).toMatch(/^\//);
  });
});
