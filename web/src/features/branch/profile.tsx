import { createAsync, useParams } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { addMonths, chineseDay } from "#shared/dates";
import { branchKindNames } from "#shared/org/labels";
import type { Branch } from "#shared/org/schema";
import { isOffice, keeps, mayIn, today } from "../../lib/session";
import { Button, ButtonLink } from "../../ui/button";
import { Fact, Facts, PageHeader, Section } from "../../ui/page";
import { Committee } from "./committee";
import { branchOf, peopleOf } from "./data";
import { Groups } from "./groups";
import { BranchHistory } from "./history";
import { SettingsForm } from "./settings";
import { TermDialog } from "./term";

/** What stands in the branch: profile, term, committee, groups, settings. */
export function ProfilePage() {
  const params = useParams();
  const id = () => params.b ?? "";
  const branch = createAsync(() => branchOf(id()));
  const people = createAsync(() => peopleOf(id()));
  return (
    <Show when={branch()}>
      {(now) => (
        <>
          <PageHeader
            title={now().name}
            lead={branchKindNames[now().branchKind]}
            actions={
              <Show when={mayIn("handovers.begin", id())}>
                <ButtonLink href={`/branches/${id()}/handover`}>书记交接</ButtonLink>
              </Show>
            }
          />
          <Standing branch={now()} mine={keeps(id())} />
          <Committee branch={now()} people={people() ?? []} mine={keeps(id())} />
          <Groups branch={now()} people={people() ?? []} mine={keeps(id()) || isOffice()} />
          <Settings branch={now()} mine={keeps(id())} />
          <Show when={keeps(id())}>
            <Section title="修改记录">
              <BranchHistory branch={now()} people={people() ?? []} />
            </Section>
          </Show>
        </>
      )}
    </Show>
  );
}

function termText(branch: Branch): string {
  if (branch.term === null) return "未填写";
  const ends = branch.term.extendedTo ?? addMonths(branch.term.startedOn, branch.term.years * 12);
  const late = ends < today() ? "（已届满）" : "";
  return `${chineseDay(branch.term.startedOn)}起 ${branch.term.years} 年，${branch.term.extendedTo ? "批准延期至" : "届满日期"} ${chineseDay(ends)}${late}`;
}

function Standing(props: { branch: Branch; mine: boolean }) {
  const [isOpen, setOpen] = createSignal(false);
  return (
    <Section
      title="基本情况"
      actions={
        <Show when={props.mine}>
          <Button small onClick={() => setOpen(true)}>
            {props.branch.term === null ? "填写任期" : "修改任期"}
          </Button>
        </Show>
      }
    >
      <Facts>
        <Fact label="成立日期">{chineseDay(props.branch.foundedOn)}</Fact>
        <Fact label="支部类型">{branchKindNames[props.branch.branchKind]}</Fact>
        <Fact label="本届任期">{termText(props.branch)}</Fact>
        <Show when={props.branch.closedOn}>{(day) => <Fact label="撤销日期">{chineseDay(day())}</Fact>}</Show>
      </Facts>
      <TermDialog branch={props.branch} open={isOpen()} onClose={() => setOpen(false)} />
    </Section>
  );
}

const lectureNames: Record<string, string> = { "1": "每月一次", "3": "每季度一次", "6": "每半年一次" };

function Settings(props: { branch: Branch; mine: boolean }) {
  const [isOpen, setOpen] = createSignal(false);
  const it = () => props.branch.settings;
  const facts = (): [string, string][] => [
    ["党课", lectureNames[String(it().lectureMonths)] ?? ""],
    ["一次活动可计入多类", it().countSeveralKinds ? "可以" : "不可以"],
    ["年度事项截止日", `次年 ${it().yearEnd.replace("-", " 月 ")} 日`],
    ["党员学时（每年）", `${it().studyHours}`],
    ["书记、班子成员学时（每年）", `${it().officerStudyHours}`],
    ["超过几天算补录", `${it().lateEntryDays} 天`],
    ["常用地点", it().usualPlace || "—"],
    ["主题党日固定日", it().usualThemeDay > 0 ? `每月 ${it().usualThemeDay} 日` : "不固定"],
    ["每次活动默认学时", `${it().usualHours}`],
  ];
  return (
    <Section
      title="设置"
      note="口径和记录时自动带出的内容"
      actions={
        <Show when={props.mine}>
          <Button small onClick={() => setOpen(true)}>
            修改设置
          </Button>
        </Show>
      }
    >
      <Facts>
        <For each={facts()}>{([label, text]) => <Fact label={label}>{text}</Fact>}</For>
      </Facts>
      <SettingsForm branch={props.branch} open={isOpen()} onClose={() => setOpen(false)} />
    </Section>
  );
}
