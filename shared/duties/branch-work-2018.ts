import { addMonths, chineseDay, type Day, isWithin, monthPeriods, type Period, periodsOf } from "../dates";
import {
  committeeIdsOn,
  committeeOn,
  fullMembersOn,
  groupMembersOn,
  hasCommitteeOn,
  isLostOn,
  isPartyMemberOn,
  partyMembersOn,
  secretaryOn,
} from "../members/standing";
import { postNames } from "../org/labels";
import type { Branch, Post } from "../org/schema";
import {
  branchSubject,
  memberEvidence,
  nameList,
  notApplicable,
  openFinding,
  rosterDay,
  standingPeriod,
  unaskedReason,
  unlessUnasked,
  yearlyFinding,
} from "./finding";
import { committeeQuorum, generalQuorum, meetingInPeriod } from "./meetings";
import type { Asked, BranchFacts, DutyFinding, Rule } from "./types";

/** 《中国共产党支部工作条例（试行）》, in force from 2018-10-28. */
const regulation = { regulation: "《中国共产党支部工作条例（试行）》", from: "2018-10-28" };

const generalMeeting: Rule = {
  ...regulation,
  id: "general-meeting",
  name: "支部党员大会",
  article: "第十一条",
  evaluate: (facts, asked) =>
    periodsOf(asked.year, 3).map((period) =>
      meetingInPeriod({
        facts,
        asked,
        period,
        kind: "general",
        says: "支部党员大会一般每季度召开 1 次，有表决权的党员半数以上到会",
        quorum: generalQuorum,
      }),
    ),
};

const earlier = (a: Day, b: Day): Day => (a < b ? a : b);

/** Fewer than seven full members, or none elected: no committee. What lies ahead is judged by today. */
function hadCommittee({ branch, members }: BranchFacts, period: Period, on: Day): boolean {
  return [period.from, period.to]
    .map((day) => earlier(day, on))
    .every((day) => hasCommitteeOn(branch, day) && fullMembersOn(members, day).length >= 7);
}

const committeeMeeting: Rule = {
  ...regulation,
  id: "committee-meeting",
  name: "支委会",
  article: "第十二条",
  evaluate: (facts, asked) =>
    monthPeriods(asked.year)
      .filter((period) => hadCommittee(facts, period, asked.on))
      .map((period) =>
        meetingInPeriod({
          facts,
          asked,
          period,
          kind: "committee",
          says: "支委会一般每月召开 1 次，半数以上委员到会",
          quorum: committeeQuorum,
        }),
      ),
};

function groupFinding(facts: BranchFacts, asked: Asked, group: Branch["groups"][number], period: Period): DutyFinding {
  const finding = meetingInPeriod({ facts, asked, period, kind: "group", says: "党小组会一般每月召开 1 次", group });
  const isEmpty = groupMembersOn(facts.members, group.id, earlier(period.to, asked.on)).length === 0;
  return isEmpty ? { ...finding, note: `${finding.note}${group.name}还没有登记组员` } : finding;
}

const groupMeeting: Rule = {
  ...regulation,
  id: "group-meeting",
  name: "党小组会",
  article: "第十三条",
  evaluate: (facts, asked) =>
    facts.branch.groups.flatMap((group) =>
      monthPeriods(asked.year)
        .filter(({ from, to }) => group.foundedOn <= from && (group.closedOn === null || group.closedOn > to))
        .map((period) => groupFinding(facts, asked, group, period)),
    ),
};

const lectureRhythm = { 1: "每月", 3: "每季度", 6: "每半年" } as const;

const lecture: Rule = {
  ...regulation,
  id: "lecture",
  name: "党课",
  article: null,
  evaluate: (facts, asked) => {
    const months = facts.branch.settings.lectureMonths;
    const says = `党课应当按期开展，本支部设为${lectureRhythm[months]} 1 次`;
    return periodsOf(asked.year, months).map((period) =>
      meetingInPeriod({ facts, asked, period, kind: "lecture", says }),
    );
  },
};

const themeDay: Rule = {
  ...regulation,
  id: "theme-day",
  name: "主题党日",
  article: "第十六条",
  evaluate: (facts, asked) =>
    monthPeriods(asked.year).map((period) =>
      meetingInPeriod({ facts, asked, period, kind: "themeDay", says: "主题党日每月开展 1 次，时间相对固定" }),
    ),
};

