import type { AliasLink, ProfileAlias } from '../../server/api-types.js';
import { useSize } from '../parts/hooks.js';
import { plural, visible } from '../parts/text.js';
import { fitLabels } from './fit-labels.js';
import { layoutGraph, type Place } from './layout-graph.js';

/** More aliases would not be readable; the table below has them all. */
const MAX_DRAWN = 60;
/** With more than these, only suspicious aliases have a label; the others have a tooltip. */
const MAX_NAMED = 12;
const MAX_RADIUS = 260;
const MARGIN = { top: 14, bottom: 32 };

interface Props {
  readonly aliases: readonly ProfileAlias[];
  readonly links: readonly AliasLink[];
}

/** The graph of a profile's aliases and their links. */
export function AliasGraph({ aliases, links }: Props) {
  const { ref, width } = useSize<HTMLDivElement>();
  if (aliases.length < 2) return null;
  const drawn = aliases.slice(0, MAX_DRAWN);
  const isNamed = ({ suspicious }: ProfileAlias) => drawn.length <= MAX_NAMED || suspicious;
  const margin = drawn.length > MAX_NAMED ? 24 : Math.min(110, width / 5);
  const height = heightFor(drawn.length);
  const places = layoutGraph(drawn, links);
  const toPixels = ({ x, y }: Place) => ({
    x: width / 2 + x * Math.min(MAX_RADIUS, width / 2 - margin),
    y: (height + MARGIN.top - MARGIN.bottom + y * (height - MARGIN.top - MARGIN.bottom)) / 2,
  });
  const placeOf = (alias: string) => toPixels(places.get(alias) ?? { x: 0, y: 0 });
  const radiusOf = (alias: ProfileAlias) => (isNamed(alias) ? 7 : 4);
  const circles = drawn.map((one) => ({ ...placeOf(one.alias), radius: radiusOf(one) }));
  const labels = drawn.filter(isNamed).map(({ alias, suspicious }) => {
    const { x, y } = placeOf(alias);
    return { text: visible(alias.replace(/^urn:/, '')), suspicious, x, y: y + 22 };
  });
  return (
    <div class="graph" ref={ref}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={describe(aliases)}>
          {links.map(({ from, to, events }) => {
            const [start, end] = [places.get(from), places.get(to)];
            if (start === undefined || end === undefined) return null;
            const [one, other] = [toPixels(start), toPixels(end)];
            return (
              <line
                key={`${from} ${to}`}
                x1={one.x}
                y1={one.y}
                x2={other.x}
                y2={other.y}
                stroke-width={Math.min(4, 1 + Math.log2(events) / 2)}
              />
            );
          })}
          {drawn.map((alias) => (
            <GraphNode
              key={alias.alias}
              alias={alias}
              radius={radiusOf(alias)}
              {...placeOf(alias.alias)}
            />
          ))}
          {/* Labels come last, so that no alias covers them. */}
          {fitLabels(labels, circles, width).map(({ text, suspicious, x, y }) => (
            <text key={`${x} ${y}`} class={suspicious ? 'suspicious' : ''} x={x} y={y}>
              {text}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}

function GraphNode({ alias, radius, x, y }: Place & { alias: ProfileAlias; radius: number }) {
  return (
    <g class={alias.suspicious ? 'suspicious' : ''}>
      <title>{`${visible(alias.alias)}: ${plural(alias.events, 'event')}`}</title>
      <circle cx={x} cy={y} r={radius} />
    </g>
  );
}

function heightFor(count: number): number {
  if (count === 2) return 64;
  if (count <= 6) return 190;
  return count > MAX_NAMED ? 340 : 260;
}

function describe(aliases: readonly ProfileAlias[]): string {
  const count = plural(aliases.length, 'alias', 'aliases');
  return `${count}, joined by events that name several of them; the table below lists them`;
}
