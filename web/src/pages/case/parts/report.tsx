import type { PartProps } from "../page.tsx";

/** Is being written. */
export default function Part({ whole }: PartProps) {
  return <p className="text-soft">{whole.id}</p>;
}
