import { createAsync, useNavigate, useParams } from "@solidjs/router";
import { createSignal, For, type JSX, Show } from "solid-js";
import { activityKindNames, voteBasisNames } from "#shared/activities/labels";
import type { ActivityAnswer } from "#shared/activities/schema";
import { chineseDay } from "#shared/dates";
import type { Branch } from "#shared/org/schema";
import { chineseStamp, weekday } from "../../lib/dates";
import { isSecretary, keeps, me, today } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { Button, ButtonLink, DownloadLink } from "../../ui/button";
import { ConfirmDialog } from "../../ui/dialog";
import { Fact, Facts, PageHeader, Section } from "../../ui/page";
import { Notice } from "../../ui/state";
import { toast } from "../../ui/toast";
import { branchOf, peopleOf } from "../branch/data";
import { attendedOf } from "./attended";
import "./activities.css";
import { activityOf, confirmActivity, finishResolution, pathOf, removeActivity } from "./data";
import { Files } from "./files";
import { NoticeDialog } from "./notice";
import { Paper } from "./paper";
import { listOf, timeOf } from "./record-text";
import { StateBadges } from "./state-badges";
import { type ActivityValues, fieldNames, isField, type Names, shownValue } from "./values";

/** One activity: what is known of it, its papers, what can still be done with it. */
export function ActivityRecordPage() {
  const params = useParams();
  const activity = createAsync(() => activityOf(params.b ?? "", params.a ?? ""));
  const branch = createAsync(() => branchOf(params.b ?? ""));
  return (
    <Show when={activity()}>
      {(now) => <Show when={branch()}>{(there) => <Record activity={now()} branch={there()} />}</Show>}
    </Show>
  );
}

/** Whether the person may write here: the keepers, and the leader of the meeting's group. */
const writes = ({ branchId, kinds, groupId }: ActivityAnswer) =>
  keeps(branchId) ||
  (kinds.includes("group") && me().grants.some((grant) => grant.role === "leader" && grant.unit.id === groupId));

function Record(props: { activity: ActivityAnswer; branch: Branch }) {
  const day = () => props.activity.startsAt.slice(0, 10);
  const people = createAsync(() => peopleOf(props.activity.branchId, day()));
  const names: Names = (id) =>
    id === null ? "" : (people()?.find((person) => person.id === id)?.name ?? "（不在当天名册）");
  const mine = () => writes(props.activity);
  return (
    <>
      <div class="screen-only">
        <Head activity={props.activity} mine={mine()} />
        <State activity={props.activity} />
        <Section title="基本情况">
          <FactsOf activity={props.activity} branch={props.branch} names={names} />
        </Section>
        <Section title="出勤">
          <AttendanceOf activity={props.activity} names={names} />
        </Section>
        <Section title="议题和内容">
          <Show when={props.activity.items.length > 0} fallback={<p class="muted">没有填写议题。</p>}>
            <For each={props.activity.items}>{(item, i) => <Item {...props} item={item} n={i() + 1} />}</For>
          </Show>
        </Section>
        <Show when={props.activity.resolutions.length > 0}>
          <Section title="决议和落实">
            <ul class="duties">
              <For each={props.activity.resolutions}>
                {(_, i) => <Resolution activity={props.activity} n={i()} names={names} mine={mine()} />}
              </For>
            </ul>
          </Section>
        </Show>
        <Files activity={props.activity} mine={mine()} />
        <Amendments activity={props.activity} names={names} />
        <p class="muted">
          {chineseStamp(props.activity.enteredAt)} 由 {props.activity.enteredBy} 录入
          {props.activity.confirmedAt
            ? `；${chineseStamp(props.activity.confirmedAt)} 由 ${props.activity.confirmedBy ?? ""} 确认`
            : ""}
        </p>
      </div>
      <Paper activity={props.activity} branch={props.branch} names={names} />
    </>
  );
}

