// A tree as a drawing: boxes and lines with their places, worked out at build.
import { graphlib, layout } from '@dagrejs/dagre';
import type { Tree } from '../knowledge/schemas/index.ts';
import { outline, type Branch } from './tree-outline.ts';
import { wrap } from './wrap.ts';

export interface Box {
  id: string;
  kind: Branch['kind'];
  /** Left upper corner and size, in units of the drawing (1 = 1 CSS pixel at full size). */
  x: number;
  y: number;
  width: number;
  height: number;
  /** The answer that leads here, in lines; the start has none. */
  answer: string[];
  /** Question or title, in lines. */
  label: string[];
}

export interface TreeMap {
  width: number;
  height: number;
  boxes: Box[];
  /** Lines from a box to each that follows, as SVG path data. */
  paths: string[];
}

/** Measures that the styles of the map rely on too: letters of 12 units, 30 of them in a box even with a wide font. */
export const measures = { boxWidth: 244, lineHeight: 16, padding: 9, letters: 30, gap: 3 };

function boxOf(branch: Branch): Omit<Box, 'x' | 'y'> {
  const { boxWidth, lineHeight, padding, letters, gap } = measures;
  const answer = branch.answer === undefined ? [] : wrap(branch.answer, letters);
  const label = wrap(branch.label, letters);
  const height = (answer.length + label.length) * lineHeight + (answer.length > 0 ? gap : 0) + 2 * padding;
  return { id: branch.id, kind: branch.kind, width: boxWidth, height, answer, label };
}

/** A line that leaves a box at its right edge and enters the next at its left, level at both ends. */
function pathBetween(from: Box, to: Box): string {
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2].map(Math.round);
  const middle = Math.round(((x1 ?? 0) + (x2 ?? 0)) / 2);
  return `M${String(x1)} ${String(y1)}C${String(middle)} ${String(y1)} ${String(middle)} ${String(y2)} ${String(x2)} ${String(y2)}`;
}

/** Lays a whole tree out from left to right. The tree must be proved (src/knowledge/tree.ts). */
export function treeMap(tree: Tree): TreeMap {
  const graph = new graphlib.Graph();
  // UL: the start stands in the upper left corner, where reading begins.
  graph.setGraph({ rankdir: 'LR', align: 'UL', nodesep: 12, ranksep: 44, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  const drawn = new Map<string, Omit<Box, 'x' | 'y'>>();
  const links: [from: string, to: string][] = [];
  const add = (branch: Branch): void => {
    const box = boxOf(branch);
    drawn.set(branch.id, box);
    graph.setNode(branch.id, { width: box.width, height: box.height });
    for (const next of branch.branches) {
      links.push([branch.id, next.id]);
      add(next);
    }
  };
  add(outline(tree));
  for (const [from, to] of links) graph.setEdge(from, to);
  // In a tree no lines cross when answers stand in their own order; dagre's search for a better one would only mix them.
  layout(graph, { disableOptimalOrderHeuristic: true });

  const boxes = new Map<string, Box>();
  for (const [id, box] of drawn) {
    // dagre gives the middle of a box.
    const { x, y } = graph.node(id) as { x: number; y: number };
    boxes.set(id, { ...box, x: Math.round(x - box.width / 2), y: Math.round(y - box.height / 2) });
  }
  const paths = links.flatMap(([from, to]) => {
    const [start, end] = [boxes.get(from), boxes.get(to)];
    return start && end ? [pathBetween(start, end)] : [];
  });
  const edge = (side: (box: Box) => number) => Math.max(...[...boxes.values()].map(side)) + 4;
  return { width: edge((box) => box.x + box.width), height: edge((box) => box.y + box.height), boxes: [...boxes.values()], paths };
}
