import type { RouteDefinition } from "@solidjs/router";

export const assessmentRoutes: RouteDefinition[] = [];
