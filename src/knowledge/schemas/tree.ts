import { z } from 'zod';
import { id, prose, provenance, text } from './common.ts';

const question = z.strictObject({
  ask: text.describe('The question, ending in a question mark.'),
  why: prose.optional().describe('Why it matters, one or two sentences.'),
  how: z.array(prose).default([]).describe('How to find the answer, one action each.'),
  answers: z
    .array(
      z.strictObject({
        label: text.describe('The answer as a person would give it; differs from the others of this question.'),
        to: id.describe('The question or outcome of this tree to go to.'),
      }),
    )
    .min(2)
    .describe('At least two; each leads to a node that no other answer leads to.'),
});

const outcome = z.strictObject({
  title: text.describe('What it is, as a short statement.'),
  what: z.array(prose).min(1).describe('What to do, one action each.'),
  who: prose.describe('Who can do it.'),
  cost: prose.optional().describe('What it costs in work, or in money.'),
  approve: prose.optional().describe('Who must approve it.'),
  verify: prose.describe('How to see that it worked.'),
  otherwise: prose.describe('What to do if it did not.'),
  guide: id.optional().describe('The guide with the steps.'),
  cause: id.optional().describe('The cause page behind this outcome.'),
  change: id.optional().describe("The dated change that this outcome depends on; shown in today's words."),
});

/** A troubleshooting tree: questions and outcomes by id. Words, routing and rules live here; pages and map are made from it. */
export const tree = z
  .strictObject({
    title: text.describe('What it is about.'),
    description: prose.describe('Whom it helps and where it ends, in a sentence or two.'),
    aliases: z.array(text).default([]).describe('Other words that people search for.'),
    start: id.describe('The first question.'),
    questions: z.record(id, question).describe('Questions by id.'),
    outcomes: z.record(id, outcome).describe('Ends by id; ids differ from those of the questions.'),
    ...provenance,
  })
  .describe('A tree (src/content/trees/<id>.yaml).');

export type Tree = z.output<typeof tree> & { id: string };
export type Question = z.output<typeof question>;
export type TreeOutcome = z.output<typeof outcome>;
