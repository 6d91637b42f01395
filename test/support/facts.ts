import { type Activity, activityRecord } from "#shared/activities/schema";
import type { BranchFacts } from "#shared/duties/types";
import { type Talk, type Training, talkRecord, trainingRecord } from "#shared/learning/schema";
import { type Member, memberRecord } from "#shared/members/schema";
import { type Branch, branchRecord } from "#shared/org/schema";

/** Records for tests of the pure rules: everything that a test does not name is ordinary. */

const stamp = { version: 1, enteredAt: "2026-01-01T00:00:00.000Z", enteredBy: "acc1" };

export const aMember = (id: string, more: Partial<Member> = {}): Member => ({
  ...memberRecord.parse({
    ...stamp,
    id,
    branchId: "b1",
    name: `党员${id}`,
    stage: "full",
    joinedOn: "2010-07-01",
    convertedOn: "2011-07-01",
  }),
  ...more,
});

export const membersOf = (count: number, more: Partial<Member> = {}): Member[] =>
  Array.from({ length: count }, (_, i) => aMember(`m${i + 1}`, more));

export const aBranch = (more: Partial<Branch> = {}): Branch => ({
  ...branchRecord.parse({
    version: 1,
    id: "b1",
    name: "机关第一党支部",
    branchKind: "ordinary",
    foundedOn: "2015-01-01",
    closedOn: null,
    term: null,
    committee: [],
    groups: [],
    settings: {},
  }),
  ...more,
});

export const committeeOfThree: Branch["committee"] = [
  { memberId: "m1", post: "secretary", from: "2024-03-01", to: null },
  { memberId: "m2", post: "organisation", from: "2024-03-01", to: null },
  { memberId: "m3", post: "publicity", from: "2024-03-01", to: null },
];

/** A confirmed general meeting at which everybody was, unless told otherwise. */
export const anActivity = (id: string, more: Partial<Activity> = {}): Activity => ({
  ...activityRecord.parse({
    ...stamp,
    id,
    branchId: "b1",
    kinds: ["general"],
    title: `活动${id}`,
    startsAt: "2026-02-10T09:00",
    forYear: Number((more.startsAt ?? "2026").slice(0, 4)),
    state: "confirmed",
    attendance: { default: "present", exceptions: [] },
  }),
  ...more,
});

export const aTalk = (id: string, talkerId: string, memberId: string, on: string): Talk =>
  talkRecord.parse({ ...stamp, id, branchId: "b1", on, kind: "member", authorId: "acc1", talkerId, memberId });

export const aTraining = (id: string, memberId: string, more: Partial<Training> = {}): Training => ({
  ...trainingRecord.parse({
    ...stamp,
    id,
    branchId: "b1",
    memberId,
    from: "2026-04-01",
    to: "2026-04-03",
    kind: "course",
    name: "业务培训",
    countyOrAbove: false,
    hours: 8,
  }),
  ...more,
});

export const factsOf = (more: Partial<BranchFacts> = {}): BranchFacts => ({
  branch: aBranch(),
  members: membersOf(5),
  activities: [],
  talks: [],
  trainings: [],
  ...more,
});
