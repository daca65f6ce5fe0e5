import type { FormEvent } from "react";
import { Button } from "../../ui/button.tsx";
import { Input } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";

type Trial<Name extends string> = {
  readonly title: string;
  /** Where the settings stand in the configuration. */
  readonly part: string;
  readonly fields: readonly (readonly [name: Name, says: string, step: number])[];
  readonly now: Readonly<Record<Name, number>>;
  readonly busy: boolean;
  readonly onTry: (tried: Partial<Record<Name, number>>) => void;
};

/** Settings to try, beginning with those in force. Only what differs is asked for; the server checks each. */
export function TrialForm<Name extends string>({ title, part, fields, now, busy, onTry }: Trial<Name>) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const changed = fields.map(([name]) => [name, Number(form.get(name))] as const).filter(([name, value]) => value !== now[name]);
    onTry(Object.fromEntries(changed) as Partial<Record<Name, number>>);
  };
  return (
    <Panel title={title}>
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <p className="text-sm text-soft">
          Nothing changes by this. What is in force stands in watchkeeper.yaml under <code className="font-mono text-xs">{part}</code>.
        </p>
        <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-1">
          {fields.map(([name, says, step]) => (
            <Input
              key={name}
              label={says}
              name={name}
              type="number"
              min={0}
              step={step < 1 ? "any" : step}
              defaultValue={now[name]}
              required
            />
          ))}
        </div>
        <div className="flex justify-end">
          <Button type="submit" kind="primary" busy={busy}>
            Simulate
          </Button>
        </div>
      </form>
    </Panel>
  );
}
