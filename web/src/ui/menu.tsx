import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { visible } from "../../../src/server/contract/inert.ts";

/** One line of a menu. */
export type MenuItem = {
  readonly says: string;
  readonly icon?: ReactNode;
  readonly keys?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly does: () => void;
};

/** A button with a list of deeds. `trigger` is one button. */
export function Menu({ trigger, items }: { readonly trigger: ReactNode; readonly items: readonly (MenuItem | "line")[] }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-50 max-h-[70dvh] min-w-48 overflow-auto rounded-md border border-line-strong bg-raised p-1 shadow-float"
        >
          {items.map((item, at) =>
            item === "line" ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own
              <DropdownMenu.Separator key={`line-${at}`} className="my-1 h-px bg-line" />
            ) : (
              <DropdownMenu.Item
                key={item.says}
                disabled={item.disabled === true}
                onSelect={item.does}
                className={`flex h-7 cursor-default items-center gap-2 rounded-sm px-2 text-sm outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover phone:h-10 ${item.danger ? "text-bad" : ""}`}
              >
                {item.icon}
                <span className="inert flex-1">{visible(item.says)}</span>
                {item.keys !== undefined && <kbd className="font-mono text-2xs text-faint">{item.keys}</kbd>}
              </DropdownMenu.Item>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
