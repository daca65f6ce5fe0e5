import { Plus, X } from "lucide-react";
import { searchWords } from "../../../../../src/server/contract/evidence.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { type DraftCondition, type DraftGroup, type DraftNode, isGroup, newCondition, newGroup } from "./query-draft.ts";

const box =
  "h-8 rounded-md border border-line-strong bg-ground px-2 text-sm text-text hover:border-faint focus-visible:border-accent-strong phone:h-11";
const hows = [
  ["all", "all of these hold"],
  ["any", "any of these holds"],
  ["none", "none of these holds"],
] as const;
const operatorWords: Readonly<Record<(typeof searchWords.operators)[number], string>> = {
  eq: "is",
  in: "is one of",
  contains: "contains",
  startsWith: "begins with",
  endsWith: "ends with",
  regex: "matches",
  cidr: "is within",
  gt: "is more than",
  lt: "is less than",
  exists: "is there",
};

/** Conditions of a query, in groups: all, any or none of a group's must hold. */
export function Conditions({
  group,
  onChange,
  depth = 1,
}: {
  readonly group: DraftGroup;
  readonly onChange: (group: DraftGroup) => void;
  readonly depth?: number;
}) {
  const put = (key: number, next: DraftNode | undefined) =>
    onChange({ ...group, items: group.items.flatMap((each) => (each.key === key ? (next ? [next] : []) : [each])) });
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line p-2">
      {group.items.length === 0 ? (
        <p className="text-xs text-faint">No condition: every event of the window and the entity.</p>
      ) : (
        <select
          aria-label="how these conditions stand together"
          className={`${box} w-fit`}
          value={group.how}
          onChange={(event) => onChange({ ...group, how: event.target.value as DraftGroup["how"] })}
        >
          {hows.map(([how, says]) => (
            <option key={how} value={how}>
              {says}
            </option>
          ))}
        </select>
      )}
      {group.items.map((node) => (
        <div key={node.key} className="flex items-start gap-1">
          <div className="min-w-0 flex-1">
            {isGroup(node) ? (
              <Conditions group={node} depth={depth + 1} onChange={(next) => put(node.key, next)} />
            ) : (
              <ConditionLine condition={node} onChange={(next) => put(node.key, next)} />
            )}
          </div>
          <IconButton says="take it out" onClick={() => put(node.key, undefined)}>
            <X aria-hidden className="size-3.5" />
          </IconButton>
        </div>
      ))}
      <Adding group={group} onChange={onChange} mayNest={depth < searchWords.limits.depthMax - 1} />
    </div>
  );
}

function Adding({
  group,
  onChange,
  mayNest,
}: {
  readonly group: DraftGroup;
  readonly onChange: (group: DraftGroup) => void;
  readonly mayNest: boolean;
}) {
  const add = (node: DraftNode) => onChange({ ...group, items: [...group.items, node] });
  return (
    <div className="flex gap-1">
      <Button kind="quiet" icon={<Plus aria-hidden className="size-3.5" />} onClick={() => add(newCondition())}>
        Condition
      </Button>
      {mayNest && (
        <Button kind="quiet" icon={<Plus aria-hidden className="size-3.5" />} onClick={() => add(newGroup())}>
          Group
        </Button>
      )}
    </div>
  );
}

function ConditionLine({
  condition,
  onChange,
}: {
  readonly condition: DraftCondition;
  readonly onChange: (condition: DraftCondition) => void;
}) {
  const { field, op } = condition;
  return (
    <div className="flex flex-wrap gap-1">
      <select
        aria-label="field"
        className={`${box} min-w-0 font-mono text-xs`}
        value={field}
        onChange={(event) => onChange({ ...condition, field: event.target.value })}
      >
        {searchWords.fields.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      <select aria-label="comparison" className={box} value={op} onChange={(event) => onChange({ ...condition, op: event.target.value })}>
        {searchWords.operators.map((each) => (
          <option key={each} value={each}>
            {operatorWords[each]}
          </option>
        ))}
      </select>
      <ConditionValue condition={condition} onChange={onChange} />
    </div>
  );
}

function ConditionValue({
  condition,
  onChange,
}: {
  readonly condition: DraftCondition;
  readonly onChange: (condition: DraftCondition) => void;
}) {
  const { op, value, kind } = condition;
  const put = (next: string) => onChange({ ...condition, value: next });
  if (op === "exists" || kind === "yes-no")
    return (
      <select aria-label="value" className={box} value={value === "true" ? "true" : "false"} onChange={(event) => put(event.target.value)}>
        <option value="true">yes</option>
        <option value="false">no</option>
      </select>
    );
  const looks = `${box} min-w-40 flex-1 font-mono text-xs`;
  if (op !== "in") return <input aria-label="value" className={looks} value={value} onChange={(event) => put(event.target.value)} />;
  return (
    <textarea
      aria-label="values, one a line"
      rows={Math.min(6, value.split("\n").length)}
      className={`${looks} h-auto py-1.5`}
      value={value}
      onChange={(event) => put(event.target.value)}
    />
  );
}
