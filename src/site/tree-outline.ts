import { plain } from '../knowledge/rich.ts';
import type { Tree } from '../knowledge/schemas/index.ts';

/** A node with everything below it: the tree as a nested list. */
export interface Branch {
  id: string;
  kind: 'question' | 'outcome';
  /** The question, or the title of the end. */
  label: string;
  /** The answer that leads here; the start has none. */
  answer?: string;
  branches: Branch[];
}

/** The whole tree from its start. The tree must be proved (src/knowledge/tree.ts): a loop would never end here. */
export function outline(tree: Tree): Branch {
  const branch = (id: string, answer?: string): Branch => {
    const led = answer === undefined ? {} : { answer: plain(answer) };
    const question = tree.questions[id];
    if (question) {
      const branches = question.answers.map(({ to, label }) => branch(to, label));
      return { id, kind: 'question', label: plain(question.ask), ...led, branches };
    }
    return { id, kind: 'outcome', label: plain(tree.outcomes[id]?.title ?? id), ...led, branches: [] };
  };
  return branch(tree.start);
}
