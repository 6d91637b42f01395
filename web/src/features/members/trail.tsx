import { createAsync } from "@solidjs/router";
import { For, Show } from "solid-js";
import * as names from "#shared/members/labels";
import type { MemberAnswer } from "#shared/members/schema";
import { chineseStamp } from "../../lib/dates";
import { DataTable } from "../../ui/data-table";
import { Loading } from "../../ui/state";
import { historyOf, openedOf, type TrailEntry } from "./data";

const actions: Record<string, string> = {
  "member.registered": "登记",
  "member.imported": "导入",
  "member.changed": "修改",
  "member.restored": "撤回导入",
};

const valueNames: Record<string, Record<string, string>> = {
  sex: names.sexNames,
  stage: names.stageNames,
  standing: names.standingNames,
  education: names.educationNames,
  ethnicity: names.ethnicityNames,
  job: names.jobNames,
  rank: names.rankNames,
  arrival: names.arrivalNames,
};

/** A stored value as people read it. */
function readable(field: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "空";
  if (typeof value === "boolean") return value ? "是" : "否";
  if (typeof value === "object")
    return (
      Object.values(value)
        .filter((part) => typeof part === "string" && part)
        .join(" ") || "有"
    );
  return valueNames[field]?.[String(value)] ?? String(value);
}

const secrets = ["idNumber", "phone", "address", "household"];
const sentence = ({ field, from, to }: TrailEntry["changes"][number]): string => {
  const label = names.memberFieldNames[field] ?? field;
  return secrets.includes(field)
    ? `${label}（内容不显示）`
    : `${label}：${readable(field, from)} → ${readable(field, to)}`;
};

/** Every change, newest first. */
export function History(props: { member: MemberAnswer }) {
  const entries = createAsync(() => historyOf(props.member.branchId, props.member.id));
  return (
    <Show when={entries()} fallback={<Loading lines={2} />}>
      {(list) => (
        <ul class="trail">
          <For each={list()}>
            {(entry) => (
              <li>
                <span class="muted">{chineseStamp(entry.at)}</span> {entry.by} {actions[entry.action] ?? "修改"}
                <For each={entry.changes}>{(change) => <p>{sentence(change)}</p>}</For>
              </li>
            )}
          </For>
        </ul>
      )}
    </Show>
  );
}

/** Who opened the secret fields, newest first. */
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
        { header: "范围", cell: (entry) => (entry.scope === "branch" ? "导出全支部花名册" : "查看本人记录") },
        { header: "原因", cell: (entry) => entry.reason },
      ]}
    />
  );
}
