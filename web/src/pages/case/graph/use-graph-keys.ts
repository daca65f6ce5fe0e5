import { type RefObject, useMemo } from "react";
import { useKeys } from "../../../lib/keys.ts";
import type { Picture } from "./picture.ts";
import type { Node } from "./queries.ts";
import { zoomStep } from "./toolbar.tsx";

const panPx = 60;

type Of = {
  readonly nodes: readonly Node[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
  readonly onOpen: (id: string) => void;
  readonly onView: () => void;
  readonly picture: RefObject<Picture | undefined>;
  readonly field: RefObject<HTMLInputElement | null>;
};

/** The entities by keyboard: one by one in their order, nearer, farther, along. */
export function useGraphKeys({ nodes, chosen, onChoose, onOpen, onView, picture, field }: Of): void {
  const deeds = useMemo(() => {
    const step = (by: number) => () => {
      const at = nodes.findIndex(({ id }) => id === chosen);
      onChoose(nodes[at < 0 ? 0 : Math.min(nodes.length - 1, Math.max(0, at + by))]?.id);
    };
    const pan = (x: number, y: number) => () => picture.current?.pan(x * panPx, y * panPx);
    return [
      { keys: "j", says: "The next entity", does: step(1) },
      { keys: "k", says: "The entity before", does: step(-1) },
      { keys: "x", says: "Open what is around it", does: () => chosen !== undefined && onOpen(chosen) },
      { keys: "/", says: "Find an entity", does: () => field.current?.focus() },
      { keys: "v", says: "Picture or list", does: onView },
      { keys: "f", says: "Fit all of it", does: () => picture.current?.fit() },
      { keys: "+", says: "Closer", does: () => picture.current?.zoom(zoomStep) },
      { keys: "-", says: "Farther", does: () => picture.current?.zoom(1 / zoomStep) },
      { keys: "ArrowLeft", says: "Look left", does: pan(1, 0) },
      { keys: "ArrowRight", says: "Look right", does: pan(-1, 0) },
      { keys: "ArrowUp", says: "Look up", does: pan(0, 1) },
      { keys: "ArrowDown", says: "Look down", does: pan(0, -1) },
    ];
  }, [nodes, chosen, onChoose, onOpen, onView, picture, field]);
  useKeys("Entities", deeds);
}
