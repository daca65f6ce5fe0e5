import { Input, Select } from "../../../ui/field.tsx";
import type { ProductLine } from "../queries.ts";

type Kind = "file" | "env" | "sealed";
/** Where each secret lies, as far as it was said. */
export type PlaceTyped = Readonly<Record<string, { readonly kind: Kind; readonly where: string }>>;

const kinds: readonly (readonly [Kind, string])[] = [
  ["file", "in a file"],
  ["env", "in a variable"],
  ["sealed", "sealed"],
];
const examples: Readonly<Record<Kind, string>> = {
  file: "secrets/trial/NAME",
  env: "WATCHKEEPER_TRIAL_NAME",
  sealed: "what watchkeeper secret seal printed",
};

/** The places that were named, as the configuration has them. */
export const placesOf = (typed: PlaceTyped): Record<string, { env: string } | { file: string } | { sealed: string }> =>
  Object.fromEntries(
    Object.entries(typed)
      .filter(([, { where }]) => where.trim() !== "")
      .map(([name, { kind, where }]) => [name, { [kind]: where.trim() } as { env: string } | { file: string } | { sealed: string }]),
  );

type SecretsProps = {
  readonly secrets: ProductLine["secrets"];
  readonly says: readonly string[];
  readonly typed: PlaceTyped;
  readonly onType: (next: PlaceTyped) => void;
};

/** Where the secrets lie. A secret itself is never typed here. */
export function SecretFields({ secrets, says, typed, onType }: SecretsProps) {
  if (secrets.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-3 rounded-md border border-line p-3">
      <legend className="px-1 text-sm font-medium">Secrets</legend>
      <p className="text-xs text-soft">
        No secret is typed into a browser: say where it lies on the machine that the service runs on. A trial reads {says.join("; or ")}.
      </p>
      {secrets.map(({ name, needed }) => (
        <Place
          key={name}
          label={needed ? `${name} (needed)` : name}
          place={typed[name] ?? { kind: "file", where: "" }}
          onType={(place) => onType({ ...typed, [name]: place })}
        />
      ))}
    </fieldset>
  );
}

type PlaceProps = {
  readonly label: string;
  readonly place: PlaceTyped[string];
  readonly onType: (place: PlaceTyped[string]) => void;
};

function Place({ label, place: { kind, where }, onType }: PlaceProps) {
  return (
    <div role="group" aria-label={`where the secret ${label} lies`} className="grid grid-cols-[minmax(0,1fr)_9rem] items-end gap-2">
      <Input
        label={label}
        value={where}
        placeholder={examples[kind]}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target: { value } }) => onType({ kind, where: value })}
      />
      <Select
        label="Kept"
        value={kind}
        options={kinds}
        onChange={({ target: { value } }) => onType({ kind: kinds.find(([each]) => each === value)?.[0] ?? "file", where })}
      />
    </div>
  );
}
