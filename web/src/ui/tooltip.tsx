import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** More about something, on hover and on focus. `children` must take the focus: a button, a link. */
export function Tooltip({ says, children }: { readonly says: ReactNode; readonly children: ReactNode }) {
  return (
    <Radix.Root delayDuration={250}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={5}
          collisionPadding={8}
          className="z-50 max-w-sm rounded-md border border-line-strong bg-raised px-2.5 py-1.5 text-xs text-text shadow-float"
        >
          {says}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
