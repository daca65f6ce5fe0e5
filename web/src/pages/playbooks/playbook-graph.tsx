import type { Edge, Graph, Node } from "./graph-layout.ts";
import type { Question, Steps } from "./queries.ts";
import { weightSays } from "./words.ts";

const looks: Readonly<Record<Node["kind"], string>> = {
  about: "fill-ground stroke-line-strong",
  question: "fill-raised stroke-line-strong",
  fact: "fill-ground stroke-accent",
  verdict: "fill-chosen stroke-accent",
  action: "fill-raised stroke-bad",
};
const heads = { about: "seen in the case", question: "question", fact: "fact", verdict: "", action: "may be proposed" } as const;
const headHeight = 24;

/** The graph, drawn. Whoever points at a question sees its way; the list beside it says the same in words. */
export function PlaybookGraph({
  graph,
  steps,
  lit,
  onQuestion,
}: {
  readonly graph: Graph;
  readonly steps: Steps;
  readonly lit: ReadonlySet<string> | undefined;
  readonly onQuestion: (id: string) => void;
}) {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const questions = new Map(steps.questions.map((question) => [`question ${question.id}`, question]));
  const dim = (id: string) => lit !== undefined && !lit.has(id);
  return (
    <svg
      role="img"
      aria-label={`${steps.questions.length} questions, the facts that they speak to, and ${steps.contain.length} actions that may follow; the list below says the same`}
      viewBox={`-2 ${-headHeight} ${graph.width + 4} ${graph.height + headHeight}`}
      className="mx-auto block w-full max-w-[70rem] min-w-[44rem]"
    >
      <Heads graph={graph} />
      {graph.edges.map((edge) => (
        <Line key={`${edge.from} ${edge.to}`} edge={edge} nodes={nodes} dim={dim(edge.from) || dim(edge.to)} lit={lit !== undefined} />
      ))}
      {graph.nodes.map((node) => (
        <Box key={node.id} node={node} question={questions.get(node.id)} dim={dim(node.id)} onQuestion={onQuestion} />
      ))}
    </svg>
  );
}

function Heads({ graph }: { readonly graph: Graph }) {
  const firsts = Map.groupBy(graph.nodes, ({ kind }) => kind);
  return [...firsts].map(([kind, [first]]) => (
    <text key={kind} x={first?.x} y={-8} className="fill-faint" fontSize="11">
      {heads[kind]}
    </text>
  ));
}

type LineProps = { readonly edge: Edge; readonly nodes: ReadonlyMap<string, Node>; readonly dim: boolean; readonly lit: boolean };

function Line({ edge, nodes, dim, lit }: LineProps) {
  const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
  if (!from || !to) return null;
  const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
  const [x2, y2] = [to.x, to.y + to.height / 2];
  const half = (x1 + x2) / 2;
  return (
    <path
      d={`M${x1} ${y1} C${half} ${y1} ${half} ${y2} ${x2} ${y2}`}
      fill="none"
      className={lit && !dim ? "stroke-accent" : "stroke-line-strong"}
      strokeWidth={lit && !dim ? 1.8 : 1}
      opacity={dim ? 0.3 : 1}
    />
  );
}

type BoxProps = {
  readonly node: Node;
  readonly question: Question | undefined;
  readonly dim: boolean;
  readonly onQuestion: (id: string) => void;
};

/** The list is how one chooses by keyboard; here a pointer may, too. */
function Box({ node, question, dim, onQuestion }: BoxProps) {
  const says = node.kind === "about" ? node.says.replace(/^case\./, "") : node.says;
  const most = Math.floor((node.width - (question ? 74 : 14)) / 6.2);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list of questions beside it takes the same choice by keyboard
    <g opacity={dim ? 0.35 : 1} onClick={question && (() => onQuestion(question.id))} className={question ? "cursor-pointer" : undefined}>
      <title>{question ? question.asks : node.says}</title>
      <rect x={node.x} y={node.y} width={node.width} height={node.height} rx="5" className={looks[node.kind]} />
      <text x={node.x + 8} y={node.y + 18} fontSize="11.5" className="fill-text">
        {says.length > most ? `${says.slice(0, most - 1)}…` : says}
      </text>
      {question && (
        <text x={node.x + node.width - 7} y={node.y + 18} fontSize="10.5" textAnchor="end" className="tabular fill-soft">
          {weightSays(question.up)} / {weightSays(question.down)}
        </text>
      )}
    </g>
  );
}
