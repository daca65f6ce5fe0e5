import type { ReactNode } from "react";
import { visible } from "../../../src/server/contract/inert.ts";
import { said } from "../api/client.ts";
import { sentence } from "../lib/sentence.ts";
import { Button } from "./button.tsx";

/** Nothing is here, why, and what one does about it. */
export function Empty({ title, children, action }: { readonly title: string; readonly children?: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-12 text-center">
      <p className="inert text-base font-semibold">{visible(title)}</p>
      {children !== undefined && <div className="text-sm text-soft">{children}</div>}
      {action}
    </div>
  );
}

/** What went wrong, and what to do about it. It may quote what came from outside: an address that was followed, a vendor's answer. */
export function Problem({ of, again }: { readonly of: unknown; readonly again?: () => void }) {
  const { problem, remedy, code } = said(of);
  return (
    <div role="alert" className="rounded-md border border-bad/50 bg-bad/5 p-3 text-sm">
      <p className="inert font-medium text-bad">{sentence(visible(problem))}</p>
      <p className="inert mt-0.5 text-soft">{sentence(visible(remedy))}</p>
      <div className="mt-2 flex items-center gap-3">
        {again && <Button onClick={again}>Try again</Button>}
        <span className="font-mono text-2xs text-faint">{code}</span>
      </div>
    </div>
  );
}
