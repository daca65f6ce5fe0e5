import { useMutation } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { type FormEvent, type ReactNode, useMemo, useState } from "react";
import { api } from "../../../api/client.ts";
import { useMay } from "../../../api/session.ts";
import { withStepUp } from "../../../api/step-up.tsx";
import { Button } from "../../../ui/button.tsx";
import { Badge } from "../../../ui/chip.tsx";
import { Problem } from "../../../ui/empty.tsx";
import { Input } from "../../../ui/field.tsx";
import type { ProductLine } from "../queries.ts";
import { fieldsOf, type SettingField as Setting, settingsOf, type Typed } from "./fields.ts";
import { type PlaceTyped, placesOf, SecretFields } from "./secret-fields.tsx";
import { SettingField } from "./setting-field.tsx";
import { TrialResult } from "./trial-result.tsx";

type FormProps = { readonly of: ProductLine; readonly secretPlaces: readonly string[] };

/** The form of one product, made from the schema of its settings, and the trial of what was put in. */
export function ConnectorForm({ of: product, secretPlaces }: FormProps) {
  const fields = useMemo(() => fieldsOf(product.settings), [product]);
  const [name, setName] = useState(product.product);
  const [typed, setTyped] = useState<Typed>({});
  const [places, setPlaces] = useState<PlaceTyped>({});
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const mayTry = useMay("administer");
  const trial = useMutation({
    mutationFn: (settings: Record<string, unknown>) =>
      withStepUp(() => api.tryConnector({ body: { name, product: product.product, settings, secrets: placesOf(places) } })),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = settingsOf(fields, typed);
    setWrong(read.wrong);
    if (Object.keys(read.wrong).length === 0) trial.mutate(read.settings);
  };
  const put = (field: string, value: string) => setTyped((now) => ({ ...now, [field]: value }));
  return (
    <form noValidate onSubmit={submit} className="flex min-w-0 max-w-3xl flex-col gap-5 rounded-lg border border-line bg-surface p-5">
      <Head of={product} />
      <Input
        label="Name"
        hint="Yours to choose: lower-case letters, digits and -. It stands beside everything that comes from here."
        required
        maxLength={63}
        pattern="[a-z0-9][a-z0-9\-]*"
        value={name}
        onChange={({ target: { value } }) => setName(value)}
      />
      <Settings fields={fields} {...{ typed, wrong, put }} />
      <SecretFields secrets={product.secrets} says={secretPlaces} typed={places} onType={setPlaces} />
      {trial.error && <Problem of={trial.error} />}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="submit"
          kind="primary"
          className="h-8"
          icon={<FlaskConical aria-hidden className="size-4" />}
          busy={trial.isPending}
          disabled={!mayTry}
        >
          {product.untried === null ? "Try it" : "Write it down"}
        </Button>
        <span className="text-xs text-faint">{mayTry ? tells(product) : "Whoever administers tries connectors."}</span>
      </div>
      {trial.data && <TrialResult of={trial.data} />}
    </form>
  );
}

const tells = ({ untried }: ProductLine) =>
  untried === null
    ? "The product is asked whether it answers and takes the credentials. Nothing is changed, there or here."
    : `Not tried from a browser: ${untried}.`;

function Head({ of: { title, product, proven, serves, readme } }: { readonly of: ProductLine }) {
  return (
    <header className="flex flex-col gap-1.5">
      <h2 className="text-lg font-semibold">{title}</h2>
      <p className="flex flex-wrap items-center gap-1.5">
        {serves.map((use) => (
          <Badge key={use}>{use}</Badge>
        ))}
        <Badge tone={proven === "the real product" ? "good" : "warn"}>proven on {proven}</Badge>
      </p>
      <p className="text-xs text-faint">
        {product}: what it is like, which rights it needs there, and what of it is known how surely stands in{" "}
        <code className="font-mono">{readme}</code>.
      </p>
    </header>
  );
}

type SettingsProps = {
  readonly fields: readonly Setting[];
  readonly typed: Typed;
  readonly wrong: Readonly<Record<string, string>>;
  readonly put: (field: string, value: string) => void;
};

/** What is needed and what nearly everybody sets stands open; the rest is a press away. */
function Settings({ fields, typed, wrong, put }: SettingsProps) {
  const isFirst = ({ name, isNeeded }: Setting) => isNeeded || name === "url" || name === "internal";
  const shown = (of: readonly Setting[]): ReactNode =>
    of.map((each) => (
      <SettingField
        key={each.name}
        of={each}
        value={typed[each.name] ?? ""}
        problem={wrong[each.name]}
        onChange={(value) => put(each.name, value)}
      />
    ));
  const [first, rest] = [fields.filter(isFirst), fields.filter((each) => !isFirst(each))];
  const isWrong = rest.some(({ name }) => Object.hasOwn(wrong, name));
  return (
    <>
      {first.length > 0 && <div className="flex flex-col gap-4">{shown(first)}</div>}
      {rest.length > 0 && (
        <details open={isWrong || first.length === 0 || undefined} className="rounded-md border border-line">
          <summary className="cursor-pointer px-3 py-2 text-sm font-medium text-soft hover:text-text">
            {rest.length} more {rest.length === 1 ? "setting" : "settings"}, each with something that holds without it
          </summary>
          <div className="flex flex-col gap-4 border-t border-line p-3">{shown(rest)}</div>
        </details>
      )}
    </>
  );
}
