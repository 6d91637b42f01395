import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";

const Accounts = lazy(async () => ({ default: (await import("./list")).AccountsPage }));
const OwnAccount = lazy(async () => ({ default: (await import("./own")).OwnAccountPage }));

export const accountRoutes: RouteDefinition[] = [
  { path: "/accounts", component: Accounts },
  { path: "/account", component: OwnAccount },
];
