import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";

const Audit = lazy(async () => ({ default: (await import("./page")).AuditPage }));

export const auditRoutes: RouteDefinition[] = [{ path: "/audit", component: Audit }];
