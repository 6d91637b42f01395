import { assessmentRecord } from "#shared/assessment/schema";
import type { Day } from "#shared/dates";
import type { HomeAnswer } from "#shared/duties/schema";
import type { BranchFacts } from "#shared/duties/types";
import type { Member, Person } from "#shared/members/schema";
import type { PendingHandover } from "#shared/org/handover";
import { branchRecord } from "#shared/org/schema";
import { Fault } from "#shared/problem";
import { activityStore } from "../activities/store";
import { learningStore } from "../learning/store";
import { memberStore } from "../members/store";
import { readPending } from "../org/handover-store";
import type { Item } from "../platform/keys";
import { keys } from "../platform/keys";
import type { Platform } from "../platform/platform";

/** The year's own item of a handed-in assessment, if any, lies in the same range; `assessment` reads it from here. */
export type YearFacts = BranchFacts & {
  handover: PendingHandover | null;
  assessment: Item | null;
  /** The years that were read and were given back since they were handed in. */
  returned: HomeAnswer["returned"];
};
type Standing = Pick<YearFacts, "branch" | "members" | "handover"> & {
  /** Opens the secret fields of one of the members. */
  opened: (person: Person) => Member;
};

const ofKind = (items: readonly Item[], kind: string) => items.filter((item) => item.entity === kind);

const returnedOf = (items: readonly Item[]): HomeAnswer["returned"] =>
  items
    .map((item) => assessmentRecord.parse(item))
    .filter(({ state }) => state === "returned")
    .map(({ year, returns }) => ({ year, reason: returns.at(-1)?.reason ?? "" }));

/** What stands: profile and members, in one Query of the branch's partition. With `past`, those who have left too: they lie behind. */
export async function readStanding(platform: Platform, branchId: string, past = false): Promise<Standing> {
  const { table, keyring } = platform;
  const members = memberStore(table, keyring);
  const standing = keys.standing(branchId);
  const items = await table.range(past ? { ...standing, to: keys.membersLeft(branchId).to } : standing);
  const profile = ofKind(items, "branch")[0];
  if (!profile) throw new Fault("record.missing");
  const records = new Map(ofKind(items, "member").map((item) => [item.id, item]));
  return {
    branch: branchRecord.parse(profile),
    members: [...records.values()].map(members.readPerson),
    opened: ({ id }) => members.read(records.get(id) ?? {}),
    handover:
      ofKind(items, "handover")
        .map(readPending)
        .find((handover) => handover !== null) ?? null,
  };
}

/**
 * What a branch's year is judged by: what stands and the asked year, two parallel Queries of one partition. An `on` before the
 * business day needs the roster of that day, so those who have left are read as well. With `since` the records begin with that year.
 */
export async function readFacts(
  platform: Platform,
  branchId: string,
  asked: { year: number; since?: number; on: Day; today: Day },
): Promise<YearFacts> {
  const [standing, items] = await Promise.all([
    readStanding(platform, branchId, asked.on < asked.today),
    platform.table.range({
      ...keys.year(branchId, asked.year),
      from: keys.year(branchId, asked.since ?? asked.year).from,
    }),
  ]);
  return {
    ...standing,
    activities: ofKind(items, "activity").map(activityStore(platform.table).read),
    talks: ofKind(items, "talk").map(learningStore.readTalk),
    trainings: ofKind(items, "training").map(learningStore.readTraining),
    assessment: ofKind(items, "assessment").find((item) => item.year === asked.year) ?? null,
    returned: returnedOf(ofKind(items, "assessment")),
  };
}
