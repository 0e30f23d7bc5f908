// What follows from a tree's data: the way to each node, and whether the tree is whole.
import type { Tree } from './schemas/index.ts';

export interface Step {
  /** The question that was asked. */
  node: string;
  ask: string;
  /** The answer that leads on. */
  answer: string;
}

/** Every node with the answers that lead to it from the start; the start has none. */
export function waysTo(tree: Tree): Map<string, Step[]> {
  const ways = new Map<string, Step[]>([[tree.start, []]]);
  const queue = [tree.start];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    const question = tree.questions[node];
    if (!question) continue;
    for (const answer of question.answers) {
      if (ways.has(answer.to)) continue;
      ways.set(answer.to, [...(ways.get(node) ?? []), { node, ask: question.ask, answer: answer.label }]);
      queue.push(answer.to);
    }
  }
  return ways;
}

/**
 * Proves a tree: the start is a question, every target exists, every node is reached, each has one parent (so there is no loop and
 * every path ends), answers of a question differ, and no id is both question and outcome.
 * Returns one line per fault as [key, what was found and what is expected].
 */
export function faultsOf(tree: Tree): [key: string, fault: string][] {
  const faults: [string, string][] = [];
  const isNode = (id: string) => id in tree.questions || id in tree.outcomes;
  if (!(tree.start in tree.questions))
    faults.push(['start', `"${tree.start}" is no question of this tree; expected an id under questions`]);
  for (const id of Object.keys(tree.outcomes)) {
    if (id in tree.questions) faults.push([`outcomes.${id}`, 'is also a question; expected an id of its own']);
    if (id === 'map') faults.push([`outcomes.${id}`, '"map" is the address of the drawn tree; expected another id']);
  }
  if ('map' in tree.questions) faults.push(['questions.map', '"map" is the address of the drawn tree; expected another id']);
  const parents = new Map<string, string>();
  for (const [id, question] of Object.entries(tree.questions)) {
    const labels = new Set<string>();
    question.answers.forEach((answer, index) => {
      const key = `questions.${id}.answers.${String(index)}`;
      if (labels.has(answer.label)) faults.push([`${key}.label`, `"${answer.label}" stands twice; expected answers that differ`]);
      labels.add(answer.label);
      if (!isNode(answer.to)) faults.push([`${key}.to`, `"${answer.to}" is no question or outcome of this tree; expected one of its ids`]);
      else if (answer.to === tree.start)
        faults.push([`${key}.to`, `"${answer.to}" is the start; expected a way forward, a loop has no end`]);
      const parent = parents.get(answer.to);
      if (parent !== undefined)
        faults.push([`${key}.to`, `"${answer.to}" is reached from "${parent}" too; expected one parent for each node`]);
      else parents.set(answer.to, id);
    });
  }
  const reached = waysTo(tree);
  for (const id of [...Object.keys(tree.questions), ...Object.keys(tree.outcomes)]) {
    if (!reached.has(id))
      faults.push([
        id in tree.questions ? `questions.${id}` : `outcomes.${id}`,
        'cannot be reached from the start; expected an answer that leads to it',
      ]);
  }
  return faults;
}
