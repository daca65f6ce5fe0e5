import { useState } from "react";
import { onceKey } from "../../api/client.ts";
import { regulationApi } from "../../api/regulation.ts";
import { useSubmit } from "../../lib/submit.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Checkbox, Input, Select, Textarea } from "../../ui/field.tsx";
import { tell } from "../../ui/toast.tsx";
import { useTaken, type Value } from "./queries.ts";

const sourceLengthMax = 500;

/** A person says a value, as an estimate or as it is, and where it is from. */
export function ConfirmValue({ of, caseId, onClose }: { readonly of: Value; readonly caseId: string; readonly onClose: () => void }) {
  const begin = of.status === "confirmed" ? of.value : (of.proposed ?? null);
  const [text, setText] = useState(() => textOf(begin, of.type));
  const [estimate, setEstimate] = useState(of.estimate);
  const [source, setSource] = useState(of.source ?? "");
  const taken = useTaken();
  const value = typedValue(text, of.type);
  const ready = value !== undefined && source.trim() !== "";
  const { busy, problem, onSubmit } = useSubmit(async () => {
    if (value === undefined) return;
    const asked = { params: { id: caseId }, body: { id: of.id, value, estimate, source: source.trim() } };
    taken(await regulationApi.confirmRegulationValue(asked, { idempotencyKey: onceKey() }));
    tell("Confirmed.");
    onClose();
  }, ready);
  return (
    <Dialog open onClose={onClose} title={of.title} says="It counts from then on, with your name and where it is from.">
      <form className="flex flex-col gap-3" onSubmit={onSubmit}>
        <Entry of={of} text={text} onText={setText} />
        <Checkbox label="This is an estimate" checked={estimate} onChange={(event) => setEstimate(event.target.checked)} />
        <Input
          label="Where it is from"
          required
          maxLength={sourceLengthMax}
          value={source}
          onChange={(event) => setSource(event.target.value)}
        />
        {problem !== undefined && <Problem of={problem} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={busy} disabled={!ready}>
            Confirm
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type Entering = { readonly of: Value; readonly text: string; readonly onText: (text: string) => void };

function Entry({ of: { type, unit }, text, onText }: Entering) {
  const change = ({ target: { value } }: { readonly target: { readonly value: string } }) => onText(value);
  switch (type) {
    case "boolean":
      return (
        <Select
          label="Value"
          value={text}
          onChange={change}
          options={[
            ["", "choose"],
            ["yes", "yes"],
            ["no", "no"],
          ]}
        />
      );
    case "number":
      return <Input label={unit === null ? "Value" : `Value, ${unit}`} type="number" step="any" required value={text} onChange={change} />;
    case "time":
      return <Input label="Moment, UTC" type="datetime-local" step={1} required value={text} onChange={change} />;
    case "list":
      return <Textarea label="Values, one in a line" required value={text} onChange={change} />;
    case "text":
      return <Textarea label="Value" required value={text} onChange={change} />;
  }
}

function textOf(value: Value["value"], type: Value["type"]): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.join("\n");
  return type === "time" ? String(value).slice(0, 19) : String(value);
}

/** What was typed as the value that the server takes; undefined where it is none yet. */
export function typedValue(text: string, type: Value["type"]): Exclude<Value["value"], null> | undefined {
  const typed = text.trim();
  if (typed === "") return undefined;
  switch (type) {
    case "boolean":
      return typed === "yes";
    case "number":
      return Number.isFinite(Number(typed)) ? Number(typed) : undefined;
    case "time": {
      const atMs = Date.parse(`${typed}Z`);
      return Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString();
    }
    case "list":
      return typed
        .split("\n")
        .map((each) => each.trim())
        .filter((each) => each !== "");
    case "text":
      return typed;
  }
}
