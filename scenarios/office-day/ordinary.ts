import { administer } from "./benign/administration.ts";
import { browse } from "./benign/browsing.ts";
import { useCloud } from "./benign/cloud.ts";
import { type Desk, playDesk } from "./benign/desk.ts";
import { playEdge } from "./benign/edge.ts";
import { deliverMail } from "./benign/post.ts";
import { playServers } from "./benign/server.ts";
import type { World } from "./world.ts";

/** Plays the day as it would have been. Returns the desks, since what is open on them is where the story starts. */
export function playOrdinaryDay(world: World): ReadonlyMap<string, Desk> {
  const desks = new Map([...world.workstations.values()].map((host) => [host.name, playDesk(world, host)] as const));
  browse(world);
  playServers(world);
  administer(world);
  deliverMail(world);
  playEdge(world);
  useCloud(world);
  return desks;
}
