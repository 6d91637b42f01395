import { createAsync, useParams } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { chineseDay } from "#shared/dates";
import * as names from "#shared/members/labels";
import type { MemberAnswer, SecretField } from "#shared/members/schema";
import { postNames } from "#shared/org/labels";
import type { Post } from "#shared/org/schema";
import { chineseStamp } from "../../lib/dates";
import { keeps } from "../../lib/session";
import { Button, ButtonLink } from "../../ui/button";
import { Fact, Facts, OptionalFact, PageHeader, Section } from "../../ui/page";
import { Empty, Notice } from "../../ui/state";
import { PurgeButton } from "../approvals/ask-purge";
import { branchOf } from "../branch/data";
import { memberOf } from "./data";
import { LeaveDialog } from "./leave";
import { RevealDialog } from "./reveal";
import { MemberHistory, Opened } from "./trail";

/** One member: the record, what differs, who changed and who opened it. */
export function MemberCardPage() {
  const params = useParams();
  const id = () => params.b ?? "";
  const member = createAsync(() => memberOf(id(), params.m ?? ""));
  return <Show when={member()}>{(now) => <Card member={now()} mine={keeps(id())} />}</Show>;
}

function Card(props: { member: MemberAnswer; mine: boolean }) {
  const [isRevealing, setRevealing] = createSignal(false);
  const [isLeaving, setLeaving] = createSignal(false);
  const [shown, setShown] = createSignal<Partial<Record<SecretField, string | null>>>({});
  const path = () => `/branches/${props.member.branchId}/members`;
  const secret = (field: SecretField) => shown()[field] ?? props.member[field] ?? "";
  return (
    <>
      <PageHeader
        title={props.member.name}
        back={{ href: path(), label: "党员" }}
        lead={names.stageNames[props.member.stage]}
        actions={
          <>
            <Show when={props.mine}>
              <ButtonLink look="primary" href={`${path()}/${props.member.id}/edit`}>
                修改
              </ButtonLink>
              <Button onClick={() => setRevealing(true)}>查看全号</Button>
              <Button onClick={() => setLeaving(true)}>{props.member.left ? "更正离开登记" : "登记离开"}</Button>
            </Show>
            <Show when={props.member.left}>
              <PurgeButton branchId={props.member.branchId} memberId={props.member.id} name={props.member.name} />
            </Show>
          </>
        }
      />
      <Show when={props.member.left}>
        {(left) => (
          <Notice tone="orange">
            {chineseDay(left().on)}离开本支部：{names.departureNames[left().how]}
            {left().note ? `（${left().note}）` : ""}
          </Notice>
        )}
      </Show>
      <For each={props.member.differences}>{(difference) => <Notice tone="orange">{difference.detail}</Notice>}</For>
      <Section title="基本信息">
        <Facts>
          <OptionalFact label="公民身份号码">{secret("idNumber")}</OptionalFact>
          <OptionalFact label="性别">{props.member.sex && names.sexNames[props.member.sex]}</OptionalFact>
          <OptionalFact label="民族">
            {props.member.ethnicity && names.ethnicityNames[props.member.ethnicity]}
          </OptionalFact>
          <OptionalFact label="出生日期">{birth(props.member)}</OptionalFact>
          <OptionalFact label="学历">
            {props.member.education && names.educationNames[props.member.education]}
          </OptionalFact>
          <OptionalFact label="工作岗位">{props.member.job && names.jobNames[props.member.job]}</OptionalFact>
          <OptionalFact label="联系电话">{secret("phone")}</OptionalFact>
          <OptionalFact label="家庭住址">{secret("address")}</OptionalFact>
        </Facts>
      </Section>
      <Section title="党籍">
        <Facts>
          <OptionalFact label="加入党组织日期">
            {props.member.joinedOn && chineseDay(props.member.joinedOn)}
          </OptionalFact>
          <OptionalFact label="转为正式党员日期">
            {props.member.convertedOn && chineseDay(props.member.convertedOn)}
          </OptionalFact>
          <OptionalFact label="党龄">
            {props.member.seniorityYears === null ? "" : `${props.member.seniorityYears} 年`}
          </OptionalFact>
          <OptionalFact label="党籍状态">{names.standingNames[props.member.standing]}</OptionalFact>
          <OptionalFact label="支部职务">
            {props.member.posts.map((post) => postNames[post as Post]).join("、") || "无"}
          </OptionalFact>
          <GroupName member={props.member} />
          <OptionalFact label="进入本支部">{arrival(props.member)}</OptionalFact>
          <OptionalFact label="是否失联党员">{lost(props.member)}</OptionalFact>
          <OptionalFact label="是否流动党员">
            {props.member.floating ? `是，${props.member.floating.to || "去向未填"}` : "否"}
          </OptionalFact>
          <OptionalFact label="免于参加活动">{excused(props.member)}</OptionalFact>
        </Facts>
      </Section>
      <More member={props.member} household={secret("household")} />
      <Show when={props.mine}>
        <Section title="修改记录">
          <MemberHistory member={props.member} />
        </Section>
        <Section title="查看记录" note="谁查看或导出过身份证号、电话、住址；本人也看得到">
          <Opened member={props.member} />
        </Section>
      </Show>
      <p class="muted">
        {chineseStamp(props.member.enteredAt)} 由 {props.member.enteredBy} 录入
      </p>
      <RevealDialog member={props.member} open={isRevealing()} onClose={() => setRevealing(false)} onShown={setShown} />
      <LeaveDialog member={props.member} open={isLeaving()} onClose={() => setLeaving(false)} />
    </>
  );
}

