import type { Question, Steps } from "./queries.ts";

/** One thing of the graph; sizes in units of the drawing. `column` counts from the left. */
export type Node = {
  readonly id: string;
  readonly kind: "about" | "question" | "fact" | "verdict" | "action";
  readonly says: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};
export type Edge = { readonly from: string; readonly to: string };
export type Graph = { readonly nodes: readonly Node[]; readonly edges: readonly Edge[]; readonly width: number; readonly height: number };

const rowHeight = 38;
const nodeHeight = 28;
const gap = 36;
const widths: Readonly<Record<Node["kind"], number>> = { about: 126, question: 206, fact: 132, verdict: 68, action: 132 };
const kinds = ["about", "question", "fact", "verdict", "action"] as const;
const verdictId = "verdict";

/**
 * A playbook as a graph without cycles, from left to right: what of the case a question is about, the question, the fact that its answers speak to (of a
 * fact only the strongest answer counts in each direction), the verdict, and what may be proposed. Questions of one fact stand together.
 */
export function graphOf({ questions, contain }: Pick<Steps, "questions" | "contain">): Graph {
  const ordered = byFact(questions);
  const at = new Map(ordered.map(({ id }, row) => [id, (row + 0.5) * rowHeight]));
  const middle = (ids: readonly string[]) => ids.reduce((sum, id) => sum + (at.get(id) ?? 0), 0) / Math.max(1, ids.length);
  const height = Math.max(ordered.length, contain.length, 3) * rowHeight + 12;
  const groupsBy = (kind: "about" | "fact", keyOf: (question: Question) => string) =>
    [...Map.groupBy(ordered, keyOf)].map(([key, same]) => ({ id: `${kind} ${key}`, says: key, y: middle(same.map(({ id }) => id)) }));
  const actions = contain.map(({ action, on }, row) => ({
    ...{ id: `action ${action} ${on}`, says: action },
    y: height / 2 + (row - (contain.length - 1) / 2) * rowHeight,
  }));
  const columns: Readonly<Record<Node["kind"], readonly { readonly id: string; readonly says: string; readonly y: number }[]>> = {
    about: spread(groupsBy("about", ({ about }) => about)),
    question: ordered.map(({ id }) => ({ id: `question ${id}`, says: id, y: at.get(id) ?? 0 })),
    fact: spread(groupsBy("fact", ({ group }) => group)),
    verdict: [{ id: verdictId, says: "verdict", y: height / 2 }],
    action: actions,
  };
  return { ...placed(columns), edges: edgesOf(ordered, actions), height };
}

function placed(columns: Readonly<Record<Node["kind"], readonly { readonly id: string; readonly says: string; readonly y: number }[]>>) {
  const nodes: Node[] = [];
  let x = 0;
  for (const kind of kinds) {
    const width = widths[kind];
    for (const { id, says, y } of columns[kind]) nodes.push({ id, kind, says, x, y: y - nodeHeight / 2, width, height: nodeHeight });
    x += width + gap;
  }
  return { nodes, width: x - gap };
}

function edgesOf(questions: readonly Question[], actions: readonly { readonly id: string }[]): Edge[] {
  const facts = new Set(questions.map(({ group }) => `fact ${group}`));
  return [
    ...questions.flatMap(({ id, about, group }) => [
      { from: `about ${about}`, to: `question ${id}` },
      { from: `question ${id}`, to: `fact ${group}` },
    ]),
    ...[...facts].map((from) => ({ from, to: verdictId })),
    ...actions.map(({ id }) => ({ from: verdictId, to: id })),
  ];
}

/** Questions of one fact one after another, facts in the order in which the playbook first asks for them. */
const byFact = (questions: readonly Question[]): Question[] => [...Map.groupBy(questions, ({ group }) => group).values()].flat();

/** Pushes apart what would lie upon another, keeping the order from top to bottom. */
function spread<Each extends { readonly y: number }>(wanted: readonly Each[]): Each[] {
  let least = nodeHeight / 2;
  return wanted
    .toSorted((a, b) => a.y - b.y)
    .map((each) => {
      const y = Math.max(each.y, least);
      least = y + rowHeight;
      return { ...each, y };
    });
}

/** What a question hangs together with: itself, what it is about, its fact, the verdict, and what may follow. */
export function pathOf({ id, about, group }: Question, { nodes }: Graph): ReadonlySet<string> {
  const actions = nodes.filter(({ kind }) => kind === "action").map((node) => node.id);
  return new Set([`question ${id}`, `about ${about}`, `fact ${group}`, verdictId, ...actions]);
}
