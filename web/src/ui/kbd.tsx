/** A key. */
export function Kbd({ children }: { readonly children: string }) {
  return (
    <kbd className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-sm border border-line-strong bg-ground px-1 font-mono text-2xs text-soft">
      {children.replace("Mod+", /Mac/.test(navigator.platform) ? "⌘" : "Ctrl ")}
    </kbd>
  );
}
