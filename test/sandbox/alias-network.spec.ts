import { expect, it } from '@jest/globals';
import { AliasNetwork } from '../../lib/sandbox/profiles/alias-network.js';

function graphOf(...events: string[]): AliasNetwork {
  return new AliasNetwork(events.map((aliases) => ({ aliases: [...aliases] })));
}

it('counts the pieces that are left without an alias', () => {
  const graph = graphOf('gab', 'gcd', 'ge', 'de');
  expect(graph.piecesWithout('g')).toBe(2);
  expect(graph.piecesWithout('a')).toBe(1);
  expect(graph.piecesWithout('d')).toBe(1);
  expect(graphOf('a').piecesWithout('a')).toBe(0);
});

it('finds ways around that are long', () => {
  const ring = ['ab', 'bc', 'cd', 'de', 'ea'];
  expect(graphOf(...ring).piecesWithout('a')).toBe(1);
  expect(graphOf(...ring.slice(1)).piecesWithout('c')).toBe(2);
});

it('walks through tens of thousands of aliases', () => {
  const events = Array.from({ length: 30_000 }, (_, index) => ({
    aliases: ['guest', `email:${index}`, `id:${index}`],
  }));
  const graph = new AliasNetwork(events);
  expect(graph.piecesWithout('guest')).toBe(30_000);
  expect(graph.piecesWithout('id:7')).toBe(1);
  expect(graph.degree('guest')).toBe(60_000);
});

it('links each pair once, whatever their order, and no alias with itself', () => {
  expect(graphOf('ab', 'ba', 'aab').links()).toEqual([{ from: 'a', to: 'b', events: 3 }]);
});