/** Every Party member takes part in at least one talk of the year, on either side. */
function talksFinding(facts: BranchFacts, asked: Asked): DutyFinding {
  const { branch, members } = facts;
  const says = "支委之间、支委和党员之间、党员之间每年谈心谈话一般不少于 1 次";
  const base = yearlyFinding(facts, asked, branchSubject(branch), says);
  const talks = facts.talks.filter(({ on }) => isWithin(on, base.period) && on <= asked.on);
  const talked = new Set(talks.flatMap(({ talkerId, memberId }) => [talkerId, memberId]));
  const due = partyMembersOn(members, rosterDay(asked)).filter((member) => !isLostOn(member, rosterDay(asked)));
  const left = due.filter(({ id }) => !talked.has(id));
  const nameOf = new Map(members.map(({ id, name }) => [id, name]));
  const counted: DutyFinding = {
    ...base,
    required: due.length,
    done: due.length - left.length,
    evidence: talks.map(({ id, on, talkerId, memberId }) => ({
      kind: "talk",
      id,
      on,
      name: `${nameOf.get(talkerId) ?? "已离开的同志"}与${nameOf.get(memberId) ?? "已离开的同志"}谈心谈话`,
    })),
  };
  if (due.length === 0) return notApplicable(counted, "支部还没有登记党员");
  if (left.length === 0) return { ...counted, status: "done" };
  return { ...counted, missing: `还有 ${left.length} 人本年度没有谈心谈话：${nameList(left)}` };
}

const talks: Rule = {
  ...regulation,
  id: "talks",
  name: "谈心谈话",
  article: null,
  evaluate: (facts, asked) => {
    const finding = talksFinding(facts, asked);
    return [unlessUnasked(finding, unaskedReason(facts.branch, finding.period))];
  },
};

/** What stands in a branch is not asked before it was founded or after it was closed. */
function unlessUnfounded(finding: DutyFinding, { foundedOn, closedOn }: Branch, on: Day): DutyFinding {
  if (foundedOn > on) return notApplicable(finding, `支部成立于${chineseDay(foundedOn)}`);
  return closedOn !== null && closedOn <= on ? notApplicable(finding, `支部已于${chineseDay(closedOn)}撤销`) : finding;
}

/** The committee of a provisional branch is appointed. */
function unlessAppointed(finding: DutyFinding, branch: Branch, on: Day): DutyFinding {
  const asked =
    branch.branchKind === "provisional"
      ? notApplicable(finding, "临时党支部的班子由批准其成立的党组织指定，不换届")
      : finding;
  return unlessUnfounded(asked, branch, on);
}

/** Due from six months before its end, overdue after it; an approved extension moves the end. */
function termFinding({ branch, activities }: BranchFacts, { on }: Asked): DutyFinding {
  const says = "党支部委员会一般每届任期 3 年，任期届满按期换届，上级一般提前 6 个月提醒";
  const subject = branchSubject(branch);
  const { term } = branch;
  if (term === null) return { ...openFinding(subject, standingPeriod(on), says), missing: "没有登记本届的起始日期" };
  const end = addMonths(term.startedOn, term.years * 12);
  const dueOn = term.extendedTo ?? end;
  const opensOn = addMonths(dueOn, -6);
  const period = {
    label: `本届（${chineseDay(term.startedOn)}至${chineseDay(dueOn)}）`,
    from: term.startedOn,
    to: dueOn,
  };
  const note = term.extendedTo !== null && term.extendedTo > addMonths(end, 12) ? "延期一般不超过 1 年" : "";
  const base: DutyFinding = { ...openFinding(subject, period, says), opensOn, dueOn, note };
  if (term.startedOn > on) return notApplicable(base, `本届自${chineseDay(term.startedOn)}开始，此前的任期没有登记`);
  if (on < opensOn)
    return {
      ...base,
      status: "done",
      done: 1,
      evidence: [{ kind: "unit", id: branch.id, name: branch.name, on: term.startedOn }],
    };
  const election = activities.find(
    (one) =>
      one.kinds.includes("election") &&
      one.state === "confirmed" &&
      isWithin(one.startsAt.slice(0, 10), { from: opensOn, to: on }),
  );
  const missing = election
    ? `${chineseDay(election.startsAt.slice(0, 10))}已召开选举大会，请更新本届的起始日期`
    : `本届任期到${chineseDay(dueOn)}${on > dueOn ? "，已经届满" : "届满，请准备换届"}`;
  return { ...base, status: on > dueOn ? "overdue" : "due", missing };
}

