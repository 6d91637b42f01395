import { branchWork2018 } from "./branch-work-2018";
import { development } from "./development";
import { memberEducation2019 } from "./member-education-2019";
import { trainingPlan } from "./training-plan";
import type { Rule } from "./types";

/** The order in which duties are listed. */
const order = [
  "general-meeting",
  "committee-meeting",
  "group-meeting",
  "lecture",
  "theme-day",
  "org-life",
  "appraisal",
  "talks",
  "term",
  "committee-size",
  "branch-size",
  "probation",
  "study-hours",
  "secretary-training",
];

/** Every version of every rule. */
export const rules: readonly Rule[] = [...branchWork2018, ...memberEducation2019, ...trainingPlan, ...development].sort(
  (a, b) => order.indexOf(a.id) - order.indexOf(b.id),
);
