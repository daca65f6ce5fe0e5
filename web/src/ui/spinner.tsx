/** Something is under way. */
export function Spinner({ says }: { readonly says?: string }) {
  return (
    <span role={says ? "status" : undefined} className="inline-flex items-center gap-2 text-soft">
      <span aria-hidden className="size-3.5 animate-spin rounded-full border-2 border-current border-t-transparent opacity-70" />
      {says}
    </span>
  );
}

/** Where something will stand in a moment, so that nothing jumps when it does. */
export function Skeleton({ className = "h-4 w-40" }: { readonly className?: string }) {
  return <span aria-hidden className={`block animate-pulse rounded bg-hover ${className}`} />;
}