const Head = (props: { activity: ActivityAnswer; mine: boolean }) => {
  const navigate = useNavigate();
  const [isDropping, setDropping] = createSignal(false);
  const [isNotice, setNotice] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const list = () => `/branches/${props.activity.branchId}/activities`;
  const state = () => props.activity.state;
  const editNames = { planned: "记录这次活动", recorded: "修改", confirmed: "更正" };
  const mayEdit = () => (state() === "confirmed" ? isSecretary(props.activity.branchId) : props.mine);
  const act = async (work: Promise<unknown>, done: () => void) => {
    setBusy(true);
    await work
      .then(done, (error: unknown) => toast(error instanceof Error ? error.message : "没有保存成功", "red"))
      .finally(() => setBusy(false));
  };
  const confirmIt = () => act(confirmActivity(props.activity), () => toast("已确认，从现在起计入"));
  const drop = () =>
    act(removeActivity(props.activity), () => {
      toast("已删除");
      navigate(list(), { replace: true });
    });
  return (
    <>
      <PageHeader
        title={props.activity.title}
        back={{ href: `${list()}?year=${props.activity.forYear}`, label: "组织生活" }}
        lead={
          <span class="marks">
            {props.activity.kinds.map((kind) => activityKindNames[kind]).join("、")}
            <StateBadges activity={props.activity} />
          </span>
        }
        actions={
          <>
            <Show when={state() === "recorded" && isSecretary(props.activity.branchId)}>
              <Button look="primary" busy={busy()} onClick={() => void confirmIt()}>
                确认
              </Button>
            </Show>
            <Show when={mayEdit()}>
              <ButtonLink
                look={state() === "planned" ? "primary" : "plain"}
                href={`${list()}/${props.activity.id}/edit`}
              >
                {editNames[state()]}
              </ButtonLink>
            </Show>
            <DownloadLink href={`${pathOf(props.activity)}/minutes.docx`}>会议记录.docx</DownloadLink>
            <DownloadLink href={`${pathOf(props.activity)}/signin.docx`}>签到表.docx</DownloadLink>
            <Button onClick={() => setNotice(true)}>通知文字</Button>
            <Button onClick={() => window.print()}>打印</Button>
            <Show when={props.mine && state() !== "confirmed"}>
              <Button look="danger" onClick={() => setDropping(true)}>
                删除
              </Button>
            </Show>
          </>
        }
      />
      <NoticeDialog activity={props.activity} open={isNotice()} onClose={() => setNotice(false)} />
      <ConfirmDialog
        title="删除这次活动"
        open={isDropping()}
        onClose={() => setDropping(false)}
        onConfirm={() => void drop()}
        confirm="删除"
        danger
        busy={busy()}
      >
        <p>
          {state() === "planned" ? "取消这次安排" : "这条记录还没有确认"}，删除“{props.activity.title}
          ”及其附件后不能恢复。
        </p>
      </ConfirmDialog>
    </>
  );
};

const State = (props: { activity: ActivityAnswer }) => (
  <>
    <Show when={props.activity.state === "recorded"}>
      <Notice tone="orange">待确认：书记确认后才计入。</Notice>
    </Show>
    <Show when={props.activity.late && props.activity.state !== "planned"}>
      <Notice tone="blue">
        补录：活动在{chineseDay(props.activity.startsAt.slice(0, 10))}，
        {chineseStamp(props.activity.recordedAt ?? props.activity.enteredAt)}由{props.activity.enteredBy}录入。
      </Notice>
    </Show>
  </>
);

type Shown = { activity: ActivityAnswer; branch: Branch; names: Names };

const FactsOf = (props: Shown) => (
  <Facts>
    <Fact label="时间">
      {timeOf(props.activity)}（{weekday(props.activity.startsAt.slice(0, 10))}）
    </Fact>
    <Text label="地点">{props.activity.place}</Text>
    <Text label="主持人">{props.names(props.activity.hostId)}</Text>
    <Text label="记录人">{props.names(props.activity.recorderId)}</Text>
    <Show when={props.activity.lecturer}>
      <Fact label="主讲人">{props.activity.lecturer}</Fact>
    </Show>
    <Show when={props.activity.groupId}>
      {(id) => <Fact label="党小组">{props.branch.groups.find((group) => group.id === id())?.name}</Fact>}
    </Show>
    <Fact label="学时">{props.activity.hours}</Fact>
    <Fact label="所属年度">{props.activity.forYear} 年度</Fact>
  </Facts>
);

const Text = (props: { label: string; children: JSX.Element }) => (
  <Fact label={props.label}>
    <Show when={props.children} fallback={<span class="muted">未填写</span>}>
      {props.children}
    </Show>
  </Fact>
);

function AttendanceOf(props: { activity: ActivityAnswer; names: Names }) {
  const attended = () => attendedOf(props.activity);
  const isPlanned = () => props.activity.state === "planned";
  const groups = (): [string, string][] => [
    ["到会", listOf(attended().present ?? [], props.names)],
    ["线上", listOf(attended().online, props.names)],
    ["请假", listOf(attended().leave, props.names)],
    ["缺席", listOf(attended().absent, props.names)],
    ["列席", listOf(attended().observers, props.names)],
  ];
  return (
    <div class="panel attendance">
      <p class="figures">
        <span>应到 {props.activity.expected}</span>
        <Show when={!isPlanned()}>
          <span>实到 {props.activity.present}</span>
        </Show>
        <span>请假 {attended().leave.length}</span>
        <Show when={!isPlanned()}>
          <span>缺席 {attended().absentCount}</span>
        </Show>
        <Show when={attended().observers.length > 0}>
          <span>列席 {attended().observers.length}</span>
        </Show>
      </p>
      <Show when={props.activity.counted}>
        <p class="muted">从台账导入，只有人数，没有人员名单。</p>
      </Show>
      <Show when={attended().present === null && props.activity.counted === null && !isPlanned()}>
        <p class="muted">除下列人员外全部到会；确认后固定应到名单。</p>
      </Show>
      <dl class="name-list">
        <For each={groups().filter(([, list]) => list !== "")}>
          {([label, list]) => (
            <div>
              <dt>{label}</dt>
              <dd>{list}</dd>
            </div>
          )}
        </For>
      </dl>
    </div>
  );
}

