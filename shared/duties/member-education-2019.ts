import { yearPeriod } from "../dates";
import { committeeIdsOn } from "../members/standing";
import { meetingForYear } from "./meetings";
import { studyHoursFindings } from "./study-hours";
import type { Rule } from "./types";

/** 《中国共产党党员教育管理工作条例》, in force from 2019-05-06. */
const regulation = { regulation: "《中国共产党党员教育管理工作条例》", from: "2019-05-06" };

const orgLife: Rule = {
  ...regulation,
  id: "org-life",
  name: "组织生活会",
  article: "第十七条",
  evaluate: (facts, asked) => [
    meetingForYear({
      facts,
      asked,
      period: yearPeriod(asked.year),
      kind: "orgLife",
      says: "组织生活会每年至少召开 1 次，一般安排在第四季度",
    }),
  ],
};

const appraisal: Rule = {
  ...regulation,
  id: "appraisal",
  name: "民主评议党员",
  article: "第十八条",
  evaluate: (facts, asked) => [
    meetingForYear({
      facts,
      asked,
      period: yearPeriod(asked.year),
      kind: "appraisal",
      says: "民主评议党员一般每年开展 1 次，可以和组织生活会合并进行",
    }),
  ],
};

const studyHours: Rule = {
  ...regulation,
  id: "study-hours",
  name: "党员学习培训学时",
  article: "第二十条",
  evaluate: (facts, asked) => {
    const hours = facts.branch.settings.studyHours;
    return studyHoursFindings(facts, asked, {
      hours,
      says: `党员每年集中学习培训一般不少于 ${hours} 学时`,
      isAsked: (member, day) => !committeeIdsOn(facts.branch, day).includes(member.id),
    });
  },
};

export const memberEducation2019: readonly Rule[] = [orgLife, appraisal, studyHours];
