import { sentence } from "../../../lib/sentence.ts";
import { Checkbox, Input, Select, Textarea } from "../../../ui/field.tsx";
import type { SettingField as Setting } from "./fields.ts";

type FieldProps = {
  readonly of: Setting;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
};

/** One setting, filled in as its schema asks for it. */
export function SettingField(props: FieldProps) {
  const { of, value, problem, onChange } = props;
  const { kind, name, isNeeded, without } = of;
  const shared = { label: isNeeded ? `${name} (needed)` : name, hint: hintOf(of), problem };
  const typing = ({ target }: { readonly target: { readonly value: string } }) => onChange(target.value);
  if (kind === "yes-no") return <YesNo {...props} />;
  if (kind === "some-of") return <SomeOf {...props} />;
  if (kind === "one-of") {
    const first: readonly [string, string] = ["", without === undefined ? "choose" : `${without} (without a choice)`];
    return (
      <Select
        {...shared}
        value={value}
        onChange={typing}
        options={[first, ...of.options.filter((each) => each !== without).map((each) => [each, each] as const)]}
      />
    );
  }
  if (kind === "long-text" || kind === "list" || kind === "json")
    return (
      <Textarea
        {...shared}
        value={value}
        onChange={typing}
        placeholder={kind === "list" ? "one to a line" : ""}
        className="font-mono text-xs"
      />
    );
  return (
    <Input
      {...shared}
      value={value}
      onChange={typing}
      maxLength={of.lengthMax}
      inputMode={kind === "number" ? "decimal" : undefined}
      placeholder={without ?? ""}
      spellCheck={false}
      autoComplete="off"
    />
  );
}

/** What it is, and what holds without it. */
function hintOf({ says, kind, least, most, without }: Setting): string | undefined {
  const range = kind === "number" && least !== undefined && most !== undefined ? `${least} to ${most}` : undefined;
  const list = kind === "list" ? "one to a line" : kind === "json" ? "as JSON" : undefined;
  const held =
    without !== undefined && without !== "" && (kind === "list" || kind === "long-text")
      ? `without it: ${without.split("\n").join(", ")}`
      : undefined;
  const parts = [says, list, range, held].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.map(sentence).join(" ");
}

function YesNo({ of: { name, says, without }, value, onChange }: FieldProps) {
  const isOn = (value === "" ? without : value) === "true";
  return (
    <div>
      <Checkbox
        label={<span className="font-medium">{name}</span>}
        checked={isOn}
        onChange={({ target }) => onChange(String(target.checked))}
      />
      {says !== undefined && <p className="ml-6 text-xs text-faint">{sentence(says)}</p>}
    </div>
  );
}

function SomeOf({ of: { name, says, options, without, isNeeded }, value, problem, onChange }: FieldProps) {
  const chosen = (value === "" ? (without ?? "") : value).split("\n").filter(Boolean);
  const toggle = (option: string, isOn: boolean) =>
    onChange((isOn ? [...chosen, option] : chosen.filter((each) => each !== option)).join("\n"));
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-xs font-medium text-soft">{isNeeded ? `${name} (needed)` : name}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        {options.map((option) => (
          <Checkbox
            key={option}
            label={option}
            checked={chosen.includes(option)}
            onChange={({ target }) => toggle(option, target.checked)}
          />
        ))}
      </div>
      {problem !== undefined ? (
        <p className="text-xs text-bad">{problem}</p>
      ) : (
        says !== undefined && <p className="text-xs text-faint">{sentence(says)}</p>
      )}
    </fieldset>
  );
}
