import type { PartProps } from "../part-props.ts";

/** Is being written. */
export default function Part({ whole }: PartProps) {
  return <p className="text-soft">{whole.id}</p>;
}
