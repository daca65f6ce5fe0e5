import { modelDigest, readTrained } from "../knowledge/trained.ts";
import type { EventJudge } from "../ports/judge.ts";
import { openCloudJudge } from "../stages/judge-cloud/index.ts";
import { readCloudModel } from "../stages/judge-cloud/model.ts";
import { openMailJudge } from "../stages/judge-mail/index.ts";
import { readMailModel } from "../stages/judge-mail/model.ts";

/** The judges of events, each with its shipped model; `home` is the product's folder. */
export function openJudges(home: string): readonly EventJudge[] {
  const [cloud, mail] = [readTrained(home, "cloud"), readTrained(home, "mail")];
  return [
    { ...openCloudJudge({ model: readCloudModel(cloud) }), model: modelDigest(cloud) },
    { ...openMailJudge({ model: readMailModel(mail) }), model: modelDigest(mail) },
  ];
}
