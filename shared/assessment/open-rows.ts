import { dayOf } from "../activities/days";
import { activityKindNames } from "../activities/labels";
import type { Activity } from "../activities/schema";
import type { Day } from "../dates";
import type { Duty } from "../duties/types";
import { type Names, nameOf } from "./names";
import type { OpenRow } from "./schema";

function dutyRows(duties: readonly Duty[], on: Day): OpenRow[] {
  const isOpen = ({ status, opensOn }: Duty) =>
    status === "overdue" || status === "breached" || (status === "due" && (opensOn === null || opensOn <= on));
  return duties.filter(isOpen).map((duty) => ({
    kind: duty.status === "due" ? "due" : "gap",
    id: duty.rule,
    subject: duty.name,
    text: duty.missing === "" ? duty.detail : duty.missing,
    owner: duty.subject.name,
    on: null,
    dueOn: duty.dueOn,
  }));
}

function waitingRow(activity: Activity, names: Names): OpenRow {
  const [first = "other"] = activity.kinds;
  const isPlanned = activity.state === "planned";
  return {
    kind: isPlanned ? "unrecorded" : "unconfirmed",
    id: activity.id,
    subject: activityKindNames[first],
    text: `${activity.title}${isPlanned ? "：已到时间，还没有记录" : "：已记录，待书记确认"}`,
    owner: nameOf(names, activity.recorderId),
    on: dayOf(activity),
    dueOn: null,
  };
}

const resolutionRows = (activity: Activity, names: Names, on: Day): OpenRow[] =>
  activity.resolutions
    .filter(({ doneOn }) => doneOn === null || doneOn > on)
    .map(({ text, ownerId, dueOn }) => ({
      kind: "resolution",
      id: activity.id,
      subject: activity.title,
      text,
      owner: nameOf(names, ownerId),
      on: dayOf(activity),
      dueOn,
    }));

/** What is still to do: gaps and duties that run, meetings not recorded or not confirmed, resolutions not carried out. */
export function openRows(activities: readonly Activity[], duties: readonly Duty[], names: Names, on: Day): OpenRow[] {
  const past = activities.filter((activity) => dayOf(activity) <= on);
  const rows = dutyRows(duties, on);
  return [
    ...rows.filter(({ kind }) => kind === "gap"),
    ...rows.filter(({ kind }) => kind === "due"),
    ...past.filter(({ state }) => state === "planned").map((activity) => waitingRow(activity, names)),
    ...past.filter(({ state }) => state === "recorded").map((activity) => waitingRow(activity, names)),
    ...past.filter(({ state }) => state !== "planned").flatMap((activity) => resolutionRows(activity, names, on)),
  ];
}