const Item = (props: { activity: ActivityAnswer; item: ActivityAnswer["items"][number]; n: number }) => (
  <div class="panel item">
    <h3>
      {props.n}. {props.item.title}
    </h3>
    <Show when={props.item.text}>
      <p class="prose">{props.item.text}</p>
    </Show>
    <Show when={props.item.vote}>
      {(vote) => (
        <Show
          when={props.activity.state !== "planned"}
          fallback={
            <p>
              表决（{voteBasisNames[vote().basis]}）：到会需 {props.activity.quorum[vote().basis]} 人
            </p>
          }
        >
          <p>
            <Badge tone={vote().outcome === "passed" ? "green" : "grey"}>
              {vote().outcome === "passed" ? "通过" : "未通过"}
            </Badge>{" "}
            {voteBasisNames[vote().basis]}表决：{vote().sentence}；反对 {vote().no + vote().writtenNo} 票，弃权{" "}
            {vote().abstain} 票
          </p>
        </Show>
      )}
    </Show>
  </div>
);

function Resolution(props: { activity: ActivityAnswer; n: number; names: Names; mine: boolean }) {
  const [busy, setBusy] = createSignal(false);
  const one = () => props.activity.resolutions[props.n];
  const isDone = () => one()?.doneOn != null;
  const isOverdue = () => !isDone() && (one()?.dueOn ?? "9999") < today();
  const mark = async (doneOn: string | null) => {
    setBusy(true);
    await finishResolution(props.activity.branchId, props.activity.id, props.n, doneOn)
      .then(
        () => toast(doneOn === null ? "已改回未办结" : "已记为办结"),
        (error: unknown) => toast(error instanceof Error ? error.message : "没有保存成功", "red"),
      )
      .finally(() => setBusy(false));
  };
  return (
    <li class="duty">
      <div class="duty-text">
        <div class="duty-head">
          <Badge tone={isDone() ? "green" : isOverdue() ? "red" : "orange"}>
            {isDone() ? "已办结" : isOverdue() ? "逾期" : "待办"}
          </Badge>
          <h3>{one()?.text}</h3>
        </div>
        <p class="muted">
          责任人 {props.names(one()?.ownerId ?? null) || "未指定"}
          {one()?.dueOn ? ` · ${chineseDay(one()?.dueOn ?? "")}前完成` : ""}
          {one()?.doneOn ? ` · ${chineseDay(one()?.doneOn ?? "")}办结` : ""}
        </p>
      </div>
      <Show when={props.mine && props.activity.state !== "planned"}>
        <Button
          busy={busy()}
          onClick={() => void mark(isDone() ? null : today())}
          aria-label={`${isDone() ? "改回未办结" : "已办结"}：${one()?.text}`}
        >
          {isDone() ? "改回未办结" : "已办结"}
        </Button>
      </Show>
    </li>
  );
}

/** What was corrected, when, by whom and why, with what stood there before. */
function Amendments(props: { activity: ActivityAnswer; names: Names }) {
  const former = (before: Record<string, unknown>) => {
    const values = before as Partial<ActivityValues>;
    return Object.keys(values)
      .filter(isField)
      .map((field) => ({
        label: fieldNames[field],
        text: values[field] === undefined ? "" : shownValue(field, values[field], props.names),
      }));
  };
  return (
    <Show when={props.activity.amendments.length > 0}>
      <Section title={`更正（${props.activity.amendments.length}）`} note="原来的内容保留在这里">
        <ul class="duties">
          <For each={props.activity.amendments}>
            {(one) => (
              <li class="panel">
                <p>
                  {chineseStamp(one.at)} 由 {one.by} 更正。原因：{one.reason}
                </p>
                <dl class="name-list">
                  <For each={former(one.before)}>
                    {(field) => (
                      <div>
                        <dt>{field.label}原为</dt>
                        <dd class="prose">{field.text || "（空）"}</dd>
                      </div>
                    )}
                  </For>
                </dl>
              </li>
            )}
          </For>
        </ul>
      </Section>
    </Show>
  );
}
