import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";

const Approvals = lazy(async () => ({ default: (await import("./list")).ApprovalsPage }));
const Policy = lazy(async () => ({ default: (await import("./policy")).PolicyPage }));

export const approvalRoutes: RouteDefinition[] = [
  { path: "/approvals", component: Approvals },
  { path: "/policy", component: Policy },
];
