import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AliasNetwork } from '../../sandbox/server/profiles/alias-network.js';

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
  const graph = graphOf('ab', 'ba', 'aab', 'bc', 'a');
  expect(graph.linksBetween(['a', 'b', 'x'])).toEqual([{ from: 'a', to: 'b', events: 3 }]);
});

it('counts what removing each alias shows, in any graph', () => {
  const aliases = fc.array(fc.constantFrom(...'abcdefghij'), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(aliases, { maxLength: 12 }), (events) => {
      const graph = new AliasNetwork(events.map((aliases) => ({ aliases })));
      for (const alias of 'abcdefghij') {
        const pieces = remove(alias, events);
        expect([graph.piecesWithout(alias), graph.degree(alias)]).toEqual(pieces);
      }
    }),
  );
});

/** @returns into how many groups the aliases around one fall without it, and how many they are */
function remove(alias: string, events: readonly string[][]): [groups: number, around: number] {
  const around = new Set(events.filter((event) => event.includes(alias)).flat());
  around.delete(alias);
  let groups = [...around].map((other) => new Set([other]));
  for (const event of events.map((all) => all.filter((other) => other !== alias))) {
    const joined = groups.filter((group) => event.some((other) => group.has(other)));
    const others = groups.filter((group) => !joined.includes(group));
    groups = [...others, new Set([...event, ...joined.flatMap((group) => [...group])])];
  }
  return [
    groups.filter((group) => [...around].some((other) => group.has(other))).length,
    around.size,
  ];
}

it('counts all of a profile with many shared aliases in one walk', () => {
  const events = Array.from({ length: 20_000 }, (_, index) => ({
    aliases: [`a${index % 401}`, `b${index % 409}`, `c${index % 419}`, `own ${index}`],
  }));
  const graph = new AliasNetwork(events);
  // Some 400 walks would take minutes.
  for (let alias = 0; alias < 401; alias++) expect(graph.piecesWithout(`a${alias}`)).toBe(1);
  expect(graph.degree('a7')).toBeGreaterThan(100);
});
