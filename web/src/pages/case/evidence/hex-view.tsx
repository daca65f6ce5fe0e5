import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { hexLine, hexLineBytes } from "./decode.ts";

const lineHeight = 18;
const beyond = 20;

/** Bytes by their numbers. Only lines on the screen exist, however many there are. */
export function HexView({ bytes }: { readonly bytes: Uint8Array }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: Math.ceil(bytes.length / hexLineBytes),
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: beyond,
  });
  return (
    <div
      role="group"
      ref={scroller}
      aria-label="the bytes in hexadecimal"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="h-[34rem] max-h-[60dvh] overflow-auto rounded-md border border-line bg-ground py-2 font-mono text-xs"
    >
      <div className="relative w-max min-w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const { at, hex, ascii } = hexLine(bytes, index);
          return (
            <div
              key={index}
              className="absolute top-0 left-0 flex gap-5 px-3 leading-[18px] whitespace-pre"
              style={{ transform: `translateY(${start}px)` }}
            >
              <span className="text-faint">{at}</span>
              <span>{hex}</span>
              <span className="text-soft">{ascii}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
