import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";
import { assessmentsOf } from "./data";

const Assessment = lazy(async () => ({ default: (await import("./page")).AssessmentPage }));

export const assessmentRoutes: RouteDefinition[] = [
  {
    path: "/branches/:b/assessment",
    component: Assessment,
    preload: ({ params }) => void assessmentsOf(params.b ?? ""),
  },
];
