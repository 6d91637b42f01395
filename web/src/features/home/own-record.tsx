import { createAsync } from "@solidjs/router";
import { For, Show } from "solid-js";
import { actionName } from "#shared/audit/labels";
import { chineseDay } from "#shared/dates";
import {
  educationNames,
  ethnicityNames,
  jobNames,
  memberFieldNames,
  sexNames,
  stageNames,
  standingNames,
} from "#shared/members/labels";
import { chineseStamp } from "../../lib/dates";
import { hasOwnRecord, me } from "../../lib/session";
import { Fact, Facts, PageHeader, Section } from "../../ui/page";
import { Empty } from "../../ui/state";
import { type OwnRecord, ownRecordOf } from "./data";

/** One's own record, and who opened it. */
export function OwnRecordPage() {
  return (
    <Show when={hasOwnRecord()} fallback={<NoRecord />}>
      <Record />
    </Show>
  );
}

const NoRecord = () => (
  <>
    <PageHeader title={`您好，${me().account.name}`} />
    <Empty title="您的账号还没有对应到党员信息，请联系支部书记或党务部门。" />
  </>
);

function Record() {
  const record = createAsync(() => ownRecordOf());
  return (
    <Show when={record()}>
      {(own) => (
        <>
          <PageHeader title="我的党员信息" lead={own().branch.name} />
          <Section title="基本情况" note="有误请告诉支部书记更正">
            <OwnFacts own={own()} />
          </Section>
          <Opened own={own()} />
        </>
      )}
    </Show>
  );
}

const dayText = (day: string | null) => (day === null ? "—" : chineseDay(day));

const named = <K extends string>(names: Record<K, string>, key: K | null) => (key === null ? "—" : names[key]);

const OwnFacts = (props: { own: OwnRecord }) => {
  const it = () => props.own.member;
  return (
    <Facts>
      <Fact label="姓名">{it().name}</Fact>
      <Fact label="性别">{named(sexNames, it().sex)}</Fact>
      <Fact label="民族">{ethnicityNames[it().ethnicity ?? ""] ?? "—"}</Fact>
      <Fact label="出生日期">{dayText(it().birthDate)}</Fact>
      <Fact label="学历">{named(educationNames, it().education)}</Fact>
      <Fact label="人员类别">{stageNames[it().stage]}</Fact>
      <Fact label="党籍状态">{standingNames[it().standing]}</Fact>
      <Fact label="加入党组织日期">{dayText(it().joinedOn)}</Fact>
      <Fact label="转为正式党员日期">{dayText(it().convertedOn)}</Fact>
      <Fact label="党龄">{it().seniorityYears === null ? "—" : `${it().seniorityYears} 年`}</Fact>
      <Fact label="工作岗位">{named(jobNames, it().job)}</Fact>
      <Fact label="支部职务">{it().posts.length > 0 ? it().posts.join("、") : "—"}</Fact>
      <Fact label="公民身份号码">{it().idNumber ?? "—"}</Fact>
      <Fact label="联系电话">{it().phone ?? "—"}</Fact>
      <Fact label="家庭住址">{it().address ?? "—"}</Fact>
    </Facts>
  );
};

const openingText = ({ action, scope, fields }: OwnRecord["opened"][number]): string => {
  const named = fields.map((field) => memberFieldNames[field] ?? field).join("、");
  if (scope === "record") return `查看了${named}`;
  return `${actionName(action)}${named ? `，其中有${named}` : ""}`;
};

const Opened = (props: { own: OwnRecord }) => (
  <Section title="谁查看或导出过我的信息">
    <Show when={props.own.opened.length > 0} fallback={<p class="muted">没有人查看或导出过。</p>}>
      <ul class="duties">
        <For each={props.own.opened}>
          {(entry) => (
            <li class="duty">
              <div class="duty-text">
                <p>
                  {chineseStamp(entry.at)} {entry.by} {openingText(entry)}
                </p>
                <Show when={entry.reason}>{(reason) => <p class="muted">原因：{reason()}</p>}</Show>
              </div>
            </li>
          )}
        </For>
      </ul>
    </Show>
  </Section>
);
