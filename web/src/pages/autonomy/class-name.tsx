import { InertAlready } from "../../ui/text.tsx";

/** A class as people call it: the rule's title where it is ours, else its id, and whose rule it is. */
export function ClassName({
  of: { title, rule, product },
}: {
  readonly of: { readonly title: string | null; readonly rule: string; readonly product: string };
}) {
  return (
    <span className="block max-w-72 min-w-40" title={title === null ? undefined : rule}>
      <span className="font-medium break-words">
        <InertAlready>{title ?? rule}</InertAlready>
      </span>{" "}
      <span className="text-xs text-faint">
        <InertAlready>{product}</InertAlready>
      </span>
    </span>
  );
}
