import { inert, inertObservable, visible } from "../../../src/server/contract/inert.ts";
import { Copy } from "./copy.tsx";

/** Text from outside, in one line: hidden characters are shown, links lead nowhere, its direction stays its own. */
export function Inert({
  children,
  lengthMax = 300,
  className = "",
}: {
  readonly children: string;
  readonly lengthMax?: number;
  readonly className?: string;
}) {
  return (
    <bdi className={`inert ${className}`} title={children.length > lengthMax ? "the rest is in the evidence" : undefined}>
      {inert(children, lengthMax)}
    </bdi>
  );
}

/** Text that the server made inert: it is shown as it stands, since making it inert twice would garble it. */
export function InertAlready({ children, className = "" }: { readonly children: string; readonly className?: string }) {
  return <bdi className={`inert ${className}`}>{children}</bdi>;
}

/** A value that was seen (address, domain, hash, account …), in the type of machines; copied as it was seen. */
export function Observable({
  type,
  value,
  lengthMax = 120,
}: {
  readonly type: string;
  readonly value: string;
  readonly lengthMax?: number;
}) {
  return (
    <span className="group/observable inline-flex max-w-full items-center gap-1 rounded-sm border border-line bg-hover/60 px-1 font-mono text-xs">
      <span className="text-faint">{type}</span>
      <bdi className="inert">{inertObservable({ type, value }, lengthMax)}</bdi>
      <Copy text={value} says={`copy the ${type} as it was seen`} />
    </span>
  );
}

/** Several lines from outside, as they stand; every character that hides is shown. */
export function InertBlock({ children, className = "" }: { readonly children: string; readonly className?: string }) {
  const lines = children
    .split(/\r\n|\r|\n/)
    .map(visible)
    .join("\n");
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that may scroll must be reachable by keyboard
      tabIndex={0}
      className={`inert overflow-auto rounded-md border border-line bg-ground p-3 font-mono text-xs whitespace-pre-wrap ${className}`}
    >
      {lines}
    </pre>
  );
}
