import { createAsync } from "@solidjs/router";
import { actionName } from "#shared/audit/labels";
import * as names from "#shared/members/labels";
import type { MemberAnswer } from "#shared/members/schema";
import type { Branch } from "#shared/org/schema";
import { chineseStamp } from "../../lib/dates";
import { DataTable } from "../../ui/data-table";
import { branchOf } from "../branch/data";
import { History, type Restore } from "../trail/history";
import type { Readable } from "../trail/sentence";
import { changeMember, memberPath, openedOf } from "./data";

const valueNames: Record<string, Record<string, string>> = {
  sex: names.sexNames,
  stage: names.stageNames,
  standing: names.standingNames,
  education: names.educationNames,
  ethnicity: names.ethnicityNames,
  job: names.jobNames,
  rank: names.rankNames,
  arrival: names.arrivalNames,
  left: names.departureNames,
  lost: names.lostReasonNames,
};

const readable =
  (groups: Branch["groups"]): Readable =>
  (field, value) =>
    field === "groupId"
      ? (groups.find(({ id }) => id === value)?.name ?? "（已没有的党小组）")
      : valueNames[field]?.[String(value)];

/** Every change of a member; an earlier value can be put back. */
export function MemberHistory(props: { member: MemberAnswer }) {
  const branch = createAsync(() => branchOf(props.member.branchId));
  const restore: Restore = {
    can: (field, value) =>
      field in names.memberFieldNames &&
      JSON.stringify(value) !== JSON.stringify(props.member[field as keyof MemberAnswer] ?? null),
    save: (field, value) => changeMember(props.member, props.member.version, { [field]: value }),
  };
  return <History path={memberPath(props.member)} readable={readable(branch()?.groups ?? [])} restore={restore} />;
}

/** Who opened the secret fields or took the roster away, newest first. */
export function Opened(props: { member: MemberAnswer }) {
  const entries = createAsync(() => openedOf(props.member.branchId, props.member.id));
  return (
    <DataTable
      caption="查看记录"
      rows={entries()}
      empty="还没有人查看过。"
      columns={[
        { header: "时间", primary: true, cell: (entry) => chineseStamp(entry.at) },
        { header: "查看人", cell: (entry) => entry.by },
        { header: "做了什么", cell: (entry) => actionName(entry.action) },
        { header: "范围", cell: (entry) => (entry.scope === "branch" ? "全支部" : "本人记录") },
        { header: "原因", cell: (entry) => entry.reason || "—" },
      ]}
    />
  );
}