const birth = (member: MemberAnswer) =>
  member.birthDate && `${chineseDay(member.birthDate)}${member.age === null ? "" : `（${member.age} 岁）`}`;
const arrival = ({ arrivedOn, arrival: how }: MemberAnswer) =>
  [arrivedOn && chineseDay(arrivedOn), how && names.arrivalNames[how]].filter(Boolean).join("，");
const lost = ({ lost: now }: MemberAnswer) =>
  now
    ? ["是", now.on && `${chineseDay(now.on)}起`, now.reason && names.lostReasonNames[now.reason]]
        .filter(Boolean)
        .join("，")
    : "否";
const excused = ({ excused: now }: MemberAnswer) =>
  now ? `${now.reason}，${chineseDay(now.from)}起${now.to ? `至${chineseDay(now.to)}` : ""}` : "否";

function GroupName(props: { member: MemberAnswer }) {
  const branch = createAsync(() => branchOf(props.member.branchId));
  return (
    <OptionalFact label="党小组">
      {branch()?.groups.find((group) => group.id === props.member.groupId)?.name ?? ""}
    </OptionalFact>
  );
}

/** The extended fields that are filled in; the others are not worth a screen. */
function More(props: { member: MemberAnswer; household: string }) {
  const rows = (): [string, string][] => {
    const m = props.member;
    const all: [string, string | null | undefined][] = [
      ["degree", m.degree],
      ["position", m.position],
      ["rank", m.rank && names.rankNames[m.rank]],
      ["specialty", m.specialty],
      ["migrantWorker", m.migrantWorker === null ? null : m.migrantWorker ? "是" : "否"],
      ["workStartedOn", m.workStartedOn && chineseDay(m.workStartedOn)],
      ["nativePlace", m.nativePlace],
      ["household", props.household],
      ["appliedOn", m.appliedOn && chineseDay(m.appliedOn)],
      ["activistOn", m.activistOn && chineseDay(m.activistOn)],
      ["candidateOn", m.candidateOn && chineseDay(m.candidateOn)],
      ["branchAtJoining", m.branchAtJoining],
      ["probationMonths", m.probationMonths === null ? null : String(m.probationMonths)],
      ["seniorityCorrection", m.seniorityCorrection === null ? null : String(m.seniorityCorrection)],
      ["staffNumber", m.staffNumber],
      ["note", m.note],
    ];
    return all.flatMap(([field, value]) => (value ? [[names.memberFieldNames[field] ?? field, value]] : []));
  };
  return (
    <Section title="更多信息">
      <Show when={rows().length > 0} fallback={<Empty title="没有填写更多信息。" />}>
        <Facts>
          <For each={rows()}>{([label, value]) => <Fact label={label}>{value}</Fact>}</For>
        </Facts>
      </Show>
    </Section>
  );
}
