import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { visible } from "../../../src/server/contract/inert.ts";

/** A list that is open in the dialog closes before the dialog does. */
const isListOpen = (target: EventTarget | null) => target instanceof Element && target.matches('[role="combobox"][aria-expanded="true"]');

/** Something that must be answered before anything else. It closes by Escape; the focus goes back to where it was. */
export function Dialog({
  open,
  onClose,
  title,
  says,
  children,
  wide = false,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly says?: ReactNode;
  readonly children: ReactNode;
  readonly wide?: boolean;
}) {
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/55" />
        <Radix.Content
          {...(says === undefined && { "aria-describedby": undefined })}
          onEscapeKeyDown={(event) => isListOpen(event.target) && event.preventDefault()}
          className={`fixed top-[10dvh] left-1/2 z-50 max-h-[80dvh] w-[calc(100vw-1.5rem)] -translate-x-1/2 overflow-auto rounded-lg border border-line-strong bg-raised p-4 shadow-float phone:top-auto phone:bottom-2 ${wide ? "max-w-4xl" : "max-w-lg"}`}
        >
          <div className="flex items-start justify-between gap-3">
            <Radix.Title className="inert text-lg font-semibold">{visible(title)}</Radix.Title>
            <Radix.Close
              aria-label="close"
              className="inline-flex size-7 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-text"
            >
              <X aria-hidden className="size-4" />
            </Radix.Close>
          </div>
          {says !== undefined && (
            <Radix.Description asChild>
              <div className="mt-1 text-sm text-soft">{says}</div>
            </Radix.Description>
          )}
          <div className="mt-3">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
