import { orderByLinks, type Neighbours } from './neighbours.js';

export interface Branch {
  readonly name: string;
  /** Steps from the middle. */
  readonly depth: number;
  readonly children: Branch[];
}

/**
 * Puts each name at its shortest way from the one in the middle. What has no way to it hangs on the
 * middle as well.
 */
export function growTree(middle: string, names: readonly string[], neighbours: Neighbours): Branch {
  const tree: Branch = { name: middle, depth: 0, children: [] };
  const left = new Set(names.filter((name) => name !== middle));
  const queue = [tree];
  for (let branch = queue.shift(); branch !== undefined; branch = queue.shift()) {
    const next = [...(neighbours.get(branch.name) ?? [])].filter((name) => left.has(name));
    queue.push(...attach(branch, next));
  }
  attach(tree, [...left]);
  return tree;

  function attach(parent: Branch, children: readonly string[]): readonly Branch[] {
    const withoutParent = new Map(neighbours);
    withoutParent.delete(parent.name);
    for (const name of orderByLinks(children, withoutParent)) {
      left.delete(name);
      parent.children.push({ name, depth: parent.depth + 1, children: [] });
    }
    return parent.children;
  }
}
