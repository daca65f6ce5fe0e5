import { useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { Problem } from "../../../ui/empty.tsx";
import { Spinner } from "../../../ui/spinner.tsx";
import type { Gathered } from "./gather.ts";
import { library } from "./library.ts";
import { openPicture, type Picture, type PictureEvents } from "./picture.ts";
import { keepPlaces, keptPlaces } from "./place.ts";

type CanvasProps = Pick<PictureEvents, "onChoose" | "onOpen"> & {
  readonly caseId: string;
  readonly graph: Gathered;
  readonly chosen: string | undefined;
  readonly matched: ReadonlySet<string>;
  readonly picture: RefObject<Picture | undefined>;
};

/** The entities as a picture. Whoever cannot see it finds the same in the list. */
export function GraphCanvas({ graph, ...rest }: CanvasProps) {
  const drawing = useQuery({ queryKey: ["library", "self", "cytoscape"], queryFn: library, staleTime: Number.POSITIVE_INFINITY });
  const [box, letters] = [useRef<HTMLDivElement>(null), useRef<HTMLCanvasElement>(null)];
  const draw = drawing.data;
  usePicture(draw, box, letters, { graph, ...rest });
  return (
    <div className="absolute inset-0">
      <div
        ref={box}
        role="img"
        aria-label={`picture of ${graph.nodes.length} entities and ${graph.edges.length} relations; the list says the same in words`}
        className="relative size-full"
      />
      <canvas ref={letters} aria-hidden className="pointer-events-none absolute inset-0 size-full" />
      {!draw && (
        <div className="absolute inset-0 grid place-items-center">
          {drawing.error ? <Problem of={drawing.error} again={() => void drawing.refetch()} /> : <Spinner says="drawing" />}
        </div>
      )}
    </div>
  );
}

function usePicture(
  draw: Awaited<ReturnType<typeof library>> | undefined,
  box: RefObject<HTMLDivElement | null>,
  letters: RefObject<HTMLCanvasElement | null>,
  { caseId, graph, chosen, matched, picture, onChoose, onOpen }: CanvasProps,
): void {
  const heard = useRef({ onChoose, onOpen });
  heard.current = { onChoose, onOpen };
  const [open, setOpen] = useState<Picture>();
  useEffect(() => {
    if (!draw || !box.current || !letters.current) return;
    const made = openPicture(draw, box.current, letters.current, {
      onChoose: (id) => heard.current.onChoose(id),
      onOpen: (id) => heard.current.onOpen(id),
      onPlaces: (places) => keepPlaces(caseId, places),
    });
    picture.current = made;
    setOpen(made);
    // The theme is an attribute of the document: what is drawn follows it.
    const theme = new MutationObserver(made.restyle);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      theme.disconnect();
      picture.current = undefined;
      made.close();
    };
  }, [draw, box, letters, caseId, picture]);
  useEffect(() => open?.show(graph, keptPlaces(caseId)), [open, graph, caseId]);
  useEffect(() => open?.choose(chosen), [open, chosen]);
  useEffect(() => open?.match(matched), [open, matched]);
}
