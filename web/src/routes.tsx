import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";
import { accountRoutes } from "./features/accounts/routes";
import { activityRoutes } from "./features/activities/routes";
import { administratorRoutes } from "./features/administrators/routes";
import { approvalRoutes } from "./features/approvals/routes";
import { assessmentRoutes } from "./features/assessment/routes";
import { auditRoutes } from "./features/audit/routes";
import { branchRoutes } from "./features/branch/routes";
import { homeRoutes } from "./features/home/routes";
import { importRoutes } from "./features/imports/routes";
import { learningRoutes } from "./features/learning/routes";
import { memberRoutes } from "./features/members/routes";
import { sessionRoutes } from "./features/session/routes";
import { unitRoutes } from "./features/units/routes";
import { guarded } from "./shell/guarded";

const Missing = lazy(async () => ({ default: (await import("./shell/missing")).Missing }));

/** Every address of the page; a feature is one line, and its pages are loaded when they are asked for. */
export const routes: RouteDefinition[] = [
  ...sessionRoutes,
  ...homeRoutes,
  ...branchRoutes,
  ...memberRoutes,
  ...importRoutes,
  ...activityRoutes,
  ...learningRoutes,
  ...assessmentRoutes,
  ...unitRoutes,
  ...accountRoutes,
  ...administratorRoutes,
  ...approvalRoutes,
  ...auditRoutes,
  { path: "*", component: Missing },
].map(guarded);
