import type { HomeAnswer } from "#shared/duties/schema";
import type { Duty } from "#shared/duties/types";
import { address } from "../../lib/address";

export type Entry = HomeAnswer["duties"]["due"][number];

/** Where the one button of a duty leads. */
export function hrefOf(act: Entry["act"], branchId: string): string {
  const base = `/branches/${branchId}`;
  const { params } = act;
  const hrefs: Record<Entry["act"]["kind"], string> = {
    record: address(`${base}/activities/new`, {
      kind: params.kind,
      on: params.day,
      year: params.forYear,
      group: params.groupId,
    }),
    confirm: `${base}/activities/${params.activityId}`,
    branch: `${base}/profile`,
    member: `${base}/members/${params.memberId}`,
    members: `${base}/members`,
    talk: `${base}/talks?new=1`,
    training: address(`${base}/trainings`, { new: 1, member: params.memberId, kind: params.kind }),
  };
  return hrefs[act.kind];
}

/** Where a piece of evidence can be looked at. */
export function evidenceHref({ kind, id }: Pick<Duty["evidence"][number], "kind" | "id">, branchId: string): string {
  const base = `/branches/${branchId}`;
  const hrefs: Record<Duty["evidence"][number]["kind"], string> = {
    activity: `${base}/activities/${id}`,
    member: `${base}/members/${id}`,
    talk: `${base}/talks`,
    training: `${base}/trainings`,
    unit: `${base}/profile`,
  };
  return hrefs[kind];
}
