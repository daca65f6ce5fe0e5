import { type ComponentProps, type ReactNode, useId } from "react";
import { visible } from "../../../src/server/contract/inert.ts";

const box =
  "w-full rounded-md border border-line-strong bg-ground px-2 text-sm text-text placeholder:text-faint hover:border-faint focus-visible:border-accent-strong phone:text-base";

type Labelled = { readonly label: string; readonly hint?: ReactNode; readonly problem?: string | undefined };

/** A labelled place for something, with a hint or what is wrong with what was put in. */
function Field({ label, hint, problem, id, children }: Labelled & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium text-soft">
        {label}
      </label>
      {children}
      {problem !== undefined ? (
        <p id={`${id}-says`} role="alert" className="inert text-xs text-bad">
          {visible(problem)}
        </p>
      ) : (
        hint !== undefined && (
          <p id={`${id}-says`} className="text-xs text-faint">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

const told = (id: string, { hint, problem }: Omit<Labelled, "label">) => ({
  ...((hint !== undefined || problem !== undefined) && { "aria-describedby": `${id}-says` }),
  ...(problem !== undefined && { "aria-invalid": true }),
});

/** A line of text. */
export function Input({ label, hint, problem, className = "", ...rest }: Labelled & ComponentProps<"input">) {
  const id = useId();
  return (
    <Field {...{ label, hint, problem, id }}>
      <input id={id} {...told(id, { hint, problem })} {...rest} className={`${box} h-8 phone:h-11 ${className}`} />
    </Field>
  );
}

/** Several lines of text. */
export function Textarea({ label, hint, problem, className = "", ...rest }: Labelled & ComponentProps<"textarea">) {
  const id = useId();
  return (
    <Field {...{ label, hint, problem, id }}>
      <textarea id={id} rows={3} {...told(id, { hint, problem })} {...rest} className={`${box} py-1.5 ${className}`} />
    </Field>
  );
}

/** One of a few. */
export function Select({
  label,
  hint,
  problem,
  options,
  className = "",
  ...rest
}: Labelled & ComponentProps<"select"> & { readonly options: readonly (readonly [value: string, says: string])[] }) {
  const id = useId();
  return (
    <Field {...{ label, hint, problem, id }}>
      <select id={id} {...told(id, { hint, problem })} {...rest} className={`${box} h-8 phone:h-11 ${className}`}>
        {options.map(([value, says]) => (
          <option key={value} value={value}>
            {visible(says)}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** Yes or no. */
export function Checkbox({ label, ...rest }: { readonly label: ReactNode } & Omit<ComponentProps<"input">, "type">) {
  return (
    <label className="inline-flex items-center gap-2 text-sm phone:min-h-10">
      <input type="checkbox" {...rest} className="size-4 accent-accent-strong" />
      {label}
    </label>
  );
}
