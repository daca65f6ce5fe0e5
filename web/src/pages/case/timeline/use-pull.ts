import { type RefObject, useEffect, useRef } from "react";
import type { Spanning } from "./use-span.ts";

const zoomPerPx = 1.0018;
const dragFromPx = 4;
/** A line of a wheel that counts in lines, pixels. */
const wheelLinePx = 16;

/** The wheel zooms at the pointer, sideways or with Shift it moves, and dragging moves. `inset` pixels at the left are names, where the wheel scrolls. */
export function usePull(box: RefObject<HTMLElement | null>, inset: number, spanning: Spanning): void {
  const now = useRef(spanning);
  now.current = spanning;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const width = () => Math.max(1, element.clientWidth - inset);
    const wheel = (event: WheelEvent) => {
      const x = event.clientX - element.getBoundingClientRect().left - inset;
      if (x < 0) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? wheelLinePx : 1;
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      const { span, zoom, pan } = now.current;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return pan((sideways * unit) / width());
      zoom(zoomPerPx ** (event.deltaY * unit), span.fromMs + ((span.toMs - span.fromMs) * x) / width());
    };
    let from: { readonly x: number; readonly pointer: number; last: number; moved: boolean } | undefined;
    const down = (event: PointerEvent) => {
      if (event.button !== 0 || event.clientX - element.getBoundingClientRect().left < inset) return;
      from = { x: event.clientX, pointer: event.pointerId, last: event.clientX, moved: false };
    };
    const move = (event: PointerEvent) => {
      if (!from || event.pointerId !== from.pointer) return;
      if (!from.moved && Math.abs(event.clientX - from.x) < dragFromPx) return;
      if (!from.moved) element.setPointerCapture(from.pointer);
      from.moved = true;
      now.current.pan((from.last - event.clientX) / width());
      from.last = event.clientX;
    };
    const up = () => {
      from = undefined;
    };
    element.addEventListener("wheel", wheel, { passive: false });
    element.addEventListener("pointerdown", down);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", up);
    element.addEventListener("pointercancel", up);
    return () => {
      element.removeEventListener("wheel", wheel);
      element.removeEventListener("pointerdown", down);
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", up);
      element.removeEventListener("pointercancel", up);
    };
  }, [box, inset]);
}