const term: Rule = {
  ...regulation,
  id: "term",
  name: "按期换届",
  article: "第二十一条",
  evaluate: (facts, asked) => [unlessAppointed(termFinding(facts, asked), facts.branch, asked.on)],
};

const usualPosts: readonly Post[] = ["organisation", "publicity", "discipline"];

function committeeNote(branch: Branch, persons: number, on: Day): string {
  const held = new Set(committeeOn(branch, on).map(({ post }) => post));
  const vacant = usualPosts.filter((post) => !held.has(post)).map((post) => postNames[post]);
  const size = persons > 5 ? "支委会一般由 3 至 5 人组成，不超过 7 人。" : "";
  return `${size}${vacant.length > 0 ? `没有登记${vacant.join("、")}，可以由其他委员兼任。` : ""}`;
}

/** Due without a legal deadline. Who has left no longer fills a post. */
function committeeFinding({ branch, members }: BranchFacts, on: Day): DutyFinding {
  const says = "正式党员 7 人以上的党支部设立支委会，由 3 至 5 人组成";
  const base: DutyFinding = { ...openFinding(branchSubject(branch), standingPeriod(on), says), required: 3 };
  const full = fullMembersOn(members, on).length;
  if (full < 7) {
    const secretary = secretaryOn(branch, on) === null ? "，还没有登记书记" : "";
    return notApplicable(base, `正式党员 ${full} 人，不足 7 人，不设支委会，设书记 1 名${secretary}`);
  }
  const holders = new Set(committeeIdsOn(branch, on));
  const serving = members.filter((member) => holders.has(member.id) && isPartyMemberOn(member, on));
  const hasSecretary = serving.some(({ id }) => id === secretaryOn(branch, on));
  const found: DutyFinding = {
    ...base,
    done: serving.length,
    evidence: serving.map((member) => memberEvidence(member, on)),
  };
  if (!hasCommitteeOn(branch, on)) return { ...found, missing: `正式党员 ${full} 人，还没有登记支委会` };
  if (serving.length < 3)
    return { ...found, missing: `支委会现有 ${serving.length} 人，还差 ${3 - serving.length} 人` };
  if (!hasSecretary) return { ...found, missing: "没有在任的党支部书记" };
  return { ...found, status: "done", note: committeeNote(branch, serving.length, on) };
}

const committeeSize: Rule = {
  ...regulation,
  id: "committee-size",
  name: "支委会设置",
  article: null,
  evaluate: (facts, { on }) => [unlessAppointed(committeeFinding(facts, on), facts.branch, on)],
};

function sizeFinding({ branch, members }: BranchFacts, on: Day): DutyFinding {
  const says = "正式党员 3 人以上成立党支部，党员人数一般不超过 50 人";
  const full = fullMembersOn(members, on);
  const all = partyMembersOn(members, on).length;
  const note = all > 50 ? `现有党员 ${all} 人，超过 50 人，可以研究分设` : "";
  const base: DutyFinding = {
    ...openFinding(branchSubject(branch), standingPeriod(on), says),
    required: 3,
    done: full.length,
    note,
  };
  if (full.length >= 3) return { ...base, status: "done", evidence: full.map((member) => memberEvidence(member, on)) };
  return { ...base, missing: `正式党员 ${full.length} 人，还差 ${3 - full.length} 人` };
}

const branchSize: Rule = {
  ...regulation,
  id: "branch-size",
  name: "支部人数",
  article: "第四条",
  evaluate: (facts, { on }) => [unlessUnfounded(sizeFinding(facts, on), facts.branch, on)],
};

export const branchWork2018: readonly Rule[] = [
  generalMeeting,
  committeeMeeting,
  groupMeeting,
  lecture,
  themeDay,
  talks,
  term,
  committeeSize,
  branchSize,
];
