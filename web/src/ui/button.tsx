import type { ComponentProps, ReactNode } from "react";
import { Spinner } from "./spinner.tsx";

type Kind = "plain" | "primary" | "danger" | "quiet";
const looks: Readonly<Record<Kind, string>> = {
  plain: "border-line-strong bg-raised hover:bg-hover text-text",
  primary: "border-transparent bg-accent-strong text-white hover:brightness-110 dark:text-[#08101f] dark:bg-accent",
  danger: "border-transparent bg-bad-strong text-on-bad hover:brightness-110",
  quiet: "border-transparent bg-transparent text-soft hover:bg-hover hover:text-text",
};

/** A button. `busy` shows that what it began is under way, and takes no second press. */
export function Button({
  kind = "plain",
  busy = false,
  icon,
  children,
  className = "",
  disabled,
  ...rest
}: ComponentProps<"button"> & { readonly kind?: Kind; readonly busy?: boolean; readonly icon?: ReactNode }) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={`inline-flex h-7 items-center justify-center gap-1.5 rounded-md border px-2.5 text-sm font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-55 phone:h-10 phone:px-4 ${looks[kind]} ${className}`}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

/** A button that shows a picture alone; `says` is its name. */
export function IconButton({ says, children, className = "", ...rest }: ComponentProps<"button"> & { readonly says: string }) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={says}
      title={says}
      className={`inline-flex size-7 items-center justify-center rounded-md text-soft hover:bg-hover hover:text-text disabled:opacity-50 phone:size-10 ${className}`}
    >
      {children}
    </button>
  );
}
