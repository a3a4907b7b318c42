import { cut } from '../parts/text.js';

export interface Label {
  readonly text: string;
  /** The middle of the label, in pixels. */
  readonly x: number;
  readonly y: number;
}

/** The width of a character of the graph's font. */
const CHARACTER = 7.3;
/** Labels whose lines are further apart do not touch. */
const LINE = 16;
const GAP = 8;
/** How far above its line the middle of a text is. */
const RISE = 4;
const MIN_CHARACTERS = 6;
const MAX_CHARACTERS = 26;

export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/**
 * Moves and cuts labels so that each stays within the width, and none runs into another one at the same
 * height, or over a circle. The text is empty where there is room for a few characters only.
 */
export function fitLabels<T extends Label>(
  labels: readonly T[],
  circles: readonly Circle[],
  width: number,
): readonly T[] {
  const moved = labels.map((label) => {
    const text = cut(label.text, Math.min(MAX_CHARACTERS, Math.floor(width / CHARACTER)));
    const half = halfOf(text);
    return { ...label, text, x: Math.min(Math.max(label.x, half), width - half) };
  });
  return moved.map((label) => {
    const { text, x, y } = label;
    const sides = moved
      .filter((other) => other !== label && Math.abs(other.y - y) < LINE)
      .map((other) => {
        const distance = Math.abs(other.x - x) - GAP;
        // What a short label leaves may be used, else each has its half.
        return Math.max(distance / 2, distance - halfOf(other.text));
      });
    const besides = circles
      .filter((circle) => Math.abs(circle.y - (y - RISE)) < circle.radius + LINE / 2)
      .map((circle) => Math.abs(circle.x - x) - circle.radius - GAP / 2);
    const room = Math.max(0, Math.min(...sides, ...besides, Infinity));
    const characters = Math.floor((2 * room) / CHARACTER);
    const hasRoom = characters >= Math.min(MIN_CHARACTERS, text.length);
    return { ...label, text: hasRoom ? cut(text, characters) : '' };
  });
}

function halfOf(text: string): number {
  return (text.length * CHARACTER) / 2;
}
