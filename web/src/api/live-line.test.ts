import assert from "node:assert/strict";
import { test } from "node:test";
import { type Frame, LiveLine, type LiveState } from "./live-line.ts";

// Guarantees: however many windows a session has, one of them alone holds a stream; every window hears each frame once; and when the one that holds it closes,
// another goes on behind what it heard.

type Opened = { readonly after: number | undefined; readonly tell: (frame: Frame) => void; isOpen: boolean };

function browser(name: string) {
  const streams: Opened[] = [];
  const openStream = (after: number | undefined) => {
    const target = new EventTarget();
    const opened: Opened = {
      after,
      isOpen: true,
      tell: ({ type, revision, data }) => void target.dispatchEvent(new MessageEvent(type, { lastEventId: revision, data })),
    };
    streams.push(opened);
    const close = () => {
      opened.isOpen = false;
    };
    return { addEventListener: target.addEventListener.bind(target) as EventSource["addEventListener"], close };
  };
  const window = () => {
    const heard: Frame[] = [];
    const states: LiveState[] = [];
    const line = new LiveLine({
      ...{ name, openStream, isLookedAt: () => true },
      onFrame: (frame) => heard.push(frame),
      onState: (state) => states.push(state),
    });
    return { line, heard, states };
  };
  return { streams, window };
}

const frame = (type: Frame["type"], revision: string, data = "{}"): Frame => ({ type, revision, data });

/** Waits for what is so sooner or later. */
async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let turns = 0; turns < 2_000; turns++) {
    if (isSo()) return;
    await new Promise((done) => setImmediate(done));
  }
  assert.fail(what);
}

test("eight windows hold one stream, and each hears each frame once", async () => {
  const { streams, window } = browser("eight");
  const windows = Array.from({ length: 8 }, window);
  await until("a stream is opened", () => streams.length > 0);
  streams[0]?.tell(frame("hello", "7"));
  streams[0]?.tell(frame("change", "8", '{"kind":"case","id":"case-1"}'));
  await until("all have heard both", () => windows.every(({ heard }) => heard.length === 2));
  assert.ok(windows.every(({ states }) => states.at(-1) === "live"));
  assert.equal(streams.filter(({ isOpen }) => isOpen).length, 1);
  for (const { line } of windows) line.close();
  assert.equal(streams.filter(({ isOpen }) => isOpen).length, 0);
});

test("when the window that holds the stream closes, another goes on behind what it heard", async () => {
  const { streams, window } = browser("heir");
  const first = window();
  await until("a stream is opened", () => streams.length === 1);
  streams[0]?.tell(frame("hello", "40"));
  const second = window();
  await until("the second knows how it stands", () => second.states.at(-1) === "live");
  streams[0]?.tell(frame("change", "41", '{"kind":"case","id":"case-2"}'));
  await until("the second has heard", () => second.heard.length === 1);
  first.line.close();
  await until("another stream is opened", () => streams.length === 2);
  assert.equal(streams[0]?.isOpen, false);
  assert.equal(streams[1]?.after, 41);
  second.line.close();
});

test("a window that is closed while it waits never opens a stream", async () => {
  const { streams, window } = browser("gone");
  const [first, second] = [window(), window()];
  await until("a stream is opened", () => streams.length === 1);
  second.line.close();
  first.line.close();
  await new Promise((done) => setTimeout(done, 20));
  assert.equal(streams.length, 1);
});
